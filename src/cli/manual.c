#include "cli/manual.h"

#include <ctype.h>
#include <string.h>

#include "api/aslab.h"
#include "cli/help.h"

/* Text [n], escaped for roff. */
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

static void add_upper(asl_strbuf *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char upper = (char)toupper((unsigned char)text[i]);
        add_bytes(out, &upper, 1);
    }
}

/* --- the help as roff */

/* What the last line was. */
enum part { HEADING, PROSE, ITEM, BLANK, EXAMPLE };

/* The name of an item is followed by two blanks, or by the end of the line. */
static size_t name_length(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && !(s[i] == ' ' && s[i + 1] == ' ')) i++;
    return i;
}

static enum part add_heading(asl_strbuf *out, const char *s, size_t n)
{
    bool examples = strncmp(s, "examples:", n) == 0;
    asl_strbuf_add(out, ".PD\n.SH ");
    add_upper(out, s, n - 1);
    asl_strbuf_add(out, examples ? "\n.nf\n" : "\n");
    return examples ? EXAMPLE : HEADING;
}

static enum part add_item(asl_strbuf *out, const char *s, size_t n)
{
    size_t name = name_length(s, n), rest = name + strspn(s + name, " ");
    asl_strbuf_add(out, ".PD 0\n.TP\n\\fB");
    add_bytes(out, s, name);
    asl_strbuf_add(out, "\\fR\n");
    if (rest < n) add_bytes(out, s + rest, n - rest);
    if (rest < n) asl_strbuf_add(out, "\n");
    return ITEM;
}

/* A line s [n] that is indented by so many blanks. */
static enum part add_line(asl_strbuf *out, const char *s, size_t n, size_t indent, enum part before)
{
    bool examples = before == EXAMPLE;
    if (n == 0) return examples || before == HEADING ? before : BLANK;
    if (indent == 0 && islower((unsigned char)s[0]) && s[n - 1] == ':') return add_heading(out, s, n);
    if (indent == 2 && !examples) return add_item(out, s, n);
    if (indent == 0 && (before == BLANK || before == ITEM)) asl_strbuf_add(out, ".PD\n.PP\n");
    add_bytes(out, s, n);
    asl_strbuf_add(out, "\n");
    return examples ? EXAMPLE : indent == 0 ? PROSE : ITEM;
}

static void add_text(asl_strbuf *out, const char *text)
{
    enum part last = HEADING;
    while (*text != '\0') {
        size_t indent = strspn(text, " "), n = strcspn(text, "\n");
        last = add_line(out, text + indent, n - indent, indent, last);
        text += n + (text[n] == '\n');
    }
    asl_strbuf_add(out, last == EXAMPLE ? ".fi\n" : "");
}

/* --- pages */

/* help: "aslab COMMAND: SUMMARY", an empty line, "usage: SYNOPSIS", an empty line, and the rest. */
static void add_page(asl_strbuf *out, const char *command, const char *help)
{
    static const char label[] = "usage: ";
    const char *summary = strstr(help, ": ") + 2, *usage = strstr(help, label) + strlen(label);
    const char *dash = command[0] != '\0' ? "\\-" : "";
    asl_strbuf_format(out, ".TH ASLAB%s", dash);
    add_upper(out, command, strlen(command));
    asl_strbuf_add(out, " 1 " ASLAB_DATE " \"aslab " ASLAB_VERSION "\" \"User Commands\"\n.SH NAME\n");
    asl_strbuf_format(out, "aslab%s%s \\- ", dash, command);
    add_bytes(out, summary, strcspn(summary, "\n"));
    asl_strbuf_add(out, "\n.SH SYNOPSIS\n");
    add_bytes(out, usage, strcspn(usage, "\n"));
    asl_strbuf_add(out, "\n.SH DESCRIPTION\n");
    add_text(out, strchr(usage, '\n') + 2);
    asl_strbuf_add(out, ".SH SEE ALSO\n");
}

void asl_manual(const asl_command *const *commands, const asl_command *c, asl_strbuf *out)
{
    asl_strbuf help = {0};
    if (c != NULL) {
        asl_help_command(&help, c);
    } else {
        asl_help_overview(&help, commands);
    }
    out->failed = out->failed || help.failed;
    if (!help.failed) add_page(out, c != NULL ? c->name : "", help.data);
    for (; c == NULL && *commands != NULL; commands++)
        asl_strbuf_format(out, "\\fBaslab\\-%s\\fR(1),\n", (*commands)->name);
    asl_strbuf_add(out, c == NULL ? "\\fBaslab\\fR(3), \\fBgnuplot\\fR(1)\n"
                                  : "\\fBaslab\\fR(1), which describes LOSS, LIST and exit statuses\n");
    asl_strbuf_free(&help);
}
