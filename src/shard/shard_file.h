/* Shard files: the results of some trials of a plan, whole and verifiable.
 *
 *     aslab shard 2
 *     plan SHA-256 of the plan
 *     shard I of N
 *     columns NAME,NAME,...                   of the rows, as CSV on one line (io/cells.h); empty where they have none
 *     J<tab>ROW                               rows (io/cells.h), ascending by the trial J that they come from
 *     J<tab>#<tab>TEXT                        a note on trial J
 *     end ROWS SHA-256                        how many lines of rows and notes, and the digest of all before this line
 *
 * A file appears whole, under its name only where none is there (link): the first to finish wins. Reading keeps no
 * file open, so that thousands can be read side by side.
 *
 * Whoever can write to the folder can write shards, so that a digest that is right says only that a file is whole.
 * Shards are opened as io/folder.h does. One that has a NUL byte, a line of more than ASL_SHARD_LINE bytes or a header
 * of more than ASL_SHARD_HEADER is refused as soon as that is seen, so that memory and time are bounded by what is
 * really there. */
#ifndef ASL_SHARD_SHARD_FILE_H
#define ASL_SHARD_SHARD_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "io/digest.h"
#include "io/folder.h"

enum { ASL_SHARD_LINE = 1 << 24, ASL_SHARD_HEADER = 1 << 20 };

typedef struct asl_shard_id {
    const char *plan; /* SHA-256 of the plan */
    uint64_t shard, shards;
} asl_shard_id;

/* Write and publish a shard under a name in a folder.
 *
 *   columns    of the header, without line ends
 *   parts [n]  lines of rows, each `J<tab>...` and whole; in the order of the file
 *
 * ASL_OK also where the same file was there already. ASL_CONFLICT where another one was, which stays: this one is kept
 * beside it with the ending .conflict, and err names both. */
int asl_shard_publish(const asl_folder *folder, const char *name, const asl_shard_id *id, const char *columns,
                      const asl_text *parts, size_t n, asl_error *err);

/* What verifying found. Release with asl_shard_facts_free. */
typedef struct asl_shard_facts {
    char *columns;
    long long body; /* where the rows begin in the file */
    uint64_t rows;  /* and notes */
} asl_shard_facts;

/* Read the whole file and check it. ASL_CONFLICT, naming the file, where it is truncated, damaged, of another plan, or
 * not what its name says; ASL_BAD where it cannot be read. */
int asl_shard_verify(const asl_folder *folder, const char *name, const asl_shard_id *id, asl_shard_facts *facts,
                     asl_error *err);
void asl_shard_facts_free(asl_shard_facts *facts);

/* The rows of a verified file, one after the other, through a buffer of its own. */
typedef struct asl_shard_reader {
    const asl_folder *folder;
    char *name;
    long long at;  /* of the next byte to read */
    uint64_t left; /* rows not given yet */
    char *buffer;  /* [size], of which [from, to) are not given yet */
    size_t size, from, to;
} asl_shard_reader;

/* Takes over name; folder must outlive the reader. */
void asl_shard_reader_start(asl_shard_reader *r, const asl_folder *folder, char *name, const asl_shard_facts *facts,
                            size_t buffer);
void asl_shard_reader_free(asl_shard_reader *r);

/* The next row: its trial, and what stands behind the tab, valid until the next peek. Peeking leaves the row where it
 * is, asl_shard_next takes it away. *line is NULL past the last. */
int asl_shard_peek(asl_shard_reader *r, uint64_t *trial, const char **line, size_t *n, asl_error *err);
void asl_shard_next(asl_shard_reader *r);

#endif
