#include "cli/manual.h"

#include <ctype.h>
#include <string.h>

#include "api/aslab.h"
#include "loss/loss.h"
#include "options/options.h"

/* Text [n] as roff shows it unchanged. */
static void add_bytes(asl_strbuf *out, const char *text, size_t n)
{
    static const struct {
        char plain;
        const char *roff;
    } special[] = {{'\\', "\\e"}, {'-', "\\-"}, {'\'', "\\(aq"}, {'`', "\\(ga"}, {'^', "\\(ha"}, {'~', "\\(ti"}};
    if (n > 0 && text[0] == '.') asl_strbuf_add(out, "\\&");
    for (size_t i = 0; i < n; i++) {
        const char *roff = NULL;
        for (size_t k = 0; k < sizeof special / sizeof special[0]; k++) {
            if (special[k].plain == text[i]) roff = special[k].roff;
        }
        if (roff != NULL) {
            asl_strbuf_add(out, roff);
        } else {
            asl_strbuf_add_bytes(out, &text[i], 1);
        }
    }
}

static void add(asl_strbuf *out, const char *text) { add_bytes(out, text, strlen(text)); }

static void add_font(asl_strbuf *out, char font, const char *text)
{
    asl_strbuf_format(out, "\\f%c", font);
    add(out, text);
    asl_strbuf_add(out, "\\fR");
}

/* An item: what is told of, in bold, and the text [n]. */
static void add_item(asl_strbuf *out, const char *head, size_t nhead, const char *text, size_t n)
{
    asl_strbuf_add(out, ".TP\n\\fB");
    add_bytes(out, head, nhead);
    asl_strbuf_add(out, "\\fR\n");
    add_bytes(out, text, n);
    asl_strbuf_add(out, "\n");
}

static void add_title(asl_strbuf *out, const asl_command *c)
{
    asl_strbuf_add(out, ".TH ASLAB");
    if (c != NULL) asl_strbuf_add(out, "\\-");
    for (const char *s = c != NULL ? c->name : ""; *s != '\0'; s++)
        asl_strbuf_format(out, "%c", toupper((unsigned char)*s));
    asl_strbuf_add(out, " 1 " ASLAB_DATE " \"aslab " ASLAB_VERSION "\" \"User Commands\"\n.SH NAME\naslab");
    if (c != NULL) asl_strbuf_format(out, "\\-%s", c->name);
    asl_strbuf_add(out, " \\- ");
    add(out, c != NULL ? c->summary : "a lab bench for the Asymmetric Loss family");
    asl_strbuf_add(out, "\n.SH SYNOPSIS\n");
}

/* --- the text under the options of --help, as roff */

/* What the line before was; ITEMS from the second in a row. */
enum part { NOTHING, PROSE, ITEM, ITEMS };

static size_t blanks(const char *s) { return strspn(s, " "); }

/* How many characters of an item's line [n] are its head: up to two blanks, or else up to the first. */
static size_t head_length(const char *s, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) {
        if (s[i] == ' ' && s[i + 1] == ' ') return i;
    }
    size_t first = strcspn(s, " \n");
    return first < n ? first : n;
}

/* A line of s [n], which its indentation comes before. Items in a row stand close together. */
static enum part add_line(asl_strbuf *out, const char *s, size_t n, size_t indent, enum part before)
{
    bool items = before == ITEM || before == ITEMS, new_item = indent > 0 && (indent <= 2 || !items);
    if (before == ITEMS && indent == 0) asl_strbuf_add(out, ".PD\n");
    if (new_item) {
        size_t head = head_length(s, n), rest = head + blanks(s + head);
        if (before == ITEM) asl_strbuf_add(out, ".PD 0\n");
        add_item(out, s, head, s + rest, n - rest);
        return items ? ITEMS : ITEM;
    }
    if (indent == 0 && before != PROSE) asl_strbuf_add(out, ".PP\n");
    add_bytes(out, s, n);
    asl_strbuf_add(out, "\n");
    return indent == 0 ? PROSE : before;
}

