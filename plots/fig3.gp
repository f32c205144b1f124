# Figure 3: gradients of a negative, each divided by its maximum.
eval canvas(820, 520)
set xlabel 'p, the probability that the model gives the negative'
set ylabel 'gradient / its maximum'
set xrange [0:1]; set yrange [0:1.05]
set xtics 0.2; set ytics 0.25
set key at graph 0.02, graph 0.99 left top
plot for [i=1:|series|] data every ::first[i]::last[i] using (column("prob")):(column("grad_norm")) \
    with lines linewidth 3 linecolor rgb colour(i) title label[i]
