/* The README's commands, as printed, in order, in one folder; its loss; its tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loss/loss.h"
#include "support.h"

static char *readme(void)
{
    char path[512];
    snprintf(path, sizeof path, "%s/README.md", SOURCE_DIR);
    char *text = read_file(path);
    ck_assert_ptr_nonnull(text);
    return text;
}

/* All ``` blocks of one language, one after the other. */
static char *blocks(const char *text, const char *fence)
{
    char *all = calloc(1, strlen(text) + 1);
    while ((text = strstr(text, fence)) != NULL) {
        text += strlen(fence);
        const char *end = strstr(text, "\n```");
        ck_assert_ptr_nonnull(end);
        strncat(all, text, (size_t)(end - text) + 1);
        text = end + 4;
    }
    return all;
}

/* What those commands wrote, read as the README reads it. */
static void read_by_pandas(void)
{
    result r = shell("/usr/bin/python3 -c 'import pandas'");
    if (r.status != 0) {
        puts("SKIPPED: reading by pandas, which is not here (Debian: python3-pandas)");
        fflush(stdout);
    } else {
        result_free(&r);
        char *code = markdown_block("README.md", "```python\n", "import pandas as pd\n\nsweep");
        write_file(in_workdir("read.py"), code);
        free(code);
        r = shell("/usr/bin/python3 -W error read.py > read.txt && cat read.txt && grep -c '^0[.][0-9]* ' read.txt && "
                  "grep -qF \" $(sed -n '/^all,/p' out/stats.csv | cut -d, -f15)\" read.txt && "
                  "grep -q '^focal:gamma=2 .* 3$' read.txt");
        ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
        ck_assert_msg(strstr(r.out, "\n9\n") != NULL, "%s", r.out); /* a row a margin */
    }
    result_free(&r);
}

START_TEST(commands_run_as_printed)
{
    char *text = readme(), *commands = blocks(text, "```sh\n");
    ck_assert_uint_gt(strlen(commands), 300);
    write_file(in_workdir("readme.sh"), commands);
    result r = shell("mkdir -p build/release out && ln -s $aslab build/release/aslab && sh -e readme.sh");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
    free(commands);
    free(text);
    read_by_pandas();
}
END_TEST

START_TEST(its_loss_compiles_and_behaves)
{
    char *code = markdown_block("README.md", "```c\n", "loss/loss.h");
    write_file(in_workdir("mine.c"), code);
    write_file(
        in_workdir("use.c"),
        "#include <stdio.h>\n#include <math.h>\n#include \"loss/loss.h\"\nextern const asl_family asl_family_mine;\n"
        "int main(void)\n{\n    double theta[] = {2}, h = 1e-5, worst = 0;\n    asl_loss l;\n"
        "    if (asl_loss_set(&l, &asl_family_mine, theta, NULL) != ASL_OK) return 1;\n"
        "    for (double z = -5; z < 5; z += 0.1) {\n        for (int y = 0; y < 2; y++) {\n"
        "            asl_jet a = asl_loss_at(&l, asl_prob_of_logit(z - h), y), b = asl_loss_at(&l, asl_prob_of_logit(z "
        "+ h), y);\n"
        "            asl_jet j = asl_loss_at(&l, asl_prob_of_logit(z), y);\n"
        "            worst = fmax(worst, fabs((b.value - a.value) / (2 * h) - j.grad));\n"
        "            worst = fmax(worst, fabs((b.grad - a.grad) / (2 * h) - j.hess));\n        }\n    }\n"
        "    puts(worst < 1e-8 ? \"good\" : \"bad\");\n    return 0;\n}\n");
    result r = shell("cc -std=c11 -Wall -Wextra -Werror -I'%s/src' -c mine.c && cc -I'%s/src' -c use.c && "
                     "c++ %s use.o mine.o $(dirname $aslab)/libaslab.a -lconfuse -lcsv -lm -o use && ./use",
                     SOURCE_DIR, SOURCE_DIR,
                     strstr(ASLAB_BIN, "/asan/")   ? "-fsanitize=address,undefined"
                     : strstr(ASLAB_BIN, "/tsan/") ? "-fsanitize=thread"
                     : strstr(ASLAB_BIN, "/cov/")  ? "--coverage"
                                                   : "");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_str_eq(r.out, "good\n");
    result_free(&r);
    free(code);
}
END_TEST

START_TEST(its_table_of_experiments_is_complete)
{
    char *text = readme();
    result r = shell("$aslab figures --list | cut -d' ' -f1");
    for (char *name = strtok(r.out, "\n"); name != NULL; name = strtok(NULL, "\n")) {
        char row[80];
        snprintf(row, sizeof row, "| `%s` |", name);
        ck_assert_msg(strstr(text, row) != NULL, "no row for %s", name);
    }
    result_free(&r);
    for (size_t i = 0; i < asl_family_count(); i++) {
        char row[80];
        bool exact = asl_family_at(i)->kind == ASL_POINTWISE;
        snprintf(row, sizeof row, exact ? "| %s |" : "`%s`", asl_family_at(i)->name);
        ck_assert_msg(strstr(text, row) != NULL, "no word on %s", asl_family_at(i)->name);
    }
    free(text);
}
END_TEST

/* Run the k-th python block, and have its CSV judged; a line says where the package is not there. */
static void judge_python(const char *text, int k, const char *package)
{
    result r = shell("/usr/bin/python3 -c 'import %s'", package);
    if (r.status != 0) printf("SKIPPED: the README's version in %s, which is not here\n", package);
    fflush(stdout);
    bool here = r.status == 0;
    result_free(&r);
    const char *fence = "```python\n", *block = strstr(text, fence);
    for (int i = 0; i < k; i++) block = strstr(block + 1, fence);
    block += strlen(fence);
    char *code = calloc(1, strlen(block) + 1);
    memcpy(code, block, (size_t)(strstr(block, "\n```") - block) + 1);
    write_file(in_workdir("version.py"), code);
    free(code);
    if (!here) return;
    r = shell("mkdir -p out && $aslab golden --quiet --loss asl -o out/golden && /usr/bin/python3 version.py && "
              "$aslab check --loss asl out/%s.csv && $aslab check --loss asl_detached out/%s.csv",
              package, package);
    ck_assert_msg(r.status == 1, "%s%s", r.out, r.err); /* it is asl, and is not asl_detached */
    ck_assert_msg(strstr(r.out, "They agree.") != NULL, "%s%s", r.out, r.err);
    ck_assert_msg(strstr(r.out, "It is asl:gamma_pos=0,gamma_neg=4,margin=0.05.") != NULL, "%s%s", r.out, r.err);
    result_free(&r);
}

START_TEST(its_versions_in_other_languages_are_right)
{
    char *text = readme();
    judge_python(text, 0, "numpy");
    judge_python(text, 1, "torch");
    free(text);
}
END_TEST

SUITE(readme, commands_run_as_printed, its_loss_compiles_and_behaves, its_versions_in_other_languages_are_right,
      its_table_of_experiments_is_complete)
