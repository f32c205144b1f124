# gamma_neg and delta_p during training with adaptive gamma_neg, one colour for each target: the sign that converges (solid) and the printed
# sign (dashed).
eval canvas(1120, 580)
array target[4] = [0, 0.1, 0.2, 0.3]
array shade[4] = [BLACK, BLUE, GREEN, RED]
at(metric, i, sign) = (strcol("metric") eq metric && abs(column("adapt_target") - target[i]) < 1e-9 && column("adapt_rate") * sign > 0) ? column("step") : NaN
stats summary using (column("step")) name 'S' nooutput
set xlabel 'share of training' offset 0, 0.3; set xrange [0:1]
set key at screen 0.5, screen 0.02 center bottom vertical maxrows 2 width 1
set multiplot layout 1, 2 margins 0.06, 0.985, 0.22, 0.80 spacing 0.075 title title noenhanced font ',17'
set title 'γ–'; set yrange [0:31]
plot for [i=1:4] summary using (at('gamma_neg_now', i, 1) / S_max):(column("mean")) smooth unique with lines linewidth 3 linecolor rgb shade[i] title sprintf("target %g", target[i]), \
     for [i=1:4] summary using (at('gamma_neg_now', i, -1) / S_max):(column("mean")) smooth unique with lines linewidth 2 dashtype 2 linecolor rgb shade[i] notitle, \
     NaN with lines linewidth 3 linecolor rgb GREY title 'sign that converges', NaN with lines linewidth 2 dashtype 2 linecolor rgb GREY title 'sign as printed'
unset key
set title 'delta_p and its target (dotted)' noenhanced; set autoscale y
plot for [i=1:4] target[i] with lines dashtype 3 linewidth 1.5 linecolor rgb shade[i], \
     for [i=1:4] summary using (at('delta_p', i, 1) / S_max):(column("mean")) smooth unique with lines linewidth 3 linecolor rgb shade[i], \
     for [i=1:4] summary using (at('delta_p', i, -1) / S_max):(column("mean")) smooth unique with lines linewidth 2 dashtype 2 linecolor rgb shade[i]
unset multiplot
