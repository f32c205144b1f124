#define LANES 8
#define APPLY elementary_8
#include "elementary_lanes.h"
