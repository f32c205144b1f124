// Compares every loss of the registry, computed by the lesson in the browser, with `aslab eval` and `aslab sweep`.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { ASLAB, aslab, close, close13, dice, done, lesson, number, open, table } from './harness.mjs';

const POINTS = 200;
let page;
before(async () => { await open(); page = await lesson(); });
after(async () => { await done(page); await close(); });

// The families that `aslab losses` lists, without losses of a batch, which `aslab eval` rejects.
function registry() {
    const families = new Map();
    for (const { name, param, lo, hi, default: def, meaning } of table(aslab(['losses', '--csv']))) {
        if (!families.has(name)) families.set(name, []);
        if (param) families.get(name).push({ name: param, lo: Number(lo), hi: Number(hi), def: Number(def), meaning });
    }
    const pointwise = (name) => spawnSync(ASLAB, ['eval', '--loss', name], { input: 'logit,label\n0,0\n' }).status === 0;
    return [...families].map(([name, params]) => ({ name, params })).filter(({ name }) => pointwise(name));
}

const families = registry();

const inPage = (spec, label, axis, x) => page.evaluate(([spec, label, axis, x]) => {
    const { core } = window.lesson, { value, grad, hess } = core.curve(core.read(spec).loss, label, axis, x);
    return { value: [...value], grad: [...grad], hess: [...hess] };
}, [spec, label, axis, x]);

test('the lesson has every loss of one logit, with its parameters', async () => {
    const shown = await page.evaluate(() => window.lesson.core.families.map(({ name, params }) => ({ name, params })));
    assert.deepEqual(shown, families);
    assert.ok(shown.length > 20);
});

// The default parameters, then four random settings in their ranges.
function* variants(family, roll) {
    yield family.name;
    for (let k = 0; k < 4 && family.params.length; k++) {
        yield `${family.name}:${family.params.map(({ name, lo, hi }) => `${name}=${lo + (hi - lo) * roll()}`).join(',')}`;
    }
}

for (const family of families) {
    test(`${family.name} at ${POINTS} points agrees with aslab eval`, async () => {
        const roll = dice(family.name.length * 7919 + family.params.length);
        for (const spec of variants(family, roll)) {
            for (const [axis, x] of [['logit', Array.from({ length: POINTS }, () => 60 * roll() - 30)], ['prob', Array.from({ length: POINTS }, (_, i) => i / (POINTS - 1))]]) {
                for (const label of [0, 1]) {
                    const here = await inPage(spec, label, axis, x);
                    const there = table(aslab(['eval', '--quiet', '--loss', spec], `${axis},label\n${x.map((at) => `${at},${label}`).join('\n')}\n`));
                    assert.equal(there.length, POINTS);
                    there.forEach((row, i) => {
                        for (const column of ['value', 'grad', 'hess']) {
                            const expected = number(row[column === 'value' ? 'loss' : column]);
                            assert.ok(close13(here[column][i], expected), `${spec} label ${label} ${axis} ${x[i]}: ${column} ${here[column][i]}, aslab ${expected}`);
                        }
                    });
                }
            }
        }
    });
}

test('the budget agrees with aslab sweep', async () => {
    for (const { name } of families) {
        for (const [stage, pi, missing] of [['late', 0.03625, 0.1], ['init', 0.2, 0], ['mid', 0.01, 0.4]]) {
            const args = ['sweep', '--loss', name, '--positive-rate', `${pi}`, '--missing', `${missing}`, '--dist', stage, '--bands', '0.1,0.5', '--quiet'];
            const [there] = table(aslab(args));
            const here = await page.evaluate(([name, where]) => {
                const { core } = window.lesson, b = core.budget(core.loss(name), where);
                return core.statistics.map((key) => [key, String(b[key])]);
            }, [name, { stage, pi, missing }]);
            assert.ok(here.length >= 18);
            for (const [key, text] of here) {
                const [a, b] = [Number(text), number(there[key])];
                assert.ok((Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= 1e-10 * Math.abs(b) + 1e-290, `${name} ${stage}: ${key} ${a}, aslab ${b}`);
            }
        }
    }
});

test('p* and the largest gradient agree with aslab properties', async () => {
    for (const { name } of families) {
        const [there] = table(aslab(['properties', '--loss', name]));
        const here = await page.evaluate((name) => {
            const { core } = window.lesson, peak = core.peak(core.loss(name));
            return peak ? [peak.p, peak.logit, peak.grad].map(String) : ['NaN', 'NaN', 'NaN'];
        }, name);
        ['p_star', 'p_star_logit', 'peak'].forEach((column, i) => {
            const [a, b] = [Number(here[i]), number(there[column])];
            assert.ok((Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= 1e-9 * Math.abs(b), `${name}: ${column} ${a}, aslab ${b}`);
        });
    }
});

test('the loop converges with one sign and runs to its limit with the other', async () => {
    const ends = await page.evaluate(() => {
        const { core } = window.lesson, loss = core.loss('asl', { gamma_neg: 2 });
        return [0.3, -0.3].map((rate) => {
            const { gamma, delta } = core.loop(loss, { pi: 0.1, missing: 0, target: 0.1, rate, steps: 500 });
            const step = gamma.slice(1).map((g, i) => g - Math.min(Math.max(gamma[i] + rate * (0.1 - delta[i]), 0), 30));
            return { delta: delta.at(-1), gamma: gamma.at(-1), law: Math.max(...step.map(Math.abs)) };
        });
    });
    assert.ok(Math.abs(ends[0].delta - 0.1) < 0.01, `${ends[0].delta}`);
    assert.ok(ends[0].gamma > 0 && ends[0].gamma < 30);
    assert.ok(ends[1].gamma === 0 && ends[1].delta < -0.1);
    for (const { law } of ends) assert.ok(law < 1e-12); // equation 11
});
