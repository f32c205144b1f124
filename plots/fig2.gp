# Figure 2: the loss of a negative, log scale.
eval canvas(820, 500)
array at_x[3] = [0.12, 0.15, 0.36]
array at_y[3] = [0.35, 0.0009, 0.00012]
array line[3] = [BLACK, BLUE, RED]
set logscale y; set format y '10^{%L}'
set xlabel 'p, the probability given to the negative'
set ylabel 'loss'
set xrange [0:1]; set yrange [1e-6:10]
set xtics 0.2
do for [i=1:3] { set label i label[i] at at_x[i], at_y[i] left textcolor rgb line[i] }
set arrow 1 from 0.2, graph 0 to 0.2, graph 1 nohead dashtype 2 linecolor rgb GREY
set label 9 'm' at 0.2, graph 0.03 left offset 0.6, 0 textcolor rgb GREY
plot for [i=1:3] data using (column("prob")):(of(series[i], "value") > 0 ? column("value") : NaN) \
    with lines linewidth 3 linecolor rgb line[i] notitle
