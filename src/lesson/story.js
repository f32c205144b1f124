// The eight steps: each has a text, a picture with sliders below it, something to try and something to notice.

import { Chart, bars, legend, percent, show, valueAt } from './plot.js';
import { spaced } from './core.js';
import { stateChoice, stateSlider } from './controls.js';
import { claimsPicture } from './claims.js';
import { h } from './dom.js';

const N = 401, LOOP_STEPS = 500;
export const COLOURS = { pos: 'var(--pos)', neg: 'var(--neg)', ce: 'var(--ce)', focal: 'var(--focal)', asl: 'var(--asl)' };
const size = ({ grad }) => Array.from(grad, Math.abs);
const pairs = (x, y) => x.map((at, i) => [at, y[i]]);

// Absolute gradient over x, probabilities.
const absGrad = (core, loss, label, x) => pairs(x, size(core.curve(loss, label, 'prob', x)));
const absGradAt = (core, loss, label, p) => Math.abs(core.at(loss, label, p).grad);

const asl = (core, s, given = {}) => core.loss('asl', { gamma_pos: s.gp, gamma_neg: s.gn, margin: s.m, ...given });

// Shares of the total absolute gradient: positives, three bands of negatives, mislabelled negatives.
export function shares(core, loss, where) {
    const b = core.budget(loss, where), all = b.grad_pos + b.grad_neg;
    const of = (share) => (share * b.grad_neg) / all;
    return { pos: b.grad_pos / all, easy: of(b.band_1), semi: of(b.band_2), hard: of(b.band_3), mis: of(b.missing_share), all: b };
}

export const partKinds = (words, keys) => keys.map((kind) => ({ kind, name: words.parts[kind] }));

const named = (text) => h('span', { html: text });

// The readout of the pointer: x, then the value of each line.
function reader(name, lines) {
    return (x) => [h('b', {}, `${name} ${show(x)}`), ...lines.map(({ points, name: line, colour }) =>
        h('span', {}, h('i', { class: 'swatch round', tint: colour }), named(line), ` ${show(valueAt(points, x))}`))];
}

function lineChart(view, spec) {
    const { words } = view.app;
    view.chart.draw({ ...spec, hint: words.pointHint, read: reader(spec.x.short ?? spec.x.label, spec.lines) });
    view.legend.replaceChildren(legend(spec.lines));
}

