// The whole page: one file, both languages, light and dark, any width, keyboard and screen reader.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { LESSON, aslab, close, done, lesson, linkOf, open, see, settle } from './harness.mjs';

before(open);
after(close);

test('the file needs nothing else and forbids other code', () => {
    const html = readFileSync(LESSON, 'utf8');
    assert.doesNotMatch(html.replace(/<script type="application\/json"[^]*?<\/script>/, ''), /<(script|link|img|iframe)[^>]+(src|href)="(?!data:,)/);
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(html);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|https?:/);
    assert.ok(html.length < 500_000, `${html.length} bytes`);
    for (const name of ['d3-scale', 'd3-shape', 'd3-selection', 'aslab']) assert.match(html, new RegExp(`${name}[^]{0,60}(Copyright|MIT)`));
});

const SIZES = [[360, 740], [600, 900], [992, 700], [1280, 900], [1920, 1080], [3840, 2160]];
for (const lang of ['en', 'zh']) {
    test(`${lang}: no horizontal scroll bar and nothing beyond the edge, from 360 px to 4K`, async () => {
        const page = await lesson(`#lang=${lang}&loss=ral&loss=asl_detached&loss=spa&loss=torch_ecg&label=both&pin=apl`);
        for (const [width, height] of SIZES) {
            await page.setViewportSize({ width, height });
            await settle(page);
            const over = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth,
                [...document.querySelectorAll('body *')].filter((e) => !e.closest('svg, .skip, .status, select, legend, thead') && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 80))]);
            assert.deepEqual(over, [0, []], `${width}`);
        }
        await done(page);
    });
    test(`${lang}: texts of charts are inside the charts and do not overlap`, async () => {
        const page = await lesson(`#lang=${lang}&m=0.1`);
        for (const [width, height] of [SIZES[0], SIZES[3]]) {
            await page.setViewportSize({ width, height });
            await settle(page);
            for (let step = 2; step <= 7; step++) {
                await see(page, `#step-${step}`);
                const wrong = await page.evaluate((step) => [...document.querySelectorAll(`#step-${step} .chart`)].flatMap((svg) => {
                    const whole = svg.getBoundingClientRect();
                    const boxes = [...svg.querySelectorAll('text')].filter((t) => t.textContent).map((t) => ({ text: t.textContent, box: t.getBoundingClientRect() }));
                    const outside = boxes.filter(({ box }) => box.left < whole.left - 2 || box.right > whole.right + 2).map(({ text }) => `outside: ${text}`);
                    const clash = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 3 && b.box.top < a.box.bottom - 3).map((b) => `${a.text} over ${b.text}`));
                    return [...outside, ...clash];
                }), step);
                assert.deepEqual(wrong, [], `step ${step} at ${width}`);
            }
        }
        await done(page);
    });
    test(`${lang}: every control has a name, values are announced, the page has its language`, async () => {
        const page = await lesson(`#lang=${lang}`);
        for (const id of ['step-1', 'step-4', 'step-8', 'bench']) await see(page, `#${id}`);
        const unnamed = await page.evaluate(() => [...document.querySelectorAll('input, select, button, a, [role=img], [role=application], [tabindex="0"]')].filter((e) => {
            const by = (e.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).join('');
            return !(e.getAttribute('aria-label') || by || [...(e.labels ?? [])].some((l) => l.textContent.trim()) || e.textContent.trim());
        }).map((e) => e.outerHTML.slice(0, 120)));
        assert.deepEqual(unnamed, []);
        const silent = await page.locator('input[type=range]').evaluateAll((all) => all.filter((r) => !r.getAttribute('aria-valuetext')).map((r) => r.name));
        assert.deepEqual(silent, []);
        assert.equal(await page.locator('.live[aria-live=polite]').count(), 8);
        assert.match(await page.locator('html').getAttribute('lang'), lang === 'zh' ? /^zh/ : /^en$/);
        assert.equal(await page.locator('h1').count(), 1);
        assert.equal(await page.locator('h2').count(), 9);
        await done(page);
    });
}

