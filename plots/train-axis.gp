# mAP over a parameter (draw_along), one curve for each of draw_values of draw_by, or for each loss: at the learning rate draw_lr
# (solid) and at the rate selected on validation data (dashed); the gain over the reference; the paper's values.
if (!exists("draw_by")) { draw_by = ''; draw_values = 'one' }
if (!exists("draw_name")) { draw_name = '' }
if (!exists("draw_skip")) { draw_skip = '0' }
panels = exists("$reported") ? 3 : 2
losses = (draw_by eq 'loss'); skip = int(draw_skip)
groups = losses ? |series| - skip : words(draw_values); group(i) = word(draw_values, i)
begin(i) = losses ? summary_first[skip + i] : summary_first[skip + 1]
end(i) = losses ? summary_last[skip + i] : summary_last[|summary_last|]
here(i) = losses || groups == 1 || abs(column(draw_by) - group(i)) < 1e-9
picked(c) = (strcol("lr_choice") eq c && (c eq 'tuned' || draw_along eq 'lr' || abs(column("lr") - draw_lr) < 1e-12))
stats summary using (strcol("lr_choice") eq 'tuned' ? 1 : 0) name 'T' nooutput
shows_tuned = (T_max > 0 && draw_along ne 'lr')

# One data block for each curve: $fixed1, $tuned1, ...
do for [i=1:groups] {
    do for [c in 'fixed tuned'] {
        block = sprintf("$%s%d", c, i)
        eval 'set print ' . block
        print 'x,mean,low,high,diff,diff_low,diff_high'
        unset print
        eval 'set table ' . block . ' append separator comma'
        plot summary every ::begin(i)::end(i) using (column(draw_along)):(100 * column("mean")):(100 * column("low")):(100 * column("high")):(100 * column("diff")):(100 * column("diff_low")):(100 * column("diff_high")) with table if (strcol("metric") eq 'map' && picked(c) && here(i))
        unset table
    }
}
dashed = shows_tuned ? 1 : 0
legend = (groups + dashed + 2) / 3
high = 500 + 26 * legend
eval canvas(panels == 3 ? 1280 : 1060, high)
shade(i) = exists("draw_colours") ? word(draw_colours, i) : colour(i + 1)
name(i) = losses ? label[skip + i] : (groups == 1) ? 'learning rate ' . draw_lr : draw_name . ' = ' . group(i)
set key at screen 0.5, screen 12.0 / high center bottom vertical maxrows legend width 1
set multiplot layout 1, panels margins 0.06, 0.985, (90.0 + 26 * legend) / high, 1 - 96.0 / high spacing 0.068 title title noenhanced font ',17'
set xlabel draw_xlabel noenhanced offset 0, 0.3
set xrange [*:*] noextend; set offsets graph 0.04, graph 0.04, graph 0.04, graph 0.04
if (exists("draw_xtics")) { set xtics draw_xtics + 0.0 }
if (draw_along eq 'lr') { set logscale x; set offsets 0, 0, graph 0.04, graph 0.04; stats summary using (column('lr')) name 'L' nooutput; eval log_tics('x', L_min, L_max) }
# Curves of column y, one for each group: lines, and points with their intervals.
curves(kind, y, low, high, line, point, named) = sprintf("for [i=1:groups] '$%s' . i using 'x':'%s' smooth unique with lines %s linecolor rgb shade(i) %s, for [i=1:groups] '$%s' . i using (there(column('x'), column('%s'), column('%s'))):(column('%s')):(0):(column('%s') - column('%s')) with vectors heads size character 0.6,90 fixed linewidth 1.5 linecolor rgb shade(i) notitle, for [i=1:groups] '$%s' . i using 'x':'%s' with points pointtype %d pointsize 0.7 linewidth 1.5 linecolor rgb shade(i) notitle", kind, y, line, named, kind, low, high, low, high, low, kind, y, point)
both(y, low, high, named) = 'plot ' . curves('fixed', y, low, high, 'linewidth 3', 7, named) . (dashed ? ', ' . curves('tuned', y, low, high, 'dashtype 2 linewidth 2.5', 6, 'notitle') : '')
set title 'mAP (%)'
eval both('mean', 'low', 'high', 'title name(i)') . (dashed ? ", NaN with lines dashtype 2 linewidth 2.5 linecolor rgb GREY title 'tuned learning rate'" : '')
unset key
set title 'mAP gain over ' . draw_reference . ' (points)'
set xzeroaxis linewidth 1 linetype 1 linecolor rgb GREY
eval both('diff', 'diff_low', 'diff_high', 'notitle')
if (panels == 3) {
    unset xzeroaxis
    set title 'paper: MS-COCO, TResNet-L (%)'
    said(i) = (groups == 1 || abs(column(draw_by) - group(i)) < 1e-9) ? column("map") : NaN
    plot for [i=1:groups] $reported using (column(draw_along)):(said(i)) with linespoints pointtype 4 pointsize 1.1 linewidth 1.5 linecolor rgb shade(i)
}
unset multiplot
