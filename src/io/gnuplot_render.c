/* Running gnuplot (io/gnuplot.h). */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/gnuplot.h"
#include "io/tempfile.h"

int asl_gnuplot_knows(const char *format)
{
    return strcmp(format, "svg") == 0 || strcmp(format, "png") == 0 || strcmp(format, "pdf") == 0;
}

int asl_gnuplot_found(void)
{
    const char *path = getenv("PATH");
    while (path != NULL && *path != '\0') {
        size_t n = strcspn(path, ":");
        char file[PATH_MAX];
        if (snprintf(file, sizeof file, "%.*s/gnuplot", (int)n, path) < (int)sizeof file && access(file, X_OK) == 0)
            return 1;
        path += n + (path[n] == ':');
    }
    return 0;
}

/* An unnamed temporary file with this text; -1 on failure. */
static int unnamed_file(const char *text, asl_error *err)
{
    FILE *f = tmpfile();
    size_t n = strlen(text);
    bool written = f != NULL && fwrite(text, 1, n, f) == n && fflush(f) == 0;
    int fd = written ? fcntl(fileno(f), F_DUPFD_CLOEXEC, 3) : -1, reason = errno;
    if (fd >= 0) lseek(fd, 0, SEEK_SET);
    if (f != NULL) fclose(f);
    if (fd < 0) asl_fail(err, ASL_FAILED, "cannot write a temporary file for gnuplot: %s", strerror(reason));
    return fd;
}

/* The arguments of gnuplot. They are built before fork, because the child may call only async-signal-safe functions. */
typedef struct arguments {
    int dir;             /* descriptor of the working directory */
    int script, picture; /* descriptors that gnuplot inherits */
    char file[40];       /* path of the script */
    char setup[80];      /* sets the terminal and the path of the picture */
} arguments;

static void run(const arguments *a, int messages)
{
    signal(SIGXFSZ, SIG_DFL); /* aslab ignores SIGXFSZ, but gnuplot does not check the results of its writes */
    int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(messages, STDERR_FILENO);
    fcntl(a->script, F_SETFD, 0);
    fcntl(a->picture, F_SETFD, 0);
    if (fchdir(a->dir) == 0) execlp("gnuplot", "gnuplot", "-d", "-e", a->setup, a->file, (char *)NULL);
    _exit(127);
}

/* The running gnuplots, for a signal handler to kill. */
enum { MOST_UNDER_WAY = 64 };
static _Atomic pid_t under_way[MOST_UNDER_WAY];

static void replace_pid(pid_t old, pid_t new)
{
    for (int i = 0; i < MOST_UNDER_WAY; i++) {
        pid_t expected = old;
        if (atomic_compare_exchange_strong(&under_way[i], &expected, new)) return;
    }
}

void asl_render_kill_all(void)
{
    for (int i = 0; i < MOST_UNDER_WAY; i++) {
        pid_t pid = atomic_load(&under_way[i]);
        if (pid > 0) kill(pid, SIGKILL);
    }
}

static int start(asl_render *r, const arguments *a, asl_error *err)
{
    int ends[2];
    if (pipe(ends) != 0) return asl_fail(err, ASL_FAILED, "cannot start gnuplot: %s", strerror(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    r->pid = fork();
    if (r->pid == 0) run(a, ends[1]);
    int reason = errno;
    close(ends[1]);
    r->messages = ends[0];
    if (r->pid > 0) replace_pid(0, r->pid);
    return r->pid > 0 ? ASL_OK : asl_fail(err, ASL_FAILED, "cannot start gnuplot: %s", strerror(reason));
}

/* Start gnuplot in dir, with the script `text`, to draw r->file. Closes dir and picture. If dir is -1, errno says why. */
static int draw(asl_render *r, const char *text, const char *format, int dir, int picture, asl_error *err)
{
    int reason = errno;
    arguments a = {.dir = dir, .picture = picture, .script = unnamed_file(text, err)};
    int code = a.script >= 0 ? ASL_OK : ASL_FAILED;
    if (code == ASL_OK && dir < 0)
        code = asl_fail(err, ASL_FAILED, "cannot open the folder of %.300s: %s", r->file->shown, strerror(reason));
    snprintf(a.file, sizeof a.file, "/dev/fd/%d", a.script);
    snprintf(a.setup, sizeof a.setup, "term = '%s'; out = '/dev/fd/%d'", format, picture);
    if (code == ASL_OK) code = start(r, &a, err);
    const int fds[] = {dir, picture, a.script};
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
        if (fds[i] >= 0) close(fds[i]);
    }
    if (code != ASL_OK) asl_render_drop(r);
    return code;
}

static int check_gnuplot(const char *target, asl_error *err)
{
    if (asl_gnuplot_found()) return ASL_OK;
    return asl_fail(err, ASL_FAILED, "cannot draw %.200s: gnuplot is not on the PATH", target);
}

int asl_render_start(asl_render *r, const char *text, const char *format, const char *target, asl_error *err)
{
    *r = (asl_render){.pid = -1, .messages = -1};
    int picture, code = check_gnuplot(target, err);
    if (code == ASL_OK) code = asl_temp_open(&r->file, &picture, target, err);
    if (code != ASL_OK) return code;
    const char *path = r->file->temp, *slash = strrchr(path, '/');
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 1, slash != NULL ? path : ".");
    return draw(r, text, format, open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), picture, err);
}

