/* Rows kept in memory, to be handed on later. */
#ifndef ASL_BASE_ROW_BUFFER_H
#define ASL_BASE_ROW_BUFFER_H

#include "base/row.h"
#include "base/strbuf.h"

typedef struct asl_row_buffer {
    asl_cell *cells; /* [n] all rows, one after the other */
    size_t n, capacity;
    size_t width;     /* cells of a row: all rows have as many */
    asl_strbuf texts; /* the texts of the cells, each ended by a NUL, in their order */
} asl_row_buffer;

/* A visitor that copies rows into b, which starts as {0}. Column names are ignored. ASL_FAILED if there is no memory. */
asl_row_sink asl_row_buffer_sink(asl_row_buffer *b);

/* Hand all rows to a visitor, in their order. */
int asl_row_buffer_replay(asl_row_buffer *b, asl_row_sink v, asl_error *err);

/* Forget the rows and keep the memory; free it. */
void asl_row_buffer_clear(asl_row_buffer *b);
void asl_row_buffer_free(asl_row_buffer *b);

#endif
