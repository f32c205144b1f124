#include "io/experiment.h"

#include <confuse.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "io/folder.h"

/* libconfuse reports errors through a callback that has no user pointer. */
static _Thread_local struct {
    const char *where;
    asl_error *err;
} reading;

static void on_error(cfg_t *cfg, const char *format, va_list args)
{
    char what[300];
    vsnprintf(what, sizeof what, format, args);
    asl_fail(reading.err, ASL_BAD, "%.200s, line %d: %s", reading.where, cfg->line, what);
}

static cfg_opt_t claim_options[] = {
    CFG_STR("text", 0, CFGF_NODEFAULT),     CFG_STR("paper", 0, CFGF_NODEFAULT),
    CFG_STR("measure", "value", CFGF_NONE), CFG_STR("column", 0, CFGF_NODEFAULT),
    CFG_STR("over", "", CFGF_NONE),         CFG_STR("expect", 0, CFGF_NODEFAULT),
    CFG_STR_LIST("where", 0, CFGF_NONE),    CFG_STR_LIST("minus", 0, CFGF_NONE),
    CFG_STR_LIST("than", 0, CFGF_NONE),     CFG_STR_LIST("than_minus", 0, CFGF_NONE),
    CFG_STR("band", "", CFGF_NONE),         CFG_END(),
};

/* --- fields */

/* The fields of a struct that are read from settings of the same name. The tables end with an empty entry. */
typedef struct field {
    const char *name;
    size_t at, count; /* offsets of the char * or char **, and of the number of texts in a list */
} field;

#define TEXT(type, member)                                                                                             \
    {                                                                                                                  \
#member, offsetof(type, member), 0                                                                             \
    }
#define LIST(type, member)                                                                                             \
    {                                                                                                                  \
#member, offsetof(type, member), offsetof(type, n##member)                                                     \
    }

static const field experiment_texts[] = {TEXT(asl_experiment, title),
                                         TEXT(asl_experiment, paper),
                                         TEXT(asl_experiment, caption),
                                         TEXT(asl_experiment, command),
                                         TEXT(asl_experiment, plot),
                                         TEXT(asl_experiment, needs),
                                         {NULL, 0, 0}};
static const field experiment_lists[] = {LIST(asl_experiment, args),
                                         LIST(asl_experiment, labels),
                                         LIST(asl_experiment, draw),
                                         LIST(asl_experiment, reported),
                                         {NULL, 0, 0}};
static const field claim_texts[] = {
    TEXT(asl_claim, text), TEXT(asl_claim, paper),  TEXT(asl_claim, measure), TEXT(asl_claim, column),
    TEXT(asl_claim, over), TEXT(asl_claim, expect), TEXT(asl_claim, band),    {NULL, 0, 0}};
static const field claim_lists[] = {
    LIST(asl_claim, where), LIST(asl_claim, minus), LIST(asl_claim, than), LIST(asl_claim, than_minus), {NULL, 0, 0}};

static void *member(void *object, size_t offset) { return (char *)object + offset; }

static char **copy_list(cfg_t *cfg, const char *name, size_t *n, asl_error *err)
{
    size_t all = cfg_size(cfg, name);
    char **list = asl_alloc(all + 1, sizeof *list, err);
    for (*n = 0; list != NULL && *n < all; ++*n) {
        list[*n] = asl_copy_text(cfg_getnstr(cfg, name, (unsigned)*n), err);
        if (list[*n] != NULL) continue;
        while (*n > 0) free(list[--*n]);
        free(list);
        return NULL;
    }
    return list;
}

static int copy_fields(void *object, const field *texts, const field *lists, cfg_t *cfg, asl_error *err)
{
    for (const field *f = texts; f->name != NULL; f++) {
        const char *text = cfg_getstr(cfg, f->name);
        char **to = member(object, f->at);
        *to = asl_copy_text(text != NULL ? text : "", err);
        if (*to == NULL) return ASL_FAILED;
    }
    for (const field *f = lists; f->name != NULL; f++) {
        char ***to = member(object, f->at);
        *to = copy_list(cfg, f->name, member(object, f->count), err);
        if (*to == NULL) return ASL_FAILED;
    }
    return ASL_OK;
}

static void free_list(char **list, size_t n)
{
    for (size_t i = 0; list != NULL && i < n; i++) free(list[i]);
    free(list);
}

static void free_fields(void *object, const field *texts, const field *lists)
{
    for (const field *f = texts; f->name != NULL; f++) {
        char **text = member(object, f->at);
        free(*text);
    }
    for (const field *f = lists; f->name != NULL; f++) {
        char ***list = member(object, f->at);
        size_t *n = member(object, f->count);
        free_list(*list, *n);
    }
}

/* --- reading */

