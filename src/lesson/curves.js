// The curves that the bench draws and exports.

import { show } from './plot.js';
import { spaced } from './core.js';

export const POINTS = 401;

// A short text for a loss: its name and the parameters that differ from their defaults.
export function shortName(loss) {
    const set = loss.family.params.map((p, i) => [p, loss.theta[i]]).filter(([p, x]) => x !== p.def);
    return [loss.family.name, ...set.map(([p, x]) => `${p.name} ${show(x)}`)].join(' ');
}

export const labelsOf = ({ label }) => (label === 'both' ? [0, 1] : [Number(label)]);

// For each loss and label: { loss, label, x, curve, grad_norm }. grad_norm is NaN unless normed.
export function computeCurves(core, state, losses, normed = true) {
    const x = state.x === 'prob' ? spaced(0, 1, POINTS) : spaced(-10, 10, POINTS);
    return losses.flatMap((loss) => labelsOf(state).map((label) => {
        const curve = core.curve(loss, label, state.x, x), sup = normed ? core.largest(loss, label) : 0;
        return { loss, label, x, ...curve, grad_norm: curve.grad.map((g) => (sup > 0 ? g / sup : NaN)) };
    }));
}
