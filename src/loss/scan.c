#include "loss/scan.h"

#include <math.h>

#define STEP     0.125
#define FINE     0x1p-6
#define BUSY     8.0 /* for smaller |z|, p is neither close to 0 nor to 1 */
#define NEAREST  0x1p-44
#define FARTHEST (0x1p14 * ASL_SCAN_INNER)
#define OUTER    1e300

asl_scan asl_scan_between(double from, double to, bool fine)
{
    return (asl_scan){.from = from, .to = to, .fine = fine, .last = from, .distance = isfinite(from) ? NEAREST : 1};
}

static double step_from(double z, bool fine)
{
    if (z < -FARTHEST) return -FARTHEST;
    if (z < -ASL_SCAN_INNER) return fmin(z / 2, -ASL_SCAN_INNER);
    if (fine && z >= -BUSY && z < BUSY) return FINE * (floor(z / FINE) + 1);
    if (z < ASL_SCAN_INNER) return STEP * (floor(z / STEP) + 1);
    return 2 * z;
}

bool asl_scan_next(asl_scan *scan, double *z)
{
    double next, before_end = scan->to - NEAREST;
    if (scan->distance < STEP) {
        next = scan->from + scan->distance;
        scan->distance *= 2;
    } else {
        next = step_from(scan->last, scan->fine);
    }
    if (next >= scan->to && scan->last < before_end) next = before_end;
    *z = scan->last = next;
    return next < scan->to && next < OUTER;
}
