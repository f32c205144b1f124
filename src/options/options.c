#define _XOPEN_SOURCE 700
#include "options/options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "base/suggest.h"

const asl_option *asl_options_known_at(const asl_options *o, size_t i)
{
    const asl_option *r;
    for (size_t k = 0; (r = asl_options_row_at(o->command, k)) != NULL; k++) {
        if (i-- == 0) return r;
    }
    for (size_t k = 0; o->extra_command != NULL && (r = asl_options_row_at(o->extra_command, k)) != NULL; k++) {
        bool allowed = !r->not_saved && asl_options_row(o->command, r->name) == NULL;
        if (allowed && i-- == 0) return r;
    }
    return NULL;
}

const asl_option *asl_options_known(const asl_options *o, const char *name)
{
    const asl_option *r = asl_options_row(o->command, name);
    if (r != NULL || o->extra_command == NULL) return r;
    r = asl_options_row(o->extra_command, name);
    return r != NULL && !r->not_saved ? r : NULL;
}

static const char *known_name(const void *options, size_t i)
{
    const asl_option *r = asl_options_known_at(options, i);
    return r != NULL ? r->name : NULL;
}

/* --- checks */

/* Is a name one of a|b|c? */
static bool is_listed(const char *list, const char *name)
{
    while (list != NULL && *list != '\0') {
        size_t n = strcspn(list, "|");
        if (strlen(name) == n && strncmp(list, name, n) == 0) return true;
        list += n + (list[n] == '|');
    }
    return false;
}

static int check_partners(const asl_options *o, const asl_option *r, asl_error *err)
{
    if (r->needs != NULL && !asl_options_given(o, r->needs))
        return asl_fail(err, ASL_BAD, "--%s has no effect without --%s", r->name, r->needs);
    for (size_t i = 0; i < o->n; i++) {
        if (is_listed(r->excludes, o->settings[i].name))
            return asl_fail(err, ASL_BAD, "--%s and --%s are mutually exclusive", r->name, o->settings[i].name);
    }
    return ASL_OK;
}

/* What the table says of options together, and the number of arguments. */
static int check_all(const asl_options *o, asl_error *err)
{
    const asl_command *c = o->command;
    const asl_option *r;
    int code = ASL_OK;
    for (size_t i = 0; code == ASL_OK && (r = asl_options_row_at(c, i)) != NULL; i++) {
        bool given = asl_options_given(o, r->name);
        if (r->required && !given)
            return asl_fail(err, ASL_BAD, "aslab %s needs --%s %s; see 'aslab %s --help'", c->name, r->name, r->metavar,
                            c->name);
        code = given ? check_partners(o, r, err) : ASL_OK;
    }
    if (code != ASL_OK || o->nargs >= c->min_args) return code;
    return asl_fail(err, ASL_BAD, "aslab %s needs %s %s; see 'aslab %s --help'", c->name,
                    strchr("AEIO", c->arg[0]) != NULL ? "an" : "a", c->arg, c->name);
}

/* --- reading */

/* value NULL: it is missing. */
static int bad_value(const asl_option *r, const char *value, asl_error *err)
{
    asl_strbuf t = {0};
    asl_option_value(r, &t);
    const char *values = t.data != NULL ? t.data : "";
    if (value == NULL) asl_fail(err, ASL_BAD, "--%s needs a value: %s", r->name, values);
    if (value != NULL) asl_fail(err, ASL_BAD, "--%s = '%.60s' is not one of %s", r->name, value, values);
    asl_strbuf_free(&t);
    return ASL_BAD;
}

static int check_choice(const asl_option *r, const char *value, asl_error *err)
{
    const char *choice;
    size_t n;
    for (size_t i = 0; (choice = asl_option_choice(r, i, &n)) != NULL; i++) {
        if (n == strlen(value) && strncmp(choice, value, n) == 0) return ASL_OK;
    }
    return bad_value(r, value, err);
}

static int check_value(const asl_option *r, const char *value, asl_error *err)
{
    char what[64];
    snprintf(what, sizeof what, "--%s", r->name);
    double x;
    long long n;
    asl_loss loss;
    asl_axis_values list;
    int code = ASL_OK;
    switch (r->kind) {
    case ASL_OPTION_FLAG:
        code = strcmp(value, "true") == 0 ? ASL_OK : asl_fail(err, ASL_BAD, "--%s takes no value", r->name);
        break;
    case ASL_OPTION_TEXT: break;
    case ASL_OPTION_CHOICE: code = check_choice(r, value, err); break;
    case ASL_OPTION_REAL: code = asl_read_real(what, value, r->lo, r->hi, &x, err); break;
    case ASL_OPTION_COUNT: code = asl_read_count(what, value, (long long)r->lo, (long long)r->hi, &n, err); break;
    case ASL_OPTION_LOSS: code = asl_loss_read(&loss, value, err); break;
    case ASL_OPTION_LIST:
        code = asl_axis_values_read(&list, what, value, r->lo, r->hi, err);
        if (code == ASL_OK) asl_axis_values_free(&list);
        break;
    }
    return code;
}

