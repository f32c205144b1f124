/* Results have the bits that tests/support/training_digests.txt and tests/support/command_digests.txt list. */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/noise.h"
#include "data/synthetic.h"
#include "loss/loss.h"
#include "math/variant.h"
#include "support.h"
#include "train/evaluate.h"
#include "training_digests.h"

static char *expected(void)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/support/training_digests.txt", SOURCE_DIR);
    char *text = read_file(path);
    ck_assert_ptr_nonnull(text);
    return text;
}

static void check_lines(const char *kernel)
{
    char *text = expected(), *rest = text;
    setenv("ASLAB_KERNEL", kernel, 1);
    for (size_t i = 0; i < training_digest_count(); i++) {
        char line[400];
        training_digest d = training_digest_of(i);
        training_digest_write(&d, line);
        const char *want = strtok_r(rest, "\n", &rest);
        ck_assert_msg(want != NULL && strcmp(want, line) == 0, "kernel %s:\n  %s, but it was\n  %s", kernel, line,
                      want == NULL ? "nothing" : want);
    }
    ck_assert_ptr_null(strtok_r(rest, "\n", &rest));
    free(text);
}

START_TEST(every_kernel_gives_the_listed_bits)
{
    static const char *const kernels[] = {"", "avx512", "avx2", "neon", "sse2", "scalar"};
    for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++) {
        setenv("ASLAB_KERNEL", kernels[i], 1);
        if (asl_variant_check(NULL) == ASL_OK) check_lines(kernels[i]);
    }
}
END_TEST

/* The list of training digests covers every loss and every option of training. */
START_TEST(everything_is_covered)
{
    char *text = expected();
    for (size_t i = 0; i < asl_family_count(); i++) {
        char word[80];
        snprintf(word, sizeof word, "%s/", asl_family_at(i)->name);
        ck_assert_msg(strstr(text, word) != NULL, "%s", word);
    }
    for (size_t i = 0; asl_presets[i].name != NULL; i++) ck_assert_ptr_nonnull(strstr(text, asl_presets[i].name));
    for (size_t i = 0; asl_noise_models[i].name != NULL; i++)
        ck_assert_ptr_nonnull(strstr(text, asl_noise_models[i].name));
    for (size_t i = 0; i < ASL_BIASES; i++) ck_assert_ptr_nonnull(strstr(text, asl_bias_names[i]));
    for (size_t i = 0; i < ASL_LABEL_CORRECTIONS; i++)
        ck_assert_ptr_nonnull(strstr(text, asl_label_correction_names[i]));
    static const char *const others[] = {"/sgd/", "/adam/", "/adaptive", "/ema", "hidden-0", "hidden-140", "batch-150"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) ck_assert_ptr_nonnull(strstr(text, others[i]));
    free(text);
}
END_TEST

/* The output is the same with any number of threads. */
START_TEST(commands_write_the_listed_bytes)
{
    for (int threads = 1; threads <= 3; threads++) {
        result r = shell("THREADS=%d sh '%s/tests/support/command_digests.sh' $aslab | diff "
                         "'%s/tests/support/command_digests.txt' -",
                         threads, SOURCE_DIR, SOURCE_DIR);
        ck_assert_msg(r.status == 0, "%d threads: %.2000s%.1000s", threads, r.out, r.err);
        result_free(&r);
    }
}
END_TEST

SUITE(digests, commands_write_the_listed_bytes, every_kernel_gives_the_listed_bits, everything_is_covered)
