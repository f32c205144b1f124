# Figure 3: four gradients of a negative, each over its own maximum.
eval canvas(820, 520)
array line[4] = [BLACK, ORANGE, BLUE, RED]
set xlabel 'p, the probability given to the negative'
set ylabel 'gradient, of its maximum'
set xrange [0:1]; set yrange [0:1.05]
set xtics 0.2; set ytics 0.25
set key at graph 0.02, graph 0.98 left top
plot for [i=1:4] data using (column("prob")):(of(series[i], "grad_norm")) \
    with lines linewidth 3 linecolor rgb colour(i) title label[i]
