// The bench: compares losses of the registry: curves, shares of the gradient, and the commands that compute the same.

import { extent } from 'd3-array';
import { Chart, bars, legend, percent, show, valueAt } from './plot.js';
import { TRAITS, real } from './core.js';
import { computeCurves, shortName } from './curves.js';
import { button, slider, stateChoice, stateSlider } from './controls.js';
import { MOST_LOSSES, WORDS } from './state.js';
import { commands, curveCsv, curveScript, pictureSvg } from './export.js';
import { partKinds, shares } from './story.js';
import { copy, download, h } from './dom.js';

const colour = (i) => `var(--c${i + 1})`;
const PIN = 'var(--pin)';
const KINDS = ['pos', 'easy', 'semi', 'hard', 'mis'];
const HIGHEST = { value: 6 }; // upper end of a linear axis over p, because a loss can be unbounded

const PRESETS = {
    ce: () => 'ce',
    focal: () => 'focal:gamma=2',
    asl: () => 'asl:gamma_pos=0,gamma_neg=4,margin=0.05',
    official: () => 'alibaba:gamma_pos=1,gamma_neg=4,margin=0.05',
    shifted: () => 'asl:gamma_pos=0,gamma_neg=0,margin=0.05',
    story: (s) => `asl:gamma_pos=${real(s.gp)},gamma_neg=${real(s.gn)},margin=${real(s.m)}`,
};

function domainOf(state, lines) {
    const finite = lines.flatMap(({ points }) => points.map(([, y]) => y).filter(Number.isFinite));
    const [low, high] = finite.length ? extent(finite) : [0, 1];
    if (state.scale === 'log') return [1e-6, Math.max(10 ** Math.ceil(Math.log10(Math.max(high, 1e-5))), 1e-5)];
    const top = state.x === 'prob' ? Math.min(high, HIGHEST[state.y] ?? high) : high, room = (top - Math.min(low, 0)) * 0.05 || 0.5;
    return [low < 0 ? low - room : 0, Math.max(top, 0) + room];
}

function rulesOf(core, state, words) {
    if (state.label === '1') return [];
    const named = state.losses.length <= 3; // the table has the numbers, too
    return state.losses.flatMap((loss, i) => {
        const star = core.peak(loss), m = core.margin(loss), along = state.x === 'prob';
        const rules = [];
        if (m > 0) rules.push({ x: along ? m : Math.log(m / (1 - m)), label: named ? `${words.bench.margin} ${show(m)}` : '', colour: colour(i) });
        if (star) rules.push({ x: along ? star.p : star.logit, label: named ? `p* ${show(star.p)}` : '', colour: colour(i) });
        return rules;
    });
}

function drawCurves(view, app) {
    const { state, core, words } = app;
    const losses = state.pin ? [...state.losses, state.pin] : state.losses;
    const height = (y) => (state.scale === 'log' ? Math.abs(y) : y);
    const lines = computeCurves(core, state, losses, state.y === 'grad_norm').map(({ loss, label, x, ...curve }) => {
        const i = losses.indexOf(loss), pinned = i >= state.losses.length;
        const name = `${pinned ? `${words.pinned}: ` : ''}${shortName(loss)}${state.label === 'both' ? `, ${label ? words.label1 : words.label0}` : ''}`;
        return {
            name: document.createTextNode(name), said: name, colour: pinned ? PIN : colour(i), width: pinned ? 2 : 2.6,
            dash: pinned ? '2 4' : state.label === 'both' && label === 1 ? '8 5' : null, points: x.map((at, k) => [at, height(curve[state.y][k])]),
        };
    });
    const axis = words.axes[state.y];
    const read = (x) => [h('b', {}, `${state.x === 'prob' ? 'p' : 'z'} = ${show(x)}`), ...lines.map(({ points, said, colour: tint }) =>
        h('span', {}, h('i', { class: 'swatch round', tint }), `${said}: ${show(valueAt(points, x))}`))];
    view.chart.draw({
        label: words.bench.chart(axis, lines.map(({ said }) => said).join('; ')), hint: words.pointHint, read, lines,
        x: { domain: state.x === 'prob' ? [0, 1] : [-10, 10], label: words.axes[state.x] },
        y: { domain: domainOf(state, lines), label: state.scale === 'log' ? words.axes.size(axis) : axis, log: state.scale === 'log' },
        rules: rulesOf(core, state, words),
    });
    view.legend.replaceChildren(legend(lines));
}

