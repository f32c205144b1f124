/* No file includes a header of a higher layer, and compute layers do not include io, <stdio.h> or the clock. */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static const struct {
    const char *layer, *sees;
} layers[] = {
    {"base", "base"},
    {"math", "base math"},
    {"io", "base io"},
    {"metrics", "base math metrics"},
    {"loss", "base math loss"},
    {"reference", "base math loss reference"},
    {"api", "base math metrics loss api"},
    {"data", "base math io data"},
    {"train", "base math data metrics loss train"},
    {"study", "base math io data metrics loss reference train study"},
    {"options", "base io loss study options"},
    {"run", "base io data loss study api options run"},
    {"shard", "base io options run shard"},
    {"cli", "base math data metrics loss reference train io study api options run shard cli"},
    {"lesson", "base math data metrics loss reference train study lesson"},
};

static void check_include(const char *file, const char *layer, const char *sees, const char *included)
{
    const char *slash = strchr(included, '/');
    if (slash == NULL) return; /* a system header */
    char name[32], padded[128], word[40];
    snprintf(name, sizeof name, "%.*s", (int)(slash - included), included);
    snprintf(padded, sizeof padded, " %s ", sees);
    snprintf(word, sizeof word, " %s ", name);
    ck_assert_msg(strcmp(name, "sys") == 0 || strstr(padded, word) != NULL, "%s (%s) includes %s", file, layer,
                  included);
}

static void check_file(const char *path, const char *layer, const char *sees)
{
    char *text = read_file(path), *rest = text;
    ck_assert_ptr_nonnull(text);
    static const char *const others[] = {"base", "io", "options", "run", "shard", "cli"};
    bool compute = true;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) compute = compute && strcmp(layer, others[i]) != 0;
    for (char *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
        char included[128];
        if (sscanf(line, "#include \"%127[^\"]\"", included) == 1) check_include(path, layer, sees, included);
        if (sscanf(line, "#include <%127[^>]>", included) != 1 || !compute) continue;
        ck_assert_msg(strcmp(included, "stdio.h") != 0, "%s includes <stdio.h>", path);
        ck_assert_msg(strcmp(included, "time.h") != 0, "%s includes <time.h>", path);
    }
    free(text);
}

START_TEST(nothing_includes_upwards)
{
    size_t files = 0;
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
        char dir[512], path[900];
        snprintf(dir, sizeof dir, "%s/src/%s", SOURCE_DIR, layers[i].layer);
        DIR *d = opendir(dir);
        ck_assert_msg(d != NULL, "no layer %s", dir);
        for (struct dirent *e; (e = readdir(d)) != NULL;) {
            if (e->d_name[0] == '.') continue;
            snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
            check_file(path, layers[i].layer, layers[i].sees);
            files++;
        }
        closedir(d);
    }
    ck_assert_uint_gt(files, 40);
}
END_TEST

/* --- functions of the C library that are not correctly rounded, so that their bits depend on the machine */

static const char *const inexact[] = {"acos",   "acosh",  "asin", "asinh", "atan",  "atan2", "atanh", "cbrt",
                                      "cos",    "cosh",   "erf",  "erfc",  "exp",   "exp10", "exp2",  "expm1",
                                      "hypot",  "lgamma", "log",  "log10", "log1p", "log2",  "pow",   "sin",
                                      "sincos", "sinh",   "tan",  "tanh",  "tgamma"};

static bool is_inexact(const char *word, size_t n)
{
    for (size_t i = 0; i < sizeof inexact / sizeof inexact[0]; i++) {
        size_t length = strlen(inexact[i]);
        bool suffixed = n == length + 1 && (word[length] == 'f' || word[length] == 'l');
        if ((n == length || suffixed) && strncmp(word, inexact[i], length) == 0) return true;
    }
    return false;
}

/* Returns the end of the comment, string or character literal that begins at text, or text if none begins there. */
static const char *past_literal(const char *text)
{
    if (strncmp(text, "/*", 2) == 0) return strstr(text, "*/") + 2;
    if (strncmp(text, "//", 2) == 0) return text + strcspn(text, "\n");
    if (*text != '"' && *text != '\'') return text;
    const char *end = text + 1;
    while (*end != *text) end += *end == '\\' ? 2 : 1;
    return end + 1;
}

/* Returns the first call of such a function in C code, or NULL. */
static const char *inexact_call(const char *code)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    for (const char *at = code; *at != '\0';) {
        const char *past = past_literal(at);
        size_t n = strspn(at, letters), builtin = strncmp(at, "__builtin_", 10) == 0 ? 10 : 0;
        if (past == at && n > builtin && at[n] == '(' && is_inexact(at + builtin, n - builtin)) return at;
        at = past > at ? past : at + (n > 0 ? n : 1);
    }
    return NULL;
}