static int copy_claims(asl_experiment *e, cfg_t *cfg, asl_error *err)
{
    e->nclaims = cfg_size(cfg, "claim");
    e->claims = asl_alloc(e->nclaims + 1, sizeof *e->claims, err);
    if (e->claims == NULL) return ASL_FAILED;
    for (size_t i = 0; i < e->nclaims; i++) {
        cfg_t *from = cfg_getnsec(cfg, "claim", (unsigned)i);
        asl_claim *c = &e->claims[i];
        if (from == NULL) return asl_fail(err, ASL_FAILED, "out of memory: cannot read %.200s", reading.where);
        if (copy_fields(c, claim_texts, claim_lists, from, err) != ASL_OK) return ASL_FAILED;
        if (c->text[0] == '\0' || c->column[0] == '\0' || c->expect[0] == '\0')
            return asl_fail(err, ASL_BAD, "%.200s: claim %zu needs text, column and expect", reading.where, i + 1);
    }
    return ASL_OK;
}

static int copy_settings(asl_experiment *e, cfg_t *options, const char *const *names, size_t n, asl_error *err)
{
    e->settings = asl_alloc(n + 1, sizeof *e->settings, err);
    if (e->settings == NULL) return ASL_FAILED;
    for (size_t i = 0; options != NULL && i < n; i++) {
        if (cfg_size(options, names[i]) == 0) continue;
        asl_setting *s = &e->settings[e->nsettings++];
        s->name = asl_copy_text(names[i], err);
        s->values = copy_list(options, names[i], &s->n, err);
        if (s->name == NULL || s->values == NULL) return ASL_FAILED;
    }
    return ASL_OK;
}

/* Fields that are copied unquoted into a gnuplot script may contain only harmless characters. */
static int check_for_plot(const asl_experiment *e, asl_error *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_", plain[] = "abcdefghijklmnopqrstuvwxyz_0123456789.,-+";
    if (e->needs[0] != '\0' &&
        (strncmp(e->needs, "--", 2) != 0 || strchr(letters, e->needs[2]) == NULL || e->needs[2] == '\0'))
        return asl_fail(err, ASL_BAD, "%.200s: needs = '%.60s' is not an option; write it like '--data DIR'",
                        reading.where, e->needs);
    for (size_t i = 0; i < e->ndraw; i++) {
        size_t n = strspn(e->draw[i], letters);
        if (n == 0 || n > 32 || e->draw[i][n] != '=')
            return asl_fail(err, ASL_BAD, "%.200s: draw = '%.60s' is not name=text", reading.where, e->draw[i]);
    }
    for (size_t i = 0; i < e->nreported; i++) {
        if (e->reported[i][0] == '\0' || strspn(e->reported[i], plain) != strlen(e->reported[i]))
            return asl_fail(err, ASL_BAD, "%.200s: reported takes lines of CSV made of a-z 0-9 _ . , + -, not '%.60s'",
                            reading.where, e->reported[i]);
    }
    return ASL_OK;
}

static int copy_all(asl_experiment *e, cfg_t *cfg, const char *const *names, size_t n, asl_error *err)
{
    if (copy_fields(e, experiment_texts, experiment_lists, cfg, err) != ASL_OK) return ASL_FAILED;
    const char *order = cfg_getstr(cfg, "order");
    int placed = asl_read_real("order", order, 0, ASL_ORDER_LAST, &e->order, err);
    if (placed != ASL_OK) return asl_fail_in(err, ASL_BAD, "%.200s: ", reading.where);
    int code = check_for_plot(e, err);
    if (code != ASL_OK) return code;
    const char *is_long = cfg_getstr(cfg, "long");
    e->is_long = strcmp(is_long, "true") == 0;
    if (!e->is_long && is_long[0] != '\0')
        return asl_fail(err, ASL_BAD, "%.200s: long = '%.40s' is not 'true'; remove it if the experiment is short",
                        reading.where, is_long);
    if (e->command[0] == '\0') return asl_fail(err, ASL_BAD, "%.200s: command is missing", reading.where);
    cfg_t *options = cfg_size(cfg, "options") > 0 ? cfg_getsec(cfg, "options") : NULL;
    if (options == NULL && cfg_size(cfg, "options") > 0)
        return asl_fail(err, ASL_FAILED, "out of memory: cannot read %.200s", reading.where);
    code = copy_settings(e, options, names, n, err);
    return code == ASL_OK ? copy_claims(e, cfg, err) : code;
}

static bool is_plain(const char *name, size_t n)
{
    static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    return n > 0 && n <= 64 && strspn(name, fine) >= n;
}

/* Is the name reserved for files that aslab writes? */
static bool is_ours(const char *name, size_t n)
{
    static const char summary[] = "-summary";
    const size_t m = sizeof summary - 1;
    return (n == 6 && strncmp(name, "claims", 6) == 0) || (n >= m && strncmp(name + n - m, summary, m) == 0);
}

bool asl_experiment_is_name(const char *name) { return is_plain(name, strlen(name)) && !is_ours(name, strlen(name)); }