function drawBudget(view, app) {
    const { state, core, words } = app;
    const where = { pi: state.pi, missing: state.miss, stage: state.stage };
    const all = state.losses.map((loss) => shares(core, loss, where));
    const rows = state.losses.map((loss, i) => ({ name: '', title: shortName(loss), parts: KINDS.map((k) => all[i][k]) }));
    const element = bars(rows, partKinds(words, KINDS), { whole: 1 });
    element.querySelectorAll('.bar-name').forEach((name, i) => name.append(h('i', { class: 'swatch round', tint: colour(i) }), rows[i].title));
    view.budget.replaceChildren(element);
    const { columns } = words.bench;
    const cells = (loss, i) => {
        const star = core.peak(loss);
        return {
            star: star ? show(star.p) : words.none, starZ: star ? show(Math.abs(star.logit) < 1e-12 ? 0 : star.logit) : '–', peak: star ? show(star.grad) : '–',
            margin: show(core.margin(loss)), end: show(core.at(loss, 0, 1).grad), over: percent(all[i].all.missing_over_pos),
        };
    };
    view.table.replaceChildren(
        h('thead', {}, h('tr', {}, Object.values(columns).map((name) => h('th', { scope: 'col' }, name)))),
        h('tbody', {}, state.losses.map((loss, i) => h('tr', {}, h('th', { scope: 'row' }, h('i', { class: 'swatch round', tint: colour(i) }), shortName(loss)),
            Object.entries(cells(loss, i)).map(([key, text]) => h('td', { 'data-label': columns[key] }, text))))));
}

// --- the losses

function replace(app, i, loss) {
    const losses = app.state.losses.slice();
    if (loss === null) losses.splice(i, 1);
    else losses[i] = loss;
    app.change({ losses });
}

function familySelect(app, loss, i) {
    const { words, core } = app;
    const option = (family) => h('option', { value: family.name, selected: family === loss.family }, `${family.name} · ${words.titles[family.name] ?? family.title}`);
    const single = (family) => (family.traits & TRAITS.single) !== 0;
    return h('select', { 'aria-label': words.bench.loss, onchange: (event) => replace(app, i, core.loss(event.target.value)) },
        h('optgroup', { label: words.bench.groups.losses }, core.families.filter((f) => !single(f)).map(option)),
        h('optgroup', { label: words.bench.groups.dialects }, core.families.filter(single).map(option)));
}

function paramSlider(app, i, k) {
    const { words } = app, param = app.state.losses[i].family.params[k];
    const meaning = words.meanings[param.meaning] ?? param.meaning;
    return slider({
        lo: param.lo, hi: param.hi, step: param.hi - param.lo > 2 ? 0.05 : 0.005, name: `${i}.${param.name}`,
        label: `<code>${param.name}</code>`, hint: meaning, // safe as HTML: names of the registry have only letters, digits and _
        get: () => app.state.losses[i].theta[k],
        set: (value) => {
            const { family, theta } = app.state.losses[i];
            replace(app, i, { family, theta: theta.map((x, at) => (at === k ? value : x)) });
        },
    });
}

function lossCard(app, i) {
    const { state, words, core } = app, loss = state.losses[i], { family } = loss;
    const sliders = family.params.map((_, k) => paramSlider(app, i, k));
    const pinned = () => app.change({ pin: { family, theta: app.state.losses[i].theta.slice() } });
    const element = h('div', { class: 'card', role: 'group', 'aria-label': family.name, tint: colour(i) },
        h('div', { class: 'card-head' }, h('i', { class: 'swatch round', tint: colour(i) }), familySelect(app, loss, i)),
        sliders,
        h('details', {}, h('summary', {}, words.bench.formula),
            h('p', {}, `${words.bench.pos}: `, h('code', {}, family.pos)), h('p', {}, `${words.bench.neg}: `, h('code', {}, family.neg)), h('p', { class: 'soft' }, words.bench.formulaNote),
            (family.traits & TRAITS.detached) !== 0 ? h('p', {}, words.bench.gradientNote) : null,
            family.note ? h('p', { lang: 'en' }, family.note) : null, h('p', { class: 'soft' }, `${words.bench.source}: ${family.source}`)),
        h('div', { class: 'buttons' }, button(words.bench.pin, pinned, { class: 'quiet', name: 'pin' }),
            state.losses.length > 1 ? button(words.bench.remove, () => replace(app, i, null), { class: 'quiet', name: 'remove' }) : null));
    return { element, refresh: () => sliders.forEach((s) => s.refresh()), write: () => core.write(app.state.losses[i]) };
}

const presetAt = (app, key) => {
    const text = app.core.write(app.core.read(PRESETS[key](app.state)).loss);
    return { text, at: app.state.losses.findIndex((loss) => app.core.write(loss) === text) };
};

function togglePreset(app, key) {
    const { text, at } = presetAt(app, key), { losses } = app.state;
    if (at >= 0 && losses.length > 1) replace(app, at, null);
    else if (at < 0 && losses.length < MOST_LOSSES) replace(app, losses.length, app.core.read(text).loss);
    else if (at < 0) app.say(app.words.bench.most(MOST_LOSSES));
}