test('both languages are complete: no English in the Chinese steps, no Chinese in the English ones', async () => {
    const page = await lesson('#lang=zh');
    for (let step = 1; step <= 8; step++) {
        await see(page, `#step-${step}`);
        const words = await page.locator(`#step-${step} .words`).textContent();
        assert.ok((words.match(/[\u4e00-\u9fff]/g) ?? []).length > 100, `step ${step}`);
        assert.doesNotMatch(words.replaceAll(/focal loss|MS-COCO|Alibaba|sigmoid|logit|softmax/g, ''), /[a-z]{4,} [a-z]{3,}/i, `step ${step}`);
        const body = (await page.locator(`#step-${step} .words > p`).allTextContents()).join('');
        assert.doesNotMatch(body, /[\u4e00-\u9fff，。]\s+[\u4e00-\u9fff]/, `step ${step}`);
        assert.doesNotMatch(words + (await page.locator(`#step-${step} figure`).textContent()), /undefined|NaN|\[object/);
    }
    const marks = await page.locator('#step-8 button.mark').evaluateAll((all) => all.map((mark) => mark.getAttribute('aria-label')));
    assert.ok(marks.length > 10);
    for (const mark of marks) assert.doesNotMatch(mark, /[a-z]{4,} [a-z]{3,}/, mark);
    const english = await page.evaluate(() => window.lesson.core.families.flatMap(({ name, params }) => [window.lesson.words.titles[name] ? '' : name, ...params.map(({ meaning }) => (window.lesson.words.meanings[meaning] ? '' : meaning))]).filter(Boolean));
    if (english.length) console.log(`    shown in English: ${english.join('; ')}`); // allowed: a new loss may not be translated yet
    await page.locator('[data-name=lang] input[value=en]').check();
    await settle(page);
    assert.match(await page.locator('footer').textContent(), new RegExp(`by ${aslab(['--version']).trim().replaceAll('.', '\\.')}\\.`));
    assert.equal(linkOf(page).get('lang'), 'en');
    assert.match(await page.locator('h1').textContent(), /Asymmetric Loss/);
    assert.doesNotMatch(await page.locator('main').textContent(), /undefined|\[object/);
    assert.equal((await page.locator('.words').allTextContents()).join('').match(/[\u4e00-\u9fff]/), null);
    await done(page);
});

test('the language is that of the browser if the link names none', async () => {
    for (const [locale, title] of [['zh-CN', /非对称/], ['de-DE', /Asymmetric/], ['en-GB', /Asymmetric/]]) {
        const page = await lesson('', { locale });
        assert.match(await page.locator('h1').textContent(), title, locale);
        await done(page);
    }
});

// The contrast ratio of WCAG 2.
const CONTRAST = `(() => {
    const style = getComputedStyle(document.documentElement), canvas = new OffscreenCanvas(1, 1).getContext('2d');
    const light = (name) => {
        canvas.fillStyle = style.getPropertyValue(name);
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
})()`;

for (const theme of ['light', 'dark']) {
    test(`${theme}: texts have contrast 4.5, lines 3`, async () => {
        const page = await lesson(`#lang=en&theme=${theme}`);
        const low = await page.evaluate((contrast) => {
            const ratio = eval(contrast), low = [];
            const ask = (a, b, least) => { if (ratio(a, b) < least) low.push(`${a} on ${b}: ${ratio(a, b).toFixed(2)}`); };
            for (const ground of ['--paper', '--panel', '--wash']) for (const text of ['--ink', '--soft', '--accent', '--good', '--partly', '--bad']) ask(text, ground, 4.5);
            for (const line of ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6', '--pin', '--pos', '--neg', '--ce', '--focal', '--asl']) ask(line, '--panel', 3);
            for (const part of ['--part-pos', '--part-hard', '--part-mis']) ask('--on', part, 4.5);
            for (const part of ['--part-easy', '--part-semi', '--part-neg']) ask('--ink', part, 4.5);
            ask('--panel', '--accent', 4.5);
            return low;
        }, CONTRAST).catch((error) => [error.message]);
        assert.deepEqual(low, []);
        await page.context().close(); // not done(page): the page forbids eval, which the console reports
    });
    test(`${theme} if the system prefers it`, async () => {
        const page = await lesson('#lang=en', { colorScheme: theme });
        const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const own = await paper();
        for (const value of ['light', 'dark', 'auto']) {
            await page.locator(`[data-name=theme] input[value=${value}]`).check();
            assert.equal(own === (await paper()), value === 'auto' || value === theme, value);
        }
        await done(page);
    });
}

test('by keyboard, tab reaches every control of a step and the skip link leads to the bench', async () => {
    const page = await lesson();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'bench');
    await page.locator('#step-3 .anchor').focus();
    const reached = new Set();
    for (let k = 0; k < 9; k++) {
        await page.keyboard.press('Tab');
        reached.add(await page.evaluate(() => { const e = document.activeElement; return e.closest('#step-3') ? e.name || e.getAttribute('class') : ''; }));
    }
    for (const name of ['chart', 'fg', 'pi']) assert.ok(reached.has(name), `${name}: ${[...reached]}`);
    assert.ok([...reached].some((name) => name.startsWith('choice-')));
    const outline = await page.evaluate(() => { document.querySelector('#step-3 input[name=fg]').focus(); return getComputedStyle(document.activeElement).outlineStyle; });
    assert.notEqual(outline, 'none');
    await done(page);
});

test('on a phone the picture stays visible with its sliders', async () => {
    const page = await lesson('#lang=en', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    for (const step of [3, 6]) {
        await page.locator(`#step-${step} input[type=range]`).last().scrollIntoViewIfNeeded();
        await settle(page);
        const top = await page.evaluate((step) => document.querySelector(`#step-${step} .chart path.line`).getBoundingClientRect().bottom, step);
        assert.ok(top > 50, `step ${step}: ${top}`);
    }
    await done(page);
});

test('the list at the top links to every step and to the bench', async () => {
    const page = await lesson();
    const links = page.locator('nav a');
    assert.equal(await links.count(), 9);
    for (const k of [4, 8]) {
        await links.nth(k).click();
        const id = k < 8 ? `step-${k + 1}` : 'bench';
        assert.equal(await page.evaluate(() => document.activeElement.id), id);
    }
    await done(page);
});
