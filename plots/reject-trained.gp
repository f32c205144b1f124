# Missing labels during training: their p, the share past p*, and their gradient over that of positives; dotted: the same for fixed logits.
n = |series|
eval canvas(1280, 580)
at(metric) = (strcol("metric") eq metric && strcol("lr_choice") eq 'fixed') ? column("step") : NaN
stats summary using (column("step")) name 'S' nooutput
array what[3] = ['p_missing', 'past_missing', 'missing_over_pos']
array said[3] = ['mean p of missing labels', 'share of them past p*', 'gradient, missing / marked']
set xlabel 'step' offset 0, 0.3; set xrange [0:S_max]; set xtics 400
set key at screen 0.5, screen 0.02 center bottom vertical maxrows 2 width 1
set multiplot layout 1, 3 margins 0.05, 0.985, 0.24, 0.80 spacing 0.06 title title noenhanced font ',17'
do for [k=1:3] {
    set title said[k] noenhanced
    if (k < 3) { set yrange [0:1.02] } else { set yrange [0:*] }
    plot for [i=1:n] summary every ::summary_first[i]::summary_last[i] using (at(what[k])):(column("mean")) smooth unique with lines linewidth 3 linecolor rgb colour(i) title label[i], \
         for [i=1:1] NaN with lines dashtype 3 linewidth 2 linecolor rgb GREY title 'over fixed logits', \
         for [i=1:(k == 3 ? n : 0)] $reported every ::(i - 1)::(i - 1) using (0):(column("ratio")):(S_max):(0) with vectors nohead dashtype 3 linewidth 2 linecolor rgb colour(i) notitle
    unset key
}
unset multiplot
