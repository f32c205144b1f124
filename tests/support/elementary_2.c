#define LANES 2
#define APPLY elementary_2
#include "elementary_lanes.h"
