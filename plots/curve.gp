# `aslab curve`: the columns that opt_y selects over p or the logit, or the probability at which training ends over the prevalence.
n = |series|

if (opt_x eq 'prevalence') {
    high = 540 + 24 * n
    eval canvas(820, high)
    set bmargin at screen (95.0 + 24 * n) / high
    set key at screen 0.5, screen 8.0 / high center bottom maxcols 1
    set xlabel 'share of identical inputs that are labelled 1'
    set ylabel 'probability at which training ends'
    set xrange [0:1]; set yrange [0:1.02]
    plot for [i=1:n] data every ::first[i]::last[i] using (column("prevalence")):(column("prob")) \
        with lines linewidth 3 linecolor rgb colour(i) title label[i]
} else {
    both = (opt_label eq 'both')
    panels = (opt_y eq 'both') ? 2 : 1
    array shown[2] = [opt_y eq 'both' ? 'value' : opt_y, 'grad']
    entries = n + (both ? 2 : 0)
    high = 470 + 24 * entries
    low = ((panels == 1 ? 115.0 : 100.0) + 24 * entries) / high
    eval canvas(panels == 2 ? 1060 : 820, high)
    whose = both ? '' : (opt_label eq '1' ? ' of a positive' : ' of a negative')
    say(c) = (c eq 'value' ? 'loss' : c eq 'grad' ? 'gradient' : c eq 'grad_norm' ? 'gradient / its maximum,' : 'second derivative') . whose
    side(y, c) = (column("label") == y) ? column(c) : NaN
    dashes(y) = (both && y == 1) ? 2 : 1
    set xlabel opt_x eq 'prob' ? 'p' : 'logit'
    if (panels == 2) { left = 0.07 } else { left = 0.09 }
    set multiplot layout 1, panels margins left, 0.98, low, 1 - (strlen(title) > 0 ? 88.0 : 50.0) / high spacing 0.09 title title noenhanced font ',17'
    unset title
    do for [k=1:panels] {
        set title say(shown[k]) noenhanced
        if (k == 1) { set key at screen 0.5, screen 8.0 / high center bottom maxcols 1 } else { unset key }
        plot for [i=1:n] NaN with lines linewidth 3 linecolor rgb colour(i) title label[i], \
             for [y=0:(both ? 1 : -1)] NaN with lines linewidth 3 dashtype dashes(y) linecolor rgb GREY title sprintf("label %d, %s", y, y ? 'positives' : 'negatives'), \
             for [i=1:n] for [y=0:1] data every ::first[i]::last[i] using (column(opt_x)):(side(y, shown[k])) \
                 with lines linewidth 3 dashtype dashes(y) linecolor rgb colour(i) notitle
    }
    unset multiplot
}
