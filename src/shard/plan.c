#include "shard/plan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/numbers.h"
#include "run/resources.h"
#include "data/dist.h"
#include "data/read_predictions.h"
#include "shard/cells.h"
#include "io/tempfile.h"

enum { LONGEST_LIST = 64 }; /* written out in full */

static void add_list(asl_text *out, const asl_option *r, const char *value)
{
    asl_list list;
    if (asl_list_read(&list, r->name, value, -ASL_INF, ASL_INF, NULL) != ASL_OK) {
        out->failed = true;
        return;
    }
    bool range = list.values == NULL && list.n > LONGEST_LIST;
    for (size_t i = 0; i < list.n && !range; i++) {
        asl_text_add(out, i > 0 ? "," : "");
        asl_text_real(out, asl_list_at(&list, i));
    }
    if (range) {
        asl_text_real(out, list.from);
        asl_text_add(out, ":");
        asl_text_real(out, list.to);
        asl_text_format(out, ":%zu", list.n);
    }
    asl_list_free(&list);
}

/* A file by its name and its digest, so that it may lie elsewhere on another machine; without data, by its name. */
static int add_file(asl_text *out, const char *path, bool data, asl_error *err)
{
    char hex[ASL_DIGEST_CHARS] = "";
    const char *slash = strrchr(path, '/');
    int code = data ? asl_digest_file(path, hex, err) : ASL_OK;
    if (code != ASL_OK) return code;
    asl_cells_escape(out, slash != NULL ? slash + 1 : path, strlen(slash != NULL ? slash + 1 : path));
    asl_text_format(out, " sha256 %s", hex);
    return ASL_OK;
}

static int add_folder(asl_text *out, const char *path, bool data, asl_error *err)
{
    static const char *const files[] = {"train.csv", "test.csv"};
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') n--;
    size_t from = n;
    while (from > 0 && path[from - 1] != '/') from--;
    asl_cells_escape(out, path + from, n - from);
    int code = ASL_OK;
    for (size_t i = 0; i < 2 && code == ASL_OK; i++) {
        asl_text file = {0};
        asl_text_format(&file, "%s/%s", path, files[i]);
        char *whole = asl_text_take(&file, err);
        asl_text_add(out, "\nfile ");
        code = whole != NULL ? add_file(out, whole, data, err) : ASL_FAILED;
        free(whole);
    }
    return code;
}

/* Whether the value of an option that may be a file is one. Without data that is told by its form. */
static bool is_file(const char *value, bool data)
{
    asl_dist unused;
    bool known;
    if (data) return asl_dist_is_file(value);
    asl_dist_read(&unused, value, &known, NULL);
    return !known;
}

static int add_value(asl_text *out, const asl_option *r, const char *value, bool data, asl_error *err)
{
    asl_loss loss;
    double x;
    if (r->kind == ASL_OPTION_LOSS && asl_loss_read(&loss, value, NULL) == ASL_OK) {
        asl_loss_write(&loss, out);
    } else if (r->kind == ASL_OPTION_LIST) {
        add_list(out, r, value);
    } else if ((r->kind == ASL_OPTION_REAL || r->kind == ASL_OPTION_COUNT) &&
               asl_scan_real(value, strlen(value), &x) == ASL_NUMBER_OK) {
        asl_text_real(out, x);
    } else if (r->folder) {
        return add_folder(out, value, data, err);
    } else if (r->file && is_file(value, data)) {
        return add_file(out, value, data, err);
    } else {
        asl_cells_escape(out, value, strlen(value));
    }
    return ASL_OK;
}

static int add_option(asl_text *out, const asl_options *o, const asl_option *r, bool data, asl_error *err)
{
    const asl_setting *s = asl_options_setting(o, r->name);
    const char *def = r->def;
    size_t n = s != NULL ? s->n : def != NULL ? 1 : 0;
    int code = ASL_OK;
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        asl_text_format(out, "option %s ", r->name);
        code = add_value(out, r, s != NULL ? s->values[i] : def, data, err);
        asl_text_add(out, "\n");
    }
    return code;
}

/* What is said of the numbers: the experiment without its options, a line for each of its own. */
static void add_experiment(asl_text *out, const asl_experiment *e)
{
    asl_experiment shown = *e;
    asl_text text = {0};
    char *slash = strrchr(e->plot, '/');
    shown.plot = slash != NULL ? slash + 1 : e->plot;
    shown.nsettings = shown.nargs = 0;
    asl_experiment_write(&shown, &text);
    for (const char *line = text.data; line != NULL && *line != '\0';) {
        size_t n = strcspn(line, "\n");
        asl_text_format(out, "experiment %.*s\n", (int)n, line);
        line += n + (line[n] == '\n');
    }
    out->failed = out->failed || text.failed;
    asl_text_free(&text);
}

