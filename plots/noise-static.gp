# Gradient of missing labels divided by that of positives, over the missing rate, one curve for each margin, without and with focusing.
eval canvas(1080, 560)
array m[5] = [0, 0.05, 0.1, 0.2, 0.3]
array g[2] = [0, 4]
array shade[5] = [BLACK, BLUE, GREEN, ORANGE, RED]
set xlabel 'share of positives that are missing'
set xrange [0:0.6]; set yrange [0:3]; set xtics 0.1; set ytics 0.5
set key at screen 0.5, screen 0.02 center bottom horizontal
set arrow 1 from 0, 1 to 0.6, 1 nohead dashtype 2 linecolor rgb GREY
set multiplot layout 1, 2 margins 0.085, 0.985, 0.28, 0.81 spacing 0.06 title title noenhanced font ',17'
at(j, i) = (abs(column("gamma_neg") - g[j]) < 1e-9 && abs(column("margin") - m[i]) < 1e-9)
do for [j=1:2] {
    set title sprintf("γ– = %g", g[j])
    set ylabel (j == 1 ? 'gradient, missing / marked' : '')
    if (j > 1) { unset key }
    plot for [i=1:5] data using (column("missing")):(at(j, i) ? column("missing_over_pos") : NaN) \
        with lines linewidth 3 linecolor rgb shade[i] title sprintf("m = %g", m[i])
}
unset multiplot
