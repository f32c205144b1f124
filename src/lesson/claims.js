// Step eight: a mark for each claim, with the verdict of `aslab figures`.

import { h } from './dom.js';
import { show } from './plot.js';

const kind = (claim) => ({ reproduced: 'reproduced', partly: 'partly' })[claim.verdict] ?? 'not';

function number(text) {
    const x = Number(text);
    return text === '' || Number.isNaN(x) ? text : show(x);
}

// The translation if there is one, otherwise the English text, marked as English.
const inWords = (tag, translated, english) => h(tag, translated ? {} : { lang: 'en' }, translated ?? english);

function details(app, text, claim) {
    const { words } = app, range = claim.low === claim.high ? '' : ` [${number(claim.low)}, ${number(claim.high)}]`;
    return h('div', { class: 'claim' },
        h('p', {}, h('b', {}, words.titles[claim.experiment] ?? claim.title), h('span', { class: 'soft' }, ` ${claim.experiment}`)),
        inWords('p', words.claim(claim.claim), claim.claim),
        h('dl', {},
            h('div', {}, h('dt', {}, text.columns.paper), inWords('dd', words.paperSays(claim.paper), number(claim.paper))),
            h('div', {}, h('dt', {}, text.columns.here), h('dd', {}, `${number(claim.here)}${range}`)),
            h('div', {}, h('dt', {}, text.columns.verdict), h('dd', { class: kind(claim) }, text.verdicts[kind(claim)]))));
}

function group(app, text, claims, choose) {
    const experiments = [...new Set(claims.map((claim) => claim.experiment))];
    return experiments.map((name) => h('div', { class: 'marks-row' },
        h('span', { class: 'marks-name' }, app.words.titles[name] ?? claims.find((c) => c.experiment === name).title),
        h('span', { class: 'marks' }, claims.filter((c) => c.experiment === name).map((claim) => h('button', {
            type: 'button', class: `mark ${kind(claim)}`, 'aria-label': `${text.verdicts[kind(claim)]}: ${app.words.claim(claim.claim) ?? claim.claim}`,
            'aria-pressed': 'false', onclick: (event) => choose(claim, event.currentTarget),
        })))));
}

// Builds the picture at the first call; later calls only show the selected claims.
export function claimsPicture(view, app, text) {
    const { claims } = app.data;
    if (claims.length === 0) {
        view.extra.replaceChildren(h('p', { class: 'absent', html: text.absent }));
        return null;
    }
    const [trained, exact] = [claims.filter((c) => c.trained), claims.filter((c) => !c.trained)];
    if (!view.built) {
        const shown = h('div', { class: 'chosen', 'aria-live': 'polite' }, h('p', { class: 'soft' }, text.choose));
        const choose = (claim, mark) => {
            view.extra.querySelectorAll('.mark').forEach((other) => other.setAttribute('aria-pressed', String(other === mark)));
            shown.classList.add('full');
            shown.replaceChildren(details(app, text, claim));
        };
        const key = ['reproduced', 'partly', 'not'].map((k) => h('li', {}, h('i', { class: `mark ${k}` }), text.verdicts[k]));
        view.extra.replaceChildren(h('ul', { class: 'legend' }, key),
            h('h3', {}, text.groups.trained), ...group(app, text, trained, choose),
            h('h3', {}, text.groups.exact), ...group(app, text, exact, choose), shown);
        view.built = true;
    }
    if (view.shown === app.state.claims) return view.values;
    view.shown = app.state.claims;
    for (const mark of view.extra.querySelectorAll('button.mark')) {
        mark.hidden = app.state.claims !== 'all' && !mark.classList.contains(app.state.claims);
    }
    for (const row of view.extra.querySelectorAll('.marks-row')) row.hidden = row.querySelector('button.mark:not([hidden])') === null;
    const pressed = view.extra.querySelector('.mark[aria-pressed=true]');
    if (pressed?.hidden) {
        pressed.setAttribute('aria-pressed', 'false');
        const box = view.extra.querySelector('.chosen');
        box.classList.remove('full');
        box.replaceChildren(h('p', { class: 'soft' }, text.choose));
    }
    const count = (of, k) => of.filter((c) => kind(c) === k).length;
    view.values = {
        n: trained.length, reproduced: count(trained, 'reproduced'), partly: count(trained, 'partly'), not: count(trained, 'not'),
        exactN: exact.length, exact: count(exact, 'reproduced'),
    };
    return view.values;
}
