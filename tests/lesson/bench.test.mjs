// The bench: every loss, preset, axis and button; exports agree with aslab.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ASLAB, close, close13, done, folder, lesson, linkOf, number, open, see, settle, table } from './harness.mjs';

let page;
before(async () => { await open(); page = await lesson(); await see(page, '#bench'); });
after(async () => { await done(page); await close(); });

const specs = () => page.evaluate(() => window.lesson.state.losses.map((loss) => window.lesson.core.write(loss)));
const lines = () => page.locator('#bench .chart path.line').count();
const to = async (hash) => { await page.evaluate((hash) => { location.hash = hash; }, hash); await settle(page); await see(page, '#bench'); };

async function downloaded(name) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator(`#bench button[name=${name}]`).click()]);
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

test('every loss of the registry can be chosen, drawn and moved', async () => {
    await to('#lang=en&loss=ce');
    const names = await page.locator('#bench .card option').evaluateAll((all) => all.map((option) => option.value));
    assert.equal(names.length, await page.evaluate(() => window.lesson.core.families.length));
    for (const name of names) {
        await page.locator('#bench .card select').selectOption(name);
        await settle(page);
        const params = await page.evaluate(() => window.lesson.state.losses[0].family.params);
        assert.equal(await page.locator('#bench .card input[type=range]').count(), params.length, name);
        for (const [k, { name: param, lo, hi }] of params.entries()) {
            const slider = page.locator(`#bench input[name="0.${param}"]`);
            assert.deepEqual([await slider.getAttribute('min'), await slider.getAttribute('max')].map(Number), [lo, hi]);
            await slider.evaluate((input, to) => { input.value = String(to); input.dispatchEvent(new Event('input')); }, lo + (hi - lo) / 2);
            assert.ok(Math.abs(Number(await slider.inputValue()) - (lo + hi) / 2) < (hi - lo) / 50);
            assert.equal(await page.evaluate((k) => window.lesson.state.losses[0].theta[k], k), Number(await slider.inputValue()), `${name} ${param}`);
        }
        await settle(page);
        assert.equal(await lines(), 1);
        assert.deepEqual(linkOf(page).getAll('loss'), await specs());
    }
});

test('presets add and remove their loss', async () => {
    await to('#lang=en&loss=hill');
    const wanted = {
        ce: 'ce', focal: 'focal:gamma=2', asl: 'asl:gamma_pos=0,gamma_neg=4,margin=0.05', official: 'alibaba:gamma_pos=1,gamma_neg=4,margin=0.05',
        shifted: 'asl:gamma_pos=0,gamma_neg=0,margin=0.05',
    };
    for (const [key, spec] of Object.entries(wanted)) {
        const chip = page.locator(`#bench [data-preset=${key}]`);
        await chip.click();
        await settle(page);
        assert.ok((await specs()).includes(spec), key);
        assert.equal(await chip.getAttribute('aria-pressed'), 'true');
    }
    assert.equal(await lines(), 6);
    await page.locator('#bench [data-preset=focal]').click();
    await settle(page);
    assert.ok(!(await specs()).includes(wanted.focal));
    await page.evaluate(() => window.lesson.change({ gn: 3, m: 0.2 }));
    await page.locator('#bench [data-preset=story]').click();
    assert.ok((await specs()).includes('asl:gamma_pos=0,gamma_neg=3,margin=0.2'));
});

test('losses are added, removed and pinned', async () => {
    await to('#lang=en&loss=asl&loss=ce');
    await page.locator('#bench button[name=pin]').first().click();
    await page.locator('#bench input[name="0.margin"]').fill('0.3');
    await settle(page);
    assert.equal(await lines(), 3);
    assert.equal(linkOf(page).get('pin'), 'asl:gamma_pos=0,gamma_neg=4,margin=0.05');
    assert.match(await page.locator('#bench .legend').first().textContent(), /pinned: asl/);
    await page.locator('#bench button[name=unpin]').click();
    await page.locator('#bench button[name=remove]').first().click();
    await settle(page);
    assert.deepEqual(await specs(), ['ce']);
    assert.equal(await page.locator('#bench button[name=remove]').count(), 0);
    for (let k = 0; k < 5; k++) await page.locator('#bench button[name=add]').click();
    await settle(page);
    assert.equal((await specs()).length, 6);
    assert.equal(await page.locator('#bench button[name=add]').count(), 0);
});