const STEPS = [
    {
        controls: ['stage', 'pi'],
        draw(view, { state: s, core, words }, text) {
            const n = Math.max(1, Math.round(80 * s.pi));
            const b = shares(core, core.loss('ce'), { pi: s.pi, missing: 0, stage: s.stage });
            view.extra.replaceChildren(
                h('div', { class: 'eighty', role: 'img', 'aria-label': text.dots(n) }, Array.from({ length: 80 }, (_, i) => h('i', { class: (i * 37 + 11) % 80 < n ? 'on' : '' }))),
                bars([{ name: text.bars[0], parts: [s.pi, 1 - s.pi] }, { name: text.bars[1], parts: [b.pos, 1 - b.pos] }], partKinds(words, ['pos', 'neg']), { whole: 1 }));
            return { labels: percent(s.pi), gradient: percent(b.pos) };
        },
    },
    {
        chart: true,
        controls: ['p'],
        draw(view, { state: s, core, words }, text) {
            const x = spaced(0, 1, N), ce = core.loss('ce');
            const curve = (label) => pairs(x, core.curve(ce, label, 'prob', x).value);
            const at = (label) => core.at(ce, label, s.p);
            const [neg, pos] = [at(0), at(1)];
            lineChart(view, {
                label: text.caption,
                x: { domain: [0, 1], label: words.axes.prob, short: 'p =' }, y: { domain: [0, 5], label: words.axes.value },
                lines: [{ points: curve(1), colour: COLOURS.pos, name: text.lines.pos }, { points: curve(0), colour: COLOURS.neg, name: text.lines.neg }],
                rules: [{ x: s.p, label: `p = ${show(s.p)}` }],
                dots: [{ x: s.p, y: pos.value, colour: COLOURS.pos }, { x: s.p, y: neg.value, colour: COLOURS.neg }],
            });
            return { p: show(s.p), pos: show(pos.value), neg: show(neg.value), posGrad: show(-pos.grad), negGrad: show(neg.grad) };
        },
    },
    {
        chart: true,
        controls: ['fg', 'pi', 'stage'],
        draw(view, { state: s, core, words }, text) {
            const x = spaced(0, 1, N), ce = core.loss('ce'), focal = core.loss('focal', { gamma: s.fg });
            const where = { pi: s.pi, missing: 0, stage: s.stage }, [a, b] = [shares(core, ce, where), shares(core, focal, where)];
            const kinds = ['pos', 'easy', 'semi', 'hard'], name = text.lines.focal(show(s.fg));
            lineChart(view, {
                label: text.caption,
                x: { domain: [0, 1], label: words.axes.prob, short: 'p =' }, y: { domain: [0, 1.8], label: words.axes.absolute },
                lines: [{ points: absGrad(core, ce, 0, x), colour: COLOURS.ce, name: text.lines.ce }, { points: absGrad(core, focal, 0, x), colour: COLOURS.focal, name }],
            });
            view.extra.replaceChildren(bars([{ name: text.lines.ce, parts: kinds.map((k) => a[k]) }, { name, parts: kinds.map((k) => b[k]) }], partKinds(words, kinds), { whole: 1 }));
            return { g: show(s.fg), easy: percent(b.easy), easyCe: percent(a.easy), pos: show(absGradAt(core, focal, 1, 0.8)) };
        },
    },
    {
        chart: true,
        controls: ['gp', 'gn', 'fg', 'pi', 'stage'],
        draw(view, { state: s, core, words }, text) {
            const x = spaced(0, 1, N), focal = core.loss('focal', { gamma: s.fg }), loss = asl(core, s, { margin: 0 });
            const where = { pi: s.pi, missing: 0, stage: s.stage }, [a, b] = [shares(core, focal, where), shares(core, loss, where)];
            const kinds = ['pos', 'easy', 'semi', 'hard'];
            lineChart(view, {
                label: text.caption,
                x: { domain: [0, 1], label: words.axes.prob, short: 'p =' }, y: { domain: [0, 1.8], label: words.axes.absolute },
                lines: [
                    { points: absGrad(core, loss, 1, x), colour: COLOURS.pos, name: `${text.lines.pos} = ${show(s.gp)}` },
                    { points: absGrad(core, loss, 0, x), colour: COLOURS.neg, name: `${text.lines.neg} = ${show(s.gn)}` },
                    { points: absGrad(core, focal, 1, x), colour: COLOURS.focal, dash: '6 5', width: 1.8, name: text.lines.focal(show(s.fg)) },
                ],
            });
            const rows = [{ name: text.rows.focal(show(s.fg)), parts: kinds.map((k) => a[k]) }, { name: text.rows.asl, parts: kinds.map((k) => b[k]) }];
            view.extra.replaceChildren(bars(rows, partKinds(words, kinds), { whole: 1 }));
            return { asl: percent(b.pos), focal: percent(a.pos), pos: show(absGradAt(core, loss, 1, 0.8)) };
        },
    },
    {
        chart: true,
        controls: ['m', 'gn', 'stage'],
        draw(view, { state: s, core, words }, text) {
            const x = spaced(0, 0.5, N), ce = core.loss('ce'), without = asl(core, s, { margin: 0 }), loss = asl(core, s);
            const b = core.budget(loss, { pi: s.pi, missing: 0, stage: s.stage });
            lineChart(view, {
                label: text.caption,
                x: { domain: [0, 0.5], label: words.axes.prob, short: 'p =' }, y: { domain: [1e-6, 1], label: words.axes.absolute, log: true },
                zones: [{ from: 0, to: s.m, label: `${text.zone}: ${percent(b.discarded_neg)}` }],
                lines: [
                    { points: absGrad(core, ce, 0, x), colour: COLOURS.ce, name: text.lines.ce },
                    { points: absGrad(core, without, 0, x), colour: COLOURS.focal, dash: '6 5', name: text.lines.without },
                    { points: absGrad(core, loss, 0, x), colour: COLOURS.asl, name: text.lines.with(show(s.m)) },
                ],
            });
            return { dropped: percent(b.discarded_neg), with: show(absGradAt(core, loss, 0, 0.1)), without: show(absGradAt(core, without, 0, 0.1)) };
        },
    },
    {
        chart: true,
        controls: ['m', 'gn', 'miss', 'pi', 'stage'],
        draw(view, { state: s, core, words }, text) {
            const x = spaced(0, 1, N), ce = core.loss('ce'), without = asl(core, s, { margin: 0 }), loss = asl(core, s), star = s.m > 0 ? core.peak(loss) : null;
            const where = { pi: s.pi, missing: s.miss, stage: s.stage };
            lineChart(view, {
                label: text.caption,
                x: { domain: [0, 1], label: words.axes.prob, short: 'p =' }, y: { domain: [0, 1.5], label: words.axes.absolute },
                zones: star ? [{ from: star.p, to: 1, label: text.zone, kind: 'far' }] : [],
                rules: star ? [{ x: star.p, label: `p* = ${show(star.p)}`, colour: COLOURS.asl }] : [],
                lines: [
                    { points: absGrad(core, ce, 0, x), colour: COLOURS.ce, name: text.lines.ce },
                    { points: absGrad(core, without, 0, x), colour: COLOURS.focal, dash: '6 5', name: text.lines.without },
                    { points: absGrad(core, loss, 0, x), colour: COLOURS.asl, name: text.lines.with },
                ],
            });
            const kinds = ['easy', 'semi', 'hard', 'mis'], per = (l) => { const b = shares(core, l, where); return kinds.map((k) => (100 * b[k]) / b.pos); };
            const rows = [ce, without, loss].map((l, i) => ({ name: [text.lines.ce, text.lines.without, text.lines.with][i], parts: per(l) }));
            const most = Math.max(...rows.map(({ parts }) => parts.reduce((a, b) => a + b)));
            view.extra.replaceChildren(bars(rows, partKinds(words, kinds), { whole: most, value: (v) => show(v, 2) }));
            const b = core.budget(loss, where), c = core.budget(ce, where);
            return {
                star: star ? show(star.p) : null, past: percent(b.rejected_missing),
                asl: show(100 * b.missing_over_pos, 2), ce: show(100 * c.missing_over_pos, 2),
                all: show(100 / b.grad_ratio, 2), ceAll: show(100 / c.grad_ratio, 2),
            };
        },
    },
    {
        chart: true, second: true,
        controls: ['target', 'rate', 'pi'],
        draw(view, { state: s, core, words }, text) {
            const loss = core.loss('asl', { gamma_neg: 2, margin: 0.05, gamma_pos: 0 });
            const run = (rate) => core.loop(loss, { pi: s.pi, missing: 0, target: s.target, rate, steps: LOOP_STEPS });
            const [good, printed] = [run(s.rate), run(-s.rate)], x = Array.from({ length: LOOP_STEPS }, (_, i) => i);
            const lines = (key) => [
                { points: pairs(x, good[key]), colour: COLOURS.asl, name: text.lines.settles },
                { points: pairs(x, printed[key]), colour: COLOURS.neg, dash: '6 5', name: text.lines.printed },
            ];
            const along = { domain: [0, LOOP_STEPS], label: words.axes.step, short: words.axes.step };
            lineChart(view, { label: text.caption, x: along, y: { domain: [-1, 1], label: words.axes.delta }, lines: lines('delta'), rules: [{ y: s.target, label: text.target }] });
            view.second.draw({ label: text.caption, x: along, y: { domain: [0, 30], label: words.axes.gamma }, lines: lines('gamma'), hint: '', read: reader(words.axes.step, lines('gamma')) });
            const last = LOOP_STEPS - 1;
            return { delta: show(good.delta[last]), gamma: show(good.gamma[last]), deltaP: show(printed.delta[last]), gammaP: show(printed.gamma[last]) };
        },
    },
    {
        controls: ['claims'],
        draw: (view, app, text) => claimsPicture(view, app, text),
    },
];

