#include "run/prefix_column.h"

#include <string.h>

enum { MOST = 256 };

static int columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    asl_prefix_column *p = self;
    const char *more[MOST] = {p->name};
    if (n >= MOST) return asl_fail(err, ASL_FAILED, "more than %d columns", MOST - 1);
    memcpy(more + 1, names, n * sizeof *names);
    return p->to.columns(p->to.self, more, n + 1, err);
}

static int row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    asl_prefix_column *p = self;
    asl_cell more[MOST] = {asl_cell_text(p->text)};
    memcpy(more + 1, cells, n * sizeof *cells);
    return p->to.row(p->to.self, more, n + 1, err);
}

asl_row_sink asl_prefix_column_sink(asl_prefix_column *prefix) { return (asl_row_sink){prefix, columns, row}; }
