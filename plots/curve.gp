# `aslab curve`: value and gradient over p or the logit (solid: negatives, dashed: positives), or the risk minimiser over
# the prevalence.
n = |series|
settles = (opt_x eq 'prevalence')
eval canvas(settles ? 820 : 1060, (settles ? 560 : 480) + 22 * n)
set key outside bottom center horizontal maxcols 1

if (settles) {
    set xlabel 'share of like cases that are labelled 1'
    set ylabel 'probability the loss settles at'
    set xrange [0:1]; set yrange [0:1.02]
    plot for [i=1:n] data using (column("prevalence")):(of(series[i], "prob")) with lines linewidth 3 linecolor rgb colour(i) title label[i]
} else {
    side(s, y, c) = (column("label") == y) ? of(s, c) : NaN
    set xlabel opt_x eq 'prob' ? 'p' : 'logit'
    low = 0.13 + 0.045 * n
    set multiplot layout 1, 2 margins 0.07, 0.98, low, 0.88 spacing 0.09 title title noenhanced font ',17'
    unset title
    do for [k=1:2] {
        c = (k == 1) ? 'value' : 'grad'
        set title (k == 1) ? 'loss' : 'gradient'
        if (k == 1) { set key at screen 0.5, screen 0.01 center bottom maxcols 1 } else { unset key }
        plot for [i=1:n] data using (column(opt_x)):(side(series[i], 0, c)) with lines linewidth 3 linecolor rgb colour(i) \
                 title (opt_label eq '1' ? '' : label[i] . (opt_label eq 'both' ? ', label 0' : '')), \
             for [i=1:n] data using (column(opt_x)):(side(series[i], 1, c)) with lines linewidth 3 dashtype 2 linecolor rgb colour(i) \
                 title (opt_label eq '0' ? '' : label[i] . (opt_label eq 'both' ? ', label 1' : ''))
    }
    unset multiplot
}
