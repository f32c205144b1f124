// Pictures: a line chart with d3's scales and axes, and stacked bars. Every change redraws all of a picture; it has few elements.

import { axisBottom, axisLeft } from 'd3-axis';
import { bisector } from 'd3-array';
import { format } from 'd3-format';
import { scaleLinear, scaleLog } from 'd3-scale';
import { select } from 'd3-selection';
import { line } from 'd3-shape';
import { h } from './dom.js';

const bisectCenter = bisector(([x]) => x).center;

let charts = 0;

// The font size of the page in pixels. It is read again only if the window changes, because reading it makes the browser compute the
// layout.
let em = 0;
addEventListener('resize', () => { em = 0; });
const rem = () => (em ||= parseFloat(getComputedStyle(document.documentElement).fontSize));

// A number for readers: three significant digits; an exponent only below 1e-4 and from 1e6.
export function show(x, digits = 3) {
    if (Number.isNaN(x)) return '–';
    if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
    if (x === 0) return '0';
    const size = Math.abs(x);
    if (size < 1e-4 || size >= 1e6) {
        const [mantissa, power] = x.toExponential(digits - 1).split('e');
        return `${mantissa}·10${superscript(Number(power))}`.replaceAll('-', '−');
    }
    return String(Number(x.toPrecision(digits))).replace('-', '−');
}

const superscript = (n) => String(n).replace(/./g, (c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)]);

export function percent(share) {
    if (Number.isNaN(share)) return '–';
    const x = share * 100;
    return `${x === 0 ? '0' : x < 0.01 ? '< 0.01' : x < 1 ? x.toFixed(2) : x < 10 ? x.toFixed(1) : x.toFixed(0)}\u00a0%`;
}

const tick = (x) => (Math.abs(x) >= 1e4 || (x !== 0 && Math.abs(x) < 1e-3) ? show(x, 1).replace(/^1·/, '') : format('~g')(x).replace('-', '−'));

// Approximate width of a chart's text in pixels; measuring it would make the browser compute the layout.
const widthOf = (text) => [...text].reduce((sum, c) => sum + (c > '\u2e80' ? 0.8 : 0.45) * rem(), 0);

