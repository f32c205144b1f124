// Exports what the bench shows: commands, CSV, gnuplot script and SVG.

import { computeCurves, POINTS, shortName } from './curves.js';
import { real } from './core.js';
import style from '../../plots/style.gp';
import plot from '../../plots/curve.gp';

const COLUMNS = ['loss', 'label', 'logit', 'prob', 'value', 'grad', 'grad_norm', 'hess'];

// The text of a loss as one word of a shell; quoted unless it has only letters, digits and :=,.+-_.
const quoted = (text) => (/^[\w:=,.+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function curveCommand(core, state) {
    const losses = state.losses.map((loss) => `--loss ${quoted(core.write(loss))}`);
    const range = state.x === 'prob' ? '--x prob --from 0 --to 1' : '--x logit --from -10 --to 10';
    return `aslab curve ${losses.join(' ')} ${range} --points ${POINTS} --label ${state.label} --y ${state.y} -o lesson.csv --plot lesson.svg`;
}

function sweepCommand(state, loss) {
    const params = loss.family.params.map((p, i) => `--${p.name.replaceAll('_', '-')} ${real(loss.theta[i])} `).join('');
    return `aslab sweep --loss ${loss.family.name} ${params}--positive-rate ${real(state.pi)} --missing ${real(state.miss)} --dist ${state.stage} --bands 0.1,0.5`;
}

// The commands that compute what the bench shows: the curves, then the gradient budget of each loss.
export const commands = (core, state) => [curveCommand(core, state), ...state.losses.map((loss) => sweepCommand(state, loss))];

// The same CSV as `aslab curve` writes.
export function curveCsv(core, state) {
    const rows = computeCurves(core, state, state.losses).flatMap(({ loss, label, x, ...curve }) => {
        const name = core.writeData(loss);
        return x.map((_, i) => [name, label, ...COLUMNS.slice(2).map((column) => real(curve[column][i]))].join(','));
    });
    return [COLUMNS.join(','), ...rows, ''].join('\n');
}

const text = (word) => `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const array = (name, values) => `array ${name}[${values.length}] = [${values.join(', ')}]`;

// The same script as `aslab curve --plot lesson.gp` writes, with the axis of the page.
export function curveScript(core, state) {
    const rows = POINTS * (state.label === 'both' ? 2 : 1), at = state.losses.map((_, i) => i);
    const head = [
        '# Made by:', `# ${curveCommand(core, state)}`,
        `# Needs lesson.csv in the same folder. Draw as svg, png or pdf:  gnuplot -e "term='pdf'" lesson.gp`,
        "if (!exists(\"term\")) term = 'svg'", 'name = "lesson"', 'data = "./lesson.csv"', 'title = ""',
        array('columns', COLUMNS.map(text)), array('series', state.losses.map((loss) => text(core.writeData(loss)))),
        array('label', state.losses.map((loss) => text(shortName(loss)))),
        array('first', at.map((i) => i * rows)), array('last', at.map((i) => (i + 1) * rows - 1)),
        `opt_x = "${state.x}"`, `opt_label = "${state.label}"`, `opt_y = "${state.y}"`,
    ];
    const log = state.scale === 'log' ? ['set logscale y; set yrange [1e-6:*]; set format y "10^{%T}"', ''] : [];
    return [...head, '', style, ...log, log.length ? plot.replace('? column(c) : NaN', '? abs(column(c)) : NaN') : plot].join('\n');
}

const STYLED = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'opacity', 'font-style', 'paint-order', 'stroke-linecap', 'stroke-linejoin'];

// The chart as an SVG file, with the styles of the style sheet written into each element and the legend below the chart.
export function pictureSvg(svg, legend) {
    const copied = svg.cloneNode(true), [from, to] = [svg, copied].map((root) => [root, ...root.querySelectorAll('*')]);
    from.forEach((element, i) => {
        const computed = getComputedStyle(element);
        for (const name of STYLED) to[i].setAttribute(name, computed.getPropertyValue(name));
        for (const name of ['class', 'style', 'tabindex', 'aria-describedby']) to[i].removeAttribute(name);
    });
    copied.querySelectorAll('[aria-hidden]').forEach((element) => element.remove());
    const [width, height] = ['width', 'height'].map((name) => Number(svg.getAttribute(name)));
    const page = getComputedStyle(document.body), make = (name, attributes, content = '') => {
        const element = document.createElementNS('http://www.w3.org/2000/svg', name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        element.textContent = content;
        return element;
    };
    const keys = [...legend.querySelectorAll('li')];
    keys.forEach((item, i) => {
        const stroke = getComputedStyle(item.querySelector('line')), y = height + 14 + 22 * i;
        copied.append(make('line', { x1: 12, x2: 48, y1: y, y2: y, stroke: stroke.stroke, 'stroke-width': stroke.strokeWidth, 'stroke-dasharray': stroke.strokeDasharray }),
            make('text', { x: 58, y: y + 5, fill: page.color, 'font-family': 'sans-serif', 'font-size': 14 }, item.textContent));
    });
    const whole = height + 22 * keys.length + 12;
    copied.prepend(make('rect', { width, height: whole, fill: page.backgroundColor }));
    for (const [name, value] of Object.entries({ height: whole, viewBox: `0 0 ${width} ${whole}`, role: 'img', xmlns: 'http://www.w3.org/2000/svg' })) copied.setAttribute(name, value);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copied)}\n`;
}
