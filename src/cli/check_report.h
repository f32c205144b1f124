/* The report of 'aslab check'. */
#ifndef ASL_CLI_CHECK_REPORT_H
#define ASL_CLI_CHECK_REPORT_H

#include "base/strbuf.h"
#include "data/read_numbers.h"
#include "study/verify.h"

typedef struct asl_check {
    const char *name; /* of the file */
    asl_number_file file;
    asl_numbers numbers;
    asl_loss loss;
    bool tolerance_given;
    asl_loss_value *ours;                 /* [numbers.n] */
    asl_agreement agreement[ASL_NUMBERS]; /* of the numbers that are given */
    asl_matches matches;                  /* searched for if something does not pass */
    bool agrees;
} asl_check;

/* The whole report. */
void asl_check_report(const asl_check *c, asl_strbuf *out);

/* Write a match, for example "asl_detached:..." or "asl:... with the sign of grad flipped".
 *   write  asl_loss_write in a report, asl_loss_write_data in a CSV cell */
void asl_check_match(const asl_match *m, void (*write)(const asl_loss *, asl_strbuf *), asl_strbuf *out);

#endif
