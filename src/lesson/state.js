// The state of the page, and its link. The state is in the part of the address after #, which browsers do not send. An invalid part of a
// link keeps its default and adds an entry to `notices`. Nothing from a link is executed, and it is shown only as text.

import { readNumber, real } from './core.js';

export const MOST_LOSSES = 6;
const MOST_WORD = 60;

// Numbers: [minimum, maximum, default].
export const NUMBERS = {
    pi: [0.002, 0.5, 0.03625],
    gp: [0, 8, 0],
    gn: [0, 8, 4],
    m: [0, 0.5, 0.05],
    miss: [0, 0.9, 0.1],
    fg: [0, 8, 2],
    p: [0.01, 0.99, 0.9],
    target: [-0.3, 0.3, 0.1],
    rate: [0.02, 0.5, 0.2],
};

// Words: the allowed values, the default first.
export const WORDS = {
    stage: ['late', 'init', 'mid'],
    x: ['prob', 'logit'],
    y: ['grad', 'value', 'hess', 'grad_norm'],
    label: ['0', '1', 'both'],
    scale: ['linear', 'log'],
    theme: ['auto', 'light', 'dark'],
    claims: ['all', 'reproduced', 'partly', 'not'],
};

export const DEFAULT_LOSSES = ['ce', 'focal:gamma=2', 'asl:gamma_pos=0,gamma_neg=4,margin=0.05'];

export function defaults(core) {
    const state = { lang: null, losses: DEFAULT_LOSSES.map((text) => core.read(text).loss), pin: null, at: '' };
    for (const [key, [, , value]] of Object.entries(NUMBERS)) state[key] = value;
    for (const [key, [first]] of Object.entries(WORDS)) state[key] = first;
    return state;
}

const cut = (word) => (word.length > MOST_WORD ? word.slice(0, MOST_WORD) + '…' : word);

function readLosses(core, texts, notices) {
    const losses = [];
    for (const text of texts.slice(0, MOST_LOSSES)) {
        const { loss, error, word, lo, hi } = core.read(text);
        if (loss) losses.push(loss);
        else notices.push({ kind: error, key: 'loss', word: cut(word), lo, hi });
    }
    if (texts.length > MOST_LOSSES) notices.push({ kind: 'many', key: 'loss', word: String(texts.length), lo: 1, hi: MOST_LOSSES });
    return losses;
}

// The state of a link and its invalid parts: { state, notices }.
export function readLink(core, hash, languages) {
    const state = defaults(core), notices = [];
    const asked = new URLSearchParams(hash.replace(/^#/, ''));
    for (const [key, [lo, hi]] of Object.entries(NUMBERS)) {
        if (!asked.has(key)) continue;
        const word = asked.get(key), value = readNumber(word);
        if (Number.isNaN(value)) notices.push({ kind: 'number', key, word: cut(word) });
        else if (value < lo || value > hi) notices.push({ kind: 'range', key, word: cut(word), lo, hi });
        else state[key] = value;
    }
    for (const [key, allowed] of Object.entries({ ...WORDS, lang: languages })) {
        if (!asked.has(key)) continue;
        if (allowed.includes(asked.get(key))) state[key] = asked.get(key);
        else notices.push({ kind: 'word', key, word: cut(asked.get(key)), allowed });
    }
    const losses = readLosses(core, asked.getAll('loss'), notices);
    if (losses.length > 0) state.losses = losses;
    if (asked.has('pin')) state.pin = readLosses(core, [asked.get('pin')], notices)[0] ?? null;
    if (/^(step-[1-8]|bench)$/.test(asked.get('at') ?? '')) state.at = asked.get('at');
    else if (asked.has('at')) notices.push({ kind: 'word', key: 'at', word: cut(asked.get('at')), allowed: ['step-1 … step-8', 'bench'] });
    for (const key of new Set(asked.keys())) {
        const known = Object.hasOwn(NUMBERS, key) || Object.hasOwn(WORDS, key) || ['lang', 'loss', 'pin', 'at'].includes(key);
        if (!known) notices.push({ kind: 'key', key: '', word: cut(key) });
    }
    return { state, notices };
}

// The link to a state, without the parts that have their defaults.
export function writeLink(core, state, at = '') {
    const link = new URLSearchParams();
    if (state.lang) link.set('lang', state.lang);
    for (const [key, [, , value]] of Object.entries(NUMBERS)) if (state[key] !== value) link.set(key, real(state[key]));
    for (const [key, [first]] of Object.entries(WORDS)) if (state[key] !== first) link.set(key, state[key]);
    const texts = state.losses.map((loss) => core.write(loss));
    if (texts.join(' ') !== DEFAULT_LOSSES.map((text) => core.write(core.read(text).loss)).join(' ')) {
        for (const text of texts) link.append('loss', text);
    }
    if (state.pin) link.set('pin', core.write(state.pin));
    if (at) link.set('at', at);
    // these characters are allowed after # and easier to read
    return '#' + link.toString().replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%3D', '=');
}