static void add_examples(asl_strbuf *out, const char *text)
{
    asl_strbuf_add(out, ".SH EXAMPLES\n.nf\n");
    while (*text != '\0') {
        size_t n = strcspn(text, "\n"), indent = blanks(text);
        if (indent < n) add_bytes(out, text + indent, n - indent);
        asl_strbuf_add(out, "\n");
        text += n + (text[n] == '\n');
    }
    asl_strbuf_add(out, ".fi\n");
}

static const char examples[] = "examples:\n";

/* Up to its examples. */
static void add_details(asl_strbuf *out, const char *text)
{
    enum part before = PROSE; /* a section begins with a paragraph */
    while (*text != '\0' && strncmp(text, examples, strlen(examples)) != 0) {
        size_t n = strcspn(text, "\n"), indent = blanks(text);
        if (n == 0 && before == ITEMS) asl_strbuf_add(out, ".PD\n");
        before = n == 0 ? NOTHING : add_line(out, text + indent, n - indent, indent, before);
        text += n + (text[n] == '\n');
    }
    if (before == ITEMS) asl_strbuf_add(out, ".PD\n");
}

/* --- options */

static bool is_axis(const asl_command *c, const asl_option *r)
{
    const asl_option *axes = asl_options_axes();
    for (size_t i = 0; c->axes && axes[i].name != NULL; i++) {
        if (&axes[i] == r) return true;
    }
    return false;
}

static void add_option(asl_strbuf *out, const asl_option *r)
{
    asl_strbuf value = {0}, meaning = {0};
    asl_option_value(r, &value);
    asl_option_meaning(r, &meaning);
    asl_strbuf_add(out, strcmp(r->name, "output") == 0 ? ".TP\n\\fB\\-o\\fR, \\fB\\-\\-" : ".TP\n\\fB\\-\\-");
    add(out, r->name);
    asl_strbuf_add(out, "\\fR ");
    add_font(out, r->kind == ASL_OPTION_CHOICE ? 'R' : 'I', value.data != NULL ? value.data : "");
    asl_strbuf_add(out, "\n");
    if (meaning.data != NULL) add(out, meaning.data);
    asl_strbuf_add(out, "\n");
    out->failed = out->failed || value.failed || meaning.failed;
    asl_strbuf_free(&value);
    asl_strbuf_free(&meaning);
}

static void add_options(asl_strbuf *out, const asl_command *c, bool axes)
{
    const asl_option *r;
    for (size_t i = 0; (r = asl_options_row_at(c, i)) != NULL; i++) {
        if (is_axis(c, r) == axes) add_option(out, r);
    }
}

static void add_status(asl_strbuf *out)
{
    asl_strbuf_add(out,
                   ".SH EXIT STATUS\n0 done; 1 failed (output that cannot be written); 2 wrong usage or bad input; "
                   "3 parts of an experiment are missing; 4 they disagree or are damaged.\n");
}

static void command_page(const asl_command *c, asl_strbuf *out)
{
    asl_strbuf details = {0};
    asl_options_details(c, &details);
    const char *text = details.data != NULL ? details.data : "", *from = strstr(text, examples);
    add_title(out, c);
    asl_strbuf_format(out, "\\fBaslab %s\\fR [\\fIoptions\\fR]", c->name);
    const char *more = c->max_args > 2 ? "..." : "";
    if (c->arg != NULL) asl_strbuf_format(out, c->min_args == 0 ? " [\\fI%s\\fR%s]" : " \\fI%s\\fR%s", c->arg, more);
    asl_strbuf_add(out, "\n.SH DESCRIPTION\n");
    add_details(out, text);
    asl_strbuf_add(out, ".SH OPTIONS\n");
    add_options(out, c, false);
    if (c->axes) {
        asl_strbuf_add(out,
                       ".SS The parameters of the loss\n"
                       "Each takes the values of a LIST; together they are a grid. Ranges and defaults are those of "
                       "the loss, which must have the parameter: see \\fBaslab losses\\fR.\n");
        add_options(out, c, true);
    }
    if (from != NULL) add_examples(out, from + strlen(examples));
    if (strstr(text, "Exit status:") == NULL) add_status(out);
    asl_strbuf_add(out, ".SH SEE ALSO\n\\fBaslab\\fR(1), which says what a LOSS and a LIST are\n");
    out->failed = out->failed || details.failed;
    asl_strbuf_free(&details);
}

