/* gnuplot scripts: text of the user is never executed, whatever it contains. */
#define _XOPEN_SOURCE 700
#include <math.h>
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
    asl_strbuf t = {0};
    asl_gnuplot_script(&t, &p);
    return asl_strbuf_take(&t, NULL);
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
        asl_render r;
        asl_error err;
        ck_assert_int_eq(asl_render_start(&r, text, "png", in_workdir("x'`y`.png"), &err), ASL_OK);
        free(text);
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
    ck_assert_int_eq(asl_render_start(&r, "set nonsense\n", "svg", in_workdir("broken.svg"), &err), ASL_OK);
    ck_assert_int_eq(asl_render_wait(&r, &err), ASL_FAILED);
    ck_assert_ptr_nonnull(strstr(err.text, "line 1"));
    ck_assert_uint_eq(files_in(workdir()), 0);
}
END_TEST

/* With these commands, gnuplot 5.4 and 6 draw different pictures, or none; plots/style.gp has replacements. */
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
    asl_row_sink v = asl_series_sink(&s);
    v.columns(v.self, names, 2, NULL);
    for (int i = 0; i < 6; i++) {
        asl_cell row[] = {asl_cell_text(i < 2 ? "a" : "b"), asl_cell_double(i)};
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

/* Returns the text after `name = ` in a script, up to the end of the line; the caller frees it. */
static char *variable(const char *script, const char *name)
{
    char line[80];
    snprintf(line, sizeof line, "\n%s = ", name);
    const char *at = strstr(script, line);
    if (at == NULL) return NULL;
    at += strlen(line);
    return strndup(at, strcspn(at, "\n"));
}

static char *script_with(const asl_series *s, const char *plot)
{
    asl_picture p = {.name = "n",
                     .data = "d.csv",
                     .title = "",
                     .made_by = "",
                     .series = s,
                     .variables = "",
                     .style = "",
                     .plot = plot};
    asl_strbuf t = {0};
    asl_gnuplot_script(&t, &p);
    return asl_strbuf_take(&t, NULL);
}

static char *left_out(const asl_series *s, const char *plot)
{
    asl_picture p = {.series = s, .plot = plot};
    asl_strbuf t = {0};
    asl_picture_left_out(&p, &t);
    return asl_strbuf_take(&t, NULL);
}

/* Shows the labels with the most positives (the first ones if equal), in the order of the rows. */
START_TEST(the_labels_with_the_most_positives_are_shown)
{
    static const char *const names[] = {"row", "label", "n", "positives"};
    dice d = {91};
    for (int trial = 0; trial < 40; trial++) {
        size_t n = trial < 3 ? (size_t)trial : (size_t)roll(&d, 1, 900), most = (size_t)roll(&d, 2, 2000), shown = 0;
        double positives[900];
        asl_series s = {0};
        asl_row_sink v = asl_series_sink(&s);
        asl_strbuf rows = {0}, size = {0};
        v.columns(v.self, names, 4, NULL);
        for (size_t i = 0; i <= n; i++) {
            char label[24];
            snprintf(label, sizeof label, "l%zu", i);
            if (i < n) positives[i] = floor(roll(&d, 0, (double)most));
            asl_cell row[] = {asl_cell_text(i < n ? "label" : "all"), asl_cell_text(label), asl_cell_int(5),
                              asl_cell_int(i < n ? (long long)positives[i] : 1000000)};
            ck_assert_int_eq(v.row(v.self, row, 4, NULL), ASL_OK);
        }
        for (size_t i = 0; i < n; i++) {
            size_t before = 0;
            for (size_t k = 0; k < n; k++)
                before += positives[k] > positives[i] || (positives[k] == positives[i] && k < i);
            if (before < ASL_MOST_SHOWN) asl_strbuf_format(&rows, shown++ > 0 ? ", %zu" : "%zu", i);
        }
        asl_strbuf_format(&size, "array shown[%zu]", shown);
        char *script = script_with(&s, "plot shown_label"), *is = variable(script, shown > 0 ? size.data : "none");
        if (shown > 0) ck_assert(is != NULL && strncmp(is + 1, rows.data, strlen(rows.data)) == 0);
        char *left = left_out(&s, "plot shown_label");
        char expected[80];
        snprintf(expected, sizeof expected, "the %zu of %zu labels", shown, n);
        ck_assert_msg(n > ASL_MOST_SHOWN ? strstr(left, expected) != NULL : left[0] == '\0', "%zu: %s", n, left);
        free(left);
        free(is);
        free(script);
        asl_strbuf_free(&rows);
        asl_strbuf_free(&size);
        asl_series_free(&s);
    }
}
END_TEST

START_TEST(rows_are_thinned_by_a_prime)
{
    const long long rows[] = {1, 20000, 20001, 40000, 60001, 1000000, 123456789, 1000000000};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        asl_series s = {.rows = rows[i]};
        char *script = script_with(&s, "plot data every row_step"), *text = variable(script, "row_step"),
             *left = left_out(&s, "plot data every row_step"), *all = left_out(&s, "plot data");
        long long step = atoll(text);
        ck_assert(rows[i] / step <= 20000 && (step == 1) == (rows[i] <= 20000));
        for (long long k = 2; k < step && k < 100000; k++) ck_assert(step % k != 0);
        ck_assert((left[0] == '\0') == (step == 1) && all[0] == '\0');
        free(script);
        free(text);
        free(left);
        free(all);
    }
}
END_TEST

