#include "run/tee.h"

static int columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    asl_tee *tee = self;
    int code = ASL_OK;
    for (size_t i = 0; i < tee->n && code == ASL_OK; i++) code = tee->to[i].columns(tee->to[i].self, names, n, err);
    return code;
}

static int row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    asl_tee *tee = self;
    int code = ASL_OK;
    for (size_t i = 0; i < tee->n && code == ASL_OK; i++) code = tee->to[i].row(tee->to[i].self, cells, n, err);
    return code;
}

asl_row_sink asl_tee_sink(asl_tee *tee) { return (asl_row_sink){tee, columns, row}; }
