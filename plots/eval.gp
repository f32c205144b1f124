# `aslab eval`: loss and gradient of every row over the logit or probability.
score = ''
do for [i=1:|columns|] { if (columns[i] eq 'logit' || columns[i] eq 'prob') { score = columns[i] } }
observed = 'label'
do for [i=1:|columns|] { if (columns[i] eq 'given') { observed = 'given' } }
eval canvas(1060, 480)
side(y, c) = (column(observed) == y) ? column(c) : NaN
set xlabel score
set multiplot layout 1, 2 margins 0.07, 0.98, 0.2, 0.88 spacing 0.09 title title noenhanced font ',17'
unset title
if (exists("left_out")) { set label 999 at screen 0.985, screen 0.035 right offset 0, 0 }
set key at screen 0.5, screen 0.02 center bottom horizontal
do for [k=1:2] {
    c = (k == 1) ? 'loss' : 'grad'
    set title (k == 1) ? 'loss' : 'gradient'
    plot data every row_step using (column(score)):(side(0, c)) with points pointtype 7 pointsize 0.5 linecolor rgb BLUE title 'label 0', \
         data every row_step using (column(score)):(side(1, c)) with points pointtype 7 pointsize 0.5 linecolor rgb RED title 'label 1'
    unset key
}
unset multiplot
