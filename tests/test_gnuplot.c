/* Scripts: a user's text stays text, whatever is in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/gnuplot.h"
#include "support.h"

static char *script_of(const char *name, const char *title, const char *series_name)
{
    asl_series s = {.names = {(char *)series_name}, .n = 1};
    asl_picture p = {.name = name,
                     .data = "d.csv",
                     .title = title,
                     .made_by = title,
                     .series = &s,
                     .variables = "",
                     .style = "",
                     .plot = "set terminal pngcairo; set output out; plot sin(x) title label[1]\n"};
    asl_text t = {0};
    asl_gnuplot_script(&t, &p);
    return asl_text_take(&t, NULL);
}

START_TEST(texts_are_quoted)
{
    char *text = script_of("n", "it's `x`\nnext", "a'b");
    ck_assert_ptr_nonnull(strstr(text, "title = \"it's \\140x\\140\\012next\"\n"));
    ck_assert_ptr_nonnull(strstr(text, "array series[1] = [\"a'b\"]\n"));
    ck_assert_ptr_nonnull(strstr(text, "array label[1] = [\"a'b\"]\n"));
    ck_assert_ptr_nonnull(strstr(text, "# it's `x` next\n"));
    free(text);
}
END_TEST

START_TEST(nothing_in_a_text_is_executed)
{
    if (!asl_gnuplot_found()) {
        puts("SKIPPED: gnuplot is not here");
        return;
    }
    const char *evil[] = {"`touch evil`",
                          "'; system('touch evil'); '",
                          "\"; system(\"touch evil\"); \"",
                          "\\\nsystem('touch evil')",
                          "@x",
                          "!touch evil",
                          "$(touch evil)",
                          "a\n!touch evil\n",
                          "'.system('touch evil').'",
                          "ends in \\"};
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        char *text = script_of("n", evil[i], evil[i]);
        write_file(in_workdir("evil.gp"), text);
        free(text);
        asl_render r;
        asl_error err;
        ck_assert_int_eq(asl_render_start(&r, in_workdir("evil.gp"), "png", in_workdir("x'`y`.png"), &err), ASL_OK);
        ck_assert_msg(asl_render_wait(&r, &err) == ASL_OK, "%s: %s", evil[i], err.text);
        ck_assert_int_eq(asl_render_keep(&r, &err), ASL_OK);
        ck_assert_msg(!file_exists(in_workdir("evil")), "executed: %s", evil[i]);
        ck_assert(file_exists(in_workdir("x'`y`.png")));
    }
}
END_TEST

START_TEST(a_broken_script_is_told)
{
    if (!asl_gnuplot_found()) return;
    asl_render r;
    asl_error err;
    write_file(in_workdir("broken.gp"), "set nonsense\n");
    ck_assert_int_eq(asl_render_start(&r, in_workdir("broken.gp"), "svg", in_workdir("broken.svg"), &err), ASL_OK);
    ck_assert_int_eq(asl_render_wait(&r, &err), ASL_FAILED);
    ck_assert_ptr_nonnull(strstr(err.text, "line 1"));
    ck_assert_uint_eq(files_in(workdir()), 1); /* nothing but the script */
}
END_TEST

/* Of these gnuplot 5.4 and 6 make different pictures, or none: see plots/style.gp for what to write instead. */
START_TEST(scripts_for_every_gnuplot)
{
    result r = shell("cd '%s/plots' && grep -n -e dgrid3d -e errorbars -e 'set clabel' *.gp", SOURCE_DIR);
    ck_assert_str_eq(r.out, "");
    ck_assert_str_eq(r.err, "");
    result_free(&r);
}
END_TEST

START_TEST(series_and_columns_are_collected)
{
    const char *const names[] = {"loss", "x"};
    asl_series s = {0};
    asl_visitor v = asl_series_visitor(&s);
    v.columns(v.self, names, 2, NULL);
    for (int i = 0; i < 6; i++) {
        asl_cell row[] = {asl_words(i < 2 ? "a" : "b"), asl_real(i)};
        ck_assert_int_eq(v.row(v.self, row, 2, NULL), ASL_OK);
    }
    ck_assert_uint_eq(s.n, 2);
    ck_assert_str_eq(s.names[1], "b");
    ck_assert_int_eq(s.first[1], 2);
    ck_assert_int_eq(s.last[1], 5);
    ck_assert_str_eq(s.columns[1], "x");
    asl_series_free(&s);
}
END_TEST

SUITE(gnuplot, texts_are_quoted, nothing_in_a_text_is_executed, a_broken_script_is_told, scripts_for_every_gnuplot,
      series_and_columns_are_collected)
