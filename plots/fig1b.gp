# Figure 1b: the three zones of the gradient of a negative.
eval canvas(820, 480)
stats data using (column("prob")):(column("grad_norm")) name 'G' nooutput
stats data using (column("grad") > 0 ? column("prob") : NaN) name 'M' nooutput
margin = M_min; peak = G_pos_max_y

set object 1 rectangle from 0, graph 0 to margin, graph 1 behind fillcolor rgb '#e9eef3' fillstyle solid noborder
set object 2 rectangle from peak, graph 0 to 1, graph 1 behind fillcolor rgb '#fbeadd' fillstyle solid noborder
set arrow 1 from margin, graph 0 to margin, graph 1 nohead dashtype 2 linecolor rgb GREY
set arrow 2 from peak, graph 0 to peak, graph 1 nohead dashtype 2 linecolor rgb GREY
set label 1 "easy:\ndiscarded" at margin / 2, 1.16 center textcolor rgb BLUE
set label 2 "attenuated, easier ones more" at (margin + peak) / 2, 1.16 center textcolor rgb BLACK
set label 3 "too hard:\nattenuated" at (1 + peak) / 2, 1.16 center textcolor rgb RED
set xlabel 'p, the probability that the model gives the negative'
set ylabel 'gradient / its peak'
set xrange [0:1]; set yrange [0:1.22]
set xtics (0, 0.4, 0.6, 1); set xtics add (sprintf("%.2g", margin) margin, sprintf("%.2g", peak) peak)
set ytics 0, 0.25, 1
plot data using (column("prob")):(column("grad_norm")) with lines linewidth 3 linecolor rgb GREEN notitle
