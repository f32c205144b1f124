#define _XOPEN_SOURCE 700
#include "base/memory_limit.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/numbers.h"

enum { ROOM = 8192 };

/* Read the first bytes of a small file as a string; "" if it cannot be read. */
static void read_small(const char *path, char *text)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t used = 0;
    ssize_t got = fd < 0 ? 0 : 1;
    while (got > 0 && used < ROOM - 1) {
        got = read(fd, text + used, ROOM - 1 - used);
        if (got > 0) used += (size_t)got;
    }
    text[used] = '\0';
    if (fd >= 0) close(fd);
}

/* The number after a word at the start of a line; NaN if the word is not found. */
static double number_after(const char *text, const char *word)
{
    for (const char *line = text; line != NULL; line = strchr(line, '\n'), line += line != NULL) {
        size_t n = strlen(word);
        char *end;
        if (strncmp(line, word, n) != 0) continue;
        double x = strtod(line + n, &end);
        return end != line + n ? x : ASL_NAN;
    }
    return ASL_NAN;
}

static double left_in_machine(void)
{
    char text[ROOM];
    read_small("/proc/meminfo", text);
    return 1024 * number_after(text, "MemAvailable:");
}

/* The kernel reclaims pages of the file cache if memory is needed, so they do not count as used. */
static double left_in_group(void)
{
    char text[ROOM], path[ROOM + 64];
    read_small("/proc/self/cgroup", text);
    char *group = strncmp(text, "0::/", 4) == 0 ? text + 3 : NULL;
    if (group == NULL) return ASL_NAN;
    group[strcspn(group, "\n")] = '\0';
    static const char *const names[] = {"max", "current", "stat"};
    double number[3];
    char small[ROOM];
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.%s", group, names[i]);
        read_small(path, small);
        number[i] = i < 2 ? number_after(small, "")
                          : number_after(small, "inactive_file ") + number_after(small, "active_file ");
    }
    return number[0] - number[1] + number[2];
}

static double left_in_limit(void)
{
    struct rlimit limit;
    char text[ROOM];
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return ASL_NAN;
    read_small("/proc/self/statm", text);
    return (double)limit.rlim_cur - number_after(text, "") * (double)sysconf(_SC_PAGESIZE);
}

/* fmin ignores NaN. */
double asl_memory_left(void)
{
    double left = fmin(fmin(left_in_machine(), left_in_group()), left_in_limit());
    return isnan(left) ? ASL_INF : fmax(left, 0);
}