/* --- the page of all */

static void add_losses(asl_strbuf *out)
{
    static const char *const headings[] = {
        [ASL_POINTWISE] = "Functions of one logit, for every command",
        [ASL_IMPLEMENTATION] = "What public code computes under the name of the asymmetric loss",
        [ASL_BATCHWISE] = "Functions of a whole batch, for \\fBaslab train\\fR alone",
    };
    for (size_t i = 0; i < asl_family_count(); i++) {
        const asl_family *f = asl_family_at(i);
        if (i == 0 || asl_family_at(i - 1)->kind != f->kind) asl_strbuf_format(out, ".SS %s\n", headings[f->kind]);
        add_item(out, f->name, strlen(f->name), f->title, strlen(f->title));
    }
}

static void overview_page(const asl_command *const *commands, asl_strbuf *out)
{
    add_title(out, NULL);
    asl_strbuf_add(
        out,
        "\\fBaslab\\fR \\fICOMMAND\\fR [\\fIoptions\\fR]\n.br\n\\fBaslab\\fR \\fICOMMAND\\fR \\fB\\-\\-help\\fR\n"
        ".br\n\\fBaslab \\-\\-version\\fR\n.SH DESCRIPTION\n"
        "Exact losses and gradients of multi\\-label classification, the figures of the paper on the Asymmetric Loss "
        "(arXiv 2009.14119) computed anew, a verdict on its claims, and the same numbers for the predictions of your "
        "own model.\n.PP\nData goes to standard output or, with \\fB\\-o\\fR, into a file, as CSV; input is a FILE or "
        "standard input (\\- or none); all talk goes to standard error. A command that fails leaves no output "
        "behind.\n.SH COMMANDS\n");
    for (const asl_command *const *p = commands; *p != NULL; p++) {
        const asl_command *c = *p;
        add_item(out, c->name, strlen(c->name), c->summary, strlen(c->summary));
    }
    asl_strbuf_add(
        out,
        ".SH ARGUMENTS\n.TP\n\\fILOSS\\fR\na name, or \\fIname\\fR:\\fIparam\\fR=\\fIvalue\\fR,..., as in "
        "asl:gamma_neg=4,margin=0.05; parameters left out have their defaults. In a CSV it has colons instead of "
        "commas, "
        "as in asl:gamma_pos=0:gamma_neg=4:margin=0.05, so that the cell needs no quotes; both are accepted "
        "everywhere\n"
        ".TP\n\\fILIST\\fR\na,b,c or from:to:count, evenly spaced, the ends included; each value is the double nearest "
        "to the exact "
        "one\n"
        ".TP\n\\fIEXPERIMENT\\fR\na name from \\fBaslab figures \\-\\-list\\fR, or the path of a .conf file, which "
        "is a saved command line\n.SH LOSSES\n\\fBaslab losses\\fR has their formulas, parameters and sources.\n");
    add_losses(out);
    asl_strbuf_add(out,
                   ".SH ENVIRONMENT\n.TP\n\\fBASLAB_KERNEL\\fR\nforces the vector kernels for training: avx512, "
                   "avx2, sse2, neon or scalar; another name, or a kernel that the CPU cannot run, is an error\n.SH "
                   "EXAMPLES\n.nf\n"
                   "aslab figures                  draws the figures of the paper into out/\n"
                   "aslab explain asl              says in words what the loss does\n"
                   "aslab stats predictions.csv    reads the predictions of your own model\n.fi\n");
    add_status(out);
    asl_strbuf_add(out, ".SH SEE ALSO\n");
    for (const asl_command *const *p = commands; *p != NULL; p++)
        asl_strbuf_format(out, "\\fBaslab\\-%s\\fR(1),\n", (*p)->name);
    asl_strbuf_add(out, "\\fBaslab\\fR(3), \\fBgnuplot\\fR(1)\n");
}

void asl_manual(const asl_command *const *commands, const asl_command *c, asl_strbuf *out)
{
    if (c != NULL) {
        command_page(c, out);
    } else {
        overview_page(commands, out);
    }
}
