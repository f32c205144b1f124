# Shares of the gradient of negatives over gamma_neg, stacked, one panel for each of the three margins. The margin changes fastest in the table.
array margins[3] = [0, 0.05, 0.2]
array name_of[4] = ['easy, p ≤ 0.1', 'semi-hard, p ≤ 0.5', 'hard, p > 0.5', 'missing labels']
array fill[4] = [SKY, BLUE, GREY, RED]
eval canvas(1080, 580)
set xlabel 'γ–'; set xrange [0:6]; set yrange [0:1]; set xtics 1; set ytics 0.25
set border 15; set grid front
set key at screen 0.5, screen 0.02 center bottom horizontal maxcols 2
set multiplot layout 1, 3 margins 0.075, 0.985, 0.35, 0.82 spacing 0.045 title title noenhanced font ',17'
top(k) = (k > 0 ? column("band_1") : 0) + (k > 1 ? column("band_2") : 0) + (k > 2 ? column("band_3") : 0) + (k > 3 ? column("missing_share") : 0)
do for [j=1:3] {
    set title sprintf("margin m = %g", margins[j])
    set ylabel (j == 1 ? 'share of the gradient of negatives' : '')
    if (j > 1) { set format y ''; unset key }
    plot for [k=1:4] data every 3::(j - 1) using (column("gamma_neg")):(top(k - 1)):(top(k)) \
        with filledcurves linecolor rgb fill[k] title name_of[k]
}
unset multiplot
