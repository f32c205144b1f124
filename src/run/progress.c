#define _XOPEN_SOURCE 700
#include "run/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/strbuf.h"

#define ON_TERMINAL 0.1 /* seconds between two updates */
#define ELSEWHERE   10.0

enum { WIDTH = 24 };

static double seconds_between(struct timespec a, struct timespec b)
{
    return (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec);
}

void asl_progress_start(asl_progress_bar *bar)
{
    bar->terminal = isatty(STDERR_FILENO) == 1;
    clock_gettime(CLOCK_MONOTONIC, &bar->start);
    bar->last = bar->start;
}

static void add_time(asl_strbuf *line, double seconds)
{
    long s = (long)(seconds + 0.5);
    if (s >= 3600) asl_strbuf_format(line, "%ld h ", s / 3600);
    if (s >= 60) asl_strbuf_format(line, "%ld min ", s / 60 % 60);
    asl_strbuf_format(line, "%ld s", s % 60);
}

void asl_progress_show(void *self, const asl_progress *p)
{
    asl_progress_bar *bar = self;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (seconds_between(bar->last, now) < (bar->terminal ? ON_TERMINAL : ELSEWHERE)) return;
    bar->last = now;
    asl_strbuf line = {0};
    double took = seconds_between(bar->start, now);
    if (bar->terminal) {
        asl_strbuf_add(&line, "\r\033[K[");
        for (size_t i = 0; i < WIDTH; i++) asl_strbuf_add(&line, i * p->total < p->done * WIDTH ? "#" : ".");
        asl_strbuf_add(&line, "] ");
    }
    asl_strbuf_format(&line, "%zu of %zu runs, ", p->done, p->total);
    add_time(&line, took / (double)p->done * (double)(p->total - p->done));
    asl_strbuf_add(&line, " left");
    if (p->loss != NULL) asl_strbuf_format(&line, ", best mAP %.2f %% (%s)", 100 * p->best, p->loss->family->name);
    fprintf(stderr, bar->terminal ? "%s" : "aslab: %s\n", line.data != NULL ? line.data : "");
    asl_strbuf_free(&line);
}

void asl_progress_end(asl_progress_bar *bar)
{
    if (bar->terminal) fputs("\r\033[K", stderr);
}
