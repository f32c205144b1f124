// 中文课文。文字是 HTML；函数收到的数字已写成文字。

import { claim, paper } from './zh-claims.js';
import { experiments, families, meanings } from './zh-terms.js';

const gp = '<i>γ</i><sub>+</sub>', gn = '<i>γ</i><sub>−</sub>', p = '<i>p</i>', q = '1 − <i>p</i>', z = '<i>z</i>', m = '<i>m</i>';
const dp = 'Δ<i>p</i>';

// 课文里的换行只为排版，不是空格。
const joined = (word) => {
    if (word === null) return null;
    if (typeof word === 'string') return word.replaceAll(/\n\s*/g, '');
    if (typeof word === 'function') return (...given) => joined(word(...given));
    if (Array.isArray(word)) return word.map(joined);
    return Object.fromEntries(Object.entries(word).map(([key, value]) => [key, joined(value)]));
};

export default joined({
    lang: 'zh',
    name: '中文',
    skip: '跳到实验台',
    title: '一步一步学非对称损失',
    intro: `几乎每道题的答案都是“否”，有些答案还标错了：分类器怎样从这样的数据里学习？下面是八小节课，每节配一幅交互的图，最后是一个比较各种损失的实验台。
        页面上的数都由 aslab 的 C 代码当场算出，只有第 8 节的结论来自事先跑好的训练。`,
    paper: `依据论文 <cite lang="en">Asymmetric Loss For Multi-Label Classification</cite>，ICCV 2021，<a href="https://arxiv.org/abs/2009.14119">arXiv 2009.14119</a>。`,
    nav: '各节',
    language: '语言',
    reset: '全部还原',
    tryIt: '试一试',
    notice: '看什么',
    linkHere: '复制本节的链接，包括当前的设置',
    copied: '已复制。',
    notCopied: '浏览器不允许本页使用剪贴板，请从地址栏复制链接。',
    pointHint: '把鼠标移到图上，或选中图后按方向键，即可读数。',
    label0: '标签 0',
    label1: '标签 1',
    none: '无',
    licences: '内含软件的许可证',
    made: (version) => `由 aslab ${version} 生成，采用 MIT 许可证。`,

    controls: {
        pi: '正例所占比例',
        gp: `正例的聚焦 ${gp}`,
        gn: `负例的聚焦 ${gn}`,
        m: `间隔 ${m}`,
        miss: '漏标正例的比例',
        fg: '焦点损失的 <i>γ</i>',
        p: `模型给出的概率 ${p}`,
        target: `${dp} 的目标`,
        rate: '调节速率 <i>λ</i>',
        stage: '训练阶段',
        x: '横轴', y: '显示', label: '哪种标签', scale: '纵轴', theme: '明暗', claims: '显示哪些论断',
    },
    hints: {},
    options: {
        stage: { init: '刚开始', mid: '中途', late: '后期' },
        x: { prob: '概率 p', logit: 'logit z' },
        y: { value: '损失', grad: '梯度', hess: '二阶导数', grad_norm: '梯度（除以最大值）' },
        label: { 0: '负例', 1: '正例', both: '两者' },
        scale: { linear: '线性', log: '对数' },
        theme: { auto: '跟随系统', light: '浅色', dark: '深色' },
        claims: { all: '全部', reproduced: '已复现', partly: '部分复现', not: '未复现' },
    },
    axes: {
        prob: '概率 p', logit: 'logit z', step: '训练步数',
        value: '损失（奈特）', grad: '梯度 d 损失 / d z', hess: '二阶导数', grad_norm: '梯度（除以最大值）',
        absolute: '梯度的大小', delta: 'Δp', gamma: 'γ−',
        size: (text) => `${text}（绝对值）`,
    },
    parts: { pos: '正例', easy: '容易的负例（p ≤ 0.1）', semi: '介于两者之间', hard: '困难的负例（p > 0.5）', mis: '标错的：漏标的正例', neg: '负例' },
    pinned: '已固定',

    steps: [
        {
            title: '负例为何压过少数正例',
            body: [
                `一张照片里有人、狗和杯子：模型认识的八十种东西里的三种。模型要回答八十道是非题，每道题用一个逻辑回归：先算出一个数 ${z}，
                叫做 <b>logit</b>，再由它得到“有这样东西”的概率 ${p} = 1 / (1 + e<sup>−${z}</sup>)。`,
                `答案为“是”的，标签为 1，叫<b>正例</b>；为“否”的，标签为 0，叫<b>负例</b>。训练使正例的 logit 升高，负例的 logit 降低。一个标签改变自己的 logit 有多强，
                由损失的<b>梯度</b>决定，也就是损失对 ${z} 的斜率。负例的 ${p} 一旦变小，单个负例的梯度就很小，可是负例很多。`,
            ],
            caption: '上：一张照片的 80 个标签。下：标签的构成，以及交叉熵（第 2 节）下各类标签在梯度总量中的份额。',
            bars: ['标签', '梯度'],
            live: (v) => `正例占标签的 <b>${v.labels}</b>，占梯度总量的 <b>${v.gradient}</b>。`,
            dots: (n) => `80 个标签中有 ${n} 个正例`,
            try: '正例比例保持在 3.6\u00a0% 左右（MS-COCO 就是如此），先选“刚开始”，再选“后期”。然后让正例更少。',
            notice: '刚开始时，正例在梯度中的份额等于它们在标签中的份额。到了后期，每个容易的负例梯度都很小，合起来却仍压过正例。',
        },
        {
            title: '交叉熵',
            body: [
                `最常用的损失是<b>交叉熵</b>，即正确答案的概率的负对数：正例是 −log ${p}，负例是 −log(${q})，取自然对数，单位叫奈特。
                答对而且有把握，损失几乎是 0；答错却很有把握，损失没有上限。`,
                `梯度的大小就是离正确答案的距离：正例是 ${q}，负例是 ${p}。所以一个 ${p} = 0.02 的容易负例，梯度只有 0.02；
                七十七个合起来却有 1.5，超过任何一个正例所能有的梯度。`,
            ],
            caption: '损失随模型给出的概率变化：标签为 1 时，以及标签为 0 时。',
            lines: { pos: '正例', neg: '负例' },
            live: (v) => `在 ${p} = <b>${v.p}</b> 处，正例的损失是 <b>${v.pos}</b>，梯度的大小是 <b>${v.posGrad}</b>；负例的损失是 <b>${v.neg}</b>，梯度的大小是 <b>${v.negGrad}</b>。`,
            try: `把 ${p} 移到 0.99，再移到 0.01。`,
            notice: '两个梯度的大小之和总是 1。在 0.99 处，负例的损失是 4.6：交叉熵对标错的标签和对标对的标签一样看重。',
        },
        {
            title: '聚焦',
            body: [
                `<b>焦点损失</b>（focal loss）减小容易的标签的损失：用离正确答案的距离的 <i>γ</i>（伽马）次方去乘交叉熵。负例的损失变为
                −${p}<sup><i>γ</i></sup> log(${q})，正例的变为 −(${q})<sup><i>γ</i></sup> log ${p}。<i>γ</i> = 0 时就是交叉熵。`,
                `这样，${p} = 0.02 的容易负例，损失要乘以 0.02<sup><i>γ</i></sup>：<i>γ</i> = 2 时是 0.0004。`,
            ],
            caption: '负例梯度的大小，以及各类标签在梯度总量中的份额：交叉熵与焦点损失。',
            lines: { ce: '交叉熵', focal: (g) => `焦点损失，<i>γ</i> = ${g}` },
            live: (v) => `<i>γ</i> = <b>${v.g}</b> 时，容易的负例占梯度总量的 <b>${v.easy}</b>，原来是 ${v.easyCe}。${p} = 0.8 的正例，梯度的大小是 <b>${v.pos}</b>，原来是 0.2。`,
            try: '把 <i>γ</i> 从 0 移到 2，再移到 5。',
            notice: `容易的负例的梯度几乎消失了。但正例也一样被聚焦：快要学会的正例失去梯度，而正例本来就少。${p} 超过约 0.7 之后（<i>γ</i> = 2；<i>γ</i> = 5 时约 0.8），负例的梯度比交叉熵下更大。`,
        },
        {
            title: '分开聚焦',
            body: [
                `正例和负例不必同样聚焦。<b>非对称损失</b>（ASL）给两者各一个指数：正例用 ${gp}，负例用 ${gn}。正例的损失是
                −(${q})<sup>${gp}</sup> log ${p}，负例的损失是 −${p}<sup>${gn}</sup> log(${q})。`,
                `通常取 ${gp} = 0，使每个正例都有完整的损失；${gn} 则可以比两侧共用的 <i>γ</i> 更大。`,
            ],
            caption: '分开聚焦时，正例（最左端最难）与负例（最右端最难）梯度的大小。',
            lines: { pos: `正例，${gp}`, neg: `负例，${gn}`, focal: (g) => `焦点损失下的正例，<i>γ</i> = ${g}` },
            rows: { focal: (g) => `焦点，<i>γ</i> = ${g}`, asl: '分开聚焦' },
            live: (v) => `正例占梯度总量的 <b>${v.asl}</b>，用焦点损失时是 ${v.focal}。${p} = 0.8 的正例，梯度的大小是 <b>${v.pos}</b>。`,
            try: `让 ${gp} 停在 0，把 ${gn} 从 0 升到 4。然后把 ${gp} 也升到 4，看完再调回 0。`,
            notice: `${gn} 变大，平衡移向正例。${gp} 变大，只把平衡移回去一点，却几乎去掉了尚未完全学会的正例的梯度：${p} = 0.8 处从 0.2 降到 0.0015。论文发现 ${gp} = 0 最好。`,
        },
        {
            title: '间隔，以及它舍弃的负例',
            body: [
                `聚焦减小容易的负例的损失，却从不减到 0。ASL 的另一半做到了这一点：先把负例的概率减去一个<b>间隔</b> ${m}，
                得到 ${p}<sub>${m}</sub> = max(${p} − ${m}, 0)，再用 ${p}<sub>${m}</sub> 代替 ${p}。于是负例的损失是 −${p}<sub>${m}</sub><sup>${gn}</sup> log(1 − ${p}<sub>${m}</sub>)。`,
                `当 ${p} ≤ ${m} 时，损失恰好为 0，梯度也是 0：这些负例被舍弃。正例不变。`,
            ],
            caption: '容易负例梯度的大小，纵轴为对数。阴影区域里的负例被舍弃。',
            zone: '舍弃',
            lines: { ce: '交叉熵', without: '没有间隔', with: (v) => `间隔为 ${v}` },
            live: (v) => `<b>${v.dropped}</b> 的负例落在这片区域里，没有损失。在 ${p} = 0.1 处梯度的大小是 <b>${v.with}</b>，没有间隔时是 ${v.without}。`,
            try: `把 ${m} 从 0 移到 0.05，在“后期”和“刚开始”各看一次。再回到“后期”，保留间隔，把 ${gn} 设为 0，看完调回 4。`,
            notice: `小小的间隔，在训练后期舍弃了大部分负例；刚开始时几乎不舍弃，因为那时容易的负例还很少。不聚焦时，梯度在间隔处有一个跳跃；${gn} 大于 1 时则平滑地开始。`,
        },
        {
            title: 'p = 1 附近：标错的标签',
            body: [
                `给上百万张照片各标八十种东西，难免有遗漏。这样的<b>标错的负例</b>，照片里明明有，标签却是 0。好的模型会给它很高的 ${p}，而交叉熵恰恰在那里梯度最大，尽管模型是对的。`,
                `间隔在这里也有用：靠近 ${p} = 1 时，平移后的损失几乎是平的，梯度趋于 0。梯度的峰在较小的概率处，我们把它记作 <b>${p}*</b>。过了 ${p}*，
                模型越有把握，梯度越小，也就是损失拒绝这个标签。只靠聚焦做不到这一点：没有间隔时，${p} = 1 处的梯度是 1。`,
            ],
            caption: '负例梯度的大小，直到 p = 1。条形：正例的梯度每有 100 份，负例有多少份。',
            zone: '过了 p*',
            lines: { ce: '交叉熵', without: '没有间隔的 ASL', with: 'ASL' },
            live: (v) => `${v.star === null
                ? `没有间隔时，梯度终止于 1，没有标签被拒绝，所以没有 ${p}*。`
                : `${p}* = <b>${v.star}</b>。漏标的正例中，<b>${v.past}</b> 已越过它。`}标出的正例的梯度每有 100 份，负例就有 ${v.all} 份，其中 <b>${v.asl}</b> 份来自漏标的正例，
                方向是错的；交叉熵下是 ${v.ceAll} 份和 ${v.ce} 份。`,
            try: `把 ${m} 从 0 移到 0.2，注意最右端。然后让三分之一的正例漏标。`,
            notice: `${m} = 0 时，无论 ${gn} 取多少，曲线都终止于 1；只要有间隔，就终止于 0。标错的负例在负例梯度中的份额变大，但总量变小。
                这里的 logit 是给定的；训练时模型会随损失而变，见第 8 节。`,
        },
        {
            title: '自适应的非对称：一个控制回路',
            body: [
                `${gn} 该取多少？论文让训练自己去定。设 ${dp} 为正例上答对的平均概率（${p} 的平均）减去负例上答对的平均概率（${q} 的平均）。${dp} 低于目标，
                说明正例需要更大的权重，就增大 ${gn}；高于目标就减小 ${gn}。`,
                `每走一步：${gn} ← ${gn} + <i>λ</i>（目标 − ${dp}），<i>λ</i> 是调节速率。恒温器就是这样工作的。论文印出的符号正好相反：
                ${gn} ← ${gn} + <i>λ</i>（${dp} − 目标），好比屋里太热时还加热的恒温器。`,
            ],
            caption: '只有一个特征的逻辑回归，用 ASL（γ+ = 0，m = 0.05）在本页训练 500 步。上图是 Δp，下图是 γ−。',
            lines: { settles: '收敛的符号', printed: '论文印出的符号' },
            target: '目标',
            live: (v) => `500 步之后：${dp} = <b>${v.delta}</b>，${gn} = <b>${v.gamma}</b>；按论文印出的符号，${dp} = ${v.deltaP}，${gn} = ${v.gammaP}。`,
            try: '把 <i>λ</i> 设为 0.02，再设为 0.5。然后让正例更少。',
            notice: `<i>λ</i> 小，回路就慢；<i>λ</i> 大，就会过冲并振荡，和任何增益过大的控制回路一样。正例越少，要达到同样的 ${dp} 就需要越大的 ${gn}。用印出的符号，${gn} 会移到它的一个界限：0 或 30。`,
        },
        {
            title: '我们的训练结果',
            body: [
                `我们用合成的多标签数据训练了几百个小网络，按论文论断所说的正负、次序或范围逐条检验，并用配对的随机种子给出 95\u00a0% 区间。<b>已复现</b>：整个区间都相符；
                <b>部分复现</b>：只有均值相符。`,
                `合成数据上的小网络不是 MS-COCO 上的大网络：“未复现”只说明在这里没有看到。学习率的影响不亚于损失，所以许多论断列了两次：一次用固定的学习率，一次为每种损失单独调好学习率。`,
            ],
            caption: '每个标记是一条论断，点开可读。',
            absent: '本文件里没有检验结果：生成时还没有跑过训练。<code>make figures lesson</code> 会算出结果（几分钟），并重新生成本页。',
            live: (v) => `关于训练的 ${v.n} 条论断中，<b>${v.reproduced}</b> 条已复现，<b>${v.partly}</b> 条部分复现，<b>${v.not}</b> 条未复现。关于公式的 ${v.exactN} 条中，${v.exact} 条已复现。`,
            groups: { trained: '关于训练的论断', exact: '关于公式和给定 logit 的论断' },
            columns: { paper: '论文', here: '这里', verdict: '结论' },
            verdicts: { reproduced: '已复现', partly: '部分复现', not: '未复现' },
            choose: '选一个标记，读它的论断。',
            try: '只显示“未复现”，看看它们有什么共同点。',
            notice: `标签干净时，在我们试过的每个模型上，ASL 都胜过焦点损失和交叉熵。间隔能抵御漏标，不过要 0.2，而不是 0.05。有两条在这里没有看到：
                焦点损失缩小第 7 节的差距，以及目标取 0.2 最好。未复现的，多半是指定了某个最佳数值，或者学习率调好之后领先就消失了。`,
        },
    ],

    bench: {
        title: '实验台',
        intro: '比较任何几种损失，参数可在各自的范围内任意调节。本页的地址始终是一个链接，打开就是您此刻看到的样子。',
        losses: '损失', add: '添加一种损失', remove: '移除', pin: '固定这条曲线', unpin: '取消固定的曲线', loss: '损失', presets: '预设',
        groups: { losses: '损失', dialects: '公开实现，单精度' },
        presets_: { ce: '交叉熵', focal: '焦点损失，γ = 2', asl: '论文中的 ASL', official: '官方代码的默认值', shifted: '交叉熵 + 间隔', story: '上面各节的 ASL' },
        most: (n) => `最多 ${n} 种损失。`,
        margin: '间隔',
        budget: '梯度的份额',
        budgetNote: '各组梯度的大小占总量的份额，按此处选定的训练阶段、正例比例和漏标比例计算。',
        commands: '用命令行得到同样的结果',
        commandNote: 'CSV 有图上各点的全部位数，与 aslab 的结果只可能差在最后几位。固定的曲线和对数纵轴只在本页有。',
        copyCommand: '复制命令', csv: 'CSV', gnuplot: 'gnuplot 脚本', svg: 'SVG', link: '复制链接',
        formula: '公式', source: '出处', pos: '标签 1', neg: '标签 0', gradientNote: '求梯度时权重视为常数',
        formulaNote: 'p = sigmoid(z)，q = 1 − p，log 为自然对数',
        columns: { loss: '损失', star: 'p*', starZ: 'p* 的 logit', peak: 'p* 处的梯度', margin: '间隔', end: 'p → 1 时的梯度', over: '标错者 / 正例' },
        chart: (what, losses) => `${what}：${losses}`,
    },

    notices: {
        title: '链接中有几处看不懂：',
        close: '关闭',
        unknown: (n) => `没有名为“${n.word}”的损失，已略去`,
        parameter: (n) => `“${n.word}”不是这种损失的参数，已略去`,
        number: (n) => `${n.key}：“${n.word}”不是数字，已略去`,
        range: (n) => `${n.key}：“${n.word}”超出 ${n.lo} 到 ${n.hi} 的范围，已略去`,
        word: (n) => `${n.key}：“${n.word}”不是 ${n.allowed.join('、')} 之一，已略去`,
        many: (n) => `${n.word} 种损失太多，只显示前 ${n.hi} 种`,
        key: (n) => `“${n.word}”在这里没有含义`,
    },
    failed: '本页需要 WebAssembly，而此浏览器不支持。',
    titles: { ...families, ...experiments }, meanings, claim, paperSays: paper,
});
