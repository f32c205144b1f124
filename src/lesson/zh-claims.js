// 论断的中文。experiments/ 里的论断写成“说法: 怎样量它”，两半分别翻译；没有译文的，页面照用英文。

const RATES = [
    [', at the learning rate 0.002', '（学习率 0.002）'],
    [', each at its own tuned learning rate', '（学习率各自调好）'],
    [', the learning rate tuned for each', '（学习率各自调好）'],
];

const said = {
    'the gradient of a negative peaks where the paper draws its second line (the paper states no parameters; these were chosen to fit)': '负例的梯度在论文所画第二条线处达到峰值（论文没有给出参数，此处的参数是按图选的）',
    'easy negatives are discarded': '容易的负例被舍弃', 'hard negatives are attenuated': '困难的负例被减弱',
    'the shifted focal loss of a negative is finite at p = 1': '平移后的焦点损失，负例在 p = 1 处是有限的',
    'with focusing alone every easy negative has some loss': '只聚焦时，每个容易的负例仍有一点损失',
    'with probability shifting very easy negatives have no loss': '有概率平移时，非常容易的负例没有损失',
    'ASL attenuates mislabelled negatives': 'ASL 减弱标错的负例', 'focusing alone does not attenuate mislabelled negatives': '只聚焦不减弱标错的负例',
    'focusing alone does not down-weight them': '只聚焦不减轻它们', 'focusing alone does not down-weight missing labels in training': '只聚焦不在训练中减轻漏标',
    'cross-entropy does not discard mislabelled negatives': '交叉熵不舍弃标错的负例', 'cross-entropy has no threshold, hard or soft': '交叉熵没有阈值，无论硬软',
    'asymmetric focusing has a soft threshold': '非对称聚焦有软阈值', 'asymmetric focusing does not discard mislabelled negatives': '非对称聚焦不舍弃标错的负例',
    'CE + shift has a hard threshold and discards mislabelled negatives': '交叉熵加平移有硬阈值，并舍弃标错的负例',
    'the gradient of CE + shift is not continuous': '交叉熵加平移的梯度不连续', 'ASL has a hard and a soft threshold and discards mislabelled negatives': 'ASL 兼有硬阈值和软阈值，并舍弃标错的负例',
    'the gradient is continuous if probability shifting is combined with focusing': '概率平移与聚焦合用时，梯度是连续的',
    'with cross-entropy the model ends much less sure of positives than of negatives': '用交叉熵训练结束时，模型对正例远不如对负例有把握',
    'with focal loss the model ends less sure of positives than of negatives': '用焦点损失训练结束时，模型对正例不如对负例有把握',
    'the gap of focal loss is smaller than that of cross-entropy': '焦点损失的差距小于交叉熵的差距', 'ASL balances positives and negatives': 'ASL 使正例与负例平衡',
    'focal loss is best at gamma 2 to 4': '焦点损失在 γ 为 2 到 4 时最好', 'focal loss (gamma 2) beats cross-entropy': '焦点损失（γ = 2）胜过交叉熵',
    'gamma_pos = 0 is best with gamma_neg 2': 'γ− = 2 时，γ+ = 0 最好', 'gamma_pos = 0 is best with gamma_neg 4': 'γ− = 4 时，γ+ = 0 最好',
    'raising gamma_pos from 0 to 4 lowers mAP (gamma_neg 4)': '把 γ+ 从 0 升到 4，mAP 下降（γ− = 4）',
    'mAP falls with every step of gamma_pos from 0 to 4 (gamma_neg 4)': 'γ+ 从 0 到 4，每升一步 mAP 都下降（γ− = 4）',
    'cross-entropy is best at the small margin 0.05': '交叉熵在小间隔 0.05 处最好', 'a margin of 0.05 helps cross-entropy': '0.05 的间隔对交叉熵有帮助',
    'focal loss (gamma 2) is best at a margin of 0.3 to 0.4': '焦点损失（γ = 2）在间隔 0.3 到 0.4 处最好', 'a margin of 0.3 helps focal loss (gamma 2)': '0.3 的间隔对焦点损失（γ = 2）有帮助',
    'ASL beats focal loss on the linear model': '线性模型上，ASL 胜过焦点损失', 'ASL beats cross-entropy on the linear model': '线性模型上，ASL 胜过交叉熵',
    'ASL beats focal loss with 64 hidden units': '64 个隐藏单元时，ASL 胜过焦点损失', 'ASL beats cross-entropy with 64 hidden units': '64 个隐藏单元时，ASL 胜过交叉熵',
    'ASL beats focal loss with 256 hidden units': '256 个隐藏单元时，ASL 胜过焦点损失', 'ASL beats cross-entropy with 256 hidden units': '256 个隐藏单元时，ASL 胜过交叉熵',
    'without a margin, no gamma_neg discards mislabelled negatives': '没有间隔时，任何 γ− 都不舍弃标错的负例', 'with a margin, every gamma_neg discards mislabelled negatives': '有间隔时，任何 γ− 都舍弃标错的负例',
    'with target 0.1, delta_p settles within 0.03 of it in the first 10 % of training': '目标为 0.1 时，Δp 在训练的前 10 % 之内稳定下来（误差 0.03）',
    'delta_p ends at the target 0.1': 'Δp 最后停在目标 0.1', 'delta_p ends at the target 0.3': 'Δp 最后停在目标 0.3',
    'equation 11 with the sign as printed reaches the target 0.1': '公式 11 按印出的符号能达到目标 0.1',
    'a static weight helps focal loss': '固定权重对焦点损失有帮助', 'asymmetric focusing beats focal loss': '非对称聚焦胜过焦点损失',
    'a margin of 0.3 beats focal loss without one': '间隔 0.3 的焦点损失胜过没有间隔的', 'both together beat asymmetric focusing alone': '两者合用胜过只用非对称聚焦',
    'both together beat the margin (on focal loss) alone': '两者合用胜过只（给焦点损失）加间隔', 'both together beat the margin 0.05 on cross-entropy': '两者合用胜过给交叉熵加 0.05 的间隔',
    'both together beat cross-entropy': '两者合用胜过交叉熵', 'a target of 0.2 is best': '目标取 0.2 最好', 'a higher target ends at a higher gamma_neg': '目标越高，最后的 γ− 越大',
    'ASL as published beats cross-entropy with 30 % of the positives missing': '漏标 30 % 的正例时，论文中的 ASL 胜过交叉熵',
    'ASL with gamma_neg 4 and a margin of 0.2 beats cross-entropy with 30 % of the positives missing': '漏标 30 % 的正例时，γ− = 4、间隔 0.2 的 ASL 胜过交叉熵',
    'late in training, mislabelled negatives are rejected': '训练后期，标错的负例被拒绝', 'a larger margin rejects more of them': '间隔越大，拒绝得越多', 'correctly labelled negatives are not rejected': '标对的负例不被拒绝',
    'mislabelled negatives are down-weighted': '标错的负例被减轻', 'the margin alone down-weights them': '只用间隔就减轻它们', 'ASL down-weights missing labels in training': 'ASL 在训练中减轻漏标',
    'a margin of 0.2 down-weights missing labels in training': '0.2 的间隔在训练中减轻漏标', 'the official class gives a positive at logit -20 no gradient': 'logit 为 −20 的正例，官方代码不给它梯度',
    'Hill beats cross-entropy with 30 % of the positives missing': '漏标 30 % 的正例时，Hill 胜过交叉熵', 'SPLC beats cross-entropy with 30 % of the positives missing': '漏标 30 % 的正例时，SPLC 胜过交叉熵',
    'APL beats cross-entropy with 30 % of the positives missing': '漏标 30 % 的正例时，APL 胜过交叉熵',
    'the optimised class computes the same loss as the official one': '优化版与官方版的损失值相同', 'the gradient of the optimised class differs from that of the official one': '优化版与官方版的梯度不同',
};
for (const margin of ['0.05', '0.1', '0.2', '0.3']) {
    said[`ASL (gamma_neg 4, margin ${margin}) loses less than cross-entropy to 30 % missing labels`] = `漏标 30 % 时，ASL（γ− = 4，间隔 ${margin}）的 mAP 下降得比交叉熵少`;
}

