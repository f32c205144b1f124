# `aslab stats`: per label, how well it is ranked, how far positives and negatives are apart, and who supplies the gradient.
stats data using (column("n")) name 'N' nooutput
labels = N_records - 1                      # the last row is over all labels
row = labels > 60 ? 15 : labels > 30 ? 18 : 24
high = 200 + row * labels
high = high < 360 ? 360 : high > 4000 ? 4000 : high
longest = 4
do for [i=1:(labels < 500 ? labels : 500)] {
    stats data every ::(i-1)::(i-1) using (strlen(strcol("label"))) name 'W' nooutput
    longest = W_max > longest ? W_max : longest
}
left = 30 + 8.5 * (longest > 40 ? 40 : longest)
across = 900 + left
eval canvas(across, high)
step = ceil(labels * 13.0 / (high - 180.0))  # label every step-th row
name_of(i) = (int(i) % step == 0) ? strcol("label") : ' '
one(c) = (strcol("row") eq 'label') ? column(c) : NaN
set yrange [labels - 0.4 : -0.6]
set ytics out scale 0 noenhanced font ',12'; set grid noytics
unset key; set grid x
set multiplot layout 1, 3 margins left / across, 0.985, 60.0 / high, 1 - (strlen(title) > 0 ? 105.0 : 75.0) / high spacing 0.03 title title noenhanced font ',17'
unset title
set xrange [0:1]; set xtics 0.25
set title "average precision (●)\nand prevalence (○)"
plot data using (one("ap")):($0):ytic(name_of($0)) with points pointtype 7 pointsize 0.9 linecolor rgb RED, \
     data using (one("prevalence")):($0) with points pointtype 6 pointsize 0.9 linecolor rgb GREY
set format y ''
set title "mean p of positives (●)\nand of negatives (○)"
plot data using (1 - one("pt_neg")):($0):(one("pt_pos") - (1 - one("pt_neg"))):(0) with vectors nohead linecolor rgb '#bbbbbb' linewidth 2, \
     data using (one("pt_pos")):($0) with points pointtype 7 pointsize 0.9 linecolor rgb BLUE, \
     data using (1 - one("pt_neg")):($0) with points pointtype 6 pointsize 0.9 linecolor rgb BLUE
set xrange [* < -1 : 1 < *]; set xtics autofreq font ',12'
set title "log_{10}(grad\\_pos / grad\\_neg)\n0: both sides pull alike"
set arrow from 0, graph 0 to 0, graph 1 nohead dashtype 2 linecolor rgb GREY
plot data using (log10(one("grad_ratio"))):($0) with points pointtype 7 pointsize 0.9 linecolor rgb GREEN, \
     '+' using (0):(-9) every ::0::0 with points        # out of sight: a plot needs one point even where all ratios are nan
unset multiplot
