# `aslab sweep`: four statistics over the axis with the most values, coloured by the axis with the second most values.
axes = 0
do for [i=1:|columns|] { if (columns[i] eq 'loss_pos') { axes = i - 1 } }
own = (columns[1] eq 'dist') ? 2 : 1 # first column that is a number
# Two passes over the table, which can be long: the range of each axis, then the number of rows at its lower end.
array lowest[axes]; array highest[axes]; array at_lowest[axes]
do for [i=1:axes] { lowest[i] = 1e300; highest[i] = -1e300; at_lowest[i] = 0 }
ends(i, v) = (lowest[i] = (v < lowest[i]) ? v : lowest[i], highest[i] = (v > highest[i]) ? v : highest[i], 0)
tally(i, v) = (at_lowest[i] = at_lowest[i] + (v == lowest[i]), 0)
stats data using (sum [i=own:axes] ends(i, column(i))) name 'V' nooutput
stats data using (sum [i=own:axes] tally(i, column(i))) nooutput
along = columns[own]; by = ''; most = 0; next = 1; by_low = 0; by_high = 1; low = 0; high = 1
do for [i=own:axes] {
    if (highest[i] > lowest[i]) {
        n = 1.0 * V_records / at_lowest[i]
        if (n > most) {
            by = (most > 1) ? along : by; next = most; by_low = low; by_high = high
            most = n; along = columns[i]; low = lowest[i]; high = highest[i]
        } else {
            if (n > next) { next = n; by = columns[i]; by_low = lowest[i]; by_high = highest[i] }
        }
    }
}
if (most == 0) { low = lowest[own] - 0.5; high = highest[own] + 0.5 } # one row
coloured = strlen(by) > 0
array shown[4] = ['grad_ratio', 'delta_p', 'missing_share', 'discarded_neg']
array said[4] = ['grad_ratio: positives / negatives', 'delta_p: pt_pos - pt_neg', 'missing_share of grad_neg', 'discarded_neg: without gradient']
eval canvas(1080, 760)
set xlabel along noenhanced; set xrange [low:high]; set format y '%.3g'
set palette defined (0 '#0072B2', 0.5 '#009E73', 1 '#E69F00'); set cbrange [by_low:by_high]; set cblabel by noenhanced
unset key
if (!coloured) { unset colorbox }
set multiplot layout 2, 2 margins 0.08, (coloured ? 0.87 : 0.98), 0.11, 0.88 spacing (coloured ? 0.16 : 0.09), 0.16 title title noenhanced font ',17'
do for [k=1:4] {
    set title said[k] noenhanced
    if (k == 1) { set yrange [0:*] }
    if (k == 2) { set yrange [-1:1] }
    if (k > 2) { set yrange [0:1] }
    plot data every row_step using (column(along)):(column(shown[k])):(coloured ? column(by) : 0) with points pointtype 7 pointsize 0.5 palette
}
unset multiplot
