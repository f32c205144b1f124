#define LANES 4
#define APPLY elementary_4
#include "elementary_lanes.h"
