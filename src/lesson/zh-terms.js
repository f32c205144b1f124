// 登记表和实验的中文：损失的名称、参数的含义、实验的标题。这里没有的，页面照用英文。

export const families = {
    ce: '二元交叉熵', focal: '焦点损失，不带 alpha', asl: '非对称损失', asl_detached: '非对称损失，权重不求导', hill: 'Hill 损失', splc: '自步损失修正',
    apl: '非对称多项式损失', ral: '稳健非对称损失', poly1: 'Poly-1 损失', gce: '广义交叉熵', sce: '对称交叉熵', an_ls: '视为负例，标签平滑', wan: '弱化的负例',
    em: '熵最大化', fl_star: 'FL*', focal_alpha: '焦点损失，带 alpha', spa: '参数非对称的 sigmoid 损失', alibaba: '官方的 AsymmetricLoss',
    alibaba_optimized: '官方的 AsymmetricLossOptimized', timm: 'timm 的 AsymmetricLossMultiLabel', mmpretrain: 'mmpretrain 的 AsymmetricLoss',
    paddleclas: 'PaddleClas 的 MultiLabelAsymmetricLoss', torch_ecg: 'torch_ecg 的 AsymmetricLoss，deep-psp',
};

export const experiments = {
    fig1b: 'ASL 下负例的梯度', fig2: '一个负例的损失', fig3: '四种损失下负例的梯度', table1: '负例梯度的四种性质', fig4: '训练中正例与负例的平均概率',
    fig5: '焦点损失的 mAP 随 γ 变化', fig6: 'mAP 随 γ+ 变化', fig7: 'mAP 随间隔变化，有聚焦与没有聚焦', fig8: '三种损失在三个模型上的 mAP', fig9: '自适应的非对称：γ− 跟随 Δp',
    table2: '聚焦、间隔或两者兼用时的 mAP', table3: 'mAP 随 Δp 的目标变化', pstar: 'ASL 下负例梯度的峰', missing: '十种损失的 mAP 随漏标比例变化',
    'noise-static': '漏标与标出正例的梯度之比', 'reject-static': '越过梯度峰的标签，随间隔和 γ− 变化', 'reject-curve': '漏标的正例与真正的负例保留多少梯度', 'reject-trained': '训练中的漏标，与固定 logit 比较',
    dialects: '同一种损失的公开实现', family: '每种损失下一个标签的损失与梯度', 'family-train': '相关的损失，用干净标签和漏标 30 % 的标签训练', 'family-noise': '相关的损失的 mAP 随漏标比例变化',
};

export const meanings = {
    'focusing of positives and negatives': '正例与负例同样聚焦',
    'focusing of positives: larger values down-weight easy positives': '正例的聚焦：越大，容易的正例越轻',
    'focusing of negatives: larger values down-weight easy negatives': '负例的聚焦：越大，容易的负例越轻',
    'probability margin: negatives with p <= margin have no loss': '概率的间隔：p 不超过它的负例没有损失',
    "position of the hill's peak; larger values keep more gradient for hard negatives": 'hill 的峰的位置：越大，困难的负例保留的梯度越多',
    'margin added to the logits of positives': '加在正例 logit 上的间隔',
    'focusing of positives': '正例的聚焦',
    'focusing of negatives': '负例的聚焦',
    'negatives with p above it count as positives': 'p 超过它的负例按正例计',
    "added to the first coefficient of the positives' polynomial": '加在正例多项式的第一个系数上',
    'added to the second coefficient': '加在第二个系数上',
    "added to the first coefficient of the negatives' polynomial": '加在负例多项式的第一个系数上',
    "added to the first coefficient of cross-entropy's polynomial": '加在交叉熵多项式的第一个系数上',
    'interpolates between cross-entropy (0) and absolute error (1)': '从交叉熵（0）到绝对误差（1）',
    'weight of cross-entropy': '交叉熵的权重',
    'weight of reverse cross-entropy': '反向交叉熵的权重',
    'value of -log 0 in the reverse cross-entropy; default -log 0.0001': '反向交叉熵中 −log 0 的取值，默认为 −log 0.0001',
    'fraction of each label that counts as the opposite label': '每个标签中算作另一种的份额',
    'number of labels: a negative has weight 1 / (classes - 1)': '标签总数：一个负例的权重是 1 / (classes − 1)',
    'weight of the entropy of labels given 0': '给定为 0 的标签的熵的权重',
    'steepness of both sides': '两侧的陡度',
    'shift of both sides, towards the correct label': '两侧的平移，朝正确的一方',
    'weight of positives; negatives have 1 - alpha': '正例的权重，负例为 1 − alpha',
    "divisor of the positives' loss": '正例的损失除以它',
    'steepness for positives': '正例的陡度',
    "logit at which the positives' loss bends": '正例损失转折处的 logit',
    "logit at which the negatives' loss bends": '负例损失转折处的 logit',
    "divisor of the negatives' loss": '负例的损失除以它',
    'steepness for negatives': '负例的陡度',
};
