/* Prints the digests of the small training runs, to compare machines, compilers and kernels; see training_digests.h. */
#include <stdio.h>

#include "training_digests.h"

int main(void)
{
    for (size_t i = 0; i < training_digest_count(); i++) {
        training_digest d = training_digest_of(i);
        char line[400];
        training_digest_write(&d, line);
        puts(line);
    }
    return 0;
}
