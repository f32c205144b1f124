# The probability at which training ends over the share of positives.
eval canvas(820, 620)
set xlabel 'share of identical inputs that are labelled 1'
set ylabel 'probability at which training ends'
set xrange [0:1]; set yrange [0:1.02]
set xtics 0.2; set ytics 0.2
set key at graph 0.98, graph 0.03 right bottom
plot for [i=1:|series|] data every ::first[i]::last[i] using (column("prevalence")):(column("prob")) \
    with lines linewidth 3 linecolor rgb colour(i) title label[i]