// The section of one step. Returns its view, which has draw().
function makeStep(app, index) {
    const step = STEPS[index], text = app.words.steps[index], id = `step-${index + 1}`;
    const view = { app, extra: h('div', { class: 'extra' }), legend: h('div'), live: h('p', { class: 'live', 'aria-live': 'polite' }) };
    if (step.chart) view.chart = step.second ? new Chart(0.42, 11, 15) : new Chart(0.62, 15, 25);
    if (step.second) view.second = new Chart(0.42, 11, 15);
    const controls = step.controls.map((key) => (app.words.options[key] ? stateChoice(app, key, Object.keys(app.words.options[key])) : stateSlider(app, key)));
    const link = h('button', { type: 'button', class: 'anchor', title: app.words.linkHere, 'aria-label': app.words.linkHere, onclick: () => app.share(id) }, '#');
    view.element = h('section', { id, class: 'step', 'aria-labelledby': `${id}-title` },
        h('div', { class: 'words' },
            h('h2', { id: `${id}-title` }, h('span', { class: 'count', 'aria-hidden': 'true' }, String(index + 1)), h('span', {}, text.title, ' ', link)),
            text.body.map((html) => h('p', { html })),
            h('div', { class: 'task' }, h('p', {}, h('b', {}, app.words.tryIt), ' ', named(text.try)), h('p', {}, h('b', {}, app.words.notice), ' ', named(text.notice)))),
        h('figure', {},
            step.chart ? h('div', { class: 'picture' }, view.legend, view.chart.host, view.second?.host) : null, view.extra,
            view.live,
            h('div', { class: 'controls' }, controls),
            h('figcaption', { html: text.caption })));
    view.draw = () => {
        for (const control of controls) control.refresh();
        const values = step.draw(view, app, text);
        const now = values === null ? '' : text.live(values);
        if (now !== view.said) view.live.innerHTML = now;
        view.said = now;
    };
    return view;
}

export const makeStory = (app) => STEPS.map((_, index) => makeStep(app, index));
