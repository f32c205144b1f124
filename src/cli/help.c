#include "cli/help.h"

#include <math.h>
#include <string.h>

#include "api/aslab.h"

/* Columns of the terminal: where lines end, and where the meanings of commands and of other items begin. */
enum { LINE = 80, COMMANDS_AT = 14, ITEMS_AT = 24 };

/* The words of a text, whose lines begin at column `at`. */
static void add_words(asl_strbuf *out, const char *text, size_t at)
{
    for (size_t column = at; *text != '\0'; text += strspn(text, " \n")) {
        size_t n = strcspn(text, " \n");
        if (column > at && column + 1 + n > LINE) {
            asl_strbuf_format(out, "\n%*s", (int)at, "");
            column = at;
        } else if (column > at) {
            asl_strbuf_add(out, " ");
            column++;
        }
        asl_strbuf_add_bytes(out, text, n);
        column += n;
        text += n;
    }
    asl_strbuf_add(out, "\n");
}

/* A meaning below its name if that is too long. */
static void add_item(asl_strbuf *out, const char *name, const char *meaning, int at)
{
    bool below = (int)strlen(name) > at - 4;
    asl_strbuf_format(out, "  %s", name);
    asl_strbuf_format(out, below ? "\n%*s" : "%*s", below ? at : at - 2 - (int)strlen(name), "");
    add_words(out, meaning, (size_t)at);
}

void asl_help_item(asl_strbuf *out, const char *name, const char *meaning) { add_item(out, name, meaning, ITEMS_AT); }

void asl_help_columns(asl_strbuf *out, const asl_column *columns)
{
    for (const asl_column *c = columns; c->name != NULL; c++) {
        asl_strbuf names = {0};
        for (; c->meaning == NULL; c++) asl_strbuf_format(&names, "%s, ", c->name);
        asl_strbuf_add(&names, c->name);
        if (names.data != NULL && c->meaning[0] != '\0') asl_help_item(out, names.data, c->meaning);
        out->failed = out->failed || names.failed;
        asl_strbuf_free(&names);
    }
}

/* --- a command */

/* With its range and default. */
static void add_meaning(asl_strbuf *out, const asl_option *r)
{
    bool number = r->kind == ASL_OPTION_REAL || r->kind == ASL_OPTION_COUNT;
    asl_strbuf_add(out, r->help);
    if (r->needs != NULL) asl_strbuf_format(out, "; needs --%s", r->needs);
    if (r->repeated) asl_strbuf_add(out, "; can be repeated");
    if (number && isfinite(r->lo) && r->hi < ASL_MOST_SEED)
        asl_strbuf_format(out, "; from %.10g to %.10g", r->lo, r->hi);
    if (r->def != NULL && r->def[0] != '\0') asl_strbuf_format(out, " (default %s)", r->def);
}

static void add_option(asl_strbuf *out, const asl_option *r)
{
    asl_strbuf name = {0}, meaning = {0};
    asl_strbuf_format(&name, "%s--%s", strcmp(r->name, "output") == 0 ? "-o, " : "", r->name);
    if (r->kind != ASL_OPTION_FLAG) asl_strbuf_add(&name, " ");
    asl_option_value(r, &name);
    add_meaning(&meaning, r);
    if (name.data != NULL && meaning.data != NULL) asl_help_item(out, name.data, meaning.data);
    out->failed = out->failed || name.failed || meaning.failed;
    asl_strbuf_free(&name);
    asl_strbuf_free(&meaning);
}

static void add_options(asl_strbuf *out, const asl_command *c, bool axes)
{
    const asl_option *r;
    for (size_t i = 0; (r = asl_options_row_at(c, i)) != NULL; i++) {
        if (asl_option_is_axis(r) == axes) add_option(out, r);
    }
}

void asl_help_command(asl_strbuf *out, const asl_command *c)
{
    const char *more = c->max_args > 2 ? "..." : "";
    asl_strbuf_format(out, "aslab %s: %s\n\nusage: aslab %s [options]", c->name, c->summary, c->name);
    if (c->arg != NULL) asl_strbuf_format(out, c->min_args == 0 ? " [%s%s]" : " %s%s", c->arg, more);
    asl_strbuf_add(out, "\n\n");
    if (c->description != NULL) asl_strbuf_format(out, "%s\n", c->description);
    asl_strbuf_add(out, "options:\n");
    add_options(out, c, false);
    if (c->axes) {
        asl_strbuf_add(out, "\nloss parameters:\n"
                            "Each takes a LIST; together they form a grid. The loss must have the parameter:\n"
                            "see 'aslab losses' for ranges and defaults.\n");
        add_options(out, c, true);
    }
    asl_strbuf_add(out, "\n");
    if (c->table != NULL) c->table(out);
    if (c->details != NULL) asl_strbuf_add(out, c->details);
}

/* --- all commands */

void asl_help_overview(asl_strbuf *out, const asl_command *const *commands)
{
    asl_strbuf_add(out, "aslab " ASLAB_VERSION ": a workbench for the Asymmetric Loss (ASL) and related losses\n\n"
                        "usage: aslab COMMAND [options]\n\n"
                        "Computes losses for multi-label classification and their gradients exactly,\n"
                        "draws the figures of the ASL paper (arXiv 2009.14119), judges its claims, and\n"
                        "evaluates the predictions of your own model.\n\n"
                        "'aslab COMMAND --help' describes a command.\n\n"
                        "commands:\n");
    for (; *commands != NULL; commands++) add_item(out, (*commands)->name, (*commands)->summary, COMMANDS_AT);
    asl_strbuf_add(out, "\nData goes to standard output as CSV, or to a file with -o; messages go to\n"
                        "standard error. A FILE argument can be left out, or be -, to read standard\n"
                        "input. A command that fails leaves no output file.\n\n"
                        "arguments:\n"
                        "  LOSS        a name, or name:param=value,param=value, for example\n"
                        "              asl:gamma_neg=4,margin=0.05. Other parameters have their defaults;\n"
                        "              'aslab losses' lists them. CSV files have colons instead of\n"
                        "              commas, asl:gamma_pos=0:gamma_neg=4:margin=0.05; both are accepted\n"
                        "              everywhere.\n"
                        "  LIST        a,b,c or from:to:count, evenly spaced with both ends included;\n"
                        "              each value is the double nearest to the exact one\n"
                        "  EXPERIMENT  a name from 'aslab figures --list', or the path of a .conf file\n\n"
                        "environment:\n"
                        "  ASLAB_KERNEL  vector instructions to use: avx512, avx2, sse2, neon or scalar\n\n"
                        "exit status:\n"
                        "  0  success\n"
                        "  1  failure: for example, the output cannot be written\n"
                        "  2  wrong usage or bad input\n"
                        "  3  shards of an experiment are missing\n"
                        "  4  shards of an experiment are damaged or contradict each other\n\n"
                        "examples:\n"
                        "  aslab figures                 # draw the figures of the paper into out/\n"
                        "  aslab explain asl             # describe a loss in words and numbers\n"
                        "  aslab stats predictions.csv   # read the predictions of your own model\n");
}
