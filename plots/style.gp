# --- Style of all pictures: terminals, output, grid, and colours of Okabe and Ito, which colour-blind readers can tell apart ---
if (!exists("out")) out = './' . name . '.' . term
# Picture formats, one function each: svg(w, h), png(w, h), pdf(w, h). `eval canvas(W, H)` opens the picture, W by H points.
svg(w, h) = sprintf("set terminal svg size %d,%d dynamic enhanced font 'Helvetica,15' background rgb 'white' linewidth 1.2", w, h)
png(w, h) = sprintf("set terminal pngcairo size %d,%d enhanced font 'Sans,13' fontscale 1.9 linewidth 2.2 dashlength 0.5 pointscale 2", 2 * w, 2 * h)
pdf(w, h) = sprintf("set terminal pdfcairo size %g,%g enhanced font 'Sans,12' linewidth 1.4 dashlength 0.6", w / 110.0, h / 110.0)
canvas(w, h) = ((term eq 'svg') ? svg(w, h) : (term eq 'png') ? png(w, h) : pdf(w, h)) . '; set output out'
set encoding utf8
set datafile separator comma
set datafile columnheaders
set datafile commentschars ''
set minussign
set pointintervalbox 0 # otherwise gnuplot 6 leaves a gap in error bars around each point

# Draw an interval from a to b as a vector with flat ends, there(x, a, b):a:(0):(b - a); there() is NaN if the interval is empty or an end
# is nan. Error bars would differ between gnuplot 5.4 and 6 around the point and if an end is nan.
there(x, a, b) = (b > a) ? x : NaN
# `eval log_tics(AXIS, LOW, HIGH)` sets the tics of a logarithmic axis of less than two decades, because gnuplot 5.4 and 6 choose different ones.
log_tic(axis, m, x, low, high) = (x < low * 0.9999 || x > high * 1.0001) ? '' : sprintf("set %stics add ('%s' %g %d)", axis, (m == 1 || m == 2 || m == 5 || high < 5 * low) ? '%g' : '', x, (m == 1 || m == 2 || m == 5 || high < 5 * low) ? 0 : 1)
log_tics(axis, low, high) = (high >= 100 * low) ? '' : sprintf("set %stics ('' %g 1); do for [e=floor(log10(%g)):floor(log10(%g))] { do for [m=1:9] { eval log_tic('%s', m, m * 10.0**e, %g, %g) } }", axis, low, low, high, axis, low, high)

BLACK = 0x222222; BLUE = 0x0072B2; ORANGE = 0xE69F00; GREEN = 0x009E73
RED = 0xD55E00; SKY = 0x56B4E9; PINK = 0xCC79A7; YELLOW = 0xF0E442; GREY = 0x777777
array COLOUR[8] = [BLACK, BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY]
colour(i) = COLOUR[1 + (i - 1) % 8]

set border 3 linewidth 0.8 linecolor rgb '#444444'
set tics nomirror out scale 0.6 textcolor rgb '#222222'
set grid linecolor rgb '#e4e4e4' linewidth 0.7 linetype 1
set key noenhanced reverse Left spacing 1.15 samplen 2.2
if (strlen(title) > 0) set title title noenhanced font ',17' textcolor rgb '#111111'
# If the picture shows only a part of the table, say which part at the upper right.
if (exists("left_out")) set label 999 'shown: ' . left_out at screen 0.99, screen 1 right offset 0, -0.8 noenhanced font ',11' textcolor rgb GREY

# --- End of the style ------------------------------------------------------------------------------------------------
