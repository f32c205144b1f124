/* CONTRIBUTING.md: the files that it names exist, and its command, experiment and plot work as printed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/gnuplot.h"
#include "support.h"

static void write_block(const char *fence, const char *name)
{
    char *block = markdown_block("CONTRIBUTING.md", fence, "");
    write_file(in_workdir(name), block);
    free(block);
}

START_TEST(its_files_are_there)
{
    result r = shell("cd '%s' && grep -oE '`[^` ]+`|tests/[a-z]+/test_[a-z]+[.]c' CONTRIBUTING.md | tr -d '`' | "
                     "grep -E '^(src|tests|plots|experiments|[.]ci)/|[.](md|cff)$' | grep -v NAME | sort -u",
                     SOURCE_DIR);
    size_t files = 0;
    for (char *name = strtok(r.out, "\n"); name != NULL; name = strtok(NULL, "\n"), files++) {
        char path[600];
        snprintf(path, sizeof path, "%s/%s", SOURCE_DIR, name);
        ck_assert_msg(file_exists(path), "%s is not there", name);
    }
    ck_assert_uint_gt(files, 15);
    result_free(&r);
}
END_TEST

START_TEST(its_command_is_one)
{
    write_block("```c\n", "cmd_steepest.c");
    write_file(
        in_workdir("use.c"),
        "#include <stdio.h>\n#include \"options/options.h\"\nextern const asl_command asl_command_steepest;\n"
        "static int columns(void *s, const char *const *n, size_t k, asl_error *e)\n"
        "{\n    (void)s, (void)e;\n    return k == 2 && n[1][0] == 'g' ? ASL_OK : ASL_BAD;\n}\n"
        "static int row(void *s, const asl_cell *c, size_t k, asl_error *e)\n"
        "{\n    (void)s, (void)k, (void)e;\n    printf(\"%lld %.3f\\n\", c[0].as.count, c[1].as.real);\n"
        "    return ASL_OK;\n}\n"
        "const char *asl_options_text(const asl_options *o, const char *n) { (void)o, (void)n; return \"focal\"; }\n"
        "int asl_options_loss(const asl_options *o, const char *t, asl_loss *l, asl_error *e)\n"
        "{\n    (void)o;\n    return asl_loss_read(l, t, e);\n}\n"
        "int main(void)\n{\n    asl_row_sink v = {NULL, columns, row};\n    asl_options o = {0};\n"
        "    return asl_command_steepest.rows(&o, v, NULL);\n}\n");
    result r = shell("cc -std=c11 -Wall -Wextra -Werror -I'%s/src' -c cmd_steepest.c && cc -I'%s/src' -c use.c && "
                     "c++ %s use.o cmd_steepest.o $(dirname $aslab)/libaslab.a -lm -o use && ./use",
                     SOURCE_DIR, SOURCE_DIR,
                     strstr(ASLAB_BIN, "/asan/")   ? "-fsanitize=address,undefined"
                     : strstr(ASLAB_BIN, "/tsan/") ? "-fsanitize=thread"
                     : strstr(ASLAB_BIN, "/cov/")  ? "--coverage"
                                                   : "");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_str_eq(r.out, "0 1.129\n1 1.129\n");
    result_free(&r);
}
END_TEST

START_TEST(its_experiment_runs_and_is_drawn)
{
    write_block("```conf\n", "mine.conf");
    write_block("```gnuplot\n", "mine.gp");
    bool drawn = asl_gnuplot_found();
    if (!drawn) puts("SKIPPED: the picture of CONTRIBUTING.md, gnuplot is not here");
    fflush(stdout);
    result r = shell("$aslab run ./mine.conf -o out --render %s 2>&1 && wc -l < out/mine.csv", drawn ? "svg" : "none");
    ck_assert_msg(r.status == 0 && strstr(r.out, "\n203\n") != NULL, "%s", r.out);
    ck_assert_msg(strncmp(r.out, "reproduced ", 11) == 0, "%s", r.out);
    ck_assert(!drawn || file_exists(in_workdir("out/mine.svg")));
    result_free(&r);
}
END_TEST

SUITE(contributing, its_files_are_there, its_command_is_one, its_experiment_runs_and_is_drawn)
