// Helpers of the browser tests: Chromium, a page of the lesson, and the command to compare with.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import assert from 'node:assert/strict';

const { chromium } = createRequire(path.resolve('build/lesson/package.json'))('playwright-core');
export const ASLAB = path.resolve(process.env.ASLAB ?? 'build/release/aslab');
export const LESSON = path.resolve(process.env.LESSON ?? 'build/lesson/test/lesson.html');
const SLOWER = Number(process.env.SLOWER ?? 1); // SLOWER=20 make test-lesson simulates a machine that is 20 times slower
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'];

let browser = null;
export const open = async () => { browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS }); };
export const close = () => browser.close();

// A page of the lesson without network. page.said collects console messages and errors, page.asked every requested address.
export async function lesson(hash = '#lang=en', { file = LESSON, ...options } = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
    await context.setOffline(true);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    if (SLOWER > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    page.said = [];
    page.asked = [];
    page.on('console', (message) => page.said.push(message.text()));
    page.on('pageerror', (error) => page.said.push(error.stack));
    page.on('request', (request) => page.asked.push(request.url()));
    page.on('dialog', (dialog) => { page.said.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    await page.goto(`file://${file}${hash}`);
    await page.waitForSelector('#bench');
    return page;
}

// Closes the page and checks that there was no message and no request except for the file itself.
export async function done(page) {
    assert.deepEqual(page.said, []);
    assert.deepEqual(page.asked.filter((url) => !/^(file|data|blob):/.test(url)), []);
    await page.context().close();
}

// Waits until a change is drawn and the address is written, however long that takes.
export const settle = (page) => page.evaluate(() => new Promise((drawn) => {
    const look = () => requestAnimationFrame(() => requestAnimationFrame(() => { if (window.lesson.busy()) setTimeout(look, 20); else drawn(); }));
    setTimeout(look, 50);
}));

// Scrolls to a section, so that it is drawn.
export async function see(page, selector) {
    await page.locator(selector).scrollIntoViewIfNeeded();
    await settle(page);
}

export const linkOf = (page) => new URLSearchParams(new URL(page.url()).hash.slice(1));

export function aslab(args, input) {
    const run = spawnSync(ASLAB, args, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
    assert.equal(run.status, 0, `aslab ${args.join(' ')}: ${run.stderr}`);
    return run.stdout;
}

// Rows of CSV text as objects.
export function table(text) {
    const split = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
    const [header, ...rows] = text.trimEnd().split('\n').map(split);
    return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

export const number = (text) => ({ inf: Infinity, '-inf': -Infinity, nan: NaN })[text] ?? Number(text);

// Whether a and b are equal within 1e-13 (relative) or 1e-290 (absolute), or both NaN.
export function close13(a, b) {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
    if (a === b) return true;
    return Math.abs(a - b) <= Math.max(1e-13 * Math.max(Math.abs(a), Math.abs(b)), 1e-290);
}

export function folder() {
    const dir = mkdtempSync(path.join(tmpdir(), 'lesson-'));
    process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
    return dir;
}

// A generator of numbers in [0, 1), the same for a seed (mulberry32).
export function dice(seed) {
    let a = seed;
    return () => {
        a = (a + 0x6d2b79f5) | 0;
        let t = Math.imul(a ^ (a >>> 15), 1 | a);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}
