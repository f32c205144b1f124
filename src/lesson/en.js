// The lesson in English. Texts are HTML; functions take numbers that are already formatted.

const gp = '<i>γ</i><sub>+</sub>', gn = '<i>γ</i><sub>−</sub>', p = '<i>p</i>', q = '1 − <i>p</i>', z = '<i>z</i>', m = '<i>m</i>';
const dp = 'Δ<i>p</i>';

export default {
    lang: 'en',
    name: 'English',
    skip: 'Skip to the bench',
    title: 'The Asymmetric Loss, step by step',
    intro: `How does a classifier learn from data in which almost every answer is “no”, and some of the answers are wrong? Eight short steps with
        interactive pictures, followed by a bench that compares losses. This page computes all numbers with aslab’s own C code; only the verdicts of step 8
        come from earlier training runs.`,
    paper: `After <cite>Asymmetric Loss For Multi-Label Classification</cite>, ICCV 2021, <a href="https://arxiv.org/abs/2009.14119">arXiv 2009.14119</a>.`,
    nav: 'Steps',
    language: 'Language',
    reset: 'Reset all',
    tryIt: 'Try',
    notice: 'Notice',
    linkHere: 'Copy a link to this step with its current settings',
    copied: 'Copied.',
    notCopied: 'The browser does not allow this page to use the clipboard. Copy the link from the address bar.',
    pointHint: 'Move the pointer over the picture, or focus it and use the arrow keys, to read values.',
    label0: 'label 0',
    label1: 'label 1',
    none: 'none',
    licences: 'Licences of the included software',
    made: (version) => `Made by aslab ${version}. MIT licence.`,

    controls: {
        pi: 'Share of positives',
        gp: `Focusing of positives, ${gp}`,
        gn: `Focusing of negatives, ${gn}`,
        m: `Margin, ${m}`,
        miss: 'Share of positives with missing labels',
        fg: 'Focusing of focal loss, <i>γ</i>',
        p: `The model’s probability, ${p}`,
        target: `Target for ${dp}`,
        rate: 'Rate of the loop, <i>λ</i>',
        stage: 'Stage of training',
        x: 'Horizontal axis', y: 'Show', label: 'Labels', scale: 'Vertical axis', theme: 'Light or dark', claims: 'Show claims',
    },
    hints: {},
    options: {
        stage: { init: 'start', mid: 'middle', late: 'late' },
        x: { prob: 'probability p', logit: 'logit z' },
        y: { value: 'loss', grad: 'gradient', hess: 'second derivative', grad_norm: 'gradient / its maximum' },
        label: { 0: 'negatives', 1: 'positives', both: 'both' },
        scale: { linear: 'linear', log: 'logarithmic' },
        theme: { auto: 'as the system', light: 'light', dark: 'dark' },
        claims: { all: 'all', reproduced: 'reproduced', partly: 'partly', not: 'not reproduced' },
    },
    axes: {
        prob: 'probability p', logit: 'logit z', step: 'training step',
        value: 'loss (nats)', grad: 'gradient, d loss / d z', hess: 'second derivative', grad_norm: 'gradient / its maximum',
        absolute: 'absolute gradient', delta: 'Δp', gamma: 'γ−',
        size: (text) => `${text}, absolute value`,
    },
    parts: { pos: 'positives', easy: 'easy negatives (p ≤ 0.1)', semi: 'negatives in between', hard: 'hard negatives (p > 0.5)', mis: 'mislabelled: positives with missing labels', neg: 'negatives' },
    pinned: 'pinned',

    steps: [
        {
            title: 'Why negatives outweigh the few positives',
            body: [
                `A photograph shows a person, a dog and a cup: three of the eighty things that a model knows. The model answers eighty yes-or-no
                questions, each with its own logistic regression: it computes a number ${z}, the <b>logit</b>, and from it the probability
                ${p} = 1 / (1 + e<sup>−${z}</sup>) that the thing is there.`,
                `If the answer is yes, the label is 1 and we call it a <b>positive</b>; otherwise the label is 0 and we call it a <b>negative</b>. Training
                raises the logits of positives and lowers those of negatives. How strongly a label changes its logit is given by the <b>gradient</b> of
                the loss, its slope with respect to ${z}. A single negative has a small gradient once its ${p} is small, but there are many negatives.`,
            ],
            caption: 'Top: the 80 labels of one picture. Bottom: shares of the labels, and shares of the absolute gradient under cross-entropy (step 2).',
            bars: ['labels', 'gradient'],
            live: (v) => `<b>${v.labels}</b> of the labels are positive. They have <b>${v.gradient}</b> of the total gradient.`,
            dots: (n) => `${n} of 80 labels are positive`,
            try: 'Set the stage of training to “start”, then to “late”, with about 3.6 % positives as in MS-COCO. Then make positives rarer.',
            notice: `At the start, the share of positives in the gradient equals their share of the labels. Late in training, each easy negative has a
                small gradient, but together they still outweigh the positives.`,
        },
        {
            title: 'Cross-entropy',
            body: [
                `The usual loss is <b>cross-entropy</b>, the negative logarithm of the probability of the correct answer: −log ${p} for a positive and
                −log(${q}) for a negative. The logarithm is natural and the unit is called nat. If the model is sure and right, the loss is almost 0. If it is
                sure and wrong, the loss has no upper bound.`,
                `The absolute gradient is the distance from the correct answer: ${q} for a positive, ${p} for a negative. So an easy
                negative at ${p} = 0.02 has a gradient of 0.02. Seventy-seven of them have 1.5 in total, more than any single positive can have.`,
            ],
            caption: 'Loss over the probability that the model gives, for label 1 and for label 0.',
            lines: { pos: 'positive', neg: 'negative' },
            live: (v) => `At ${p} = <b>${v.p}</b>, a positive has the loss <b>${v.pos}</b> and the absolute gradient <b>${v.posGrad}</b>; a negative has the loss
                <b>${v.neg}</b> and the absolute gradient <b>${v.negGrad}</b>.`,
            try: `Move ${p} to 0.99 and to 0.01.`,
            notice: `The two absolute gradients always add up to 1. At 0.99, the loss of a negative is 4.6: cross-entropy gives a wrong label
                as much weight as a correct one.`,
        },
        {
            title: 'Focusing',
            body: [
                `<b>Focal loss</b> reduces the loss of easy labels. It multiplies cross-entropy by the distance from the correct answer, raised to a power
                <i>γ</i> (gamma): the loss of a negative is −${p}<sup><i>γ</i></sup> log(${q}), that of a positive is
                −(${q})<sup><i>γ</i></sup> log ${p}. With <i>γ</i> = 0 it is cross-entropy.`,
                `The loss of an easy negative at ${p} = 0.02 is then multiplied by 0.02<sup><i>γ</i></sup>, which is 0.0004 for <i>γ</i> = 2.`,
            ],
            caption: 'Absolute gradient of a negative, and shares of the total gradient: cross-entropy and focal loss.',
            lines: { ce: 'cross-entropy', focal: (g) => `focal loss, <i>γ</i> = ${g}` },
            live: (v) => `With <i>γ</i> = <b>${v.g}</b>, easy negatives have <b>${v.easy}</b> of the total gradient, instead of ${v.easyCe}. A positive at
                ${p} = 0.8 has an absolute gradient of <b>${v.pos}</b>, instead of 0.2.`,
            try: 'Move <i>γ</i> from 0 to 2, and then to 5.',
            notice: `The gradient of easy negatives almost disappears. But positives are focused too: those that are nearly learned lose their gradient, and
                there are few positives to begin with. Above about ${p} = 0.7 (<i>γ</i> = 2; 0.8 for <i>γ</i> = 5), a negative has a larger gradient than
                under cross-entropy.`,
        },
        {
            title: 'Separate focusing',
            body: [
                `Positives and negatives need not be focused equally. The <b>Asymmetric Loss</b> (ASL) has a power for each: ${gp} for positives and
                ${gn} for negatives. The loss of a positive is −(${q})<sup>${gp}</sup> log ${p}, that of a negative −${p}<sup>${gn}</sup> log(${q}).`,
                `Usually ${gp} = 0, so that every positive has its full loss. ${gn} can then be larger than a <i>γ</i> for both sides could be.`,
            ],
            caption: 'Absolute gradient of a positive (hardest at the left end) and a negative (hardest at the right end) with separate focusing.',
            lines: { pos: `positive, ${gp}`, neg: `negative, ${gn}`, focal: (g) => `positive under focal loss, <i>γ</i> = ${g}` },
            rows: { focal: (g) => `focal, <i>γ</i> = ${g}`, asl: 'separate' },
            live: (v) => `Positives have <b>${v.asl}</b> of the total gradient, and ${v.focal} with focal loss. A positive at ${p} = 0.8 has an absolute gradient of <b>${v.pos}</b>.`,
            try: `Keep ${gp} at 0 and raise ${gn} from 0 to 4. Then raise ${gp} to 4 too, and set it back to 0.`,
            notice: `A larger ${gn} shifts the balance towards positives. A larger ${gp} reverses only a little of this, but removes nearly all the gradient of
                positives that are not yet fully learned: at ${p} = 0.8 it is 0.0015 instead of 0.2. The paper finds ${gp} = 0 best.`,
        },
        {
            title: 'The margin, and the negatives that it drops',
            body: [
                `Focusing reduces the loss of easy negatives, but never to 0. The second part of ASL does: it lowers the probability of a negative by a
                <b>margin</b> ${m}, to ${p}<sub>${m}</sub> = max(${p} − ${m}, 0), and uses ${p}<sub>${m}</sub> instead of ${p}. The loss of a negative
                becomes −${p}<sub>${m}</sub><sup>${gn}</sup> log(1 − ${p}<sub>${m}</sub>).`,
                `If ${p} ≤ ${m}, both the loss and the gradient are exactly 0: these negatives are dropped. Positives do not change.`,
            ],
            caption: 'Absolute gradient of easy negatives, on a logarithmic axis. Negatives in the shaded zone are dropped.',
            zone: 'dropped',
            lines: { ce: 'cross-entropy', without: 'without a margin', with: (v) => `with margin ${v}` },
            live: (v) => `<b>${v.dropped}</b> of the negatives are in the zone and have no loss. At ${p} = 0.1 the absolute gradient is <b>${v.with}</b>, and ${v.without}
                without the margin.`,
            try: `Move ${m} from 0 to 0.05, late in training and at the start. Then, late again and with the margin, set ${gn} to 0, and back to 4.`,
            notice: `A small margin drops most negatives late in training and hardly any at the start, because few are easy then. Without
                focusing, the gradient jumps at the margin; with ${gn} above 1 it starts smoothly.`,
        },
        {
            title: 'Near p = 1: labels that are wrong',
            body: [
                `People who label eighty things in a million pictures miss some. The picture of a <b>mislabelled negative</b> shows the thing, but its label is 0. A
                good model gives it a high ${p}, and cross-entropy has its largest gradient there, although the model is right.`,
                `The margin helps here as well: near ${p} = 1 the shifted loss is almost flat, and its gradient tends to 0. The gradient has a peak at a lower
                probability, which we call <b>${p}*</b>. Past ${p}*, the surer the model is, the less gradient it gets, so the loss rejects the label. Focusing
                alone cannot do this: without a margin, the gradient at ${p} = 1 is 1.`,
            ],
            caption: 'Absolute gradient of a negative up to p = 1. Bars: gradient of negatives for every 100 units of gradient of positives.',
            zone: 'past p*',
            lines: { ce: 'cross-entropy', without: 'ASL without a margin', with: 'ASL' },
            live: (v) => `${v.star === null
                ? `Without a margin the gradient ends at 1 and no label is rejected, so there is no ${p}*.`
                : `${p}* = <b>${v.star}</b>. Of the positives with missing labels, <b>${v.past}</b> are past it.`} For 100 units of gradient of marked positives,
                negatives have ${v.all}, <b>${v.asl}</b> of it from missing labels, in the wrong direction; under cross-entropy, ${v.ceAll} and ${v.ce}.`,
            try: `Move ${m} from 0 to 0.2 and watch the right end. Then set the missing labels to a third of the positives.`,
            notice: `With ${m} = 0 the curve ends at 1 for every ${gn}; with a margin it ends at 0. The share of mislabelled negatives in the gradient of negatives
                grows, but the total shrinks. The logits are fixed here; in training, the model adapts to the loss: see step 8.`,
        },
        {
            title: 'Adaptive asymmetry, a control loop',
            body: [
                `Which ${gn} is best? The paper lets training choose it. Let ${dp} be the mean probability of the correct answer for positives (mean ${p})
                minus that for negatives (mean ${q}). If ${dp} is below a target, positives need more weight: raise ${gn}. If it is above, lower ${gn}.`,
                `After each step: ${gn} ← ${gn} + <i>λ</i> (target − ${dp}), with a rate <i>λ</i>. This is how a thermostat works. The paper prints the opposite
                sign, ${gn} ← ${gn} + <i>λ</i> (${dp} − target), like a thermostat that heats when it is too warm.`,
            ],
            caption: 'A logistic regression with one feature, trained in this page with ASL (γ+ = 0, m = 0.05) for 500 steps. Top: Δp. Bottom: γ−.',
            lines: { settles: 'sign that converges', printed: 'sign as printed' },
            target: 'target',
            live: (v) => `After 500 steps: ${dp} = <b>${v.delta}</b> at ${gn} = <b>${v.gamma}</b>; with the sign as printed, ${dp} = ${v.deltaP} at ${gn} = ${v.gammaP}.`,
            try: 'Set <i>λ</i> to 0.02, then to 0.5. Then make positives rarer.',
            notice: `With a small <i>λ</i> the loop is slow; with a large one it overshoots and oscillates, as in any control loop with too much gain. Rarer positives need a
                larger ${gn} for the same ${dp}. With the printed sign, ${gn} moves to one of its limits, 0 or 30.`,
        },
        {
            title: 'Results of our training runs',
            body: [
                `We trained hundreds of small networks on synthetic multi-label data and checked the sign, order or range that each of the paper’s claims states,
                with 95 % intervals over paired seeds. <b>Reproduced</b>: the whole interval agrees. <b>Partly</b>: only the mean does.`,
                `Small networks on synthetic data are not a large network on MS-COCO: “not reproduced” means that we did not see it here. The learning
                rate matters as much as the loss. Therefore many claims appear twice: at a fixed rate, and with the rate tuned for each loss.`,
            ],
            caption: 'Every mark is a claim. Select one to read it.',
            absent: `This file has no verdicts, because it was built before any training. <code>make figures lesson</code> computes them (a few minutes)
                and builds this page with them.`,
            live: (v) => `Of ${v.n} claims about training, <b>${v.reproduced}</b> are reproduced, <b>${v.partly}</b> partly and <b>${v.not}</b> not. Of ${v.exactN} claims about formulas,
                ${v.exact} are reproduced.`,
            groups: { trained: 'Claims about training', exact: 'Claims about formulas and fixed logits' },
            columns: { paper: 'paper', here: 'here', verdict: 'verdict' },
            verdicts: { reproduced: 'reproduced', partly: 'partly', not: 'not reproduced' },
            choose: 'Select a mark to read its claim.',
            try: 'Show only “not reproduced” and look for what these claims have in common.',
            notice: `With clean labels, ASL is better than focal loss and cross-entropy on every model that we tried. A margin protects from missing labels, but it
                takes 0.2 rather than 0.05. Two claims did not appear here: that focal loss reduces the gap of step 7, and that a target of 0.2 is best. Most claims that are
                not reproduced state one best value, or a lead that disappears once learning rates are tuned.`,
        },
    ],

    bench: {
        title: 'The bench',
        intro: 'Compare any of the losses, with any parameters in their ranges. The address of this page is always a link to exactly what you see.',
        losses: 'Losses', add: 'Add a loss', remove: 'Remove', pin: 'Pin this curve', unpin: 'Remove the pinned curve', loss: 'Loss', presets: 'Presets',
        groups: { losses: 'losses', dialects: 'public implementations, in single precision' },
        presets_: { ce: 'cross-entropy', focal: 'focal, γ = 2', asl: 'ASL as published', official: 'defaults of the official code', shifted: 'cross-entropy + margin', story: 'ASL from the steps above' },
        most: (n) => `At most ${n} losses.`,
        margin: 'margin',
        budget: 'Shares of the gradient',
        budgetNote: 'Absolute gradient of each group as a share of the total, for the stage of training, share of positives and share of missing labels selected here.',
        commands: 'The same on the command line',
        commandNote: 'The CSV has the points of the picture with all digits, equal to those of aslab except for the last digits. Only this page has the pinned curve and the logarithmic axis.',
        copyCommand: 'Copy the commands', csv: 'CSV', gnuplot: 'gnuplot script', svg: 'SVG', link: 'Copy the link',
        formula: 'formula', source: 'source', pos: 'label 1', neg: 'label 0', gradientNote: 'the gradient treats the weight as a constant',
        formulaNote: 'p = sigmoid(z), q = 1 − p, log is natural',
        columns: { loss: 'loss', star: 'p*', starZ: 'logit of p*', peak: 'gradient at p*', margin: 'margin', end: 'gradient as p → 1', over: 'mislabelled / positives' },
        chart: (what, losses) => `${what} of ${losses}`,
    },

    notices: {
        title: 'Parts of this link were not understood:',
        close: 'Close',
        unknown: (n) => `there is no loss “${n.word}”; it was ignored`,
        parameter: (n) => `“${n.word}” is not a valid parameter of that loss; it was ignored`,
        number: (n) => `${n.key}: “${n.word}” is not a number; it was ignored`,
        range: (n) => `${n.key}: “${n.word}” is outside ${n.lo} to ${n.hi}; it was ignored`,
        word: (n) => `${n.key}: “${n.word}” is not one of ${n.allowed.join(', ')}; it was ignored`,
        many: (n) => `${n.word} losses are too many; the first ${n.hi} are shown`,
        key: (n) => `there is no setting “${n.word}”; it was ignored`,
    },
    failed: 'This page needs WebAssembly, which this browser does not support.',
    titles: { fig9: 'Adaptive asymmetry: γ− follows Δp', table3: 'mAP over the target for Δp' }, meanings: {}, claim: () => null, paperSays: () => null, // the registry and the claims are in English
};