const asl_setting *asl_options_setting(const asl_options *o, const char *name)
{
    for (size_t i = 0; i < o->n; i++) {
        if (asl_same_name(o->settings[i].name, name)) return &o->settings[i];
    }
    return NULL;
}

static int set(asl_options *o, const asl_option *r, const char *value, asl_error *err)
{
    int code = check_value(r, value, err);
    if (code != ASL_OK) return code;
    asl_setting *s = (asl_setting *)asl_options_setting(o, r->name);
    if (s != NULL && !r->repeated && r->kind != ASL_OPTION_FLAG) {
        return asl_fail(err, ASL_BAD, "--%s is given twice", r->name);
    }
    if (s == NULL) {
        void *settings = o->settings;
        if (asl_grow(&settings, o->n, &o->capacity, sizeof *o->settings, err) != ASL_OK) return ASL_FAILED;
        o->settings = settings;
        s = &o->settings[o->n];
        *s = (asl_setting){.name = asl_copy_text(r->name, err)};
        if (s->name == NULL) return ASL_FAILED;
        o->n++;
    }
    code = asl_append_text(&s->values, s->n, value, err);
    if (code == ASL_OK) s->n++;
    return code;
}

static int add_arg(asl_options *o, const char *text, asl_error *err)
{
    const asl_command *c = o->command;
    if (o->nargs == c->max_args) {
        if (c->max_args == 0)
            return asl_fail(err, ASL_BAD, "unexpected argument '%.60s': aslab %s takes only options", text, c->name);
        return asl_fail(err, ASL_BAD, "unexpected argument '%.60s': aslab %s takes one %s", text, c->name, c->arg);
    }
    int code = asl_append_text(&o->args, o->nargs, text, err);
    if (code == ASL_OK) o->nargs++;
    return code;
}

static int unknown_option(const asl_options *o, const char *name, asl_error *err)
{
    const char *near = asl_nearest_name(name, known_name, o);
    const asl_command *c = o->extra_command != NULL ? o->extra_command : o->command;
    char hint[ASL_HINT_CHARS] = "";
    if (near != NULL) snprintf(hint, sizeof hint, " (did you mean --%s?)", near);
    return asl_fail(err, ASL_BAD, "unknown option '%s%.60s'%s; 'aslab %s --help' lists the options",
                    name[0] == '-' ? "" : "--", name, hint, c->name);
}

/* argv[*i] is an option; *i moves on if the next argument is its value. */
static int read_option(asl_options *o, int argc, char *const *argv, int *i, asl_error *err)
{
    const char *word = argv[*i], *equals = strchr(word, '=');
    char name[64];
    if (strcmp(word, "-o") == 0) word = "--output";
    if (strcmp(word, "-h") == 0) word = "--help";
    size_t n = equals != NULL ? (size_t)(equals - word) : strlen(word);
    if (word[1] != '-' || n - 2 >= sizeof name) return unknown_option(o, word, err);
    snprintf(name, sizeof name, "%.*s", (int)(n - 2), word + 2);
    const asl_option *r = asl_options_known(o, name);
    if (r == NULL) return unknown_option(o, name, err);
    if (equals != NULL) return set(o, r, equals + 1, err);
    if (r->kind == ASL_OPTION_FLAG) return set(o, r, "true", err);
    if (*i + 1 >= argc) return bad_value(r, NULL, err);
    return set(o, r, argv[++*i], err);
}

int asl_options_parse(asl_options *o, int argc, char *const *argv, asl_error *err)
{
    bool only_words = false;
    int code = ASL_OK;
    for (int i = 0; i < argc && code == ASL_OK; i++) {
        if (!only_words && strcmp(argv[i], "--") == 0) {
            only_words = true;
        } else if (!only_words && argv[i][0] == '-' && argv[i][1] != '\0') {
            code = read_option(o, argc, argv, &i, err);
        } else {
            code = add_arg(o, argv[i], err);
        }
    }
    if (code == ASL_OK && !asl_options_given(o, "help")) code = check_all(o, err);
    if (code != ASL_OK) asl_options_free(o);
    return code;
}