START_TEST(series_past_the_last_are_counted)
{
    const char *const names[] = {"loss", "x"};
    asl_series s = {0};
    asl_row_sink v = asl_series_sink(&s);
    v.columns(v.self, names, 2, NULL);
    for (int i = 0; i < 3 * 70; i++) {
        char name[16];
        snprintf(name, sizeof name, "loss %d", i % 70);
        asl_cell row[] = {asl_cell_text(name), asl_cell_double(i)};
        ck_assert_int_eq(v.row(v.self, row, 2, NULL), ASL_OK);
    }
    ck_assert_uint_eq(s.n, ASL_MOST_SERIES);
    for (int i = 0; i < ASL_MOST_SERIES; i++) ck_assert(s.first[i] == i && s.last[i] == 140 + i);
    char *left = left_out(&s, "plot for [i=1:|series|]"), *other = left_out(&s, "plot data");
    ck_assert_str_eq(left, "the first 64 of 70 values of loss");
    ck_assert_str_eq(other, "");
    free(left);
    free(other);
    asl_series_free(&s);
}
END_TEST

/* If a picture does not show all rows, the picture and a note on standard error say so. The CSV file has all rows. */
START_TEST(pictures_of_many_groups_say_what_they_show)
{
    if (!asl_gnuplot_found()) return;
    const struct {
        const char *command, *shows;
        int lines;
    } cases[] = {
        {"stats wide.csv", "the 200 of 250 labels with the most positives", 252},
        {"eval long.csv", "one row in 2 of 30000", 30001},
        {"mislabel --dist late --samples 100 --gamma-neg 0:1:65", "the first 64 of 65 values of loss", 131},
        {"sweep --gamma-neg 0:1:300 --missing 0:0.5:100", "one row in 2 of 30000", 30001},
        {"curve --points 3 --loss asl --gamma-neg 0:1:65", "the first 64 of 65 values of loss", 196},
    };
    result r = shell("seq 250 | awk '{ printf \"%%sp_l%%d,y_l%%d\", s, $1, $1; s = \",\" }' > wide.csv; "
                     "for i in 1 2; do seq 250 | awk '{ printf \"%%s.%%d,%%d\", (NR > 1 ? \",\" : \"\\n\"), $1 %% 9 + "
                     "1, $1 %% 2 }'; done >> wide.csv; "
                     "(echo logit,label; seq 30000 | awk '{ print $1 / 1000 - 15 \",\" $1 %% 3 %% 2 }') > long.csv");
    result_free(&r);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        r = shell("$aslab %s -o out.csv --plot out.svg && wc -l < out.csv", cases[i].command);
        ck_assert_msg(r.status == 0 && atoi(r.out) == cases[i].lines, "%s: %s %s", cases[i].command, r.out, r.err);
        char *picture = read_file(in_workdir("out.svg"));
        ck_assert_msg(strstr(r.err, cases[i].shows) != NULL, "%s: %s", cases[i].command, r.err);
        ck_assert_msg(strstr(picture, cases[i].shows) != NULL, "%s: not on the picture", cases[i].command);
        free(picture);
        result_free(&r);
        r = shell("$aslab %s --quiet -o out.csv --plot out.svg", cases[i].command);
        ck_assert(r.status == 0 && r.err[0] == '\0');
        result_free(&r);
    }
    /* each label has a point for its average precision and one for its prevalence */
    r = shell("$aslab stats wide.csv --quiet -o out.csv --plot out.svg; sed -n '/gnuplot_plot_1a/,/gnuplot_plot_2a/p' "
              "out.svg | grep -c 'gpPt6'");
    ck_assert_msg(atoi(r.out) >= 100, "%s", r.out); /* labels without positives have no average precision */
    result_free(&r);
}
END_TEST

SUITE(gnuplot, the_labels_with_the_most_positives_are_shown, rows_are_thinned_by_a_prime,
      series_past_the_last_are_counted, pictures_of_many_groups_say_what_they_show, texts_are_quoted,
      nothing_in_a_text_is_executed, a_broken_script_is_told, scripts_for_every_gnuplot,
      series_and_columns_are_collected)
