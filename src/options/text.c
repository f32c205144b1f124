/* Options as text: a command line, an experiment, gnuplot variables. */
#include "options/options.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/gnuplot.h"

static void add_word(asl_strbuf *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%";
    if (word[0] != '\0' && strspn(word, plain) == strlen(word)) {
        asl_strbuf_add(out, word);
        return;
    }
    asl_strbuf_add(out, "'");
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            asl_strbuf_add(out, "'\\''");
        } else {
            asl_strbuf_add_bytes(out, word, 1);
        }
    }
    asl_strbuf_add(out, "'");
}

void asl_options_write(const asl_options *o, asl_strbuf *out)
{
    asl_strbuf_format(out, "aslab %s", o->command->name);
    for (size_t i = 0; i < o->n; i++) {
        const asl_option *r = asl_options_known(o, o->settings[i].name);
        if (r->not_saved) continue;
        for (size_t k = 0; k < o->settings[i].n; k++) {
            asl_strbuf_format(out, " --%s", r->name);
            if (r->kind == ASL_OPTION_FLAG) continue;
            asl_strbuf_add(out, " ");
            add_word(out, o->settings[i].values[k]);
        }
    }
    for (size_t i = 0; i < o->nargs; i++) {
        asl_strbuf_add(out, " ");
        add_word(out, o->args[i]);
    }
}

static int save_setting(asl_experiment *e, const asl_setting *s, asl_error *err)
{
    asl_setting *to = &e->settings[e->nsettings];
    *to = (asl_setting){.name = asl_copy_text(s->name, err)};
    if (to->name == NULL) return ASL_FAILED;
    e->nsettings++;
    for (; to->n < s->n; to->n++) {
        if (asl_append_text(&to->values, to->n, s->values[to->n], err) != ASL_OK) return ASL_FAILED;
    }
    return ASL_OK;
}

int asl_options_save(const asl_options *o, asl_experiment *e, asl_error *err)
{
    const char *title = asl_options_text(o, "title"); /* NULL if the command draws nothing */
    *e = (asl_experiment){.order = ASL_ORDER_LAST};
    e->command = asl_copy_text(o->command->name, err);
    e->plot = asl_copy_text(o->command->name, err);
    e->title = asl_copy_text(title != NULL ? title : "", err);
    e->settings = asl_alloc(o->n + 1, sizeof *e->settings, err);
    int code = e->command == NULL || e->plot == NULL || e->title == NULL || e->settings == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < o->n && code == ASL_OK; i++) {
        bool own = !asl_options_known(o, o->settings[i].name)->not_saved && strcmp(o->settings[i].name, "title") != 0;
        if (own) code = save_setting(e, &o->settings[i], err);
    }
    for (size_t i = 0; i < o->nargs && code == ASL_OK; i++) {
        code = asl_append_text(&e->args, e->nargs, o->args[i], err);
        if (code == ASL_OK) e->nargs++;
    }
    if (code != ASL_OK) asl_experiment_free(e);
    return code;
}

void asl_options_note(const asl_options *o, const char *format, ...)
{
    char line[400];
    if (o->notes == NULL) return;
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    asl_strbuf_format(o->notes, "aslab: %s\n", line);
}

void asl_options_variables(const asl_options *o, asl_strbuf *out)
{
    const asl_option *r;
    for (size_t i = 0; (r = asl_options_row_at(o->command, i)) != NULL; i++) {
        if (r->kind != ASL_OPTION_CHOICE && (r->kind != ASL_OPTION_FLAG || r->not_saved)) continue;
        char name[64];
        snprintf(name, sizeof name, "opt_%s", r->name);
        for (char *c = name; *c != '\0'; c++) *c = *c == '-' ? '_' : *c;
        const char *value = asl_options_text(o, r->name);
        asl_gnuplot_variable(out, name, value != NULL ? value : "");
    }
}
