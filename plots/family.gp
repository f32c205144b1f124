# A pair of panels for each loss: its value and, below, its gradient over the logit, with cross-entropy in grey.
n = |series|; across = 6; down = (n + across - 1) / across
wide = 1280; high = 120 + 330 * down
eval canvas(wide, high)
set key off; set xzeroaxis linecolor rgb '#bbbbbb' linewidth 0.8
set xrange [-7:7]; set xtics -6, 3, 6
side(y, c) = (column("label") == y) ? column(c) : NaN
px = 1.0 / wide; py = 1.0 / high
set multiplot title title noenhanced font ',17'
do for [i=1:n] {
    row = (i - 1) / across; col = (i - 1) % across
    left = (52 + 205 * col) * px; top = 1 - (84 + 330 * row) * py
    set lmargin at screen left; set rmargin at screen left + 165 * px
    do for [k=1:2] {
        set tmargin at screen top - (k == 1 ? 0 : 145) * py; set bmargin at screen top - (k == 1 ? 135 : 262) * py
        if (k == 1) { set title label[i] noenhanced font ',14' offset 0, -0.6 } else { unset title }
        set format x (k == 1 ? '' : '%g')
        if (k == 1) { set yrange [-0.5:5]; set ytics 0, 2, 4 } else { set yrange [-1.3:1.3]; set ytics -1, 1, 1 }
        c = (k == 1) ? 'value' : 'grad'
        plot for [y=0:1] data every ::first[1]::last[1] using (column("logit")):(side(y, c)) with lines linewidth 3 linecolor rgb '#cccccc', \
             for [y=0:1] data every ::first[i]::last[i] using (column("logit")):(side(y, c)) with lines linewidth 2 linecolor rgb (y == 1 ? BLUE : RED)
    }
}
set lmargin at screen 0.05; set rmargin at screen 0.95; set tmargin at screen 40 * py; set bmargin at screen 4 * py
unset border; unset tics; unset xzeroaxis; unset grid; unset title; set yrange [0:1]
set key at screen 0.5, screen 8 * py center bottom vertical maxrows 1 width 1
plot NaN with lines linewidth 2 linecolor rgb BLUE title 'label 1', NaN with lines linewidth 2 linecolor rgb RED title 'label 0', \
     NaN with lines linewidth 3 linecolor rgb '#cccccc' title 'cross-entropy'
unset multiplot
