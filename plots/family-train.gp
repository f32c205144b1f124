# One line for each loss: mAP, calibration error and the difference to the reference, at the learning rate that validation selects for
# each loss, with clean and with missing labels.
n = |series|
high = 190 + 34 * n
eval canvas(1280, high)
tuned(c, metric, m) = (strcol("lr_choice") eq 'tuned' && strcol("metric") eq metric && abs(column("missing") - m) < 1e-9) ? 100 * column(c) : NaN
array rate[2] = [0, 0.3]
set yrange [-(n + 0.6):-0.4]
set border 1; unset ytics; set grid xtics noytics
set multiplot layout 1, 3 margins 0.15, 0.98, 92.0 / high, 1 - 88.0 / high spacing 0.04 title title noenhanced font ',17'
set offsets graph 0.04, graph 0.04, 0, 0
do for [i=1:n] { set label label[i] at graph -0.03, first -i right noenhanced }
array shown[3] = ['map', 'ece', 'map']
array column_of[3] = ['mean', 'mean', 'diff']; array low_of[3] = ['low', 'low', 'diff_low']; array high_of[3] = ['high', 'high', 'diff_high']
array said[3] = ['mAP (%)', 'calibration error (points)', 'mAP gain over cross-entropy (points)']
low(k, r) = tuned(low_of[k], shown[k], rate[r])
high(k, r) = tuned(high_of[k], shown[k], rate[r])
up(r) = (r == 1) ? 0.14 : -0.14
do for [k=1:3] {
    set title said[k] font ',15'
    if (k == 2) { set xrange [0:*] } else { set xrange [*:*] }
    if (k == 1) { set key at screen 0.5, screen 0.012 center bottom vertical maxrows 1 width 1 } else { unset key }
    if (k > 1) { unset label }
    if (k == 3) { set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1 linecolor rgb GREY }
    plot for [r=1:2] for [i=1:n] summary every ::summary_first[i]::summary_last[i] using (there(low(k, r), low(k, r), high(k, r))):(-i + up(r)):(high(k, r) - low(k, r)):(0) with vectors heads size character 0.6,90 fixed linewidth 2 linecolor rgb (r == 1 ? BLACK : RED) notitle, \
         for [r=1:2] for [i=1:n] summary every ::summary_first[i]::summary_last[i] using (tuned(column_of[k], shown[k], rate[r])):(-i + up(r)) with points pointtype (r == 1 ? 7 : 6) pointsize 0.9 linewidth 2 linecolor rgb (r == 1 ? BLACK : RED) notitle, \
         NaN with points pointtype 7 linecolor rgb BLACK title 'clean labels', NaN with points pointtype 6 linewidth 2 linecolor rgb RED title '30 % of the positives missing'
}
unset multiplot