function makePresets(app) {
    const { words } = app;
    const chips = Object.keys(PRESETS).map((key) => button(words.bench.presets_[key], () => togglePreset(app, key), { class: 'chip', 'data-preset': key, 'aria-pressed': 'false' }));
    const element = h('div', { class: 'presets', role: 'group', 'aria-label': words.bench.presets }, h('span', { class: 'soft' }, words.bench.presets), chips);
    return { element, refresh: () => chips.forEach((chip) => chip.setAttribute('aria-pressed', String(presetAt(app, chip.dataset.preset).at >= 0))) };
}

function makeLosses(app) {
    const { words } = app, cards = h('div', { class: 'cards' }), tools = h('div', { class: 'buttons' });
    let built = '', list = [];
    const add = () => { // one that is not shown yet
        const shown = new Set(app.state.losses.map(({ family }) => family));
        replace(app, app.state.losses.length, app.core.loss(app.core.families.find((family) => !shown.has(family)).name));
    };
    const refresh = () => {
        const { state } = app, structure = `${state.losses.map(({ family }) => family.name)} ${state.pin !== null}`;
        if (structure !== built) {
            const at = [...cards.querySelectorAll('select')].indexOf(document.activeElement);
            list = state.losses.map((_, i) => lossCard(app, i));
            cards.replaceChildren(...list.map(({ element }) => element));
            tools.replaceChildren(...[
                state.losses.length < MOST_LOSSES ? button(words.bench.add, add, { class: 'strong', name: 'add' }) : null,
                state.pin ? button(words.bench.unpin, () => app.change({ pin: null }), { name: 'unpin' }) : null,
            ].filter(Boolean));
            built = structure;
            if (at >= 0) cards.querySelectorAll('select')[at]?.focus();
        }
        list.forEach((card) => card.refresh());
    };
    return { element: h('div', {}, cards, tools), refresh };
}

function makeExports(app, view) {
    const { words } = app, shown = h('pre', { tabindex: 0 });
    const text = () => commands(app.core, app.state).join('\n');
    const copyText = async () => app.say((await copy(text(), shown)) ? words.copied : words.notCopied);
    const csv = () => download('lesson.csv', 'text/csv', curveCsv(app.core, app.state));
    const script = () => download('lesson.gp', 'text/plain', curveScript(app.core, app.state));
    const svg = () => download('lesson.svg', 'image/svg+xml', pictureSvg(view.chart.svg.node(), view.legend));
    const element = h('div', { class: 'exports' }, h('h3', {}, words.bench.commands), shown, h('p', { class: 'soft' }, words.bench.commandNote),
        h('div', { class: 'buttons' }, button(words.bench.copyCommand, copyText, { name: 'command' }), button(words.bench.csv, csv, { name: 'csv' }),
            button(words.bench.gnuplot, script, { name: 'gnuplot' }), button(words.bench.svg, svg, { name: 'svg' }), button(words.bench.link, () => app.share('bench'), { name: 'link', class: 'strong' })));
    return { element, refresh: () => { if (shown.textContent !== text()) shown.textContent = text(); } };
}

export function makeBench(app) {
    const { words } = app, { bench } = words;
    const view = { chart: new Chart(0.56, 15, 30), legend: h('div'), budget: h('div'), table: h('table') };
    const axes = ['y', 'x', 'label', 'scale'].map((key) => stateChoice(app, key, WORDS[key]));
    const where = [stateChoice(app, 'stage', ['init', 'mid', 'late']), ...['pi', 'miss'].map((key) => stateSlider(app, key))];
    const presets = makePresets(app), losses = makeLosses(app), exports = makeExports(app, view);
    view.element = h('section', { id: 'bench', class: 'bench', 'aria-labelledby': 'bench-title' },
        h('h2', { id: 'bench-title' }, bench.title), h('p', { class: 'intro' }, bench.intro),
        h('div', { class: 'bench-grid' },
            h('div', { class: 'bench-picture panel' }, h('div', { class: 'choices' }, axes), h('div', { class: 'picture' }, view.legend, view.chart.host)),
            h('div', { class: 'bench-losses' }, h('h3', {}, bench.losses), presets.element, losses.element)),
        h('div', { class: 'bench-budget panel' }, h('h3', {}, bench.budget), view.budget, h('div', { class: 'controls' }, where), h('p', { class: 'soft' }, bench.budgetNote),
            h('div', { class: 'table' }, view.table)),
        exports.element);
    const all = [...axes, ...where, presets, losses, exports];
    view.draw = () => {
        for (const part of all) part.refresh();
        drawCurves(view, app);
        drawBudget(view, app);
    };
    return view;
}
