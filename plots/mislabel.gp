# `aslab mislabel`: ROC curves, a panel for each data set and side (--roc); rejection curves (--curve); p of the most suspect labels by rank
# (--top); otherwise, for each loss, the share of the gradient that is on missing labels.
n = |series|
if (opt_roc eq 'true') {
    stats data using (column("panel")) name 'P' nooutput
    panels = int(P_max)
    array name_of[panels]
    do for [k=1:panels] {
        called = ''
        stats data using (column("panel") == k ? (called = strcol("data"), 1) : NaN) nooutput
        name_of[k] = called
    }
    do for [i=1:n] { if (series[i] eq 'any') { label[i] = 'p (same as cross-entropy)' } }
    wide = 155 + 330 * panels
    eval canvas(wide, 820)
    set logscale x; set xrange [1e-4:1]; set yrange [0:1.02]; set format x '10^{%T}'
    set multiplot layout 2, panels margins 95.0 / wide, 1 - 20.0 / wide, 0.19, 0.885 spacing 60.0 / wide, 0.13 title title noenhanced font ',17'
    on(i, y, k, c) = (column("panel") == k && column("given") == y) ? column(c) : NaN
    set key off
    do for [y=0:1] {
        do for [k=1:panels] {
            set title sprintf('%s: labels given as %d', name_of[k], y) noenhanced font ',14'
            set xlabel (y == 1) ? 'correct labels ranked as high' : ''
            set ylabel (k == 1) ? 'wrong labels found' : ''
            if (y == 1 && k == panels) { set key at screen 0.5, 0.012 center bottom vertical maxrows 2 }
            plot for [i=1:n] data every ::first[i]::last[i] using (on(i, y, k, "fpr")):(on(i, y, k, "tpr")) with lines linewidth 2.5 dashtype i linecolor rgb colour(i) title ((y == 1 && k == panels) ? label[i] : ''), \
                 x with lines linewidth 1 dashtype 3 linecolor rgb GREY title ((y == 1 && k == panels) ? 'random' : '')
        }
    }
    unset multiplot
} else { if (opt_curve eq 'true') {
    high = 555 + 24 * (n + 2)
    eval canvas(900, high)
    set key at screen 0.5, screen 10.0 / high center bottom maxcols 1
    set bmargin at screen (104.0 + 24 * (n + 2)) / high
    set xlabel 'gradient at most this fraction of that under cross-entropy (triangle: p*)' noenhanced; set ylabel 'share of labels given as 0'
    set xrange [0:1]; set yrange [0:1.02]
    plot for [i=1:n] data every ::first[i]::last[i] using (column("fraction")):(column("missing")) with lines linewidth 3 linecolor rgb colour(i) title label[i], \
         for [i=1:n] data every ::first[i]::last[i] using (column("fraction")):(column("clean")) with lines linewidth 2 dashtype 2 linecolor rgb colour(i) notitle, \
         for [i=1:n] data every ::first[i]::first[i] using (column("p_star_fraction")):(0) with points pointtype 9 pointsize 1.4 linecolor rgb colour(i) notitle, \
         NaN with lines linewidth 3 linecolor rgb GREY title 'missing labels', \
         NaN with lines linewidth 2 dashtype 2 linecolor rgb GREY title 'true negatives'
} else {
    top = 0
    do for [i=1:|columns|] { if (columns[i] eq 'rank') { top = 1 } }
    if (top) {
        eval canvas(900, 560)
        set key at screen 0.5, screen 0.02 center bottom vertical maxrows 1 width 1
        set bmargin at screen 0.22
        set xlabel 'rank, most suspect first'; set ylabel 'p'; set yrange [-0.02:1.02]
        set offsets graph 0.03, graph 0.03, 0, 0
        side(s) = (strcol("side") eq s) ? column("p") : NaN
        plot data every ::first[1]::last[1] using (column("rank")):(side('given 0')) with points pointtype 7 pointsize 0.8 linecolor rgb RED title 'given as 0: a high p is suspect', \
             data every ::first[1]::last[1] using (column("rank")):(side('given 1')) with points pointtype 7 pointsize 0.8 linecolor rgb BLUE title 'given as 1: a low p is suspect'
    } else {
        high = 215 + 30 * n
        eval canvas(900, high)
        set yrange [-(n + 0.5):-0.4]; unset ytics; set border 1; set grid xtics noytics
        set lmargin at screen 0.34; set rmargin at screen 0.97; set bmargin at screen 122.0 / high; set tmargin at screen 1 - 60.0 / high
        set key at screen 0.5, screen 8.0 / high center bottom maxcols 1
        set xlabel 'share' offset 0, 0.4; set xrange [0:1.02]
        do for [i=1:n] { set label label[i] at graph -0.02, first -i right noenhanced textcolor rgb colour(i) }
        # one pass over the table for each kind of point; the row 'all' is the last one of each loss, and `loss` counts them
        loss = 0
        at(c) = (loss = ($0 == 0) ? 0 : loss, (strcol("row") eq 'all') ? (loss = loss + 1, loss <= n ? column(c) : NaN) : NaN)
        plot data using (at("grad_share_missing")):(-loss):(colour(loss < 1 ? 1 : loss)) with points pointtype 7 pointsize 1.2 linecolor rgb variable notitle, \
             data using (at("past_recall")):(-loss):(colour(loss < 1 ? 1 : loss)) with points pointtype 9 pointsize 1.2 linecolor rgb variable notitle, \
             NaN with points pointtype 7 linecolor rgb GREY title 'share of the gradient of labels given as 0 that is on missing labels', NaN with points pointtype 9 linecolor rgb GREY title 'share of missing labels past p*'
    }
} }
