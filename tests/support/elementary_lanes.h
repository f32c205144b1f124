/* The functions of math/elementary_f64.h in vectors of LANES numbers: void APPLY(f, n, x, y, out) computes out[i] =
 * f(x[i], y[i]), and n is a multiple of LANES. tests/support/elementary_*.c define LANES and APPLY and include this
 * file. */
#include <stddef.h>
#include <string.h>

#define LANE_BITS 64
#include "math/elementary_f64.h"

void APPLY(int f, size_t n, const double *x, const double *y, double *out);

void APPLY(int f, size_t n, const double *x, const double *y, double *out)
{
    for (size_t i = 0; i < n; i += LANES) {
        vec a, b, c, z;
        memcpy(&a, x + i, sizeof a);
        memcpy(&b, y + i, sizeof b);
        switch (f) {
        case 0: z = vexp(a); break;
        case 1: z = vlog(a); break;
        case 2: z = vlog1p(a); break;
        case 3: z = vexpm1(a); break;
        case 4: z = vpow(a, b); break;
        case 5: vsincos_turns(a, &z, &c); break;
        case 6: vsincos_turns(a, &c, &z); break;
        case 7: z = vpow_short(a, 12); break;
        default: z = vpow_short(a, 3.5); break;
        }
        memcpy(out + i, &z, sizeof z);
    }
}
