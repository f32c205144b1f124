/* index.html: one self-contained page with the verdicts, the pictures and their captions, and, while a command computes
 * them, how far it is. */
#ifndef ASL_RUN_HTML_REPORT_H
#define ASL_RUN_HTML_REPORT_H

#include "run/experiment_run.h"

typedef enum asl_html_report_state {
    ASL_HTML_REPORT_COMPUTING, /* the page reloads itself every ASL_HTML_REPORT_RELOAD seconds; in no other state */
    ASL_HTML_REPORT_COMPLETE,
    ASL_HTML_REPORT_INTERRUPTED,
    ASL_HTML_REPORT_FAILED
} asl_html_report_state;

enum { ASL_HTML_REPORT_RELOAD = 5 };

typedef struct asl_html_report_item {
    const asl_experiment_run *figure; /* its experiment and command are known, also before it is finished */
    bool finished;                    /* its files are there, and its picture if it could be drawn */
    size_t done, total;               /* training runs of one that is not finished; total 0: it trains nothing */
} asl_html_report_item;

typedef struct asl_html_report {
    asl_html_report_state state;
    const asl_html_report_item *items; /* [n] in the order in which they are shown */
    size_t n;
    const char *failure; /* of ASL_HTML_REPORT_FAILED: why */
} asl_html_report;

/* The text of index.html for a page whose pictures are in dir, which is open; to be freed, NULL on failure. All text is
 * escaped; SVG and PNG pictures are embedded as images, which run no scripts. Links to DIR/lesson.html if that is there. A
 * page that is complete is a function of the figures alone. */
char *asl_html_report_text(const asl_folder *dir, const asl_html_report *page, asl_error *err);

/* Write it to DIR/index.html, whole or not at all. */
int asl_html_report_write(const asl_folder *dir, const asl_html_report *page, asl_error *err);

#endif