test('the arrow keys move through the menu of losses, and an added loss is a new one', async () => {
    await to('#lang=en&loss=asl');
    const menu = page.locator('#bench .card select').first();
    await menu.focus();
    const seen = new Set();
    for (let k = 0; k < 3; k++) {
        await page.keyboard.press('ArrowDown');
        await settle(page);
        seen.add(await menu.inputValue());
    }
    assert.equal(seen.size, 3);
    await page.locator('#bench button[name=add]').click();
    await settle(page);
    assert.equal(new Set(await specs()).size, 2);
});

test('every axis and label is drawn, and the CSV equals that of the command shown', async () => {
    const dir = folder();
    await to('#lang=en&loss=ce&loss=asl:gamma_pos=0.1,gamma_neg=3.3333333333333335,margin=0.1&loss=timm&miss=0.3');
    for (const label of ['0', '1', 'both']) {
        for (const x of ['prob', 'logit']) {
            for (const [y, scale] of [['value', 'linear'], ['grad', 'log'], ['hess', 'linear'], ['grad_norm', 'log']]) {
                for (const [name, value] of Object.entries({ label, x, y, scale })) await page.locator(`#bench fieldset[data-name=${name}] input[value="${value}"]`).check();
                await settle(page);
                assert.equal(await lines(), label === 'both' ? 6 : 3);
                const drawn = await page.locator('#bench .chart path.line').evaluateAll((all) => all.filter((p) => p.getAttribute('d')?.length > 1000).length);
                assert.equal(drawn, label === 'both' ? 6 : 3, `${label} ${x} ${y}`);
            }
            const { name, text } = await downloaded('csv'), here = table(text);
            assert.equal(name, 'lesson.csv');
            const [command] = (await page.locator('#bench .exports pre').textContent()).split('\n');
            const run = spawnSync('sh', ['-c', command.replace(/^aslab/, `'${ASLAB}'`).replace('--plot lesson.svg', '--quiet')], { cwd: dir, encoding: 'utf8' });
            assert.equal(run.status, 0, run.stderr);
            const there = table(readFileSync(path.join(dir, 'lesson.csv'), 'utf8'));
            assert.equal(here.length, there.length);
            assert.deepEqual(Object.keys(here[0]), Object.keys(there[0]));
            there.forEach((row, i) => {
                assert.equal(here[i].loss, row.loss);
                for (const column of ['label', 'logit', 'prob', 'value', 'grad', 'hess', 'grad_norm']) {
                    assert.ok(close13(number(here[i][column]), number(row[column])), `${label} ${x} row ${i} ${row.loss}: ${column} ${here[i][column]}, aslab ${row[column]}`);
                }
            });
        }
    }
});

test('the budget equals that of the sweep commands shown', async () => {
    const commands = (await page.locator('#bench .exports pre').textContent()).split('\n').slice(1);
    assert.equal(commands.length, 3);
    for (const [i, command] of commands.entries()) {
        const run = spawnSync('sh', ['-c', command.replace(/^aslab/, `'${ASLAB}'`)], { encoding: 'utf8' });
        assert.equal(run.status, 0, run.stderr);
        const row = Object.fromEntries(Object.entries(table(run.stdout)[0]).map(([key, text]) => [key, Number(text)]));
        const all = row.grad_pos + row.grad_neg, share = (x) => (100 * x * row.grad_neg) / all;
        const wanted = [(100 * row.grad_pos) / all, share(row.band_1), share(row.band_2), share(row.band_3), share(row.missing_share)];
        const said = await page.locator('#bench .bar').nth(i).getAttribute('aria-label');
        const shown = [...said.matchAll(/(< )?([\d.]+)\u00a0%/g)].map(([, , x]) => Number(x));
        assert.equal(shown.length, 5);
        shown.forEach((x, k) => assert.ok(Math.abs(x - wanted[k]) <= 0.51, `${command}: ${said}, aslab ${wanted}`));
        const cells = await page.locator('#bench tbody tr').nth(i).locator('td').allTextContents();
        assert.ok(Math.abs(parseFloat(cells.at(-1)) - 100 * row.missing_over_pos) <= 0.51);
        assert.ok(Number.isNaN(row.p_star) ? cells[0] === 'none' : Math.abs(Number(cells[0]) - row.p_star) < 0.001);
    }
});

