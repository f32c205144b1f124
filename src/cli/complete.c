#include "cli/complete.h"

#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "data/dist.h"
#include "loss/loss.h"
#include "options/command_table.h"
#include "options/options.h"
#include "run/resources.h"

/* What is being completed: the word so far, the number of its characters that stay, and where candidates go. */
typedef struct place {
    const char *word;
    size_t skip;
    asl_strbuf *out;
} place;

/* Offer `text`, if it begins with what is typed after the characters that stay. */
static void offer(const place *at, const char *text, const char *meaning)
{
    const char *typed = at->word + at->skip;
    if (strncmp(typed, text, strlen(typed)) != 0) return;
    asl_strbuf_add_bytes(at->out, at->word, at->skip);
    asl_strbuf_add(at->out, text);
    if (meaning != NULL && meaning[0] != '\0') asl_strbuf_format(at->out, "\t%s", meaning);
    asl_strbuf_add(at->out, "\n");
}

static void offer_names(const place *at, asl_name_at name_at, const void *table)
{
    const char *name;
    for (size_t i = 0; (name = name_at(table, i)) != NULL; i++) offer(at, name, NULL);
}

static void offer_files(const place *at, bool folders) { asl_strbuf_add(at->out, folders ? "@folders\n" : "@files\n"); }

/* --- losses */

static void offer_families(const place *at, bool batches)
{
    for (size_t i = 0; i < asl_family_count(); i++) {
        const asl_family *f = asl_family_at(i);
        if (batches || f->kind != ASL_BATCHWISE) offer(at, f->name, f->title);
    }
}

/* Do the settings [n] contain `name=`? */
static bool is_set(const char *settings, size_t n, const char *name)
{
    for (const char *s = settings; s < settings + n; s += strcspn(s, ":,") + 1) {
        if (strncmp(s, name, strlen(name)) == 0 && s[strlen(name)] == '=') return true;
    }
    return false;
}

/* A name; after `name:` the parameters that are not set yet; after `param=` its default. */
static void offer_loss(place at, bool batches)
{
    const char *typed = at.word + at.skip, *settings = strchr(typed, ':');
    if (settings == NULL) {
        offer_families(&at, batches);
        return;
    }
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)(settings - typed), typed);
    const asl_family *f = asl_family_find(name, NULL);
    const char *last = settings + 1;
    for (const char *c; (c = strpbrk(last, ":,")) != NULL;) last = c + 1;
    at.skip = (size_t)(last - at.word);
    for (size_t i = 0; f != NULL && i < asl_family_params(f); i++) {
        const asl_param *p = &f->params[i];
        char whole[100], meaning[200];
        snprintf(whole, sizeof whole, "%s=", p->name);
        if (strcmp(last, whole) == 0) snprintf(whole, sizeof whole, "%s=%g", p->name, p->def);
        snprintf(meaning, sizeof meaning, "%s, in [%g, %g], default %g", p->meaning, p->lo, p->hi, p->def);
        if (!is_set(settings + 1, (size_t)(last - settings - 1), p->name)) offer(&at, whole, meaning);
    }
}

/* --- values and arguments */

static void offer_choices(const place *at, const asl_option *r)
{
    const char *choice;
    size_t n;
    for (size_t i = 0; (choice = asl_option_choice(r, i, &n)) != NULL; i++) {
        char text[64];
        snprintf(text, sizeof text, "%.*s", (int)n, choice);
        offer(at, text, NULL);
    }
}

/* Values of an option, by its kind or its placeholder in --help. */
static void offer_value(const place *at, const asl_command *c, const asl_option *r)
{
    const char *meta = r->metavar != NULL ? r->metavar : "";
    if (r->kind == ASL_OPTION_CHOICE) {
        offer_choices(at, r);
    } else if (strcmp(meta, "LOSS") == 0) {
        offer_loss(*at, c->batches);
    } else if (strcmp(meta, "DIST") == 0) {
        offer_names(at, asl_dist_preset, NULL);
        offer_files(at, false);
    } else if (strcmp(meta, "NAME") == 0) {
        offer_names(at, asl_embedded_name, asl_embedded_experiments);
    } else if (strncmp(meta, "FILE", 4) == 0 || strcmp(meta, "DIR") == 0) {
        offer_files(at, meta[0] == 'D');
    }
}

