#include "base/row_buffer.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static int no_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    (void)self, (void)names, (void)n, (void)err;
    return ASL_OK;
}

static int keep_row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    asl_row_buffer *b = self;
    void *all = b->cells;
    b->width = n;
    for (size_t i = 0; i < n; i++) {
        if (asl_grow(&all, b->n, &b->capacity, sizeof *b->cells, err) != ASL_OK) return ASL_FAILED;
        b->cells = all;
        b->cells[b->n++] = cells[i];
        if (cells[i].kind == ASL_CELL_TEXT)
            asl_strbuf_add_bytes(&b->texts, cells[i].as.text, strlen(cells[i].as.text) + 1);
    }
    return b->texts.failed ? asl_fail(err, ASL_FAILED, "out of memory") : ASL_OK;
}

asl_row_sink asl_row_buffer_sink(asl_row_buffer *b) { return (asl_row_sink){b, no_columns, keep_row}; }

int asl_row_buffer_replay(asl_row_buffer *b, asl_row_sink v, asl_error *err)
{
    const char *text = b->texts.data;
    int code = ASL_OK;
    for (size_t i = 0; i < b->n; i++) { /* the texts do not move any more */
        if (b->cells[i].kind != ASL_CELL_TEXT) continue;
        b->cells[i].as.text = text;
        text += strlen(text) + 1;
    }
    for (size_t i = 0; i < b->n && code == ASL_OK; i += b->width) code = v.row(v.self, &b->cells[i], b->width, err);
    return code;
}

void asl_row_buffer_clear(asl_row_buffer *b) { b->n = b->texts.length = 0; }

void asl_row_buffer_free(asl_row_buffer *b)
{
    free(b->cells);
    asl_strbuf_free(&b->texts);
    *b = (asl_row_buffer){0};
}
