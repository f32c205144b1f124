# `aslab stats`: per label, how well it is ranked, how far positives and negatives are apart, and who supplies the gradient.
stats data using (column("n")) name 'N' nooutput
labels = N_records - 1                      # the last row is over all labels
step = labels > 40 ? ceil(labels / 40.0) : 1
high = 150 + 24 * (labels > 40 ? 40 : labels) + 30
eval canvas(1100, high < 340 ? 340 : high)
name_of(i) = (int(i) % step == 0) ? strcol("label") : ''
one(c) = (strcol("row") eq 'label') ? column(c) : NaN
set yrange [labels - 0.4 : -0.6]
set ytics out scale 0 noenhanced font ',12'
unset key; set grid x
set multiplot layout 1, 3 margins 0.17, 0.985, 90.0 / (high < 340 ? 340 : high), 1 - 85.0 / (high < 340 ? 340 : high) spacing 0.03 title title noenhanced font ',17'
unset title
set xrange [0:1]; set xtics 0.25
set title "average precision ●, prevalence ○"
plot data using (one("ap")):($0):ytic(name_of($0)) with points pointtype 7 pointsize 0.9 linecolor rgb RED, \
     data using (one("prevalence")):($0) with points pointtype 6 pointsize 0.9 linecolor rgb GREY
set format y ''
set title "mean p of positives ●, of negatives ○"
plot data using (1 - one("pt_neg")):($0):(one("pt_pos") - (1 - one("pt_neg"))):(0) with vectors nohead linecolor rgb '#bbbbbb' linewidth 2, \
     data using (one("pt_pos")):($0) with points pointtype 7 pointsize 0.9 linecolor rgb BLUE, \
     data using (1 - one("pt_neg")):($0) with points pointtype 6 pointsize 0.9 linecolor rgb BLUE
set title "gradient of positives over negatives"
set logscale x; set autoscale x; set xtics autofreq; set format x '%g'
set arrow from 1, graph 0 to 1, graph 1 nohead dashtype 2 linecolor rgb GREY
plot data using (one("grad_ratio")):($0) with points pointtype 7 pointsize 0.9 linecolor rgb GREEN
unset multiplot
