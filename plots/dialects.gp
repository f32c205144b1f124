# Loss and gradient of positives (left) and negatives (right) over the logit. Dotted lines mark the clamped logarithm and the rounding of 1 - p.
n = |series|
eval canvas(1200, 860)
side(y, c) = (column("label") == y) ? abs(column(c)) : NaN
set xrange [-25:25]; set key off
set multiplot layout 2, 2 margins 0.075, 0.985, 0.165, 0.90 spacing 0.075, 0.09 title title noenhanced font ',17'
pen(i) = (i == 1) ? 7 : (i == 2) ? 7 : 2
hue(i) = (i <= 2) ? 0xbbbbbb : colour(i - 1)
dash(i) = (i == 2) ? 2 : (i <= 3) ? 1 : i
array said[2] = ['loss', 'absolute gradient']
array shown[2] = ['value', 'grad']
do for [k=1:2] {
    do for [y=1:0:-1] {
        set title (k == 1) ? (y == 1 ? 'a positive (label 1)' : 'a negative (label 0)') : ''
        set xlabel (k == 2) ? 'logit' : ''; set ylabel (y == 1) ? said[k] : ''
        set yrange [0:(k == 1 ? 25 : 1.35)]
        unset arrow; unset label
        edge = (y == 1) ? -18.42 : 16.64
        set arrow from edge, graph 0 to edge, graph 1 nohead dashtype 3 linewidth 1.5 linecolor rgb '#222222'
        if (k == 1 && y == 1) { set label "dead zone:\nno gradient" at -17.8, 3.5 font ',13' textcolor rgb '#222222' }
        if (k == 1 && y == 0) { set label "1 - p is 0\nin float32" at 24.8, 12 right font ',13' textcolor rgb '#222222' }
        if (k == 2 && y == 0) { set key at screen 0.5, screen 0.012 center bottom vertical maxrows 2 width 1 }
        plot for [i=1:n] data every ::first[i]::last[i] using (column("logit")):(side(y, shown[k])) with lines linewidth pen(i) dashtype dash(i) linecolor rgb hue(i) title ((k == 2 && y == 0) ? label[i] : '')
    }
}
unset multiplot
