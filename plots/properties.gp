# `aslab properties`. Without axes: a table of losses with the properties of table 1. With one axis: p* and the peak as lines.
# With two: heat maps with contours. With more: the peak against p*, one point for each loss.
given = 0                                   # number of columns of axes, which are between loss and p_star; an axis with a single value does not count
do for [i=1:|columns|] { if (columns[i] eq 'p_star') { given = i - 2 } }
axes = 0; along = ''; upward = ''; deep = ''
do for [i=2:1+given] {
    stats data using (column(columns[i])) name 'V' nooutput
    if (V_min < V_max) {
        axes = axes + 1
        if (axes == 1) { along = columns[i] }
        if (axes == 2) { upward = columns[i] }
        if (axes == 3) { deep = columns[i] }
    }
}
sign(c) = c eq 'gamma_neg' ? 'γ–' : c eq 'gamma_pos' ? 'γ+' : c eq 'gamma' ? 'γ' : c eq 'margin' ? 'margin m' : c

if (axes == 0) {
    rows = |label|
    stats data using (column("hard_threshold")) name 'R' nooutput
    if (R_records > rows) { set label 999 sprintf('shown: the first %d of %d losses', rows, int(R_records)) at screen 0.99, screen 1 right offset 0, -0.8 font ',11' textcolor rgb GREY }
    array which[4] = ["hard_threshold", "soft_threshold", "discards_mislabelled", "continuous_gradient"]
    array head[4] = ["hard\nthreshold", "soft\nthreshold", "discards\nmislabelled", "continuous\ngradient"]
    array word[4] = ["", "order", "gradient at p = 1:", "step"]
    array from[4] = ["hard_threshold", "order", "grad_end", "jump"]
    longest = 0
    do for [i=1:rows] { longest = (strlen(label[i]) > longest) ? strlen(label[i]) : longest }
    start = 0.4 - longest * 0.075                  # room for the longest name
    start = start > -1.6 ? -1.6 : start
    eval canvas(920 + (longest > 26 ? (longest - 26) * 9 : 0), 150 + 70 * rows)
    unset border; unset grid; unset tics; unset key
    set xrange [start:4.6]; set yrange [rows + 0.6 : -0.35]
    set lmargin 1; set rmargin 1; set bmargin 1; set tmargin (strlen(title) > 0 ? 3 : 1)
    do for [c=1:4] { set label c head[c] at c, 0 center }
    do for [i=1:rows] {
        set label 10 + i label[i] at start + 0.05, i left noenhanced
        set arrow i from start, i - 0.5 to 4.6, i - 0.5 nohead linecolor rgb '#dddddd'
    }
    note(c, v) = sprintf("%s %.2g", word[c], v)
    plot for [c=1:4] data using (c):($0 + 1):(column(which[c]) > 0 ? '✓' : '–'):(column(which[c]) > 0 ? GREEN : RED) \
             with labels textcolor rgb variable font ',24' offset 0, 0.35, \
         for [c=2:4] data using (c):($0 + 1):(note(c, column(from[c]))) with labels textcolor rgb GREY font ',12' offset 0, -0.9
}

if (axes == 1) {
    eval canvas(820, 500)
    set xlabel sign(along) noenhanced
    set yrange [-0.02:*]
    set key tmargin center horizontal
    plot data using (column(along)):(column("p_star")) with lines linewidth 3 linecolor rgb RED title 'p*', \
         data using (column(along)):(column("peak")) with lines linewidth 3 linecolor rgb BLUE title 'gradient at p*', \
         data using (column(along)):(column("grad_end")) with lines linewidth 2 dashtype 2 linecolor rgb GREY title 'gradient at p = 1'
}

if (axes == 2) {
    stats data using (column(along)) name 'A' nooutput
    stats data using (column(along) == A_min ? 1 : NaN) name 'U' nooutput
    eval canvas(1120, 540)

    # Contours, traced on the grid without interpolation. Single blank lines separate the rows of $grid, and then the curves of $lines_k.
    array shown[2] = ['p_star', 'peak']
    array levels[2] = ['0.7, 0.8, 0.85, 0.9, 0.92', '0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.2']
    array longest[2] = [0, 0]                  # points of the longest curve
    is_point(l) = (words(l) == 3 && l[1:1] ne '#')
    commas(l) = word(l, 1) . ',' . word(l, 2) . ',' . word(l, 3)
    set contour base; unset surface
    do for [k=1:2] {
        set table $points
        plot data using (strcol(along) . ',' . strcol(upward) . ',' . strcol(shown[k])) with table
        unset table
        set print $grid
        print 'x,y,z'
        do for [i=1:|$points|] { print $points[i]; if (i % int(U_records) == 0) { print '' } }
        unset print
        eval 'set cntrparam levels discrete ' . levels[k]
        set table $traced
        splot $grid using 1:2:3
        unset table
        n = 0
        eval 'set print $lines_' . k
        print 'x,y,z'
        do for [i=1:|$traced|] {
            if (is_point($traced[i])) { print commas($traced[i]); n = n + 1 } else { if (n > 0) { print ''; n = 0 } }
            if (n > longest[k]) { longest[k] = n }
        }
        unset print
    }
    unset contour; set surface
    traced(k) = longest[k] > 0 ? 1 : 0         # whether there is a curve to draw; labelled(k): whether one is long enough for a label
    labelled_at = U_records < 36 ? int(U_records) / 2 : 18
    labelled(k) = longest[k] > labelled_at ? 1 : 0

    set xlabel sign(along) noenhanced; set ylabel sign(upward) noenhanced offset 0.5, 0
    unset key; unset grid; set border 15; set autoscale noextend
    set tics out
    set multiplot layout 1, 2 margins 0.085, 0.915, 0.175, 0.80 spacing 0.19 title title noenhanced font ',17'
    set title 'p*, where the gradient of a negative peaks'
    set palette defined (0 '#fff7ec', 0.4 '#fdbb84', 0.75 '#e34a33', 1 '#7f0000')
    set cbrange [0.6:1]
    plot data using (column(along)):(column(upward)):(column("p_star")) with image, \
         for [i=1:traced(1)] $lines_1 using 1:2 with lines linecolor rgb '#222222' linewidth 1, \
         for [i=1:labelled(1)] $lines_1 using 1:2:3 every 60::labelled_at with labels font ',12' textcolor rgb '#111111' offset 0, 0.4
    set title 'gradient at p*'
    set palette defined (0 '#f7fcf0', 0.35 '#7bccc4', 0.7 '#0868ac', 1 '#08213f')
    set cbrange [0:1.4]
    plot data using (column(along)):(column(upward)):(column("peak")) with image, \
         for [i=1:traced(2)] $lines_2 using 1:2 with lines linecolor rgb '#222222' linewidth 1, \
         for [i=1:labelled(2)] $lines_2 using 1:2:3 every 60::labelled_at with labels font ',12' textcolor rgb '#111111' offset 0, 0.4
    unset multiplot
}

if (axes > 2) {
    eval canvas(820, 560)
    set xlabel 'p*'; set ylabel 'gradient at p*'; set cblabel sign(deep) noenhanced
    unset key
    plot data using (column("p_star")):(column("peak")):(column(deep)) with points pointtype 7 pointsize 0.5 palette
}
