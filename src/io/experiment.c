#include "io/experiment.h"

#include <confuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"

/* libconfuse crashes if memory runs out. Make sure that more memory is free than it could need: it stores every value
 * and a table of options. */
static int make_sure_of_memory(const char *text, asl_error *err)
{
    void *reserve = asl_alloc((1 << 20) + 16 * strlen(text), 1, err);
    free(reserve);
    return reserve != NULL ? ASL_OK : ASL_FAILED;
}

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

static char *copy(cfg_t *cfg, const char *name, asl_error *err)
{
    const char *text = cfg_getstr(cfg, name);
    return asl_copy_text(text != NULL ? text : "", err);
}

static char **copy_list(cfg_t *cfg, const char *name, size_t *n, asl_error *err)
{
    *n = cfg_size(cfg, name);
    char **list = asl_alloc(*n + 1, sizeof *list, err);
    for (size_t i = 0; list != NULL && i < *n; i++) {
        list[i] = asl_copy_text(cfg_getnstr(cfg, name, (unsigned)i), err);
        if (list[i] != NULL) continue;
        while (i > 0) free(list[--i]);
        free(list);
        list = NULL;
    }
    if (list == NULL) *n = 0;
    return list;
}

static int copy_claims(asl_experiment *e, cfg_t *cfg, asl_error *err)
{
    e->nclaims = cfg_size(cfg, "claim");
    e->claims = asl_alloc(e->nclaims + 1, sizeof *e->claims, err);
    if (e->claims == NULL) return ASL_FAILED;
    for (size_t i = 0; i < e->nclaims; i++) {
        cfg_t *from = cfg_getnsec(cfg, "claim", (unsigned)i);
        asl_claim *c = &e->claims[i];
        if (from == NULL) return asl_fail(err, ASL_FAILED, "out of memory: cannot read %.200s", reading.where);
        c->text = copy(from, "text", err);
        c->paper = copy(from, "paper", err);
        c->measure = copy(from, "measure", err);
        c->column = copy(from, "column", err);
        c->over = copy(from, "over", err);
        c->expect = copy(from, "expect", err);
        c->band = copy(from, "band", err);
        c->where = copy_list(from, "where", &c->nwhere, err);
        c->minus = copy_list(from, "minus", &c->nminus, err);
        c->than = copy_list(from, "than", &c->nthan, err);
        c->than_minus = copy_list(from, "than_minus", &c->nthan_minus, err);
        if (c->text == NULL || c->paper == NULL || c->measure == NULL || c->column == NULL || c->over == NULL ||
            c->expect == NULL || c->band == NULL || c->where == NULL || c->minus == NULL || c->than == NULL ||
            c->than_minus == NULL) {
            return ASL_FAILED;
        }
        if (c->text[0] == '\0' || c->column[0] == '\0' || c->expect[0] == '\0') {
            return asl_fail(err, ASL_BAD, "%.200s: claim %zu needs text, column and expect", reading.where, i + 1);
        }
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
    e->title = copy(cfg, "title", err);
    e->paper = copy(cfg, "paper", err);
    e->caption = copy(cfg, "caption", err);
    e->command = copy(cfg, "command", err);
    e->plot = copy(cfg, "plot", err);
    e->needs = copy(cfg, "needs", err);
    e->args = copy_list(cfg, "args", &e->nargs, err);
    e->labels = copy_list(cfg, "labels", &e->nlabels, err);
    e->draw = copy_list(cfg, "draw", &e->ndraw, err);
    e->reported = copy_list(cfg, "reported", &e->nreported, err);
    if (e->title == NULL || e->paper == NULL || e->caption == NULL || e->command == NULL || e->plot == NULL ||
        e->needs == NULL || e->args == NULL || e->labels == NULL || e->draw == NULL || e->reported == NULL) {
        return ASL_FAILED;
    }
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
    const char *slash = strrchr(where, '/'), *base = slash != NULL ? slash + 1 : where;
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
    if (code == ASL_OK) code = make_sure_of_memory(text, err);
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

static void free_list(char **list, size_t n)
{
    for (size_t i = 0; list != NULL && i < n; i++) free(list[i]);
    free(list);
}

static void free_claim(asl_claim *c)
{
    free(c->text);
    free(c->paper);
    free(c->measure);
    free(c->column);
    free(c->over);
    free(c->expect);
    free(c->band);
    free_list(c->where, c->nwhere);
    free_list(c->minus, c->nminus);
    free_list(c->than, c->nthan);
    free_list(c->than_minus, c->nthan_minus);
}

void asl_experiment_free(asl_experiment *e)
{
    free(e->name);
    free(e->title);
    free(e->paper);
    free(e->caption);
    free(e->command);
    free(e->plot);
    free(e->needs);
    for (size_t i = 0; e->settings != NULL && i < e->nsettings; i++) {
        free(e->settings[i].name);
        free_list(e->settings[i].values, e->settings[i].n);
    }
    free(e->settings);
    free_list(e->args, e->nargs);
    free_list(e->labels, e->nlabels);
    free_list(e->draw, e->ndraw);
    free_list(e->reported, e->nreported);
    for (size_t i = 0; e->claims != NULL && i < e->nclaims; i++) free_claim(&e->claims[i]);
    free(e->claims);
    *e = (asl_experiment){0};
}