/* Set the name to NAME of the path .../NAME.conf. */
static int set_name(asl_experiment *e, const char *where, asl_error *err)
{
    const char *base = asl_base_name(where);
    size_t n = strlen(base);
    if (n > 5 && strcmp(base + n - 5, ".conf") == 0) n -= 5;
    if (!is_plain(base, n))
        return asl_fail(err, ASL_BAD,
                        "%.200s: the name of an experiment file must be 1 to 64 letters, digits, - and _, and .conf",
                        where);
    if (is_ours(base, n))
        return asl_fail(err, ASL_BAD,
                        "%.200s: the name of an experiment must not be claims or end in -summary; aslab writes files "
                        "of these names",
                        where);
    e->name = asl_alloc(n + 1, 1, err);
    if (e->name == NULL) return ASL_FAILED;
    memcpy(e->name, base, n);
    return ASL_OK;
}

int asl_experiment_check_name(const char *path, asl_error *err)
{
    asl_experiment e = {0};
    size_t n = strlen(path);
    if (n < 5 || strcmp(path + n - 5, ".conf") != 0)
        return asl_fail(err, ASL_BAD, "--save = '%.200s' must end in .conf", path);
    int code = set_name(&e, path, err);
    free(e.name);
    return code;
}

/* Find unclosed quotes, braces and comments, because libconfuse silently closes them at the end of the file. */
static int check_closed(const char *where, const char *text, asl_error *err)
{
    int depth = 0, line = 1, opened = 1;
    char quote = '\0';
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\n') line++;
        if (quote != '\0') {
            if (*c == '\\' && c[1] != '\0')
                c++;
            else if (*c == quote)
                quote = '\0';
        } else if (*c == '#' || (c[0] == '/' && c[1] == '/')) {
            while (c[1] != '\0' && c[1] != '\n') c++;
        } else if (c[0] == '/' && c[1] == '*') {
            const char *end = strstr(c + 2, "*/");
            if (end == NULL) return asl_fail(err, ASL_BAD, "%.200s, line %d: unterminated comment", where, line);
            for (; c < end + 1; c++) line += *c == '\n';
        } else if (*c == '"' || *c == '\'') {
            quote = *c;
            opened = line;
        } else if (*c == '{') {
            depth++;
            opened = line;
        } else if (*c == '}') {
            depth--;
        }
    }
    if (quote != '\0') return asl_fail(err, ASL_BAD, "%.200s, line %d: unterminated quote", where, opened);
    if (depth > 0) return asl_fail(err, ASL_BAD, "%.200s, line %d: { without }", where, opened);
    return ASL_OK;
}

int asl_experiment_read(asl_experiment *e, const char *where, const char *text, const char *const *option_names,
                        size_t noptions, asl_error *err)
{
    *e = (asl_experiment){0};
    int code = set_name(e, where, err);
    if (code == ASL_OK) code = check_closed(where, text, err);
    cfg_opt_t *options = asl_alloc(noptions + 1, sizeof *options, err);
    if (options == NULL) code = ASL_FAILED;
    if (code != ASL_OK) {
        free(options);
        asl_experiment_free(e);
        return code;
    }
    for (size_t i = 0; i < noptions; i++) options[i] = (cfg_opt_t)CFG_STR_LIST(option_names[i], 0, CFGF_NONE);
    options[noptions] = (cfg_opt_t)CFG_END();
    cfg_opt_t all[] = {
        CFG_STR("title", "", CFGF_NONE),
        CFG_STR("paper", "", CFGF_NONE),
        CFG_STR("caption", "", CFGF_NONE),
        CFG_STR("command", "", CFGF_NONE),
        CFG_STR("order", "1e9", CFGF_NONE),
        CFG_STR("plot", "", CFGF_NONE),
        CFG_STR("needs", "", CFGF_NONE),
        CFG_STR("long", "", CFGF_NONE),
        CFG_STR_LIST("args", 0, CFGF_NONE),
        CFG_STR_LIST("labels", 0, CFGF_NONE),
        CFG_STR_LIST("draw", 0, CFGF_NONE),
        CFG_STR_LIST("reported", 0, CFGF_NONE),
        CFG_SEC("options", options, CFGF_NONE),
        CFG_SEC("claim", claim_options, CFGF_MULTI),
        CFG_END(),
    };
    reading.where = where;
    reading.err = err;
    cfg_t *cfg = cfg_init(all, CFGF_NONE);
    if (cfg == NULL) {
        code = asl_fail(err, ASL_FAILED, "out of memory: cannot read %.200s", where);
    } else {
        cfg_set_error_function(cfg, on_error);
        code = asl_fail(err, ASL_BAD, "%.200s: not an experiment file", where);
        if (cfg_parse_buf(cfg, text) == CFG_SUCCESS) code = copy_all(e, cfg, option_names, noptions, err);
        cfg_free(cfg);
    }
    free(options);
    if (code != ASL_OK) asl_experiment_free(e);
    return code;
}

void asl_experiment_free(asl_experiment *e)
{
    free(e->name);
    free_fields(e, experiment_texts, experiment_lists);
    for (size_t i = 0; e->settings != NULL && i < e->nsettings; i++) {
        free(e->settings[i].name);
        free_list(e->settings[i].values, e->settings[i].n);
    }
    free(e->settings);
    for (size_t i = 0; e->claims != NULL && i < e->nclaims; i++) free_fields(&e->claims[i], claim_texts, claim_lists);
    free(e->claims);
    *e = (asl_experiment){0};
}
