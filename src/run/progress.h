/* Progress on standard error: a bar that is redrawn on a terminal, otherwise a line every 10 seconds. */
#ifndef ASL_RUN_PROGRESS_H
#define ASL_RUN_PROGRESS_H

#include <stdbool.h>
#include <time.h>

#include "study/training.h"

typedef struct asl_progress_bar {
    bool terminal;
    struct timespec start, last;
} asl_progress_bar;

void asl_progress_start(asl_progress_bar *bar);

/* For asl_training_spec.progress; bar is an asl_progress_bar. */
void asl_progress_show(void *bar, const asl_progress *p);

/* Clear the line on a terminal. */
void asl_progress_end(asl_progress_bar *bar);

#endif
