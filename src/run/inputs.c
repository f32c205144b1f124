#include "run/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "base/axis_values.h"
#include "base/numbers.h"
#include "data/dist.h"
#include "data/read_predictions.h"
#include "io/cells.h"
#include "io/digest.h"
#include "io/folder.h"
#include "io/tempfile.h"
#include "run/resources.h"

enum { LONGEST_LIST = 64 }; /* written out in full */

static void add_list(asl_strbuf *out, const asl_option *r, const char *value)
{
    asl_axis_values list;
    if (asl_axis_values_read(&list, r->name, value, -ASL_INF, ASL_INF, NULL) != ASL_OK) {
        out->failed = true;
        return;
    }
    bool range = list.values == NULL && list.n > LONGEST_LIST;
    for (size_t i = 0; i < list.n && !range; i++) {
        asl_strbuf_add(out, i > 0 ? "," : "");
        asl_strbuf_real(out, asl_axis_value(&list, i));
    }
    if (range) {
        asl_strbuf_real(out, list.from);
        asl_strbuf_add(out, ":");
        asl_strbuf_real(out, list.to);
        asl_strbuf_format(out, ":%zu", list.n);
    }
    asl_axis_values_free(&list);
}

/* A file is identified by its name and digest, because its folder may differ on another machine; without data, by its name. */
static int add_file(asl_strbuf *out, const char *path, bool data, asl_error *err)
{
    char hex[ASL_DIGEST_CHARS] = "";
    const char *name = asl_base_name(path);
    int code = data ? asl_digest_file(path, hex, err) : ASL_OK;
    if (code != ASL_OK) return code;
    asl_cells_escape(out, name, strlen(name));
    asl_strbuf_format(out, " sha256 %s", hex);
    return ASL_OK;
}

static int add_folder(asl_strbuf *out, const char *path, bool data, asl_error *err)
{
    static const char *const files[] = {"train.csv", "test.csv"};
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') n--;
    size_t from = n;
    while (from > 0 && path[from - 1] != '/') from--;
    asl_cells_escape(out, path + from, n - from);
    int code = ASL_OK;
    for (size_t i = 0; i < 2 && code == ASL_OK; i++) {
        asl_strbuf file = {0};
        asl_strbuf_format(&file, "%s/%s", path, files[i]);
        char *whole = asl_strbuf_take(&file, err);
        asl_strbuf_add(out, "\nfile ");
        code = whole != NULL ? add_file(out, whole, data, err) : ASL_FAILED;
        free(whole);
    }
    return code;
}

/* Whether the value of an option names a file. Without data the form of the value decides. */
static bool is_file(const char *value, bool data)
{
    asl_dist unused;
    bool known;
    if (data) return asl_dist_is_file(value);
    asl_dist_read(&unused, value, &known, NULL);
    return !known;
}

static int add_value(asl_strbuf *out, const asl_option *r, const char *value, bool data, asl_error *err)
{
    asl_loss loss;
    double x;
    if (r->kind == ASL_OPTION_LOSS && asl_loss_read(&loss, value, NULL) == ASL_OK) {
        asl_loss_write(&loss, out);
    } else if (r->kind == ASL_OPTION_LIST) {
        add_list(out, r, value);
    } else if ((r->kind == ASL_OPTION_REAL || r->kind == ASL_OPTION_COUNT) &&
               asl_scan_real(value, strlen(value), &x) == ASL_NUMBER_OK) {
        asl_strbuf_real(out, x);
    } else if (r->folder) {
        return add_folder(out, value, data, err);
    } else if (r->file && is_file(value, data)) {
        return add_file(out, value, data, err);
    } else {
        asl_cells_escape(out, value, strlen(value));
    }
    return ASL_OK;
}

static int add_option(asl_strbuf *out, const asl_options *o, const asl_option *r, bool data, asl_error *err)
{
    const asl_setting *s = asl_options_setting(o, r->name);
    const char *def = r->def;
    size_t n = s != NULL ? s->n : def != NULL ? 1 : 0;
    int code = ASL_OK;
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        asl_strbuf_format(out, "option %s ", r->name);
        code = add_value(out, r, s != NULL ? s->values[i] : def, data, err);
        asl_strbuf_add(out, "\n");
    }
    return code;
}

static int add_words(asl_strbuf *out, const asl_options *o, bool data, asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < o->nargs && code == ASL_OK; i++) {
        asl_strbuf_add(out, "word ");
        if (o->command->reads) {
            code = add_file(out, o->args[i], data, err);
        } else {
            asl_cells_escape(out, o->args[i], strlen(o->args[i]));
        }
        asl_strbuf_add(out, "\n");
    }
    return code;
}

int asl_inputs_text(asl_strbuf *out, const asl_options *o, bool data, asl_error *err)
{
    const asl_option *r;
    asl_strbuf_format(out, "program %s\ncommand %s\n", asl_simulation, o->command->name);
    int code = ASL_OK;
    for (size_t i = 0; code == ASL_OK && (r = asl_options_row_at(o->command, i)) != NULL; i++) {
        if (!r->not_saved && !r->no_numeric_effect) code = add_option(out, o, r, data, err);
    }
    return code == ASL_OK ? add_words(out, o, data, err) : code;
}

int asl_inputs_digest(const asl_options *o, char hex[ASL_DIGEST_CHARS], asl_error *err)
{
    asl_strbuf text = {0};
    int code = asl_inputs_text(&text, o, true, err);
    if (code == ASL_OK && text.failed) code = asl_fail(err, ASL_FAILED, "out of memory");
    if (code == ASL_OK) asl_digest_text(text.data, hex);
    asl_strbuf_free(&text);
    return code;
}

/* Standard input, a pipe or a device can be read only once. */
static bool is_input(const char *path) { return strcmp(path, "-") == 0 || asl_path_is_special(path); }

bool asl_inputs_are_streams(const asl_options *o)
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
