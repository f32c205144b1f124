// The steps: every slider and choice changes the picture and text of its step, and the numbers agree with the command.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LESSON, aslab, close, done, lesson, linkOf, open, see, settle, table } from './harness.mjs';

before(open);
after(close);

// The text of a step, and a hash of its picture.
const shown = (page, step) => page.evaluate((step) => {
    const figure = document.querySelector(`#step-${step} figure`);
    const picture = [...figure.querySelectorAll('.chart, .bars, .eighty, .extra')].map((e) => e.outerHTML).join('');
    return { live: figure.querySelector('.live').textContent, picture: [...picture].reduce((sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) | 0, 0) };
}, step);

test('every slider changes the picture and the text of its step, and the link', async () => {
    const page = await lesson();
    let sliders = 0;
    for (let step = 1; step <= 8; step++) {
        await see(page, `#step-${step}`);
        for (const name of await page.locator(`#step-${step} input[type=range]`).evaluateAll((all) => all.map((input) => input.name))) {
            const slider = page.locator(`#step-${step} input[type=range][name=${name}]`), before = await shown(page, step);
            await slider.focus();
            for (let k = 0; k < 6; k++) await page.keyboard.press('ArrowLeft');
            const left = await slider.inputValue();
            for (let k = 0; k < 14; k++) await page.keyboard.press('ArrowRight');
            await settle(page);
            const now = await shown(page, step);
            assert.notEqual(await slider.inputValue(), left, `${step} ${name}`);
            assert.notEqual(now.picture, before.picture, `step ${step}: ${name} moves the picture`);
            assert.notEqual(now.live, before.live, `step ${step}: ${name} changes what is said`);
            const value = await page.evaluate((key) => window.lesson.state[key], name);
            assert.equal(Number(linkOf(page).get(name)), value, `${name} in the link`);
            sliders++;
        }
    }
    assert.ok(sliders >= 17, `${sliders} sliders`);
    await done(page);
});

test('every choice of every step is shown and kept in the link', async () => {
    const page = await lesson();
    for (let step = 1; step <= 8; step++) {
        await see(page, `#step-${step}`);
        for (const name of await page.locator(`#step-${step} fieldset`).evaluateAll((all) => all.map((f) => f.dataset.name))) {
            const radios = page.locator(`#step-${step} fieldset[data-name=${name}] input`), seen = new Set();
            for (let i = 0; i < (await radios.count()); i++) {
                await radios.nth(i).check();
                await settle(page);
                seen.add((await shown(page, step)).picture);
                assert.equal(await page.evaluate((key) => window.lesson.state[key], name), await radios.nth(i).inputValue());
            }
            assert.equal(seen.size, await radios.count(), `step ${step}: ${name}`);
        }
    }
    await done(page);
});

test('a number can be typed and is limited to its range; text is rejected', async () => {
    const page = await lesson();
    await see(page, '#step-5');
    const box = page.locator('#step-5 .slider:has([name=m]) .number');
    for (const [typed, margin] of [['0.123', 0.123], ['9', 0.5], ['-1', 0], ['abc', 0], ['0.2e0', 0.2], ['0,15', 0.15]]) {
        await box.fill(typed);
        await box.press('Enter');
        await box.blur();
        await settle(page);
        assert.equal(await page.evaluate(() => window.lesson.state.m), margin, typed);
        assert.equal(Number(await box.inputValue()), margin);
    }
    await done(page);
});

const percents = (text) => [...text.matchAll(/([\d.]+)\u00a0%/g)].map(([, x]) => Number(x) / 100);
const near = (a, b, what) => assert.ok(Math.abs(a - b) <= 0.006 + 0.05 * Math.abs(b), `${what}: shown ${a}, aslab ${b}`);

