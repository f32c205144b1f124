# mAP of each loss, one panel for each data set: filled marks at the learning rate draw_lr, open marks at the rate selected on held-out data.
n = |series|
sets = 0; names = ''
found(name) = strstrt("\t" . names . "\t", "\t" . name . "\t") > 0
stats summary using (found(strcol("data")) ? 0 : (names = names . (sets > 0 ? "\t" : '') . strcol("data"), sets = sets + 1, 1)) nooutput
tab(s, k) = (k == 1) ? (strstrt(s, "\t") > 0 ? s[1:strstrt(s, "\t") - 1] : s) : (strstrt(s, "\t") > 0 ? tab(s[strstrt(s, "\t") + 1:], k - 1) : '')
high = 190 + 30 * n
eval canvas(360 + 300 * sets, high)
x(d, c, name) = (strcol("metric") eq 'map' && strcol("data") eq tab(names, d) && strcol("lr_choice") eq c && (c eq 'tuned' || abs(column("lr") - draw_lr) < 1e-12)) ? 100 * column(name) : NaN
array span[sets]
do for [d=1:sets] {
    stats summary using (x(d, 'fixed', 'mean')) name 'A' nooutput
    span[d] = exists('A_max') ? 2 * (A_max - A_min) : 0
}
set yrange [-(n + 0.5):-0.4]
set border 1; unset ytics; set grid xtics noytics
left = 200.0 / (360 + 300 * sets)
set multiplot layout 1, sets margins left, 0.98, 92.0 / high, 1 - 88.0 / high spacing 0.05 title title noenhanced font ',17'
set key at screen 0.5, screen 0.015 center bottom vertical maxrows 1 width 1
do for [i=1:n] { set label label[i] at graph -0.03, first -i right noenhanced textcolor rgb colour(i) }
set offsets graph 0.04, graph 0.04, 0, 0
do for [d=1:sets] {
    gap = span[d] > 2.5 ? 1 : 0.5
    set xtics gap
    set title tab(names, d) . ': mAP (%)' noenhanced
    plot for [i=1:n] summary every ::summary_first[i]::summary_last[i] using (there(x(d, 'fixed', 'low'), x(d, 'fixed', 'low'), x(d, 'fixed', 'high'))):(-i + 0.13):(x(d, 'fixed', 'high') - x(d, 'fixed', 'low')):(0) with vectors heads size character 0.6,90 fixed linewidth 2 linecolor rgb colour(i) notitle, \
         for [i=1:n] summary every ::summary_first[i]::summary_last[i] using (x(d, 'fixed', 'mean')):(-i + 0.13) with points pointtype 7 pointsize 0.9 linewidth 2 linecolor rgb colour(i) notitle, \
         for [i=1:n] summary every ::summary_first[i]::summary_last[i] using (there(x(d, 'tuned', 'low'), x(d, 'tuned', 'low'), x(d, 'tuned', 'high'))):(-i - 0.13):(x(d, 'tuned', 'high') - x(d, 'tuned', 'low')):(0) with vectors heads size character 0.6,90 fixed linewidth 2 linecolor rgb colour(i) notitle, \
         for [i=1:n] summary every ::summary_first[i]::summary_last[i] using (x(d, 'tuned', 'mean')):(-i - 0.13) with points pointtype 6 pointsize 0.9 linewidth 2 linecolor rgb colour(i) notitle, \
         NaN with points pointtype 7 linecolor rgb GREY title 'learning rate ' . draw_lr, \
         NaN with points pointtype 6 linewidth 2 linecolor rgb GREY title 'learning rate tuned on held-out data'
    unset label; unset key
}
unset multiplot
