#include "base/utf8.h"

#include <stdbool.h>

size_t asl_utf8_bytes(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    if (c[0] < 0x80) return 1;
    size_t n = c[0] < 0xc2 ? 0 : c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : c[0] < 0xf5 ? 4 : 0;
    for (size_t i = 1; i < n; i++) {
        if ((c[i] & 0xc0) != 0x80) return 0;
    }
    bool bad = (c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xed && c[1] > 0x9f) || (c[0] == 0xf0 && c[1] < 0x90) ||
               (c[0] == 0xf4 && c[1] > 0x8f) || (c[0] == 0xef && c[1] == 0xbf && c[2] > 0xbd);
    return bad ? 0 : n;
}

/* Does the character of n bytes control the terminal or the direction of writing instead of being displayed? */
static bool acts(const unsigned char *c, size_t n)
{
    if (n == 1) return c[0] < 0x20 || c[0] == 0x7f;
    unsigned long point = n == 2   ? (c[0] & 0x1fu) << 6 | (c[1] & 0x3fu)
                          : n == 3 ? (c[0] & 0x0fu) << 12 | (c[1] & 0x3fu) << 6 | (c[2] & 0x3fu)
                                   : 0;
    bool direction = point == 0x61c || point == 0x200e || point == 0x200f || (point >= 0x202a && point <= 0x202e) ||
                     (point >= 0x2066 && point <= 0x2069);
    return direction || (point >= 0x80 && point < 0xa0) || point == 0x2028 || point == 0x2029;
}

size_t asl_utf8_visible(const char *text)
{
    size_t n = asl_utf8_bytes(text);
    return n > 0 && acts((const unsigned char *)text, n) ? 0 : n;
}
