/* What the experiments of one command share, and how a long experiment tells the command how far it is. */
#ifndef ASL_RUN_SESSION_H
#define ASL_RUN_SESSION_H

#include "study/run_cache.h"

typedef struct asl_session {
    asl_run_cache cache; /* finished training runs, and data sets */
    /* Called after each run of the experiment under way, by any thread but never by two at once. total: the runs that
     * this process trains or takes from the cache; those of an earlier process are not among them. */
    void (*progress)(void *listener, size_t done, size_t total);
    void *listener;
} asl_session;

#endif
