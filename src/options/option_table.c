#include "options/option_table.h"

#include <stdio.h>
#include <string.h>

#include "base/numbers.h"
#include "base/suggest.h"
#include "loss/loss.h"

/* --- parameters of losses */

enum { MOST_AXES = 128, AXIS_NAME = 48, AXIS_HELP = 160 };

/* A parameter as an option: its texts, and the first family that has it. */
typedef struct axis_text {
    char name[AXIS_NAME], help[AXIS_HELP];
    const asl_family *first;
} axis_text;

static asl_option axes[MOST_AXES + 1]; /* ends at a row without a name */
static axis_text axis_texts[MOST_AXES];

/* If families use one name for different parameters, the help names the family whose meaning it gives. */
static void tell_apart(asl_option *axis, axis_text *text, const asl_param *p)
{
    size_t n = strlen(axis->help), m = strlen(p->meaning);
    if (axis->help == text->help || strncmp(axis->help, p->meaning, n < m ? n : m) == 0) return;
    snprintf(text->help, AXIS_HELP, "%s (of %s; for others see 'aslab losses')", axis->help, text->first->name);
    axis->help = text->help;
}

static void new_axis(asl_option *axis, axis_text *text, const asl_family *family, const asl_param *p)
{
    text->first = family;
    snprintf(text->name, AXIS_NAME, "%s", p->name);
    for (char *c = text->name; *c != '\0'; c++) *c = *c == '_' ? '-' : *c;
    *axis = (asl_option){.name = text->name,
                         .kind = ASL_OPTION_LIST,
                         .metavar = "LIST",
                         .lo = -ASL_INF,
                         .hi = ASL_INF,
                         .batches = family->kind == ASL_BATCHWISE,
                         .help = p->meaning};
}

static size_t add_axis(size_t n, const asl_family *family, const asl_param *p)
{
    size_t i = 0;
    while (i < n && !asl_same_name(axes[i].name, p->name)) i++;
    if (i < n) {
        tell_apart(&axes[i], &axis_texts[i], p);
        return n;
    }
    if (n == MOST_AXES) return n;
    new_axis(&axes[n], &axis_texts[n], family, p);
    return n + 1;
}

void asl_option_table_build(void)
{
    size_t n = 0;
    for (size_t f = 0; f < asl_family_count(); f++) {
        const asl_family *family = asl_family_at(f);
        for (size_t i = 0; i < asl_family_params(family); i++) n = add_axis(n, family, &family->params[i]);
    }
    axes[n] = (asl_option){.name = NULL};
}

const asl_option *asl_options_axes(void) { return axes; }

bool asl_option_is_axis(const asl_option *r)
{
    size_t i = 0;
    while (i < MOST_AXES && r != &axes[i]) i++;
    return i < MOST_AXES;
}

/* --- options of every command */

/* Options of every command that makes rows or a text. */
static const asl_option common[] = {
    ASL_TEXT_OPTION("output", "FILE", NULL, "write to FILE instead of standard output", .not_saved = true),
    ASL_TEXT_OPTION("plot", "FILE", NULL,
                    "also draw a picture: FILE.svg, .png or .pdf, or, with -o, FILE.gp for the gnuplot script only",
                    .not_saved = true),
    ASL_TEXT_OPTION("title", "TEXT", "", "title of the picture", .no_numeric_effect = true),
    ASL_TEXT_OPTION("save", "FILE.conf", NULL, "save this command as an experiment for 'aslab run'", .not_saved = true),
    ASL_COUNT_OPTION("threads", NULL, 1, 1024,
                     "maximum number of threads (default: one per core); results do not depend on it",
                     .not_saved = true),
    ASL_FLAG_OPTION("quiet", "print nothing on standard error except errors", .not_saved = true),
    ASL_FLAG_OPTION("help", "print this help", .not_saved = true),
    {.name = NULL},
};

static const asl_option csv_option = ASL_FLAG_OPTION("csv", "print CSV instead of text");

/* --- rows */

bool asl_command_makes_rows(const asl_command *c) { return c->rows != NULL || c->job != NULL; }

/* Only commands that are drawn have pictures, and a command that does everything itself has its own --output. */
static bool takes_common(const asl_command *c, const char *name)
{
    bool picture = strcmp(name, "plot") == 0 || strcmp(name, "title") == 0 || strcmp(name, "save") == 0;
    if (picture) return c->drawn;
    return strcmp(name, "output") != 0 || c->run == NULL;
}

const asl_option *asl_options_row_at(const asl_command *c, size_t i)
{
    bool both = asl_command_makes_rows(c) && c->text != NULL;
    const asl_option *tables[] = {c->options, c->axes ? axes : NULL, common};
    if (both && i-- == 0) return &csv_option;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (const asl_option *r = tables[t]; r != NULL && r->name != NULL; r++) {
            if (tables[t] == common && !takes_common(c, r->name)) continue;
            if (r->batches && !c->batches) continue;
            if (i-- == 0) return r;
        }
    }
    return NULL;
}

const asl_option *asl_options_row(const asl_command *c, const char *name)
{
    const asl_option *r;
    for (size_t i = 0; (r = asl_options_row_at(c, i)) != NULL; i++) {
        if (asl_same_name(r->name, name)) return r;
    }
    return NULL;
}

/* --- choices */

/* Word i of a|b|c. */
static const char *listed_choice(const char *choices, size_t i, size_t *n)
{
    for (; i > 0 && *choices != '\0'; i--) {
        choices += strcspn(choices, "|");
        choices += *choices == '|';
    }
    *n = strcspn(choices, "|");
    return *choices != '\0' ? choices : NULL;
}

const char *asl_option_choice(const asl_option *r, size_t i, size_t *n)
{
    if (r->choice_at == NULL) return listed_choice(r->choices, i, n);
    const char *name = r->choice_at(i);
    *n = name != NULL ? strlen(name) : 0;
    return name;
}

void asl_option_value(const asl_option *r, asl_strbuf *out)
{
    const char *choice;
    size_t n;
    if (r->kind != ASL_OPTION_CHOICE) {
        asl_strbuf_add(out, r->metavar != NULL ? r->metavar : "");
        return;
    }
    for (size_t i = 0; (choice = asl_option_choice(r, i, &n)) != NULL; i++) {
        if (i > 0) asl_strbuf_add(out, "|");
        asl_strbuf_add_bytes(out, choice, n);
    }
}
