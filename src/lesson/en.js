// The lesson in English. Texts are this page's own HTML; functions take numbers already written out.

const gp = '<i>γ</i><sub>+</sub>', gn = '<i>γ</i><sub>−</sub>', p = '<i>p</i>', q = '1 − <i>p</i>', z = '<i>z</i>', m = '<i>m</i>';
const dp = 'Δ<i>p</i>';

export default {
    lang: 'en',
    name: 'English',
    skip: 'Skip to the bench',
    title: 'The Asymmetric Loss, by hand',
    intro: `How a classifier learns from data in which almost every answer is “no”, and some of the answers are wrong. Eight short
        steps with pictures that move, and beneath them a bench. Everything you see is computed here, by aslab’s own C code; the verdicts of step 8 come from training runs.`,
    paper: `After <cite>Asymmetric Loss For Multi-Label Classification</cite>, ICCV 2021, <a href="https://arxiv.org/abs/2009.14119">arXiv 2009.14119</a>.`,
    nav: 'Steps',
    language: 'Language',
    reset: 'Reset all',
    tryIt: 'Try',
    notice: 'Notice',
    linkHere: 'Copy a link to this step as it is',
    copied: 'Copied.',
    notCopied: 'This browser keeps the clipboard from this page. The link is in the address bar.',
    pointHint: 'Point at the picture, or focus it and use the arrow keys, to read values.',
    label0: 'label 0',
    label1: 'label 1',
    none: 'none',
    licences: 'Licences of what is built in',
    made: (version) => `Made by aslab ${version}. MIT licence.`,

    controls: {
        pi: 'Share of positives',
        gp: `Focusing of positives, ${gp}`,
        gn: `Focusing of negatives, ${gn}`,
        m: `Margin, ${m}`,
        miss: 'Positives never marked',
        fg: 'Focusing of focal loss, <i>γ</i>',
        p: `The model’s probability, ${p}`,
        target: `Target for ${dp}`,
        rate: 'Rate of the loop, <i>λ</i>',
        stage: 'How far training has come',
        x: 'Horizontal axis', y: 'Show', label: 'Labels', scale: 'Vertical axis', theme: 'Light or dark', claims: 'Show claims',
    },
    hints: {},
    options: {
        stage: { init: 'just begun', mid: 'midway', late: 'late' },
        x: { prob: 'probability p', logit: 'logit z' },
        y: { value: 'loss', grad: 'gradient', hess: 'second derivative', grad_norm: 'gradient over its maximum' },
        label: { 0: 'negatives', 1: 'positives', both: 'both' },
        scale: { linear: 'linear', log: 'logarithmic' },
        theme: { auto: 'as the system', light: 'light', dark: 'dark' },
        claims: { all: 'all', reproduced: 'reproduced', partly: 'partly', not: 'not reproduced' },
    },
    axes: {
        prob: 'probability p', logit: 'logit z', step: 'training step',
        value: 'loss (nats)', grad: 'gradient, d loss / d z', hess: 'second derivative', grad_norm: 'gradient over its maximum',
        pull: 'pull = size of the gradient', delta: 'Δp', gamma: 'γ−',
        size: (text) => `${text}, absolute value`,
    },
    parts: { pos: 'positives', easy: 'easy negatives (p ≤ 0.1)', semi: 'in between', hard: 'hard negatives (p > 0.5)', mis: 'mislabelled: positives never marked', neg: 'negatives' },
    pinned: 'pinned',

    steps: [
        {
            title: 'Why few positives drown',
            body: [
                `A photograph shows a person, a dog and a cup. Of the eighty things a model knows it shows three. So the model answers
                eighty yes-or-no questions, each with a logistic regression of its own: it computes a number ${z}, the <b>logit</b>, and from
                it the probability ${p} = 1 / (1 + e<sup>−${z}</sup>) that the thing is there.`,
                `Where the answer is yes we speak of a <b>positive</b> (label 1), else of a <b>negative</b> (label 0). Each label pulls at its
                logit, positives up, negatives down. How hard it pulls is the <b>gradient</b> of the loss, its slope as ${z} moves. A single negative
                pulls weakly once its ${p} is small. But there are so many of them.`,
            ],
            caption: 'Above: the 80 labels of one picture. Below: who they are, and who supplies the pull, under plain cross-entropy (step 2).',
            bars: ['the labels', 'the pull'],
            live: (v) => `<b>${v.labels}</b> of the labels are positive. They supply <b>${v.pull}</b> of the pull.`,
            dots: (n) => `${n} of 80 labels are positive`,
            try: 'Set training to “just begun”, then to “late”, with about 3.6 % positives as in MS-COCO. Then make positives rarer.',
            notice: `At the beginning positives have no more say than their number. Late in training each easy negative whispers, and yet together
                they outvote the positives.`,
        },
        {
            title: 'Cross-entropy',
            body: [
                `The usual loss is <b>cross-entropy</b>: the surprise at the right answer. A positive costs −log ${p}, a negative −log(${q}),
                with natural logarithms, in a unit called nat. Sure and right costs nearly nothing; sure and wrong costs without bound.`,
                `Its pull is as simple as can be: ${q} for a positive, ${p} for a negative, the distance from the right answer. So an easy
                negative at ${p} = 0.02 pulls with 0.02. Seventy-seven of them pull with 1.5, more than any one positive can.`,
            ],
            caption: 'Loss over the probability the model gives: if the label is 1, and if it is 0.',
            lines: { pos: 'if it is a positive', neg: 'if it is a negative' },
            live: (v) => `At ${p} = <b>${v.p}</b> a positive costs <b>${v.pos}</b> and pulls up with <b>${v.posPull}</b>; a negative costs
                <b>${v.neg}</b> and pulls down with <b>${v.negPull}</b>.`,
            try: `Move ${p} to 0.99 and to 0.01.`,
            notice: `The two pulls always add up to 1. At 0.99 a negative costs 4.6: cross-entropy takes a wrong label as seriously as it
                takes anything.`,
        },
        {
            title: 'Focusing',
            body: [
                `<b>Focal loss</b> turns easy labels down. It multiplies cross-entropy by the distance from the right answer, raised to a power
                <i>γ</i> (gamma): a negative costs −${p}<sup><i>γ</i></sup> log(${q}), a positive −(${q})<sup><i>γ</i></sup> log ${p}. With
                <i>γ</i> = 0 it is cross-entropy again.`,
                `An easy negative at ${p} = 0.02 is then weighted by 0.02<sup><i>γ</i></sup>: with <i>γ</i> = 2 by 0.0004. The crowd falls silent.`,
            ],
            caption: 'The pull of a negative, and whose pull it is: cross-entropy and focal loss.',
            lines: { ce: 'cross-entropy', focal: (g) => `focal loss, <i>γ</i> = ${g}` },
            live: (v) => `With <i>γ</i> = <b>${v.g}</b> easy negatives supply <b>${v.easy}</b> of the pull, instead of ${v.easyCe}. A positive the
                model gives ${p} = 0.8 pulls with <b>${v.pos}</b>, instead of 0.2.`,
            try: 'Move <i>γ</i> from 0 to 2, and on to 5.',
            notice: `The easy negatives disappear. But positives are focused too: those that are nearly learned stop pulling, and positives are
                what we are short of. Past about ${p} = 0.7 (<i>γ</i> = 2; 0.8 for <i>γ</i> = 5) a negative pulls harder than under cross-entropy.`,
        },
        {
            title: 'Separate focusing',
            body: [
                `Why should positives and negatives be focused alike? The <b>Asymmetric Loss</b> (ASL) gives each its own power: ${gp} for positives,
                ${gn} for negatives. A positive costs −(${q})<sup>${gp}</sup> log ${p}, a negative −${p}<sup>${gn}</sup> log(${q}).`,
                `Usually ${gp} = 0: every positive counts in full. And ${gn} may then be larger than any one focal <i>γ</i> could be.`,
            ],
            caption: 'How hard a positive (left end: hardest) and a negative (right end: hardest) pull, with separate focusing.',
            lines: { pos: `a positive, ${gp}`, neg: `a negative, ${gn}`, focal: (g) => `a positive under focal loss, <i>γ</i> = ${g}` },
            rows: { focal: (g) => `focal, <i>γ</i> = ${g}`, asl: 'separate' },
            live: (v) => `Positives supply <b>${v.asl}</b> of the pull, with focal loss ${v.focal}. A positive at ${p} = 0.8 pulls with <b>${v.pos}</b>.`,
            try: `Hold ${gp} at 0 and raise ${gn} from 0 to 4. Then raise ${gp} to 4 too, and set it back to 0.`,
            notice: `${gn} shifts the balance towards positives. ${gp} gives only a little of that back, but takes nearly all the gradient of
                positives not yet safely learned: at ${p} = 0.8, 0.0015 instead of 0.2. The paper finds ${gp} = 0 best.`,
        },
        {
            title: 'The margin and the zone it drops',
            body: [
                `Focusing turns easy negatives down, but never quite off. ASL’s second part does: it lowers a negative’s probability by a
                <b>margin</b> ${m} before looking, ${p}<sub>${m}</sub> = max(${p} − ${m}, 0), and uses ${p}<sub>${m}</sub> in place of ${p}: a negative
                costs −${p}<sub>${m}</sub><sup>${gn}</sup> log(1 − ${p}<sub>${m}</sub>).`,
                `At ${p} ≤ ${m} that is exactly 0, and so is the gradient: this zone is dropped. Positives are not touched.`,
            ],
            caption: 'The pull of easy negatives, on a logarithmic axis. The shaded zone is dropped.',
            zone: 'dropped',
            lines: { ce: 'cross-entropy', without: 'without a margin', with: (v) => `with margin ${v}` },
            live: (v) => `<b>${v.dropped}</b> of the negatives are in the zone and cost nothing. At ${p} = 0.1 the pull is <b>${v.with}</b>, without
                the margin ${v.without}.`,
            try: `Move ${m} from 0 to 0.05, late and just begun. Then, late again, set ${gn} to 0 with the margin still there, and back to 4.`,
            notice: `A small margin drops most negatives late in training and hardly any at the beginning, since few are easy then. Without
                focusing the curve jumps at the margin; ${gn} above 1 makes it set in gently.`,
        },
        {
            title: 'The far right: labels that are wrong',
            body: [
                `Whoever marks eighty things on a million pictures forgets some. Such a <b>mislabelled negative</b> shows the thing, but its label says 0. A
                good model gives it a high ${p}, and cross-entropy punishes it hardest for being right.`,
                `The margin helps here as well: near ${p} = 1 the shifted loss is nearly flat and the gradient goes to 0. Somewhere before, it has a
                peak; we write <b>${p}*</b> for it. Past ${p}* the loss begins to doubt the label. Focusing alone never gets there: without a margin
                the gradient at ${p} = 1 is 1.`,
            ],
            caption: 'The pull of a negative up to p = 1. Bars: pull of negatives for 100 units of pull from positives.',
            zone: 'past p*',
            lines: { ce: 'cross-entropy', without: 'ASL without a margin', with: 'ASL' },
            live: (v) => `${v.star === null
                ? `Without a margin the pull ends at 1: the loss never doubts a label, so there is no ${p}*.`
                : `${p}* = <b>${v.star}</b>. Of the positives nobody marked, <b>${v.past}</b> are past it.`} For 100 units of pull from marked positives
                the negatives pull with ${v.all}, <b>${v.asl}</b> of it from unmarked positives, the wrong way; under cross-entropy with ${v.ceAll} and ${v.ce}.`,
            try: `Move ${m} from 0 to 0.2 and watch the right end. Then let a third of the positives be unmarked.`,
            notice: `With ${m} = 0 the curve ends at 1 whatever ${gn}; with any margin it ends at 0. Among what little negatives still pull, the share of
                the mislabelled grows; what shrinks is the whole. And this is with logits given: in our trainings the model adapted to the loss, see step 8.`,
        },
        {
            title: 'Adaptive asymmetry, a control loop',
            body: [
                `How to choose ${gn}? The paper lets training do it. Let ${dp} be the mean probability of the right answer on positives (mean ${p})
                less that on negatives (mean ${q}). If ${dp} is below a target, positives are short of attention: raise ${gn}. If above, lower it.`,
                `After each step: ${gn} ← ${gn} + <i>λ</i> (target − ${dp}), with a rate <i>λ</i>. That is a thermostat. The paper prints the opposite
                sign, ${gn} ← ${gn} + <i>λ</i> (${dp} − target), which heats when it is hot.`,
            ],
            caption: 'A logistic regression with one feature, trained here and now with ASL (γ+ = 0, m = 0.05), 500 steps. Above Δp, below γ−.',
            lines: { settles: 'the sign that settles', printed: 'the sign as printed' },
            target: 'target',
            live: (v) => `After 500 steps: ${dp} = <b>${v.delta}</b> at ${gn} = <b>${v.gamma}</b>; with the sign as printed ${dp} = ${v.deltaP} at ${gn} = ${v.gammaP}.`,
            try: 'Set <i>λ</i> to 0.02, then to 0.5. Then make positives rarer.',
            notice: `A slow loop creeps, a fast one overshoots and swings back: too much gain, as in any thermostat. Rarer positives need a larger ${gn}
                for the same ${dp}. The printed sign runs to the end stop, 0 or 30.`,
        },
        {
            title: 'What our own training runs say',
            body: [
                `We trained hundreds of small networks on synthetic multi-label data and checked the paper’s claims by the sign, order or range that
                they state, with 95 % intervals over paired seeds. <b>Reproduced</b>: the whole interval agrees. <b>Partly</b>: only the mean does.`,
                `Small students on synthetic data are not a large network on MS-COCO: “not reproduced” says that the claim did not show here. The learning
                rate matters as much as the loss; therefore many claims stand here twice, at a fixed rate and at rates tuned for each loss.`,
            ],
            caption: 'Every mark is a claim. Choose one to read it.',
            absent: `The verdicts are not in this file: it was built before any training. <code>make figures lesson</code> computes them (a few minutes)
                and builds this page again with them.`,
            live: (v) => `Of ${v.n} claims about training <b>${v.reproduced}</b> are reproduced, <b>${v.partly}</b> partly, <b>${v.not}</b> not. Of ${v.exactN} claims about formulas,
                ${v.exact} hold.`,
            groups: { trained: 'Claims about training', exact: 'Claims about formulas and given logits' },
            columns: { paper: 'paper', here: 'here', verdict: 'verdict' },
            verdicts: { reproduced: 'reproduced', partly: 'partly', not: 'not reproduced' },
            choose: 'Choose a mark to read its claim.',
            try: 'Show only “not reproduced” and read what they have in common.',
            notice: `On clean labels ASL is ahead of focal loss and cross-entropy at every student we tried. That a margin protects from missing labels
                shows too, but it takes 0.2 rather than 0.05. Not shown here: that focal loss narrows the gap of step 7, and that a target of 0.2 is best. Most of what
                is not reproduced names one best number, or is a lead that a tuned learning rate takes away.`,
        },
    ],

    bench: {
        title: 'The bench',
        intro: 'Any loss of the registry with its declared parameters, side by side. The address of this page is always a link to exactly what you see.',
        losses: 'Losses', add: 'Add a loss', remove: 'Remove', pin: 'Pin this curve', unpin: 'Remove the pinned curve', loss: 'Loss', presets: 'Presets',
        groups: { losses: 'losses', dialects: 'public code, in single precision' },
        presets_: { ce: 'cross-entropy', focal: 'focal, γ = 2', asl: 'ASL as published', official: 'official code’s defaults', shifted: 'cross-entropy + margin', story: 'ASL from the story' },
        most: (n) => `${n} losses at most.`,
        margin: 'margin',
        budget: 'Who supplies the pull',
        budgetNote: 'Gradient of each group as a share of the whole, at the logits, the share of positives and the unmarked positives chosen here.',
        commands: 'The same by the command line',
        commandNote: 'The CSV has these points in full, equal to aslab’s but for the last digits; the pinned curve and the logarithmic axis are this page’s alone.',
        copyCommand: 'Copy the commands', csv: 'CSV', gnuplot: 'gnuplot script', svg: 'SVG', link: 'Copy the link',
        formula: 'formula', source: 'source', pos: 'label 1', neg: 'label 0', gradientNote: 'weight held constant in the gradient',
        formulaNote: 'p = sigmoid(z), q = 1 − p, log is natural',
        columns: { loss: 'loss', star: 'p*', starZ: 'its logit', peak: 'gradient there', margin: 'margin', end: 'gradient as p → 1', over: 'mislabelled over positives' },
        chart: (what, losses) => `${what} of ${losses}`,
    },

    notices: {
        title: 'Parts of this link were not understood:',
        close: 'Close',
        unknown: (n) => `loss “${n.word}” is not known and was left out`,
        parameter: (n) => `“${n.word}” is no setting of that loss; it was left out`,
        number: (n) => `${n.key}: “${n.word}” is not a number and was left out`,
        range: (n) => `${n.key}: “${n.word}” is outside ${n.lo} to ${n.hi} and was left out`,
        word: (n) => `${n.key}: “${n.word}” is none of ${n.allowed.join(', ')} and was left out`,
        many: (n) => `${n.word} losses are too many; the first ${n.hi} are shown`,
        key: (n) => `“${n.word}” means nothing here`,
    },
    failed: 'This page needs WebAssembly, which this browser does not run.',
    titles: { fig9: 'Adaptive asymmetry: γ− follows Δp', table3: 'Which Δp to aim at' }, meanings: {}, claim: () => null, paperSays: () => null, // the registry and the claims are in English
};