test('the numbers in the texts of the steps agree with aslab sweep', async () => {
    const page = await lesson('#lang=en&pi=0.05&miss=0.3&gn=3&m=0.1&fg=1.5&stage=mid&gp=1');
    const sweep = (loss, missing, ...params) => {
        const args = ['sweep', '--loss', loss, ...params, '--positive-rate', '0.05', '--missing', `${missing}`, '--dist', 'mid', '--bands', '0.1,0.5', '--quiet'];
        return Object.fromEntries(Object.entries(table(aslab(args))[0]).map(([key, text]) => [key, Number(text)]));
    };
    const said = async (step) => { await see(page, `#step-${step}`); return (await shown(page, step)).live; };
    const share = (b) => b.grad_pos / (b.grad_pos + b.grad_neg), easy = (b) => (b.band_1 * b.grad_neg) / (b.grad_pos + b.grad_neg);
    const ce = sweep('ce', 0), focal = sweep('focal', 0, '--gamma', '1.5'), asl = ['--gamma-pos', '1', '--gamma-neg', '3'];
    near(percents(await said(1))[1], share(ce), 'step 1');
    near(percents(await said(3))[0], easy(focal), 'step 3');
    near(percents(await said(3))[1], easy(ce), 'step 3');
    near(percents(await said(4))[0], share(sweep('asl', 0, ...asl, '--margin', '0')), 'step 4');
    near(percents(await said(5))[0], sweep('asl', 0, ...asl, '--margin', '0.1').discarded_neg, 'step 5');
    const far = await said(6), noisy = sweep('asl', 0.3, ...asl, '--margin', '0.1');
    near(Number(/p\* = ([\d.]+\d)/.exec(far)[1]), noisy.p_star, 'step 6');
    near(percents(far)[0], noisy.rejected_missing, 'step 6');
    near(Number(/negatives have ([\d.]+),/.exec(far)[1]) / 100, 1 / noisy.grad_ratio, 'step 6');
    near(Number(/, ([\d.]+) of it from missing/.exec(far)[1]) / 100, noisy.missing_over_pos, 'step 6');
    await done(page);
});

test('without a margin no label is past p*', async () => {
    const page = await lesson('#lang=en&m=0');
    await see(page, '#step-6');
    assert.match((await shown(page, 6)).live, /no p\*\. For 100 units/);
    assert.equal(await page.locator('#step-6 .zone').count(), 0);
    await done(page);
});

test('pointer and arrow keys read values, which are announced', async () => {
    const page = await lesson();
    await see(page, '#step-2');
    const chart = page.locator('#step-2 .chart'), readout = page.locator('#step-2 .readout');
    assert.equal(await readout.getAttribute('aria-live'), 'polite');
    await chart.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+ArrowLeft');
    const first = await readout.textContent();
    assert.match(first, /p = 0\.9/);
    assert.match(first, /0\.105.*2\.3/); // -log 0.9, -log 0.1
    const box = await chart.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    assert.notEqual(await readout.textContent(), first);
    await done(page);
});

test('the link of a step opens that step with its settings', async () => {
    const page = await lesson('#lang=en&m=0.2');
    for (const step of [1, 4, 8]) {
        await see(page, `#step-${step}`);
        await page.locator(`#step-${step} .anchor`).click();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        assert.equal(copied, page.url());
        assert.match(copied, new RegExp(`m=0\\.2.*at=step-${step}$`));
        const there = await lesson(new URL(copied).hash);
        await settle(there);
        const top = await there.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, `step-${step}`);
        assert.ok(top > -20 && top < 200, `step ${step} at ${top}`);
        assert.equal(await there.evaluate(() => window.lesson.state.m), 0.2);
        await done(there);
    }
    await done(page);
});

test('step eight shows every verdict of claims.csv', async () => {
    const page = await lesson(), claims = table(readFileSync(path.join(path.dirname(LESSON), 'claims.csv'), 'utf8'));
    await see(page, '#step-8');
    const marks = page.locator('#step-8 button.mark');
    assert.equal(await marks.count(), claims.length);
    for (const [verdict, kind] of [['reproduced', 'reproduced'], ['partly', 'partly'], ['not reproduced', 'not']]) {
        assert.equal(await page.locator(`#step-8 button.mark.${kind}`).count(), claims.filter((c) => c.verdict === verdict).length, verdict);
    }
    const bad = claims.find((c) => c.verdict === 'not reproduced');
    await page.locator('#step-8 button.mark.not').first().click();
    assert.match(await page.locator('#step-8 .chosen').textContent(), new RegExp(bad.claim.slice(0, 40)));
    await page.locator('#step-8 input[value=not]').check();
    await settle(page);
    assert.equal(await page.locator('#step-8 button.mark:visible').count(), claims.filter((c) => c.verdict === 'not reproduced').length);
    await done(page);
});

test('without claims the page says how to compute them', async () => {
    const page = await lesson('#lang=en', { file: path.join(path.dirname(LESSON), 'without/lesson.html') });
    await see(page, '#step-8');
    assert.match(await page.locator('#step-8 .absent').textContent(), /make figures lesson/);
    assert.equal(await page.locator('#step-8 button.mark').count(), 0);
    await done(page);
});
