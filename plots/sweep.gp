# `aslab sweep`: four statistics over the axis with the most values, a curve for each combination of the others (up to 12).
fixed = 15                                  # statistics after the axes
axes = 0; along = columns[1]; most = 0
do for [i=1:|columns|] { if (columns[i] eq 'loss_pos') { axes = i - 1 } }
do for [i=1:axes] {
    stats data using (column(columns[i])) name 'V' nooutput
    if (V_max > V_min) {
        stats data using (column(columns[i]) == V_min ? 1 : NaN) name 'F' nooutput
        n = V_records / F_records
        if (n > most) { most = n; along = columns[i] }
    }
}
array shown[4] = ['grad_ratio', 'delta_p', 'missing_share', 'discarded_neg']
eval canvas(1060, 720)
set xlabel along noenhanced
unset key
set multiplot layout 2, 2 margins 0.08, 0.98, 0.09, 0.90 spacing 0.09, 0.13 title title noenhanced font ',17'
do for [k=1:4] {
    set title shown[k] noenhanced
    plot '+' using (NaN):(NaN) notitle, data using (column(along)):(column(shown[k])) with points pointtype 7 pointsize 0.4 linecolor rgb BLUE
}
unset multiplot
