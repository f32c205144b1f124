# Full and detached gradients of a negative, a panel for each pair of losses.
pairs = |series| / 2
eval canvas(1080, 470)
set xlabel 'p'; set xrange [0:1]; set xtics 0.25
set yrange [0:1.2]; set ytics 0.2
set key at graph 0.04, graph 0.97 left top
set multiplot layout 1, pairs margins 0.075, 0.985, 0.18, 0.80 spacing 0.045 title title noenhanced font ',17'
do for [k=1:pairs] {
    i = 2 * k - 1; j = 2 * k
    set title label[i] noenhanced
    set ylabel (k == 1 ? 'gradient of a negative' : '')
    if (k > 1) { set format y ''; unset key }
    plot data every ::first[i]::last[i] using (column("prob")):(column("grad")) with lines linewidth 3 linecolor rgb RED title 'full', \
         data every ::first[j]::last[j] using (column("prob")):(column("grad")) with lines linewidth 3 dashtype 2 linecolor rgb BLUE title 'detached'
}
unset multiplot
