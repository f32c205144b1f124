/* Send one stream of rows to several sinks. */
#ifndef ASL_RUN_TEE_H
#define ASL_RUN_TEE_H

#include "base/row.h"

enum { ASL_TEE_MOST = 4 };

typedef struct asl_tee {
    asl_row_sink to[ASL_TEE_MOST];
    size_t n;
} asl_tee;

asl_row_sink asl_tee_sink(asl_tee *tee);

#endif
