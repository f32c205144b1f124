// Measures the speed of the lesson; nothing is asserted. Times: from navigation to a page that responds, and from moving a slider to the redrawn
// picture, with four losses at 401 points. `cpu` is the CPU time of the page (script, style, layout and paint), which other work on the
// machine does not increase. Run: ASLAB=... LESSON=out/lesson.html node tests/lesson/measure.mjs

import { close, lesson, open } from './harness.mjs';

const FOUR = '#lang=en&loss=ce&loss=focal&loss=asl&loss=apl&at=bench&x=logit';
const middle = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
const say = (name, times) => console.log(`${name} ${middle(times).toFixed(1)} ms (median of ${times.length}; ${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)})`);

await open();
const opened = [];
for (let k = 0; k < 7; k++) {
    const page = await lesson('#lang=en');
    opened.push(await page.evaluate(() => performance.getEntriesByName('lesson')[0].startTime));
    await page.context().close();
}
say('open_to_usable', opened);

const page = await lesson(FOUR);
const moves = (name, steps) => page.evaluate(async ([name, steps]) => {
    const slider = document.querySelector(`#bench input[name="${name}"]`), times = [];
    for (let k = 0; k < steps; k++) {
        slider.value = String(Number(slider.min) + ((Number(slider.max) - Number(slider.min)) * (k + 1)) / (steps + 1));
        const start = performance.now();
        slider.dispatchEvent(new Event('input'));
        cancelAnimationFrame(window.lesson.frame);
        window.lesson.flush();
        document.body.getBoundingClientRect(); // includes the layout
        times.push(performance.now() - start);
        await new Promise(requestAnimationFrame);
    }
    return times;
}, [name, steps]);
await moves('2.gamma_neg', 30); // warm up: the code is compiled after this
const session = await page.context().newCDPSession(page);
await session.send('Performance.enable', { timeDomain: 'threadTicks' });
const busy = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
for (const name of ['2.gamma_neg', '2.margin', 'pi']) {
    const before = await busy(), times = await moves(name, 60);
    say(`redraw ${name}`, times);
    console.log(`redraw ${name} cpu ${((await busy()) - before) / 60} ms`);
}
await close();
