/* How much memory is left, so that what cannot be done is refused before the machine is in trouble: asking for memory
 * succeeds long after there is none, and the process is killed as it is used. */
#ifndef ASL_BASE_ROOM_H
#define ASL_BASE_ROOM_H

/* Bytes that this process can still have: the least of what the machine has available (/proc/meminfo), of what its
 * control group leaves (version 2) and of what its limit on address space leaves; infinity where nothing is known, as
 * on systems without /proc. Allocates nothing; cannot fail. */
double asl_memory_left(void);

#endif
