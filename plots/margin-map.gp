# Heat maps over gamma_neg and margin: share of negatives without gradient, and gradient of missing labels over that of positives.
eval canvas(1120, 540)

# Contours, traced on the grid without interpolation. Single blank lines separate the rows of $grid, and then the curves of $lines.
stats data using (column("gamma_neg")) name 'A' nooutput
stats data using (column("gamma_neg") == A_min ? 1 : NaN) name 'U' nooutput
is_point(l) = (words(l) == 3 && l[1:1] ne '#')
commas(l) = word(l, 1) . ',' . word(l, 2) . ',' . word(l, 3)
set table $points
plot data using (strcol("gamma_neg") . ',' . strcol("margin") . ',' . strcol("missing_over_pos")) with table
unset table
set print $grid
print 'x,y,z'
do for [i=1:|$points|] { print $points[i]; if (i % int(U_records) == 0) { print '' } }
unset print
set contour base; unset surface
set cntrparam levels discrete 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.2
set table $traced
splot $grid using 1:2:3
unset table
unset contour; set surface
n = 0
set print $lines
print 'x,y,z'
do for [i=1:|$traced|] {
    if (is_point($traced[i])) { print commas($traced[i]); n = n + 1 } else { if (n > 0) { print ''; n = 0 } }
}
unset print

set xlabel 'γ–'; set ylabel 'margin m' offset 0.5, 0
unset key; unset grid; set border 15; set autoscale noextend; set tics out
set multiplot layout 1, 2 margins 0.085, 0.915, 0.175, 0.80 spacing 0.19 title title noenhanced font ',17'
set title 'share of negatives without any gradient'
set palette defined (0 '#f7fbff', 0.5 '#6baed6', 0.9 '#08519c', 1 '#08306b')
set cbrange [0:1]
plot data using (column("gamma_neg")):(column("margin")):(column("discarded_neg")) with image
set title 'gradient of missing labels / marked positives'
set palette defined (0 '#fff7ec', 0.4 '#fdbb84', 0.75 '#e34a33', 1 '#7f0000')
set cbrange [0:1.4]
plot data using (column("gamma_neg")):(column("margin")):(column("missing_over_pos")) with image, \
     $lines using 1:2 with lines linecolor rgb '#222222' linewidth 1, \
     $lines using 1:2:3 every 60::18 with labels font ',12' textcolor rgb '#111111' offset 0, 0.4
unset multiplot