test('p* and margins are marked at their places', async () => {
    await to('#lang=en&loss=asl');
    const marks = await page.locator('#bench .rule-label').allTextContents();
    assert.deepEqual(marks, ['margin 0.05', 'p* 0.9']);
    const at = await page.evaluate(() => [...document.querySelectorAll('#bench .rule')].map((rule) => window.lesson.bench.chart.x.invert(Number(rule.getAttribute('x1')))));
    assert.ok(Math.abs(at[0] - 0.05) < 1e-9 && Math.abs(at[1] - 0.900070) < 1e-5, `${at}`);
});

test('gnuplot draws the script next to the CSV', { skip: spawnSync('gnuplot', ['--version']).status !== 0 && 'gnuplot is not installed' }, async () => {
    for (const more of ['', '&x=logit&label=both&y=hess', '&scale=log&y=value', '&scale=log&label=1&y=grad']) {
        const dir = folder();
        await to(`#lang=en&loss=ce&loss=asl:gamma_neg=2${more}`);
        for (const kind of ['csv', 'gnuplot']) {
            const { name, text } = await downloaded(kind);
            writeFileSync(path.join(dir, name), text);
        }
        const run = spawnSync('gnuplot', ['lesson.gp'], { cwd: dir, encoding: 'utf8' });
        assert.equal(run.status, 0, run.stderr);
        assert.ok(existsSync(path.join(dir, 'lesson.svg')) && statSync(path.join(dir, 'lesson.svg')).size > 5000);
    }
});

test('the SVG needs nothing else: colours, legend, no class, no script', async () => {
    await to('#lang=en&loss=ce&loss=asl&theme=dark');
    const { name, text } = await downloaded('svg');
    assert.equal(name, 'lesson.svg');
    assert.doesNotMatch(text, /class=|var\(|<script|foreignObject/);
    assert.match(text, />asl<\/text>/);
    assert.match(text, /<text[^>]*paint-order: ?stroke|paint-order="stroke/);
    const seen = await page.evaluate((text) => {
        const root = new DOMParser().parseFromString(text, 'image/svg+xml');
        return { error: root.querySelector('parsererror') !== null, strokes: new Set([...root.querySelectorAll('path')].map((p) => p.getAttribute('stroke'))).size };
    }, text);
    assert.equal(seen.error, false);
    assert.ok(seen.strokes >= 3);
});

test('commands and link are copied; the link restores the state', async () => {
    await to('#lang=en&loss=gce:q0=0.3&loss=asl:gamma_neg=7.123456789012345&x=logit&y=hess&label=both&pi=0.0123&miss=0.21&stage=mid&pin=ce');
    await page.locator('#bench button[name=command]').click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.locator('#bench .exports pre').textContent());
    await page.locator('#bench button[name=link]').click();
    assert.match(await page.locator('.status').textContent(), /Copied/);
    const link = await page.evaluate(() => navigator.clipboard.readText()), other = await lesson(new URL(link).hash);
    await see(other, '#bench');
    const picture = (of) => of.evaluate(() => ['.chart', '.bars', 'table', 'pre', '.cards'].map((s) => document.querySelector(`#bench ${s}`).outerHTML.replaceAll(/(chart|control|choice)-\d+/g, '')));
    const [here, there] = [await picture(page), await picture(other)];
    here.forEach((part, i) => {
        const at = [...part].findIndex((c, k) => c !== there[i][k]);
        assert.ok(at < 0, `part ${i}: ${part.slice(at - 60, at + 80)} | ${there[i].slice(at - 60, at + 80)}`);
    });
    assert.ok(await other.evaluate(() => document.getElementById('bench').getBoundingClientRect().top < 400));
    await done(other);
});