int asl_render_start_in(asl_render *r, const char *text, const asl_folder *folder, const char *name, const char *format,
                        asl_error *err)
{
    asl_strbuf file = {0};
    *r = (asl_render){.pid = -1, .messages = -1};
    asl_strbuf_format(&file, "%s.%s", name, format);
    char *target = asl_strbuf_take(&file, err);
    int picture, code = target != NULL ? check_gnuplot(target, err) : ASL_FAILED;
    if (code == ASL_OK) code = asl_temp_open_in(&r->file, &picture, folder, target, err);
    free(target);
    if (code != ASL_OK) return code;
    return draw(r, text, format, fcntl(folder->fd, F_DUPFD_CLOEXEC, 3), picture, err);
}

/* Copy the line of gnuplot's messages that states the error: the first that is neither the echo of a command nor its
 * caret, or else the first line. */
static void first_words(const char *said, char *words, size_t size)
{
    words[0] = '\0';
    for (const char *line = said; *line != '\0';) {
        size_t n = strcspn(line, "\n");
        if (strstr(line, "line ") == line || (n > 1 && line[0] == '"')) {
            snprintf(words, size, "%.*s", (int)n, line);
            return;
        }
        line += n + (line[n] == '\n');
    }
    snprintf(words, size, "%.*s", (int)strcspn(said, "\n"), said);
}

static void wait_for(asl_render *r, asl_strbuf *said, int *status)
{
    char part[512];
    ssize_t got;
    while ((got = read(r->messages, part, sizeof part)) != 0) {
        if (got > 0) asl_strbuf_add_bytes(said, part, (size_t)got);
        if (got < 0 && errno != EINTR) break;
    }
    close(r->messages);
    replace_pid(r->pid, 0); /* it is ending, and the system may soon reuse the process id */
    while (waitpid(r->pid, status, 0) < 0 && errno == EINTR) {}
    r->pid = -1;
    r->messages = -1;
}

/* Does the picture end like a complete file of its format? (gnuplot exits with 0 if the disk is full.) -1, with errno,
 * if it cannot be read. */
static int is_whole(const asl_render *r)
{
    char end[64];
    int fd = openat(r->file->dir, r->file->temp, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
    ssize_t n = size > 0 ? pread(fd, end, sizeof end - 1, size > 63 ? size - 63 : 0) : (ssize_t)size;
    int reason = errno;
    if (fd >= 0) close(fd);
    errno = reason;
    if (n < 0) return -1;
    for (ssize_t i = 0; i < n; i++) end[i] = end[i] == '\0' ? ' ' : end[i];
    end[n] = '\0';
    return strstr(end, "</svg>") != NULL || strstr(end, "IEND") != NULL || strstr(end, "%%EOF") != NULL;
}

/* Describe why gnuplot failed; "" if it succeeded. */
static void what_is_wrong(const asl_render *r, int status, const char *said, char *words, size_t size)
{
    bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    int whole = done ? is_whole(r) : 0;
    words[0] = '\0';
    if (whole > 0) return;
    if (whole < 0) {
        snprintf(words, size, "%s", strerror(errno));
    } else if (done) {
        snprintf(words, size, "the picture is truncated (is the disk full?)");
    } else {
        first_words(said, words, size);
        if (words[0] == '\0') snprintf(words, size, "it failed without a message");
    }
}

int asl_render_wait(asl_render *r, asl_error *err)
{
    asl_strbuf said = {0};
    int status = -1;
    char words[160];
    wait_for(r, &said, &status);
    what_is_wrong(r, status, said.data != NULL ? said.data : "", words, sizeof words);
    asl_strbuf_free(&said);
    if (words[0] == '\0') return ASL_OK;
    int code = asl_fail(err, ASL_FAILED, "gnuplot cannot draw %.300s: %s", r->file->shown, words);
    asl_render_drop(r);
    return code;
}

int asl_render_keep(asl_render *r, asl_error *err)
{
    int code = asl_temp_keep(r->file, err);
    r->file = NULL;
    return code;
}

void asl_render_drop(asl_render *r)
{
    if (r->pid > 0) {
        asl_strbuf said = {0};
        int status;
        wait_for(r, &said, &status);
        asl_strbuf_free(&said);
    } else if (r->messages >= 0) {
        close(r->messages);
    }
    asl_temp_drop(r->file);
    *r = (asl_render){.pid = -1, .messages = -1};
}
