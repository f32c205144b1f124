# Over the margin, one curve for each gamma_neg and one column of panels for each distribution: shares past p*, and gradient of missing
# labels over that of marked positives.
stats data using (column("margin")) name 'M' nooutput
array gammas[8] = [0, 1, 2, 4, 8, NaN, NaN, NaN]
n = 5; panels = |series|
hue(i) = (i == 1) ? BLACK : colour(i)
ce(d) = (column("gamma_neg") == 0 && column("margin") == 0) ? column("missing_over_pos") : NaN
at(i, c) = (column("gamma_neg") == gammas[i]) ? column(c) : NaN
array place[2] = ['late in training', 'at the start']
eval canvas(1080, 820)
set xrange [0:M_max]; set lmargin 8
set multiplot layout 2, panels margins 0.085, 0.985, 0.185, 0.885 spacing 0.085, 0.07 title title noenhanced font ',17'
set key off
do for [d=1:panels] {
    set title (panels == 2 && series[1] eq 'late' && series[2] eq 'init') ? place[d] : series[d] noenhanced
    set yrange [0:1]; set format x ''; unset xlabel
    set ylabel (d == 1) ? 'share past p*' : ''
    unset label
    if (d == 2 && series[d] eq 'init') { set label 'missing labels and true negatives coincide' at graph 0.97, 0.9 right textcolor rgb GREY }
    plot for [i=1:n] data every ::first[d]::last[d] using (column("margin")):(at(i, "rejected_missing")) with lines linewidth 2.5 linecolor rgb hue(i) notitle, \
         for [i=1:n] data every ::first[d]::last[d] using (column("margin")):(at(i, "rejected_clean")) with lines linewidth 2 dashtype 2 linecolor rgb hue(i) notitle
}
unset title; unset label
do for [d=1:panels] {
    set yrange [0:1.4]; set format x '%g'; set xlabel 'margin m'
    set ylabel (d == 1) ? 'gradient, missing / marked' : ''
    stats data every ::first[d]::last[d] using (ce(d)) name 'C' nooutput
    if (d == panels) { set key at screen 0.5, screen 0.012 center bottom vertical maxrows 2 width -1 }
    plot (exists('C_max') ? C_max : NaN) with lines linewidth 2 dashtype 3 linecolor rgb GREY title (d == panels ? 'cross-entropy' : ''), \
         for [i=1:n] data every ::first[d]::last[d] using (column("margin")):(at(i, "missing_over_pos")) with lines linewidth 2.5 linecolor rgb hue(i) title (d == panels ? sprintf('γ– = %g', gammas[i]) : ''), \
         NaN with lines linewidth 2.5 linecolor rgb GREY title (d == panels ? 'missing labels' : ''), \
         NaN with lines linewidth 2 dashtype 2 linecolor rgb GREY title (d == panels ? 'true negatives' : '')
}
unset multiplot
