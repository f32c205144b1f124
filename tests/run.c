/* The test runner: runs all suites, or the named one; --list prints their names. To add a suite, write
 * tests/unit/test_NAME.c (for C functions) or tests/cli/test_NAME.c (for the program), which ends in SUITE(NAME, ...),
 * and add ONE line here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#define SUITES(X)                                                                                                      \
    X(layers)                                                                                                          \
    X(numbers)                                                                                                         \
    X(portable)                                                                                                        \
    X(csv)                                                                                                             \
    X(output)                                                                                                          \
    X(elementary)                                                                                                      \
    X(math)                                                                                                            \
    X(product)                                                                                                         \
    X(quadrature)                                                                                                      \
    X(loss)                                                                                                            \
    X(registry)                                                                                                        \
    X(exact)                                                                                                           \
    X(dialects)                                                                                                        \
    X(accuracy)                                                                                                        \
    X(kernel)                                                                                                          \
    X(shape)                                                                                                           \
    X(multilabel)                                                                                                      \
    X(data)                                                                                                            \
    X(train)                                                                                                           \
    X(batch)                                                                                                           \
    X(digests)                                                                                                         \
    X(training)                                                                                                        \
    X(duplicates)                                                                                                      \
    X(mislabel)                                                                                                        \
    X(metrics)                                                                                                         \
    X(study)                                                                                                           \
    X(sweep)                                                                                                           \
    X(claims)                                                                                                          \
    X(experiment)                                                                                                      \
    X(gnuplot)                                                                                                         \
    X(commands)                                                                                                        \
    X(golden)                                                                                                          \
    X(verify)                                                                                                          \
    X(bad_input)                                                                                                       \
    X(folder)                                                                                                          \
    X(scale)                                                                                                           \
    X(figures)                                                                                                         \
    X(reuse)                                                                                                           \
    X(sharing)                                                                                                         \
    X(hostile)                                                                                                         \
    X(big)                                                                                                             \
    X(failures)                                                                                                        \
    X(readme)                                                                                                          \
    X(api)                                                                                                             \
    X(package)                                                                                                         \
    X(contributing)                                                                                                    \
    X(shared)

#define LIST(name)    puts(#name);
#define DECLARE(name) Suite *suite_##name(void);
#define ADD(name)                                                                                                      \
    if (argc < 2 || strcmp(argv[1], #name) == 0) srunner_add_suite(runner, suite_##name());

SUITES(DECLARE)

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        SUITES(LIST)
        return EXIT_SUCCESS;
    }
    SRunner *runner = srunner_create(NULL);
    SUITES(ADD)
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