// A line chart in the element `host`. Its height is its width times `height`, between `least` and `most` (rem). draw() takes:
//   x, y     { domain, label, log }      label is text
//   lines    [{ points: [[x, y]], colour, dash, width, name }]; points that are not finite make gaps
//   zones    [{ from, to, label }]       shaded along x
//   rules    [{ x or y, label, colour, at }]  dashed; at: 'start' or 'end' of a vertical rule's label
//   dots     [{ x, y, colour }]
//   label    description for screen readers
//   read     (x) => elements that describe x; undefined: the chart has no pointer
//   cursor   position of the pointer before it is moved
export class Chart {
    constructor(height = 0.6, least = 15, most = 24) {
        Object.assign(this, { height, least, most });
        this.id = `chart-${++charts}`;
        this.svg = select(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));
        this.svg.attr('class', 'chart').attr('role', 'img');
        this.readout = h('p', { class: 'readout', 'aria-live': 'polite' });
        this.host = h('div', { class: 'chart-host' }, this.svg.node(), this.readout);
        this.cursor = null;
        new ResizeObserver(([{ contentRect }]) => { this.width = contentRect.width; }).observe(this.host);
        this.svg.on('pointermove pointerdown', (event) => this.point(event));
        this.svg.on('keydown', (event) => this.key(event));
    }

    draw(spec) {
        this.spec = spec;
        this.width ||= this.host.getBoundingClientRect().width;
        const u = rem(), width = Math.max(this.width || 320, 240);
        const height = Math.min(Math.max(width * this.height, u * this.least), u * this.most); // in rem
        const small = width < 30 * u;
        const margin = { top: 1.6 * u, right: 0.9 * u, bottom: 2.9 * u, left: (small ? 2.9 : 3.3) * u };
        this.box = { left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom };
        const along = ({ domain, log }, range) => (log ? scaleLog() : scaleLinear()).domain(domain).range(range);
        this.x = along(spec.x, [this.box.left, this.box.right]);
        this.y = along(spec.y, [this.box.bottom, this.box.top]);
        this.svg.attr('width', width).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`).attr('aria-label', spec.label);
        if (spec.read) this.svg.attr('tabindex', 0).attr('role', 'application').attr('aria-describedby', this.id);
        this.readout.id = this.id;
        this.svg.selectAll('*').remove();
        this.drawZones(spec.zones ?? []);
        this.drawAxes(spec, small, u);
        this.drawLines(spec);
        this.drawRules(spec.rules ?? [], u);
        this.pointer = this.svg.append('g').attr('class', 'pointer').attr('aria-hidden', 'true');
        this.move(this.cursor ?? spec.cursor ?? null);
    }

    drawZones(zones) {
        const { top, bottom, left, right } = this.box;
        for (const { from, to, label, kind } of zones) {
            const a = Math.max(this.x(from), left), b = Math.min(this.x(to), right);
            if (b <= a) continue;
            this.svg.append('rect').attr('class', `zone ${kind ?? ''}`).attr('x', a).attr('y', top).attr('width', b - a).attr('height', bottom - top);
            if (!label) continue;
            const pad = 0.4 * rem(), low = bottom - 0.5 * rem(), text = this.svg.append('text').attr('class', 'zone-label').text(label);
            if (b - a > widthOf(label) + 2 * pad) text.attr('x', a + pad).attr('y', low);
            else if (b - a > 1.2 * rem()) text.attr('transform', `translate(${(a + b) / 2 + 0.27 * rem()},${low}) rotate(-90)`);
            else if (a > (left + right) / 2) text.attr('x', a - pad).attr('y', low).attr('text-anchor', 'end');
            else text.attr('x', b + pad).attr('y', low);
        }
    }

    drawAxes(spec, small, u) {
        const { top, bottom, left, right } = this.box;
        const across = axisBottom(this.x).ticks(small ? 5 : 10).tickSizeInner(5).tickSizeOuter(0).tickPadding(5).tickFormat(tick);
        const up = axisLeft(this.y).ticks(small ? 5 : 6).tickSizeInner(-(right - left)).tickSizeOuter(0).tickPadding(8).tickFormat(tick);
        if (spec.y.log) {
            const [low, high] = this.y.domain().map(Math.log10), step = Math.ceil((high - low) / 6);
            const powers = [];
            for (let k = Math.ceil(low - 1e-9); k <= high + 1e-9; k += step) powers.push(10 ** k);
            up.tickValues(powers).tickFormat((x) => `10${superscript(Math.round(Math.log10(x)))}`);
        }
        this.svg.append('g').attr('class', 'axis y').attr('transform', `translate(${left},0)`).call(up);
        this.svg.append('g').attr('class', 'axis x').attr('transform', `translate(0,${bottom})`).call(across);
        this.svg.append('text').attr('class', 'axis-label').attr('x', right).attr('y', bottom + 2.5 * u).attr('text-anchor', 'end').text(spec.x.label);
        this.svg.append('text').attr('class', 'axis-label').attr('x', 0.1 * u).attr('y', 0.95 * u).text(spec.y.label);
    }

    drawLines(spec) {
        const fine = ([x, y]) => Number.isFinite(x) && Number.isFinite(y) && (!spec.y.log || y >= 0);
        const { left, right, top, bottom } = this.box, clip = `${this.id}-clip`;
        const path = line().defined(fine).x(([x]) => this.x(x)).y(([, y]) => (spec.y.log && y === 0 ? bottom + 9 : this.y(y))); // on a logarithmic axis, 0 is drawn below the axis
        this.svg.append('clipPath').attr('id', clip).append('rect').attr('x', left).attr('y', top - 4).attr('width', right - left + 4).attr('height', bottom - top + 6);
        const group = this.svg.append('g').attr('clip-path', `url(#${clip})`);
        for (const { points, colour, dash, width } of spec.lines) {
            group.append('path').attr('class', 'line').attr('d', path(points)).attr('stroke', colour).attr('stroke-dasharray', scaled(dash)).attr('stroke-width', (width ?? 2.6) * rem() / 16);
        }
        for (const { x, y, colour } of spec.dots ?? []) {
            if (!fine([x, y])) continue;
            group.append('circle').attr('class', 'dot').attr('cx', this.x(x)).attr('cy', this.y(y)).attr('r', 0.34 * rem()).attr('fill', colour);
        }
    }

    drawRules(rules, u) {
        const { left, right, top, bottom } = this.box;
        let low = 0; // labels of rules that are close together are placed one below the other
        for (const { x, y, label, colour } of rules) {
            const at = x === undefined ? this.y(y) : this.x(x);
            if (!Number.isFinite(at) || (x !== undefined && (at < left || at > right))) continue;
            const rule = this.svg.append('line').attr('class', 'rule').attr('stroke', colour ?? 'currentColor');
            const text = this.svg.append('text').attr('class', 'rule-label').style('fill', colour ?? null).text(label);
            if (x === undefined) {
                rule.attr('x1', left).attr('x2', right).attr('y1', at).attr('y2', at);
                text.attr('x', right - 0.3 * u).attr('y', at - 0.4 * u).attr('text-anchor', 'end');
            } else {
                rule.attr('x1', at).attr('x2', at).attr('y1', top).attr('y2', bottom);
                const end = at > (left + right) / 2;
                text.attr('x', at + (end ? -0.35 : 0.35) * u).attr('y', top + (0.8 + 1.15 * low++) * u).attr('text-anchor', end ? 'end' : 'start');
            }
        }
    }

    point(event) {
        if (!this.spec?.read) return;
        const [x] = [event.clientX - this.svg.node().getBoundingClientRect().left];
        this.move(this.x.invert(Math.min(Math.max(x, this.box.left), this.box.right)));
    }

    key(event) {
        if (!this.spec?.read) return;
        const [a, b] = this.x.domain(), step = ((b - a) / 100) * (event.shiftKey ? 10 : 1);
        const now = this.cursor ?? this.spec.cursor ?? (a + b) / 2;
        const to = { ArrowLeft: now - step, ArrowRight: now + step, Home: a, End: b }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        this.move(Math.min(Math.max(to, a), b));
    }

    // Moves the pointer to the sample nearest to x and shows the values there.
    move(x) {
        const { spec } = this;
        if (!spec?.read) return;
        if (x === null) {
            this.readout.textContent = spec.hint ?? '';
            return;
        }
        const samples = spec.lines[0].points, { top, bottom } = this.box;
        x = samples[bisectCenter(samples, x)][0];
        this.cursor = x;
        this.pointer.selectAll('*').remove();
        this.pointer.append('line').attr('x1', this.x(x)).attr('x2', this.x(x)).attr('y1', top).attr('y2', bottom);
        for (const { points, colour } of spec.lines) {
            const nearest = points[bisectCenter(points, x)];
            const at = nearest && this.y(nearest[1]);
            if (!Number.isFinite(at) || at < top - 1 || at > bottom + 1) continue;
            this.pointer.append('circle').attr('cx', this.x(nearest[0])).attr('cy', at).attr('r', 0.25 * rem()).attr('fill', colour);
        }
        this.readout.replaceChildren(...spec.read(x));
    }
}

