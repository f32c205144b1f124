/* State shared by the experiments of one command, and the progress of a long experiment. */
#ifndef ASL_RUN_SESSION_H
#define ASL_RUN_SESSION_H

#include "study/run_cache.h"

typedef struct asl_session {
    asl_run_cache cache; /* finished training runs, and data sets */
    /* Called after each run of the current experiment, by any thread but never by two at once. total: the runs that
     * this process trains or takes from the cache, without those of an earlier process. */
    void (*progress)(void *listener, size_t done, size_t total);
    void *listener;
} asl_session;

#endif
