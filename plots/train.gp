# `aslab train`: mAP of every run (points) and its mean (line) over the axis with the most values, one colour for each loss; with
# --trajectory, mean p of positives and mean 1 - p of negatives over the steps.
n = |series|
if (opt_trajectory eq 'true') {
    eval canvas(900, 520 + 24 * n)
    set key at screen 0.5, screen 0.02 center bottom maxcols 1
    set bmargin at screen (120.0 + 24 * n) / (520 + 24 * n)
    set xlabel 'step'; set ylabel 'mean probability of the correct label'; set yrange [0:1.02]
    plot for [i=1:n] data every ::first[i]::last[i] using (column("step")):(column("pt_pos")) smooth unique with lines linewidth 3 linecolor rgb colour(i) title label[i], \
         for [i=1:n] data every ::first[i]::last[i] using (column("step")):(column("pt_neg")) smooth unique with lines linewidth 3 dashtype 2 linecolor rgb colour(i) notitle, \
         NaN with lines linewidth 3 linecolor rgb GREY title 'positives: p', NaN with lines linewidth 3 dashtype 2 linecolor rgb GREY title 'negatives: 1 - p'
} else {
    stats data using (column("map") == column("map") ? 1 : 0) name 'M' nooutput
    if (M_max == 0) { eval canvas(700, 160); unset border; unset tics; set xrange [0:1]; set yrange [0:1]; set label 'no run has a mean average precision; the column note gives the reason' at 0.5, 0.5 center; plot NaN notitle; exit }
    along = ''; most = 1
    do for [c in 'missing spurious hidden lr adapt_target adapt_rate'] {
        there = 0
        do for [i=1:|columns|] { there = there || columns[i] eq c }
        if (there) {
            stats data using (column(c)) name 'V' nooutput
            if (V_max > V_min) {
                stats data using (column(c) == V_min ? 1 : NaN) name 'F' nooutput
                if (1.0 * V_records / F_records > most) { most = 1.0 * V_records / F_records; along = c }
            }
        }
    }
    if (strlen(along) > 0) {
        eval canvas(860, 515 + 24 * n)
        set key at screen 0.5, screen 0.02 center bottom maxcols 1
        set bmargin at screen (100.0 + 24 * n) / (515 + 24 * n)
        set xlabel along noenhanced; set ylabel 'mAP (%), one point for each seed'
        stats data using (column(along)) name 'L' nooutput
        if (along eq 'lr') { set logscale x; eval log_tics('x', L_min, L_max) }
        set offsets graph 0.03, graph 0.03, graph 0.03, graph 0.03
        plot for [i=1:n] data every ::first[i]::last[i] using (column(along)):(100 * column("map")) smooth unique with lines linewidth 3 linecolor rgb colour(i) title label[i], \
             for [i=1:n] data every ::first[i]::last[i] using (column(along)):(100 * column("map")) with points pointtype 7 pointsize 0.5 linecolor rgb colour(i) notitle
    } else {
        high = 150 + 28 * n
        eval canvas(860, high)
        set yrange [-(n + 0.5):-0.5]; unset ytics; set border 1; set grid xtics noytics
        set lmargin at screen 0.42; set rmargin at screen 0.97; set tmargin at screen 1 - 60.0 / high; set bmargin at screen 70.0 / high
        set xlabel 'mAP (%)'; unset key
        set offsets graph 0.03, graph 0.03, 0, 0
        do for [i=1:n] { set label label[i] at graph -0.02, first -i right noenhanced }
        plot for [i=1:n] data every ::first[i]::last[i] using (100 * column("map")):(-i) with points pointtype 7 pointsize 0.8 linecolor rgb colour(i)
    }
}
