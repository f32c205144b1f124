/* Shard files: the results of some trials of a plan, complete and verifiable.
 *
 *     aslab shard 2
 *     plan SHA-256 of the plan
 *     shard I of N
 *     columns NAME,NAME,...     column names as CSV on one line (io/cells.h); empty if there are no columns
 *     J<tab>ROW                 rows (io/cells.h), ascending by their trial J
 *     J<tab>#<tab>TEXT          a note on trial J
 *     end ROWS SHA-256          number of rows and notes, and the digest of everything before this line
 *
 * A file appears complete, and only if no file has its name yet (link): the first process to finish wins. Readers keep
 * no file open, so that thousands of shards can be merged at once.
 *
 * Anybody who can write to the folder can write shards, so a correct digest proves only that a file is complete.
 * Shards are opened as in io/folder.h. A NUL byte, a line of more than ASL_SHARD_LINE bytes or a header of more than
 * ASL_SHARD_HEADER bytes is rejected immediately, which bounds memory and time by the actual content. */
#ifndef ASL_SHARD_SHARD_FILE_H
#define ASL_SHARD_SHARD_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "io/digest.h"
#include "io/folder.h"

enum { ASL_SHARD_LINE = 1 << 24, ASL_SHARD_HEADER = 1 << 20 };

typedef struct asl_shard_id {
    const char *plan; /* SHA-256 of the plan */
    uint64_t shard, shards;
} asl_shard_id;

/* Write a shard and publish it under a name in a folder.
 *
 *   columns    the column names, without newlines
 *   parts [n]  complete lines `J<tab>...`, in the order of the file
 *
 * ASL_OK if an identical file already exists. ASL_CONFLICT if a different file exists: it stays, the new one is kept
 * with the suffix .conflict, and err names both. */
int asl_shard_publish(const asl_folder *folder, const char *name, const asl_shard_id *id, const char *columns,
                      const asl_strbuf *parts, size_t n, asl_error *err);

/* The result of verification. Release with asl_shard_facts_free. */
typedef struct asl_shard_facts {
    char *columns;
    long long body; /* offset of the rows in the file */
    uint64_t rows;  /* including notes */
} asl_shard_facts;

/* Read and check the whole file. ASL_CONFLICT, with the file's name, if it is truncated, damaged, part of another
 * plan, or not the shard that its name says; ASL_BAD if it cannot be read. */
int asl_shard_verify(const asl_folder *folder, const char *name, const asl_shard_id *id, asl_shard_facts *facts,
                     asl_error *err);
void asl_shard_facts_free(asl_shard_facts *facts);

/* Reads the rows of a verified file in order, through its own buffer. */
typedef struct asl_shard_reader {
    const asl_folder *folder;
    char *name;
    long long at;  /* offset of the next byte to read */
    uint64_t left; /* rows not yet returned */
    char *buffer;  /* [size] bytes [from, to) are not yet returned */
    size_t size, from, to;
} asl_shard_reader;

/* The reader owns name from now on. folder must outlive the reader. */
void asl_shard_reader_start(asl_shard_reader *r, const asl_folder *folder, char *name, const asl_shard_facts *facts,
                            size_t buffer);
void asl_shard_reader_free(asl_shard_reader *r);

/* The next row: its trial and the text [n] after the tab, valid until the next peek. *line is NULL after the last row.
 * asl_shard_peek does not advance; asl_shard_next does. */
int asl_shard_peek(asl_shard_reader *r, uint64_t *trial, const char **line, size_t *n, asl_error *err);
void asl_shard_next(asl_shard_reader *r);

#endif