const measured = {
    'p of the peak': '峰的位置', 'largest gradient at p up to the margin 0.2': 'p 不超过间隔 0.2 时的最大梯度', 'gradient at p = 0.99, divided by its peak': 'p = 0.99 处的梯度与峰值之比',
    'its value': '该处的值', 'loss at p = 0.1, gamma 2': 'p = 0.1 处的损失，γ = 2', 'loss at p = 0.2, margin 0.2': 'p = 0.2 处的损失，间隔 0.2', 'gradient at p = 0.99, divided by its maximum': 'p = 0.99 处的梯度，除以最大值',
    'gradient as p -> 1': 'p → 1 时的梯度', 'order of attenuation of easy negatives': '容易负例衰减的阶', 'order of attenuation of easy negatives, gamma_neg 2': '容易负例衰减的阶，γ− = 2',
    'step at the margin 0.1': '在间隔 0.1 处的跳跃', 'step of ASL at the margin': 'ASL 在间隔处的跳跃', delta_p: 'Δp', 'difference in delta_p': 'Δp 之差', 'delta_p at the end': '结束时的 Δp',
    'gamma of the highest mAP': 'mAP 最高时的 γ', 'difference in mAP': 'mAP 之差', 'gamma_pos of the highest mAP': 'mAP 最高时的 γ+', 'largest rise': '最大的一次上升',
    'margin of the highest mAP': 'mAP 最高时的间隔', 'smallest gradient as p -> 1 over gamma_neg 0 to 8': 'γ− 从 0 到 8，p → 1 时的最小梯度', 'largest gradient as p -> 1, margin 0.01': 'p → 1 时的最大梯度，间隔 0.01',
    'share of training after which it stays there': '训练进行到多少之后不再离开', 'target of the highest mAP': 'mAP 最高时的目标', 'target 0.3 minus target 0': '目标 0.3 减目标 0',
    'difference between the losses of mAP': 'mAP 下降量之差',
    'gradient of missing over marked positives at 30 % missing, gamma_neg 4, margin 0.05 (cross-entropy: 1.257)': '漏标 30 % 时漏标与标出正例的梯度之比，γ− = 4，间隔 0.05（交叉熵为 1.257）',
    'share of missing labels past p*, ASL as published': '漏标中越过 p* 的份额，论文中的 ASL', 'margin 0.2 minus margin 0.05, gamma_neg 4': '间隔 0.2 减间隔 0.05，γ− = 4',
    'share of them past p*, ASL as published': '其中越过 p* 的份额，论文中的 ASL',
    'share of missing labels with at most 0.9 of the gradient of cross-entropy, ASL as published': '漏标中梯度不超过交叉熵 0.9 倍的份额，论文中的 ASL',
    'the same share, gamma_neg 4 without a margin': '同一份额，γ− = 4，没有间隔', 'the same share, cross-entropy with margin 0.2': '同一份额，交叉熵加间隔 0.2',
    'gradient of missing over marked positives at the end, minus that of cross-entropy (30 % missing; fixed logits: -0.54)': '结束时漏标与标出正例的梯度之比，减去交叉熵的（漏标 30 %；给定 logit 时为 −0.54）',
    'gamma_neg 4 without a margin, minus cross-entropy (fixed logits: 0.03)': 'γ− = 4，没有间隔，减去交叉熵的（给定 logit 时为 0.03）',
    'gamma_neg 4, minus cross-entropy (fixed logits: -1.05)': 'γ− = 4，减去交叉熵的（给定 logit 时为 −1.05）',
    'its gradient (exact: -1)': '该处的梯度（准确值为 −1）', 'difference at logit 2, label 0': 'logit 为 2、标签为 0 时两者之差',
};

const papers = {
    'below 1': '小于 1', 'above 0': '大于 0', 'towards 0': '趋于 0', 'near 1': '接近 1', 'not 0': '不为 0', 'below 0.1': '小于 0.1', 'stated without a number': '有此说法，无数字', 'arXiv 2112.07368: stated without a number': 'arXiv 2112.07368：有此说法，无数字',
    'arXiv 2304.05361: stated without a number': 'arXiv 2304.05361：有此说法，无数字',
    'below that of cross-entropy': '小于交叉熵的', 'not in the paper': '论文未提', 'bit-accurate': '逐位相同', '-0.204 (text: -0.23)': '−0.204（正文：−0.23）',
};

// 一条论断的中文，或 null。
export function claim(text) {
    const rate = RATES.find(([english]) => text.includes(english)), [head, ...rest] = (rate ? text.replace(rate[0], '') : text).split(': ');
    const tail = rest.join(': ');
    if (!Object.hasOwn(said, head) || (tail && !Object.hasOwn(measured, tail))) return null;
    return `${said[head]}${tail ? `：${measured[tail]}` : ''}${rate ? rate[1] : ''}`;
}

export const paper = (text) => (Object.hasOwn(papers, text) ? papers[text] : null);
