/* Powers by repeated multiplication; a template that needs math/lanes.h.
 *
 *   vpow_short(x, y)   x^y for the y of asl_has_short_power, to y ulp */
#ifndef ASL_MATH_SHORT_POWER_H
#define ASL_MATH_SHORT_POWER_H

#include "math/lanes.h"

/* Is 2 y an integer from 0 to 64? */
static inline bool asl_has_short_power(double y) { return y >= 0 && y <= 32 && 2 * y == (double)(int)(2 * y); }

/* x^n, n >= 0 */
static inline vec vpow_whole(vec x, int n)
{
    vec y = n & 1 ? x : all(1);
    while ((n >>= 1) > 0) {
        x *= x;
        if (n & 1) y *= x;
    }
    return y;
}

static inline vec vpow_short(vec x, double y)
{
    vec z = vpow_whole(x, (int)y);
    return (double)(int)y == y ? z : z * root(x);
}

#endif
