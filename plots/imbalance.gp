# Total gradient of positives over that of negatives against the share of positives, for some settings of the grid.
eval canvas(840, 560)
array f[6] = [0, 2, 0, 0, 0, 0]                 # gamma_pos, gamma_neg, margin
array g[6] = [0, 2, 2, 4, 4, 4]
array m[6] = [0, 0, 0, 0, 0.05, 0.2]
name(i) = (g[i] == 0) ? 'cross-entropy' : (f[i] > 0) ? sprintf("focal, γ = %g", g[i]) : sprintf("ASL, γ– = %g, m = %g", g[i], m[i])
set logscale xy
set xlabel 'share of positives among all labels'
set ylabel 'total gradient, positives over negatives'
set xrange [0.001:0.5]; set format y '10^{%L}'
set xtics (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
set key at graph 0.98, graph 0.03 right bottom
set arrow 1 from 0.001, 1 to 0.5, 1 nohead dashtype 2 linecolor rgb GREY
set arrow 2 from 0.03625, graph 0 to 0.03625, graph 1 nohead dashtype 2 linecolor rgb GREY
set label 1 'MS-COCO' at 0.03625, graph 0.97 right offset -0.7, 0 textcolor rgb GREY
set label 2 'both sides equal' at 0.0011, 1 left offset 0, 0.6 textcolor rgb GREY
at(i) = (column("gamma_pos") == f[i] && abs(column("gamma_neg") - g[i]) < 1e-9 && abs(column("margin") - m[i]) < 1e-9)
plot for [i=1:6] data using (column("positive_rate")):(at(i) ? column("grad_ratio") : 1/0) with linespoints pointtype 7 pointsize 0.25 linewidth 3 linecolor rgb colour(i) title name(i)
