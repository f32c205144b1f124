// Controls: sliders with number fields, radio buttons, buttons.

import { h } from './dom.js';
import { readNumber, real } from './core.js';
import { NUMBERS } from './state.js';

let controls = 0;

const clamp = (x, lo, hi) => Math.min(Math.max(x, lo), hi);

// A slider with a number field next to it.
//   label   HTML; hint: text or null
//   lo, hi  the range; step: the step of the slider and of the arrow keys
//   log     the slider has a logarithmic scale
//   unit    text after the number; factor: number in the field / value (100 for percent)
//   get()   returns the value; set(value) changes it
// Returns an element with refresh().
export function slider({ label, hint, lo, hi, step, log, unit, factor = 1, name, say, get, set }) {
    const id = `control-${++controls}`;
    const place = (x) => (log ? Math.log(x / lo) / Math.log(hi / lo) : x);
    const value = (at) => (log ? Number(clamp(lo * (hi / lo) ** at, lo, hi).toPrecision(3)) : at);
    const range = h('input', {
        type: 'range', id, name, min: log ? 0 : lo, max: log ? 1 : hi, step: log ? 0.01 : step,
        oninput: () => set(clamp(value(Number(range.value)), lo, hi)),
    });
    const shown = (x) => real(Number((x * factor).toPrecision(12)));
    const box = h('input', {
        type: 'text', inputmode: 'decimal', class: 'number', autocomplete: 'off', 'aria-labelledby': `${id}-label`,
        onchange: () => {
            const plain = box.value.replace('−', '-').replace(',', '.').replace(unit === '%' ? /\s*%$/ : '', '');
            const typed = readNumber(plain) / factor;
            if (!Number.isNaN(typed)) set(clamp(typed, lo, hi));
            box.value = shown(get());
            element.refresh();
        },
    });
    const element = h('div', { class: 'slider' },
        h('label', { for: id, id: `${id}-label`, html: label }), range,
        h('span', { class: 'amount' }, box, unit ? h('span', { class: 'unit' }, unit) : null),
        hint ? h('p', { class: 'hint' }, hint) : null);
    element.refresh = () => {
        const x = get();
        if (document.activeElement !== range || value(Number(range.value)) !== x) range.value = String(place(x));
        if (document.activeElement !== box) box.value = shown(x);
        range.style.setProperty('--at', `${100 * clamp((place(x) - (log ? 0 : lo)) / (log ? 1 : hi - lo), 0, 1)}%`);
        range.setAttribute('aria-valuetext', say ? say(x) : `${shown(x)}${unit ? ' ' + unit : ''}`);
    };
    return element;
}

// The slider of each number of the state, by key.
const KINDS = {
    pi: { log: true, unit: '%', factor: 100 },
    gp: { step: 0.1 },
    gn: { step: 0.1 },
    m: { step: 0.005 },
    miss: { step: 0.01, unit: '%', factor: 100 },
    fg: { step: 0.1 },
    p: { step: 0.01 },
    target: { step: 0.01 },
    rate: { step: 0.01 },
};

export function stateSlider(app, key) {
    const [lo, hi] = NUMBERS[key];
    return slider({
        ...KINDS[key], lo, hi, name: key, label: app.words.controls[key], hint: app.words.hints[key],
        get: () => app.state[key], set: (value) => app.change({ [key]: value }),
    });
}

// Radio buttons. options: [[value, text]].
export function choice({ label, name, options, get, set }) {
    const group = `choice-${++controls}`;
    const inputs = options.map(([value, text]) => {
        const input = h('input', { type: 'radio', name: group, value, onchange: () => set(value) });
        return { input, element: h('label', {}, input, h('span', {}, text)) };
    });
    const element = h('fieldset', { class: 'choice', 'data-name': name }, h('legend', {}, label), h('div', {}, inputs.map((i) => i.element)));
    element.refresh = () => inputs.forEach(({ input }) => { input.checked = input.value === get(); });
    return element;
}

export function stateChoice(app, key, values) {
    return choice({
        name: key, label: app.words.controls[key], options: values.map((value) => [value, app.words.options[key][value]]),
        get: () => app.state[key], set: (value) => app.change({ [key]: value }),
    });
}

export const button = (text, onclick, attributes = {}) => h('button', { type: 'button', onclick, ...attributes }, text);