static void offer_arg(const place *at, const asl_command *c)
{
    if (c->arg == NULL) return;
    if (c->arg_names == ASL_NAMES_FAMILIES) offer_families(at, true);
    if (c->arg_names == ASL_NAMES_LOSSES) offer_loss(*at, c->batches);
    if (c->arg_names == ASL_NAMES_EXPERIMENTS) offer_names(at, asl_embedded_name, asl_embedded_experiments);
    if (c->arg_names == ASL_NAMES_FILES || c->arg_names == ASL_NAMES_EXPERIMENTS)
        offer_files(at, strncmp(c->arg, "DIR", 3) == 0);
}

static void offer_options(const place *at, const asl_options *o)
{
    const asl_option *r;
    for (size_t i = 0; (r = asl_options_known_at(o, i)) != NULL; i++) {
        char name[64];
        snprintf(name, sizeof name, "--%s", r->name);
        offer(at, name, r->help);
    }
}

/* The option of a word such as --name or -o, or NULL. */
static const asl_option *option_of(const asl_options *o, const char *word, size_t n)
{
    char name[64];
    if (n == 2 && strncmp(word, "-o", 2) == 0) return asl_options_known(o, "output");
    if (n < 3 || strncmp(word, "--", 2) != 0 || n - 2 >= sizeof name) return NULL;
    snprintf(name, sizeof name, "%.*s", (int)(n - 2), word + 2);
    return asl_options_known(o, name);
}

static void complete_word(place at, const asl_options *o, const char *before, size_t args)
{
    const asl_option *open = before != NULL ? option_of(o, before, strlen(before)) : NULL;
    size_t equals = strcspn(at.word, "=");
    if (open != NULL && open->kind != ASL_OPTION_FLAG) {
        offer_value(&at, o->command, open);
    } else if (at.word[0] == '-' && at.word[equals] == '=') {
        at.skip = equals + 1;
        open = option_of(o, at.word, equals);
        if (open != NULL) offer_value(&at, o->command, open);
    } else if (at.word[0] == '-' || args >= o->command->max_args) {
        offer_options(&at, o);
    } else {
        offer_arg(&at, o->command);
    }
}

/* The number of arguments without dashes among word [n]. */
static size_t count_args(const asl_options *o, int n, char *const *word)
{
    size_t args = 0;
    for (int i = 0; i < n; i++) {
        const asl_option *r = option_of(o, word[i], strlen(word[i]));
        args += word[i][0] != '-';
        i += r != NULL && r->kind != ASL_OPTION_FLAG;
    }
    return args;
}

static void offer_commands(const place *at, const asl_command *const *commands)
{
    for (; *commands != NULL; commands++) offer(at, (*commands)->name, (*commands)->summary);
}

void asl_complete(const asl_command *const *commands, int n, char *const *word, asl_strbuf *out)
{
    place at = {n > 0 ? word[n - 1] : "", 0, out};
    if (n < 2) {
        offer_commands(&at, commands);
        offer(&at, "--help", "list the commands");
        offer(&at, "--version", NULL);
        return;
    }
    if (strcmp(word[0], "help") == 0) offer_commands(&at, commands);
    asl_options o = {.command = asl_command_find(commands, word[0], NULL)};
    asl_experiment e;
    if (o.command == NULL) return;
    bool borrows = o.command->parse != NULL && n > 2; /* run: the options of the experiment's command are allowed too */
    if (borrows && asl_experiment_load(&e, commands, word[1], NULL) == ASL_OK) {
        o.extra_command = asl_command_find(commands, e.command, NULL);
        asl_experiment_free(&e);
    }
    complete_word(at, &o, n > 2 ? word[n - 2] : NULL, count_args(&o, n - 2, word + 1));
}
