// Links: any state is restored; a bad part keeps its default with a visible message, and nothing in a link is executed.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { close, dice, done, lesson, linkOf, open, settle } from './harness.mjs';

before(open);
after(close);

const stateOf = (page) => page.evaluate(() => {
    const { core, state } = window.lesson;
    return JSON.stringify({ ...state, at: '', losses: state.losses.map((l) => core.write(l)), pin: state.pin && core.write(state.pin) });
});
const follow = async (page, hash) => { await page.evaluate((hash) => { location.hash = hash; }, hash); await settle(page); };

const BAD = [
    ['loss=nosuch', /loss “nosuch”/],
    ['loss=asl:gamma_neg=cat', /“gamma_neg=cat”/],
    ['loss=asl:gamma_neg=1e999', /“gamma_neg=1e999”/],
    ['loss=asl:gamma_neg=31', /“gamma_neg=31”.* 0 to 30/],
    ['loss=asl:gamma_neg=-1', /“gamma_neg=-1”.* 0 to 30/],
    ['loss=asl:colour=3', /“colour=3”/],
    ['loss=asl:margin=0.1,margin=0.2', /“margin=0.2”/],
    ['loss=asl:', /“asl:”/],
    ['loss=asl:gamma_neg=2,,margin=0.1', /“asl:gamma_neg=2,,margin=0.1”/],
    ['loss=ll_r', /“ll_r”/],
    ['loss=__proto__', /“__proto__”/],
    ['loss=%3Cimg%20src=x%20onerror=%22window.hacked=1%22%3E', /<img src=x onerror="window.hacked=1">/],
    ['loss=ce&loss=ce&loss=ce&loss=ce&loss=ce&loss=ce&loss=ce', /7 losses.* 6 /],
    ['pin=nosuch', /“nosuch”/],
    ['m=abc', /m: “abc”/],
    ['m=NaN', /m: “NaN”/],
    ['m=Infinity', /m: “Infinity”/],
    ['m=0x1', /m: “0x1”/],
    ['m=', /m: “”/],
    ['m=0.51', /m: “0.51”.* 0 to 0.5/],
    ['pi=0', /pi: “0”/],
    ['gn=-4', /gn: “-4”.* 0 to 8/],
    ['miss=2', /miss: “2”.* 0 to 0.9/],
    ['x=time', /x: “time”.* prob, logit/],
    ['theme=%3Cscript%3Ewindow.hacked=1%3C/script%3E', /<script>window.hacked=1<\/script>/],
    ['stage=constructor', /“constructor”.* late/],
    ['at=javascript:window.hacked=1', /“javascript:window.hacked=1”.* step-1/],
    ['at=%23bench%22%20onload=%22window.hacked=1', /“#bench" onload="window.hacked=1”.* step-1/],
    ['constructor=1', /“constructor”/],
    ['__proto__=1', /“__proto__”/],
    ['%3Csvg/onload=window.hacked=1%3E=1', /“<svg\/onload”/],
    [`m=${'9'.repeat(5000)}`, /m: “9{60}…”/],
    ['%E0%A4%A', /ignored/],
];

test('a bad part of a link is reported and keeps its default', async () => {
    const page = await lesson('#lang=en'), whole = await stateOf(page);
    for (const [hash, word] of BAD) {
        await follow(page, `#lang=en&${hash}`);
        const notice = page.locator('.notices');
        assert.ok(await notice.isVisible(), hash);
        assert.match(await notice.textContent(), word, hash);
        const state = JSON.parse(await stateOf(page)), wanted = JSON.parse(whole);
        if (hash.startsWith('loss=ce')) wanted.losses = Array(6).fill('ce');
        assert.deepEqual(state, wanted, hash);
        assert.equal(await page.evaluate(() => window.hacked), undefined, hash);
        assert.equal(await page.locator('.notices img, .notices script, .notices svg').count(), 0);
    }
    await page.locator('.notices button').click();
    assert.equal(await page.locator('.notices').count(), 0);
    await follow(page, '#lang=zh&m=abc');
    assert.match(await page.locator('.notices').textContent(), /不是数字/);
    await done(page);
});

test('a bad part of a link does not affect the good parts', async () => {
    const page = await lesson('#lang=en&m=0.2&gn=cat&loss=hill&loss=nosuch&y=value');
    assert.match(await page.locator('.notices').textContent(), /cat.*nosuch/s);
    const state = JSON.parse(await stateOf(page));
    assert.equal(state.m, 0.2);
    assert.equal(state.gn, 4);
    assert.deepEqual(state.losses, ['hill:lambda=1.5,logit_margin=1,gamma=2']);
    await done(page);
});

test('any state is restored from its link', async () => {
    const page = await lesson('#lang=en'), roll = dice(7);
    for (let k = 0; k < 20; k++) {
        const rolls = Array.from({ length: 60 }, roll);
        const before = await page.evaluate((rolls) => {
            const { core, state } = window.lesson, next = () => rolls.pop(), to = {};
            for (const [key, lo, hi] of [['pi', 0.002, 0.5], ['gp', 0, 8], ['gn', 0, 8], ['m', 0, 0.5], ['miss', 0, 0.9], ['fg', 0, 8], ['p', 0.01, 0.99], ['target', -0.3, 0.3], ['rate', 0.02, 0.5]]) to[key] = lo + (hi - lo) * next();
            to.losses = Array.from({ length: 1 + Math.floor(3 * next()) }, () => {
                const family = core.families[Math.floor(core.families.length * next())];
                return { family, theta: family.params.map(({ lo, hi }) => lo + (hi - lo) * next()) };
            });
            to.x = next() < 0.5 ? 'logit' : 'prob';
            to.pin = next() < 0.5 ? to.losses[0] : null;
            window.lesson.change(to);
            window.lesson.write();
            return state.losses.length;
        }, rolls);
        assert.ok(before >= 1);
        const state = await stateOf(page), { hash } = new URL(page.url());
        await follow(page, '#lang=en');
        assert.notEqual(await stateOf(page), state);
        await follow(page, hash);
        assert.equal(await stateOf(page), state, hash);
        assert.equal(await page.locator('.notices').count(), 0, hash);
    }
    assert.ok([...linkOf(page).keys()].length > 5);
    await done(page);
});

test('reset restores the defaults', async () => {
    const page = await lesson('#lang=en'), whole = await stateOf(page);
    await follow(page, '#lang=en&m=0.3&loss=hill&x=logit&miss=0.5');
    await page.getByRole('button', { name: 'Reset all' }).click();
    await settle(page);
    assert.equal(await stateOf(page), whole);
    assert.equal(new URL(page.url()).hash, '#lang=en');
    await done(page);
});
