/* Estimate of the memory that is left. Linux grants allocations that it cannot fulfil and kills the process when it
 * uses them, so aslab checks large requests first. */
#ifndef ASL_BASE_MEMORY_LIMIT_H
#define ASL_BASE_MEMORY_LIMIT_H

/* Number of bytes that this process can still use: the minimum of the memory that the machine has available
 * (/proc/meminfo), the memory left in the control group (version 2), and the memory left under the limit on address
 * space. Infinity if none of them is known, for example on systems without /proc. Allocates nothing. Cannot fail. */
double asl_memory_left(void);

#endif
