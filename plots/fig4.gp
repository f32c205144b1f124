# p of positives and 1 - p of negatives during training: mean over the seeds with its interval at two learning rates, and the paper's values.
eval canvas(1280, 580)
array rates[2] = [0.002, 0.01]
array key_of[3] = ['ce', 'focal', 'asl']
at(metric, r) = (strcol("metric") eq metric && strcol("lr_choice") eq 'fixed' && abs(column("lr") - rates[r]) < 1e-12) ? column("step") : NaN
stats summary using (column("step")) name 'S' nooutput
set yrange [0.4:1.02]; set ytics 0.1
set key at screen 0.5, screen 0.02 center bottom vertical maxrows 2 width 1
set multiplot layout 1, 3 margins 0.06, 0.985, 0.24, 0.80 spacing 0.055 title title noenhanced font ',17'
do for [r=1:2] {
    set title sprintf("aslab, learning rate %g", rates[r])
    set xlabel 'step' offset 0, 0.3; set xrange [0:S_max]; set xtics 400
    if (r == 1) { set ylabel 'probability of the correct label' offset 1, 0 } else { unset ylabel; unset key }
    plot for [i=1:3] summary every ::summary_first[i]::summary_last[i] using (at('pt_pos', r)):(column("low")):(column("high")) with filledcurves fillcolor rgb colour(i) fillstyle transparent solid 0.15 noborder notitle, \
         for [i=1:3] summary every ::summary_first[i]::summary_last[i] using (at('pt_neg', r)):(column("low")):(column("high")) with filledcurves fillcolor rgb colour(i) fillstyle transparent solid 0.15 noborder notitle, \
         for [i=1:3] summary every ::summary_first[i]::summary_last[i] using (at('pt_pos', r)):(column("mean")) smooth unique with lines linewidth 3 linecolor rgb colour(i) title label[i], \
         for [i=1:3] summary every ::summary_first[i]::summary_last[i] using (at('pt_neg', r)):(column("mean")) smooth unique with lines linewidth 3 dashtype 2 linecolor rgb colour(i) notitle, \
         NaN with lines linewidth 3 linecolor rgb GREY title 'positives: p', NaN with lines linewidth 3 dashtype 2 linecolor rgb GREY title 'negatives: 1 - p'
}
set title 'paper: MS-COCO, TResNet-L'
set xrange [0:5000]; set xtics 1000
plot for [i=1:3] $reported using (column("step")):(column(key_of[i] . '_pos')) with linespoints pointtype 4 linewidth 1.5 linecolor rgb colour(i), \
     for [i=1:3] $reported using (column("step")):(column(key_of[i] . '_neg')) with linespoints pointtype 4 dashtype 2 linewidth 1.5 linecolor rgb colour(i)
unset multiplot
