#include "base/suggest.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 48 };

static int folded(char c) { return c == '-' ? '_' : tolower((unsigned char)c); }

bool asl_same_name(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b)) return false;
    }
    return *a == *b;
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* Optimal string alignment distance. Both words have at most LONGEST characters. */
static size_t edits(const char *a, size_t na, const char *b, size_t nb)
{
    size_t row[3][LONGEST + 1];
    size_t *before = row[0], *last = row[1], *now = row[2];
    for (size_t j = 0; j <= nb; j++) last[j] = j;
    for (size_t i = 1; i <= na; i++) {
        now[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t cost = folded(a[i - 1]) != folded(b[j - 1]);
            now[j] = smaller(smaller(last[j] + 1, now[j - 1] + 1), last[j - 1] + cost);
            if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1])) {
                now[j] = smaller(now[j], before[j - 2] + 1);
            }
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[nb];
}

const char *asl_nearest_name(const char *word, asl_name_at name_at, const void *table)
{
    size_t n = strlen(word);
    if (n == 0 || n > LONGEST) return NULL;
    const char *best = NULL;
    size_t fewest = (n + 1) / 2 + 1;
    const char *name;
    for (size_t i = 0; (name = name_at(table, i)) != NULL; i++) {
        size_t m = strlen(name);
        if (m > LONGEST) continue;
        size_t d =
            m > n && strncmp(word, name, n) == 0 ? 1 : edits(word, n, name, m); /* an abbreviation counts as one edit */
        if (d < fewest) {
            fewest = d;
            best = name;
        }
    }
    return best;
}

const char *asl_name_hint(char *out, const char *word, asl_name_at name_at, const void *table)
{
    const char *near = asl_nearest_name(word, name_at, table);
    out[0] = '\0';
    if (near == NULL) return out;
    strcpy(out, " (did you mean "); /* a name has at most LONGEST characters, so that the hint fits */
    strcat(out, near);
    return strcat(out, "?)");
}
