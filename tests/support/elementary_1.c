#define LANES 1
#define APPLY elementary_1
#include "elementary_lanes.h"