const scaled = (dash) => dash?.split(' ').map((n) => (n * rem()) / 16).join(' ') ?? null;

// y of the sample of a line nearest to x.
export const valueAt = (points, x) => points[bisectCenter(points, x)][1];

// A legend: the names of lines with their strokes.
export function legend(entries) {
    const key = ({ colour, dash, name, width }) => {
        const svg = select(document.createElementNS('http://www.w3.org/2000/svg', 'svg')).attr('class', 'key').attr('aria-hidden', 'true');
        svg.append('line').attr('x1', '0').attr('x2', '100%').attr('y1', '50%').attr('y2', '50%').attr('stroke', colour).attr('stroke-width', (width ?? 2.6) * rem() / 16).attr('stroke-dasharray', scaled(dash));
        return h('li', {}, svg.node(), h('span', typeof name === 'string' ? { html: name } : {}, ...(typeof name === 'string' ? [] : [name])));
    };
    return h('ul', { class: 'legend' }, entries.map(key));
}

// Stacked bars. rows: [{ name (HTML), parts: [values] }]; kinds: [{ name, kind }] of the parts; whole: value of a full bar; value: formats
// the text of a part.
export function bars(rows, kinds, { whole, value = percent }) {
    const part = (v, k, size) => {
        const share = v / size;
        if (!(share > 0)) return null;
        const text = value(v), room = share * (innerWidth < 40 * rem() ? 17 : 26) * rem();
        return h('span', { class: `part ${kinds[k].kind}`, wide: `${100 * share}%`, title: `${kinds[k].name}: ${text}` }, room > widthOf(text) + 0.3 * rem() ? h('b', {}, text) : null);
    };
    const row = ({ name, parts }) => {
        const said = parts.map((v, k) => `${kinds[k].name} ${value(v)}`).join(', ');
        return h('div', { class: 'bar-row' }, h('div', { class: 'bar-name', html: name }),
            h('div', { class: 'bar', role: 'img', 'aria-label': said }, parts.map((v, k) => part(v, k, whole))));
    };
    const keys = kinds.map(({ name, kind }) => h('li', {}, h('i', { class: `swatch ${kind}` }), name));
    return h('div', { class: 'bars' }, h('ul', { class: 'legend' }, keys), rows.map(row));
}
