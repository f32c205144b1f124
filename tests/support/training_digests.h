/* Small training runs whose results have the same bits on every machine.
 *
 * The runs cover every loss, preset of the synthetic data, noise model, optimiser, initial bias, label correction and
 * measure. tests/support/training_digests.txt has their digests. Uses only base, math, data, metrics, loss and train,
 * so that it can be built for another processor without any library. */
#ifndef ASL_TESTS_TRAINING_DIGESTS_H
#define ASL_TESTS_TRAINING_DIGESTS_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_NAME_CHARS = 200 };

typedef struct training_digest {
    char name[DIGEST_NAME_CHARS]; /* the loss and the data */
    uint64_t data;                /* digest of all splits */
    uint64_t weights;             /* of the trained weights */
    uint64_t records;             /* of the trajectory */
    uint64_t measures;            /* of all measures */
} training_digest;

/* Returns the number of runs. */
size_t training_digest_count(void);

/* Computes run i. Exits the program with a message if the run fails. */
training_digest training_digest_of(size_t i);

/* Writes the digest as a line of tests/support/training_digests.txt, without the newline, to out [400]. */
void training_digest_write(const training_digest *d, char *out);

#endif
