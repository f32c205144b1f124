#include "cli/help_columns.h"

#include <string.h>

/* A meaning that goes over several lines is indented alike on each. */
static void add_meaning(asl_strbuf *out, const char *meaning, int indent)
{
    for (const char *line = meaning; *line != '\0';) {
        size_t n = strcspn(line, "\n");
        if (line > meaning) asl_strbuf_format(out, "%*s", indent, "");
        asl_strbuf_add_bytes(out, line, n);
        asl_strbuf_add(out, "\n");
        line += n + (line[n] == '\n');
    }
}

/* The names that share the meaning of columns[last]: from columns[first] on. */
static void add_line(asl_strbuf *out, const asl_column *first, const asl_column *last, int width)
{
    size_t used = 0;
    asl_strbuf_add(out, "  ");
    for (const asl_column *c = first; c <= last; c++) {
        asl_strbuf_format(out, "%s%s", c->name, c < last ? ", " : "");
        used += strlen(c->name) + (c < last ? strlen(", ") : 0);
    }
    asl_strbuf_format(out, "%*s", used < (size_t)width ? width - (int)used : 3, "");
    add_meaning(out, last->meaning, width + 2);
}

void asl_help_columns(asl_strbuf *out, const asl_column *columns, int width)
{
    for (const asl_column *first = columns, *c = columns; c->name != NULL; c++) {
        if (c->meaning == NULL) continue;
        if (c->meaning[0] != '\0') add_line(out, first, c, width);
        first = c + 1;
    }
}
