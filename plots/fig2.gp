# Figure 2: the loss of a negative on a logarithmic scale. The label of curve i is at p = at[i].
eval canvas(820, 500)
array line[3] = [BLACK, BLUE, RED]
set logscale y; set format y '10^{%L}'
set xlabel 'p, the probability that the model gives the negative'
set ylabel 'loss'
set xrange [0:1]; set yrange [1e-6:10]
set xtics 0.2
set arrow 1 from 0.2, graph 0 to 0.2, graph 1 nohead dashtype 2 linecolor rgb GREY
set label 9 'm' at 0.2, graph 0.96 left offset 0.6, 0 textcolor rgb GREY
here(x, at, y) = (abs(x - at) < 1e-9) ? y : NaN
array at[3] = [0.44, 0.33, 0.34]
plot for [i=1:|series|] data every ::first[i]::last[i] using (column("prob")):(column("value")) \
         with lines linewidth 3 linecolor rgb line[i] notitle, \
     data every ::first[1]::last[1] using (column("prob")):(here(column("prob"), at[1], column("value"))):(label[1]) \
         with labels left noenhanced offset 0, 1.2 textcolor rgb line[1] notitle, \
     data every ::first[2]::last[2] using (column("prob")):(here(column("prob"), at[2], column("value"))):(label[2]) \
         with labels right noenhanced offset 0, 0.9 textcolor rgb line[2] notitle, \
     data every ::first[3]::last[3] using (column("prob")):(here(column("prob"), at[3], column("value"))):(label[3]) \
         with labels left noenhanced offset 0.8, -0.9 textcolor rgb line[3] notitle