START_TEST(trained_numbers_do_not_depend_on_libm)
{
    ck_assert(inexact_call("y = exp(x);") && inexact_call("y = -powf(x, 2)") && inexact_call("__builtin_log1p(x)"));
    ck_assert(!inexact_call("asl_exp(x) /* exp(x) */ + f(\"log(\\\"x)\") // pow(x)\n + sqrt(x) + exp + explain(x)"));
    static const char *const places[] = {"base", "math", "loss", "data", "metrics", "train"};
    size_t files = 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char dir[512], path[900];
        snprintf(dir, sizeof dir, "%s/src/%s", SOURCE_DIR, places[i]);
        DIR *d = opendir(dir);
        ck_assert_ptr_nonnull(d);
        for (struct dirent *e; (e = readdir(d)) != NULL;) {
            size_t n = strlen(e->d_name);
            if (n < 3 || (strcmp(e->d_name + n - 2, ".c") != 0 && strcmp(e->d_name + n - 2, ".h") != 0)) continue;
            snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
            char *code = read_file(path);
            const char *call = inexact_call(code);
            bool closed_form = strcmp(e->d_name, "dist.c") == 0 && call != NULL && strncmp(call, "erfc(", 5) == 0;
            ck_assert_msg(call == NULL || closed_form, "%s calls the C library's %.20s", path, call);
            free(code);
            files++;
        }
        closedir(d);
    }
    ck_assert_uint_gt(files, 100);
}
END_TEST

START_TEST(every_folder_is_a_layer)
{
    char dir[512];
    snprintf(dir, sizeof dir, "%s/src", SOURCE_DIR);
    DIR *d = opendir(dir);
    ck_assert_ptr_nonnull(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        bool known = e->d_name[0] == '.' || strcmp(e->d_name, "scripts") == 0 || strcmp(e->d_name, "README.md") == 0;
        for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++)
            known = known || strcmp(layers[i].layer, e->d_name) == 0;
        ck_assert_msg(known, "src/%s is no layer", e->d_name);
    }
    closedir(d);
}
END_TEST

/* In the table, a layer includes only itself and earlier layers. */
START_TEST(no_layer_sees_a_later_one)
{
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
        char rest[256], *at = rest;
        snprintf(rest, sizeof rest, "%s", layers[i].sees);
        for (char *name; (name = strtok_r(at, " ", &at)) != NULL;) {
            size_t k = 0;
            while (k <= i && strcmp(layers[k].layer, name) != 0) k++;
            ck_assert_msg(k <= i, "%s sees %s, which is not an earlier layer", layers[i].layer, name);
        }
    }
}
END_TEST

/* Object files that depend on each other in a cycle cannot be read, tested or replaced one at a time. The test writes
 * each dependency as a pair of names for tsort, which fails and prints the cycle if there is one. */
START_TEST(no_object_files_need_each_other)
{
    result r = shell("work=$PWD && cd \"$(dirname \"$aslab\")\" && for source in '%s'/src/*/*.c; do\n"
                     "    object=${source%%.c}.o; object=${object#'%s'/src/}\n"
                     "    test ! -f $object || nm -P $object | sed \"s|^|$object |\"\n"
                     "done >\"$work/symbols\" && cd \"$work\" &&\n"
                     "awk 'NR == FNR { if ($3 != \"U\") definer[$2] = $1; next }\n"
                     "    $3 == \"U\" && ($2 in definer) { print $1, definer[$2] }' symbols symbols >pairs\n"
                     "wc -l <pairs; tsort pairs >/dev/null",
                     SOURCE_DIR, SOURCE_DIR);
    ck_assert_int_gt(atoi(r.out), 1000);
    ck_assert_str_eq(r.err, "");
    result_free(&r);
}
END_TEST

/* A row of the table in CONTRIBUTING.md, "| `layer` | what it contains | what it includes |", without the layer
 * itself. */
START_TEST(the_house_is_drawn_as_it_is)
{
    char path[512], row[40], sees[128];
    snprintf(path, sizeof path, "%s/CONTRIBUTING.md", SOURCE_DIR);
    char *text = read_file(path);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
        snprintf(row, sizeof row, "\n| `%s` | ", layers[i].layer);
        const char *at = strstr(text, row), *last;
        ck_assert_msg(at != NULL, "CONTRIBUTING.md has no row%s", row);
        ck_assert_ptr_nonnull(last = strstr(at + strlen(row), " | "));
        snprintf(sees, sizeof sees, "%.*s %s", (int)(strchr(last, '\n') - last) - 5, last + 3, layers[i].layer);
        for (size_t k = 0; k < sizeof layers / sizeof layers[0]; k++) {
            char a[150], b[150], word[40];
            snprintf(a, sizeof a, " %s ", sees);
            snprintf(b, sizeof b, " %s ", layers[i].sees);
            snprintf(word, sizeof word, " %s ", layers[k].layer);
            ck_assert_msg((strstr(a, word) != NULL) == (strstr(b, word) != NULL), "CONTRIBUTING.md: %s and%s", row + 3,
                          word);
        }
    }
    free(text);
}
END_TEST

START_TEST(every_experiment_has_its_plot)
{
    result r = shell("cd '%s' && for e in experiments/*.conf; do n=$(basename $e .conf); "
                     "p=$(sed -n \"s/^plot *= *'\\(.*\\)'/\\1/p\" $e); test -f plots/${p:-$n}.gp || echo $n; done",
                     SOURCE_DIR);
    ck_assert_str_eq(r.out, "");
    result_free(&r);
}
END_TEST

SUITE(layers, nothing_includes_upwards, no_layer_sees_a_later_one, no_object_files_need_each_other,
      trained_numbers_do_not_depend_on_libm, every_folder_is_a_layer, the_house_is_drawn_as_it_is,
      every_experiment_has_its_plot)
