// Calls aslab's C code: losses, curves, p*, the gradient budget and the control loop.
//
// A loss is { family, theta }: a row of the registry and a value for each of its parameters.

const THETA = 0, X = 1, LOGIT = 2, PROB = 3, VALUE = 4, GRAD = 5, HESS = 6, STATISTICS = 7, GAMMA = 8, DELTA = 9;
export const STAGES = ['init', 'mid', 'late'];
export const TRAITS = { detached: 1, single: 8 };
const KEPT = 500; // results in the cache

export async function openCore(bytes) {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    const c = instance.exports;
    if (c._initialize) c._initialize();
    return new Core(c);
}

class Core {
    constructor(c) {
        this.c = c;
        this.points = c.lesson_points();
        this.steps = c.lesson_steps();
        this.memory = new Map();
        this.families = Array.from({ length: c.lesson_families() }, (_, i) => this.readFamily(i));
        this.statistics = [];
        for (let p; (p = c.lesson_statistic(this.statistics.length)) !== 0;) this.statistics.push(this.text(p));
    }

    text(pointer) {
        if (pointer === 0) return null;
        const bytes = new Uint8Array(this.c.memory.buffer, pointer);
        return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
    }

    array(which, n) {
        return new Float64Array(this.c.memory.buffer, this.c.lesson_array(which), n);
    }

    readFamily(index) {
        const c = this.c;
        const [name, title, pos, neg, source, note] = [0, 1, 2, 3, 4, 5].map((k) => this.text(c.lesson_family_text(index, k)));
        const params = Array.from({ length: c.lesson_params(index) }, (_, k) => ({
            name: this.text(c.lesson_param_text(index, k, 0)),
            meaning: this.text(c.lesson_param_text(index, k, 1)),
            lo: c.lesson_param_number(index, k, 0),
            hi: c.lesson_param_number(index, k, 1),
            def: c.lesson_param_number(index, k, 2),
        }));
        return { index, name, title, pos, neg, source, note, params, traits: c.lesson_family_traits(index) };
    }

    // A loss by name, with the given parameters and defaults for the others; null if the name is unknown.
    loss(name, given = {}) {
        const family = this.families.find((f) => f.name === name);
        return family ? { family, theta: family.params.map((p) => given[p.name] ?? p.def) } : null;
    }

    // Parses a LOSS like aslab does. Returns { loss } or { error, word }; error is 'unknown', 'parameter', 'number' or 'range'.
    read(text) {
        const [name, ...rest] = String(text).split(':');
        const loss = this.loss(name);
        if (loss === null) return { error: 'unknown', word: name };
        const seen = new Set();
        for (const setting of rest.length > 0 ? rest.join(':').split(/[:,]/) : []) {
            const equals = setting.indexOf('=');
            const param = loss.family.params.findIndex((p) => p.name === setting.slice(0, equals).replaceAll('-', '_'));
            if (equals < 0 || param < 0 || seen.has(param)) return { error: 'parameter', word: setting || text };
            const value = readNumber(setting.slice(equals + 1));
            if (Number.isNaN(value)) return { error: 'number', word: setting };
            const { lo, hi } = loss.family.params[param];
            if (value < lo || value > hi) return { error: 'range', word: setting, lo, hi };
            loss.theta[param] = value;
            seen.add(param);
        }
        return { loss };
    }

    // The LOSS with all parameters; read() gives the same loss again.
    write(loss) {
        const settings = loss.family.params.map((p, i) => `${p.name}=${real(loss.theta[i])}`);
        return settings.length ? `${loss.family.name}:${settings.join(',')}` : loss.family.name;
    }

    // The LOSS as in a CSV file: with colons, so that the cell needs no quotes.
    writeData(loss) {
        return this.write(loss).replaceAll(',', ':');
    }

    use(loss) {
        this.array(THETA, loss.theta.length).set(loss.theta);
        if (this.c.lesson_set(0, loss.family.index) !== 0) throw new RangeError(this.write(loss));
    }

    // The cached result for this key, or the result of compute().
    once(key, compute) {
        if (this.memory.has(key)) return this.memory.get(key);
        if (this.memory.size >= KEPT) this.memory.clear();
        const result = compute();
        this.memory.set(key, result);
        return result;
    }

    // The loss at x, probabilities or logits: arrays logit, prob, value, grad, hess.
    curve(loss, label, axis, x) {
        this.use(loss);
        const n = Math.min(x.length, this.points);
        this.array(X, n).set(x.slice(0, n));
        this.c.lesson_curve(0, label, axis === 'logit' ? 1 : 0, n);
        const [logit, prob, value, grad, hess] = [LOGIT, PROB, VALUE, GRAD, HESS].map((k) => this.array(k, n).slice());
        return { logit, prob, value, grad, hess };
    }

    at(loss, label, p) {
        const { value, grad, hess } = this.curve(loss, label, 'prob', [p]);
        return { value: value[0], grad: grad[0], hess: hess[0] };
    }

    number(loss, label, which) {
        return this.once(`number ${which} ${label} ${this.write(loss)}`, () => {
            this.use(loss);
            return this.c.lesson_number(0, label, which);
        });
    }

    peak(loss) {
        const p = this.number(loss, 0, 0);
        return Number.isNaN(p) ? null : { p, logit: this.number(loss, 0, 1), grad: this.number(loss, 0, 2) };
    }

    largest(loss, label) { return this.number(loss, label, 3); }
    margin(loss) { return this.number(loss, 0, 4); }

    // The statistics of `aslab sweep` by name; cuts divide the true negatives into band_1, band_2 and band_3.
    budget(loss, { pi, missing, stage, cuts = [0.1, 0.5] }) {
        return this.once(`budget ${pi} ${missing} ${stage} ${cuts} ${this.write(loss)}`, () => {
            this.use(loss);
            if (this.c.lesson_budget(0, pi, missing, 0, STAGES.indexOf(stage), ...cuts) !== 0) throw new Error('memory');
            const values = this.array(STATISTICS, this.statistics.length);
            return Object.fromEntries(this.statistics.map((name, i) => [name, values[i]]));
        });
    }

    // gamma_neg and delta_p of the control loop at each step.
    loop(loss, { pi, missing, target, rate, steps }) {
        this.use(loss);
        if (this.c.lesson_loop(0, pi, missing, target, rate, steps) !== 0) throw new Error('loop');
        return { gamma: this.array(GAMMA, steps).slice(), delta: this.array(DELTA, steps).slice() };
    }
}

// n evenly spaced numbers from a to b, ends included, with the same values as aslab's lists.
export function spaced(a, b, n) {
    const last = n - 1;
    return Array.from({ length: n }, (_, i) => (i === 0 ? a : i === last ? b : Math.min(Math.max((a * (last - i) + b * i) / last, a), b)));
}

// The shortest text that reads back to x, formatted like aslab does.
export function real(x) {
    if (Number.isNaN(x)) return 'nan';
    if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
    return String(x === 0 ? 0 : x);
}

// A plain decimal number, or NaN.
export function readNumber(text) {
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
}