static int add_words(asl_text *out, const asl_options *o, bool data, asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < o->nargs && code == ASL_OK; i++) {
        asl_text_add(out, "word ");
        if (o->command->reads) {
            code = add_file(out, o->args[i], data, err);
        } else {
            asl_cells_escape(out, o->args[i], strlen(o->args[i]));
        }
        asl_text_add(out, "\n");
    }
    return code;
}

static char *plan_text(const asl_options *o, const asl_experiment *e, uint64_t trials, bool data, asl_error *err)
{
    asl_text t = {0};
    const asl_option *r;
    asl_text_format(&t, ASL_PLAN_FORMAT "program %s\ncommand %s\n", asl_simulation, o->command->name);
    int code = ASL_OK;
    for (size_t i = 0; code == ASL_OK && (r = asl_options_row_at(o->command, i)) != NULL; i++) {
        if (!r->once && !r->cosmetic) code = add_option(&t, o, r, data, err);
    }
    if (code == ASL_OK) code = add_words(&t, o, data, err);
    asl_text_format(&t, "trials %" PRIu64 "\n", trials);
    add_experiment(&t, e);
    if (code == ASL_OK) return asl_text_take(&t, err);
    asl_text_free(&t);
    return NULL;
}

char *asl_plan_text(const asl_options *o, const asl_experiment *e, uint64_t trials, asl_error *err)
{
    return plan_text(o, e, trials, true, err);
}

/* Whether a line [n] made without data is that of a plan [m]: up to the digest of a file. */
static bool same_line(const char *ours, size_t n, const char *theirs, size_t m)
{
    static const char file[] = " sha256 ";
    const size_t end = sizeof file - 1;
    bool digest = n > end && memcmp(ours + n - end, file, end) == 0 && m == n + ASL_DIGEST_CHARS - 1;
    return (n == m || digest) && memcmp(ours, theirs, n) == 0;
}

static int differs(const asl_plan *plan, const char *ours, size_t n, const char *theirs, size_t m, asl_error *err)
{
    return asl_fail(
        err, ASL_CONFLICT,
        "%.200s/%.64s.conf is not the experiment of the plan (there '%.*s', in the plan '%.*s'): remove it, "
        "and run a shard again",
        plan->folder.path, plan->name, (int)(n < 100 ? n : 100), ours, (int)(m < 100 ? m : 100), theirs);
}

/* The format and the program stand before the command. */
static const char *from_command(const char *text)
{
    const char *at = strstr(text, "\ncommand ");
    return at != NULL ? at + 1 : text + strlen(text);
}

int asl_plan_check(const asl_plan *plan, const asl_options *o, const asl_experiment *e, bool data, asl_error *err)
{
    char *text = plan_text(o, e, plan->trials, data, err);
    if (text == NULL) return err != NULL ? err->code : ASL_FAILED;
    const char *ours = from_command(text), *theirs = from_command(plan->text);
    int code = ASL_OK;
    while (code == ASL_OK && (*ours != '\0' || *theirs != '\0')) {
        size_t n = strcspn(ours, "\n"), m = strcspn(theirs, "\n");
        if (!same_line(ours, n, theirs, m) || (ours[n] == '\n') != (theirs[m] == '\n'))
            code = differs(plan, ours, n, theirs, m, err);
        ours += n + (ours[n] == '\n');
        theirs += m + (theirs[m] == '\n');
    }
    free(text);
    return code;
}

/* Standard input, a pipe or a device: read once, here. */
static bool is_input(const char *path) { return strcmp(path, "-") == 0 || asl_path_is_special(path); }

bool asl_plan_impossible(const asl_options *o)
{
    const asl_option *r;
    bool input = false, any_file = false;
    for (size_t i = 0; (r = asl_options_row_at(o->command, i)) != NULL; i++) {
        const asl_setting *s = r->file ? asl_options_setting(o, r->name) : NULL;
        any_file = any_file || s != NULL;
        for (size_t k = 0; s != NULL && k < s->n; k++) input = input || is_input(s->values[k]);
    }
    for (size_t i = 0; i < o->nargs; i++) input = input || (o->command->reads && is_input(o->args[i]));
    return input || (o->command->reads && o->nargs == 0 && !any_file);
}