static char *joined(const asl_setting *s, asl_error *err)
{
    asl_strbuf t = {0};
    for (size_t i = 0; i < s->n; i++) asl_strbuf_format(&t, "%s%s", i > 0 ? "," : "", s->values[i]);
    return asl_strbuf_take(&t, err);
}

/* Copy the settings that `skip` does not have. */
static int take_over(asl_options *o, const asl_setting *settings, size_t n, const asl_options *skip, asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        const asl_setting *s = &settings[i];
        const asl_option *r = asl_options_row(o->command, s->name);
        if (r == NULL) return asl_fail(err, ASL_BAD, "'%.60s' is not an option of aslab %s", s->name, o->command->name);
        if (skip != NULL && asl_options_setting(skip, s->name) != NULL) continue;
        if (r->kind == ASL_OPTION_LIST) { /* {'1', '2'} is the LIST 1,2 */
            char *list = joined(s, err);
            code = list != NULL ? set(o, r, list, err) : ASL_FAILED;
            free(list);
            continue;
        }
        for (size_t k = 0; k < s->n && code == ASL_OK; k++) code = set(o, r, s->values[k], err);
    }
    return code;
}

int asl_options_from(asl_options *o, const asl_command *c, const asl_experiment *e, const asl_options *over,
                     asl_error *err)
{
    *o = (asl_options){.command = c};
    int code = take_over(o, e->settings, e->nsettings, over, err);
    for (size_t i = 0; over != NULL && i < over->n && code == ASL_OK; i++) {
        if (asl_options_row(over->command, over->settings[i].name) != NULL)
            continue; /* an option of 'aslab run' itself */
        code = take_over(o, &over->settings[i], 1, NULL, err);
    }
    for (size_t i = 0; i < e->nargs && code == ASL_OK; i++) code = add_arg(o, e->args[i], err);
    if (code == ASL_OK) code = check_all(o, err);
    if (code != ASL_OK) asl_options_free(o);
    return code;
}

void asl_options_sort(asl_options *o)
{
    const asl_option *r;
    for (size_t i = 0, to = 0; (r = asl_options_row_at(o->command, i)) != NULL; i++) {
        for (size_t k = to; k < o->n; k++) {
            if (!asl_same_name(o->settings[k].name, r->name)) continue;
            asl_setting s = o->settings[k];
            memmove(&o->settings[to + 1], &o->settings[to], (k - to) * sizeof s);
            o->settings[to++] = s;
        }
    }
}

void asl_options_free(asl_options *o)
{
    for (size_t i = 0; i < o->n; i++) {
        for (size_t k = 0; k < o->settings[i].n; k++) free(o->settings[i].values[k]);
        free(o->settings[i].values);
        free(o->settings[i].name);
    }
    free(o->settings);
    for (size_t i = 0; i < o->nargs; i++) free(o->args[i]);
    free(o->args);
    *o = (asl_options){.command = o->command};
}

/* --- values */

bool asl_options_given(const asl_options *o, const char *name) { return asl_options_setting(o, name) != NULL; }

bool asl_options_summarised(const asl_options *o)
{
    const asl_command *c = o->command;
    return c->summarised && !(c->unsummarised != NULL && asl_options_given(o, c->unsummarised));
}

const char *asl_options_text(const asl_options *o, const char *name)
{
    const asl_setting *s = asl_options_setting(o, name);
    if (s != NULL) return s->values[0];
    const asl_option *r = asl_options_known(o, name);
    return r != NULL ? r->def : NULL;
}

double asl_options_real(const asl_options *o, const char *name)
{
    const char *text = asl_options_text(o, name);
    double x = ASL_NAN;
    if (text != NULL) asl_scan_real(text, strlen(text), &x);
    return x;
}

long long asl_options_count(const asl_options *o, const char *name)
{
    double x = asl_options_real(o, name);
    return isnan(x) ? 0 : (long long)x;
}

size_t asl_options_threads(const asl_options *o)
{
    if (o->host != NULL) return asl_options_threads(o->host);
    long n = asl_options_given(o, "threads") ? (long)asl_options_count(o, "threads") : sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (size_t)n : 1;
}

bool asl_options_quiet(const asl_options *o) { return asl_options_given(o->host != NULL ? o->host : o, "quiet"); }

const char *asl_options_input(const asl_options *o)
{
    return o->nargs > 0 && strcmp(o->args[0], "-") != 0 ? o->args[0] : NULL;
}
