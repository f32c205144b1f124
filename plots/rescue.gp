# mAP over the missing rate, one panel for each loss, one line for each treatment of suspect labels.
n = |series|
eval canvas(1280, 560)
array how[3] = ['none', 'discard', 'relabel']
array said[3] = ['labels as given', 'without suspect labels', 'suspect labels set to 1']
array shade[3] = [BLACK, BLUE, GREEN]
do for [i=1:n] {
    do for [k=1:3] {
        block = sprintf("$loss%d_%d", i, k)
        eval 'set print ' . block
        print 'x,mean,low,high'
        unset print
        eval 'set table ' . block . ' append separator comma'
        plot summary every ::summary_first[i]::summary_last[i] using (column("missing")):(100 * column("mean")):(100 * column("low")):(100 * column("high")) with table if (strcol("metric") eq 'map' && strcol("rescue") eq how[k])
        unset table
    }
}
stats summary using (strcol("metric") eq 'map' ? 100 * column("low") : NaN) name 'A' nooutput
stats summary using (strcol("metric") eq 'map' ? 100 * column("high") : NaN) name 'B' nooutput
if (exists('A_min') && exists('B_max')) { set yrange [floor(A_min) - 0.5:ceil(B_max) + 0.5] }
set xlabel 'share of positives missing' offset 0, 0.3
set xrange [*:*] noextend; set offsets graph 0.04, graph 0.04, 0, 0
set key at screen 0.5, screen 0.02 center bottom vertical maxrows 1 width 1
set multiplot layout 1, n margins 0.06, 0.985, 0.22, 0.80 spacing 0.05 title title noenhanced font ',17'
do for [i=1:n] {
    set title label[i] . ': mAP (%)' noenhanced
    plot for [k=1:3] sprintf("$loss%d_%d", i, k) using "x":"mean" with lines linewidth 3 linecolor rgb shade[k] title said[k], \
         for [k=1:3] sprintf("$loss%d_%d", i, k) using (there(column("x"), column("low"), column("high"))):(column("low")):(0):(column("high") - column("low")) with vectors heads size character 0.6,90 fixed linewidth 1.5 linecolor rgb shade[k] notitle, \
         for [k=1:3] sprintf("$loss%d_%d", i, k) using "x":"mean" with points pointtype 7 pointsize 0.7 linecolor rgb shade[k] notitle
    unset key
}
unset multiplot
