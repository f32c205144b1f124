# `aslab stats`: for each label, average precision, mean p of positives and negatives, and the ratio of their gradients.
labels = |shown|                            # numbers of the rows that are drawn, from 0, ascending
row = labels > 60 ? 15 : labels > 30 ? 18 : 24
high = 200 + row * labels + (exists("left_out") ? 25 : 0)
high = high < 360 ? 360 : high
longest = shown_widest > 4 ? shown_widest : 4
left = 30 + 8.5 * (longest > 40 ? 40 : longest)
across = 900 + left
over = 75.0 + (strlen(title) > 0 ? 30 : 0) + (exists("left_out") ? 25 : 0)   # space above the panels
eval canvas(across, high)
# Copy the rows that are drawn into $drawn, in one pass, because the table can have many rows.
array ap[labels]; array prevalence[labels]; array of_pos[labels]; array of_neg[labels]; array ratio[labels]
keep(k) = (ap[k] = column("ap"), prevalence[k] = column("prevalence"), of_pos[k] = column("pt_pos"), of_neg[k] = 1 - column("pt_neg"), ratio[k] = column("grad_ratio"), k)
met = 0
stats data using (met < labels ? ($0 == shown[met + 1] ? (met = met + 1, keep(met)) : 0) : 0) nooutput
set print $drawn
print 'ap,prevalence,of_pos,of_neg,ratio'
do for [i=1:labels] { print sprintf('%.9g,%.9g,%.9g,%.9g,%.9g', ap[i], prevalence[i], of_pos[i], of_neg[i], ratio[i]) }
unset print
set yrange [labels - 0.4 : -0.6]
set ytics out scale 0 noenhanced font ',12'; set grid noytics
unset key; set grid x
set multiplot layout 1, 3 margins left / across, 0.985, 60.0 / high, 1 - over / high spacing 0.03 title title noenhanced font ',17'
unset title
if (exists("left_out")) { set label 999 at screen 0.985, 1 - (strlen(title) > 0 ? 45.0 : 14.0) / high right offset 0, 0 }
set xrange [0:1]; set xtics 0.25
set title "average precision (●)\nand prevalence (○)"
plot $drawn using (column("ap")):($0) with points pointtype 7 pointsize 0.9 linecolor rgb RED, \
     $drawn using (column("prevalence")):($0):ytic(shown_label[int($0) + 1]) with points pointtype 6 pointsize 0.9 linecolor rgb GREY
set format y ''; set ytics ('' 0)
set title "mean p of positives (●)\nand of negatives (○)"
plot $drawn using (column("of_neg")):($0):(column("of_pos") - column("of_neg")):(0) with vectors nohead linecolor rgb '#bbbbbb' linewidth 2, \
     $drawn using (column("of_pos")):($0) with points pointtype 7 pointsize 0.9 linecolor rgb BLUE, \
     $drawn using (column("of_neg")):($0) with points pointtype 6 pointsize 0.9 linecolor rgb BLUE
set xrange [* < -1 : 1 < *]; set xtics autofreq font ',12'
set title "log_{10}(grad\\_pos / grad\\_neg)\n0: both sides equal"
set arrow from 0, graph 0 to 0, graph 1 nohead dashtype 2 linecolor rgb GREY
plot $drawn using (log10(column("ratio"))):($0) with points pointtype 7 pointsize 0.9 linecolor rgb GREEN, \
     '+' using (0):(-9) every ::0::0 with points        # outside the picture: a plot needs a point even if all ratios are nan
unset multiplot
