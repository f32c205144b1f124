# mAP of each loss, one line for each, in blocks (draw_split over draw_values): at the learning rate draw_lr (filled) and at the rate
# selected on validation data (open); the gain over the reference; the paper's values.
if (!exists("draw_split")) { draw_split = ''; draw_values = 'one'; draw_names = '' }
if (!exists("draw_lr")) { draw_lr = '' }
panels = exists("$reported") ? 3 : 2
blocks = words(draw_values); n = |series|
block(b) = word(draw_values, b)
comma(s, k) = (k == 1) ? (strstrt(s, ',') > 0 ? s[1:strstrt(s, ',') - 1] : s) : (strstrt(s, ',') > 0 ? comma(s[strstrt(s, ',') + 1:], k - 1) : '')
lines = blocks * n + blocks - 1
high = 190 + 25 * lines
eval canvas(panels == 3 ? 1280 : 1060, high)
height(b, i) = -((b - 1) * (n + 1) + i)
lr = (strlen(draw_lr) > 0) ? draw_lr + 0.0 : 0
textual = (draw_split eq 'data' || draw_split eq 'bias')
inside(b) = (blocks == 1 || (textual ? strcol(draw_split) eq block(b) : abs(column(draw_split) - block(b)) < 1e-9))
picked(c) = (strcol("lr_choice") eq c && (c eq 'tuned' || strlen(draw_lr) == 0 || abs(column("lr") - lr) < 1e-12))
ok(b, c) = (strcol("metric") eq 'map' && picked(c) && inside(b))
stats summary using (strcol("lr_choice") eq 'tuned' ? 1 : 0) name 'T' nooutput
tuned = (T_max > 0); apart = tuned ? 0.13 : 0
x(b, c, name) = ok(b, c) ? 100 * column(name) : NaN
set yrange [-(lines + 0.5):(blocks > 1 ? 0.4 : -0.4)]
set border 1; unset ytics; set grid xtics noytics
set multiplot layout 1, panels margins 0.20, 0.98, 92.0 / high, 1 - 88.0 / high spacing 0.05 title title noenhanced font ',17'
set key at screen 0.5, screen 0.015 center bottom vertical maxrows 1 width 1
set offsets graph 0.04, graph 0.04, 0, 0
do for [b=1:blocks] {
    do for [i=1:n] { set label label[i] at graph -0.02, first height(b, i) right noenhanced textcolor rgb colour(i) }
    if (blocks > 1) { set label comma(draw_names, b) at graph -0.02, first height(b, 0) right font ',15' }
}
# Column y as a point with its interval, for every loss and block.
dots(c, y, low, high, up, point) = sprintf("for [b=1:blocks] for [i=1:n] summary every ::summary_first[i]::summary_last[i] using (there(x(b, '%s', '%s'), x(b, '%s', '%s'), x(b, '%s', '%s'))):(height(b, i) + %g):(x(b, '%s', '%s') - x(b, '%s', '%s')):(0) with vectors heads size character 0.6,90 fixed linewidth 2 linecolor rgb colour(i) notitle, ", c, low, c, low, c, high, up, c, high, c, low) \
    . sprintf("for [b=1:blocks] for [i=1:n] summary every ::summary_first[i]::summary_last[i] using (x(b, '%s', '%s')):(height(b, i) + %g) with points pointtype %d pointsize 0.9 linewidth 2 linecolor rgb colour(i) notitle", c, y, up, point)
both(y, low, high) = 'plot ' . dots('fixed', y, low, high, apart, 7) . (tuned ? ', ' . dots('tuned', y, low, high, -apart, 6) : '')
legend = tuned ? ", NaN with points pointtype 7 linecolor rgb GREY title 'learning rate ' . draw_lr, NaN with points pointtype 6 linewidth 2 linecolor rgb GREY title 'tuned learning rate'" : ''
set title 'mAP (%)'; set xlabel ''
eval both('mean', 'low', 'high') . legend
unset key; unset label
set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1 linecolor rgb GREY
set title 'mAP gain over ' . draw_reference . ' (points)'
eval both('diff', 'diff_low', 'diff_high')
if (panels == 3) {
    unset arrow 1
    set title 'paper: MS-COCO (%)'; set xtics 1
    plot for [i=1:n] $reported using (column("series") == i - 1 ? column("map") : NaN):(height(column("block") + 1, i)) with points pointtype 4 pointsize 1.2 linewidth 2 linecolor rgb colour(i)
}
unset multiplot
