#include "train/adapt.h"

#include <math.h>

double asl_adapted_gamma(double gamma, double rate, double target, double delta_p)
{
    return fmin(fmax(gamma + rate * (target - delta_p), 0), ASL_MOST_GAMMA);
}
