/* A library for LD_PRELOAD that makes the k-th call of one kind in aslab fail, once.
 *
 *   ASLAB_FAIL=KIND:K      which call: malloc, open, read, ...; without it no call fails
 *   ASLAB_FAIL_REPORT=FILE write a report at the end of main. For every kind: the number of calls, then the calls to
 *                          test: the first, second and last one from every distinct stack; and the memory that is
 *                          still allocated
 *   ASLAB_FAIL_TRACE=1     print the stacks of memory that is still allocated to standard error
 *
 * Only calls between the start and the end of main count, in the process itself and not in its children. Allocations of
 * the dynamic linker neither fail nor count, nor do those inside libconfuse, which crashes without memory. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Error -1 means that the call does only a part of its work, and 0 that a signal interrupts it. */
#define KINDS(X)                                                                                                       \
    X(malloc, ENOMEM)                                                                                                  \
    X(open, EMFILE)                                                                                                    \
    X(read, EIO)                                                                                                       \
    X(write, ENOSPC)                                                                                                   \
    X(fsync, EIO)                                                                                                      \
    X(close, EIO)                                                                                                      \
    X(rename, EACCES)                                                                                                  \
    X(link, EIO)                                                                                                       \
    X(mkdir, EACCES)                                                                                                   \
    X(pipe, EMFILE)                                                                                                    \
    X(fork, EAGAIN)                                                                                                    \
    X(pthread_create, EAGAIN)                                                                                          \
    X(read_interrupted, EINTR)                                                                                         \
    X(write_interrupted, EINTR)                                                                                        \
    X(write_short, 0)

#define ENUM(name, error) KIND_##name,
#define ROW(name, error)  {#name, error},
enum { KINDS(ENUM) KINDS_COUNT };
static const struct {
    const char *name;
    int error;
} kinds[] = {KINDS(ROW)};

enum { STACKS = 1 << 13, FRAMES = 40, SLOTS = 1 << 20, FOREIGN = 16 };

typedef struct stack {
    uint64_t hash;
    unsigned long first, second, last;
    int kind;
} stack;

typedef struct range {
    uintptr_t from, to;
} range;

static stack stacks[STACKS];
static range foreign[FOREIGN];
static size_t nforeign;
static atomic_ulong calls[KINDS_COUNT];
static atomic_bool armed;
static int failing = -1;
static unsigned long failing_at;
static const char *report_path;
static bool traced;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local bool inside;

/* --- which library makes the call */

static int note_foreign(struct dl_phdr_info *info, size_t size, void *unused)
{
    static const char *const names[] = {"ld-linux", "libgcc_s"};
    (void)size;
    (void)unused;
    bool match = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) match |= strstr(info->dlpi_name, names[i]) != NULL;
    for (int i = 0; match && i < info->dlpi_phnum && nforeign < FOREIGN; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_LOAD || (p->p_flags & PF_X) == 0) continue;
        uintptr_t from = info->dlpi_addr + p->p_vaddr;
        foreign[nforeign++] = (range){from, from + p->p_memsz};
    }
    return 0;
}

static bool is_ours(const void *caller)
{
    if (!atomic_load(&armed) || inside) return false;
    uintptr_t at = (uintptr_t)caller;
    for (size_t i = 0; i < nforeign; i++) {
        if (at >= foreign[i].from && at < foreign[i].to) return false;
    }
    return true;
}

/* --- which call it is */

static void note_stack(int kind, unsigned long call)
{
    void *frames[FRAMES];
    inside = true;
    int n = backtrace(frames, FRAMES);
    uint64_t hash = 14695981039346656037u + (uint64_t)kind; /* FNV-1a over addresses */
    for (int i = 2; i < n; i++) hash = (hash ^ (uint64_t)(uintptr_t)frames[i]) * 1099511628211u;
    pthread_mutex_lock(&lock);
    size_t at = (size_t)(hash ^ (hash >> 32)) % STACKS, tried = 0;
    while (stacks[at].first != 0 && stacks[at].hash != hash && tried++ < STACKS) at = (at + 1) % STACKS;
    stack *s = &stacks[at];
    if (s->first == 0) {
        *s = (stack){hash, call, call, call, kind};
    } else if (s->hash == hash) {
        if (s->second == s->first) s->second = call;
        s->last = call;
    }
    pthread_mutex_unlock(&lock);
    inside = false;
}

/* Counts a call. Returns whether it must fail, and sets errno in this case. */
static bool hit(int kind)
{
    unsigned long call = atomic_fetch_add(&calls[kind], 1) + 1;
    if (failing < 0 && report_path != NULL) note_stack(kind, call);
    if (kind != failing || call != failing_at) return false;
    errno = kinds[kind].error;
    return true;
}

/* --- memory that is still allocated: a hash set of pointers */

static struct {
    void *p;
    void *frames[12];
} live[SLOTS];
static size_t lives;

static size_t slot_of(const void *p) { return (size_t)(((uintptr_t)p >> 4) * 2654435761u) % SLOTS; }

static void add_live(void *p)
{
    if (p == NULL) return;
    pthread_mutex_lock(&lock);
    size_t at = slot_of(p);
    while (live[at].p != NULL) at = (at + 1) % SLOTS;
    live[at].p = p;
    if (traced) {
        inside = true;
        backtrace(live[at].frames, 12);
        inside = false;
    }
    if (++lives > SLOTS / 2) abort();
    pthread_mutex_unlock(&lock);
}

/* Linear probing: later entries move up. */
static void remove_live(const void *p)
{
    if (p == NULL) return;
    pthread_mutex_lock(&lock);
    size_t at = slot_of(p);
    while (live[at].p != NULL && live[at].p != p) at = (at + 1) % SLOTS;
    if (live[at].p != NULL) {
        lives--;
        for (size_t next = (at + 1) % SLOTS; live[next].p != NULL; next = (next + 1) % SLOTS) {
            size_t home = slot_of(live[next].p);
            if ((next - home) % SLOTS < (next - at) % SLOTS) continue;
            live[at] = live[next];
            at = next;
        }
        live[at].p = NULL;
    }
    pthread_mutex_unlock(&lock);
}

/* --- the intercepted calls */

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

void *malloc(size_t n)
{
    if (!is_ours(__builtin_return_address(0))) return __libc_malloc(n);
    if (hit(KIND_malloc)) return NULL;
    void *p = __libc_malloc(n);
    add_live(p);
    return p;
}

void *calloc(size_t n, size_t size)
{
    if (!is_ours(__builtin_return_address(0))) return __libc_calloc(n, size);
    if (hit(KIND_malloc)) return NULL;
    void *p = __libc_calloc(n, size);
    add_live(p);
    return p;
}

void *realloc(void *old, size_t n)
{
    bool ours = is_ours(__builtin_return_address(0));
    if (ours && hit(KIND_malloc)) return NULL;
    remove_live(old);
    void *p = __libc_realloc(old, n);
    if (ours) add_live(p != NULL ? p : old);
    return p;
}

void free(void *p)
{
    if (atomic_load(&armed)) remove_live(p);
    __libc_free(p);
}

#define REAL(name) (*(__typeof__(&name) *)real(#name, &real_##name))
static void *real(const char *name, void **kept)
{
    if (*kept == NULL) *kept = dlsym(RTLD_NEXT, name);
    return kept;
}
#define FAILS(name) (is_ours(__builtin_return_address(0)) && hit(KIND_##name))

static void *real_open, *real_read, *real_write, *real_fsync, *real_close, *real_rename, *real_mkdir, *real_link,
    *real_pipe, *real_fork, *real_pthread_create, *real_gmtime_r, *real_setenv, *real_cfg_init, *real_cfg_parse_buf,
    *real_openat, *real_renameat, *real_linkat, *real_mkdirat;

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
    va_end(args);
    return FAILS(open) ? -1 : REAL(open)(path, flags, mode);
}

ssize_t read(int fd, void *to, size_t n)
{
    if (FAILS(read) || FAILS(read_interrupted)) return -1;
    return REAL(read)(fd, to, n);
}

ssize_t write(int fd, const void *from, size_t n)
{
    if (FAILS(write) || FAILS(write_interrupted)) return -1;
    return REAL(write)(fd, from, FAILS(write_short) && n > 1 ? n / 2 : n);
}

int fsync(int fd) { return FAILS(fsync) ? -1 : REAL(fsync)(fd); }

int close(int fd)
{
    bool fails = FAILS(close);
    int code = REAL(close)(fd);
    if (fails) errno = kinds[KIND_close].error;
    return fails ? -1 : code;
}

/* Calls relative to a folder count as the same kinds. */
int openat(int dir, const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
    va_end(args);
    return FAILS(open) ? -1 : REAL(openat)(dir, path, flags, mode);
}

int renameat(int a, const char *from, int b, const char *to)
{
    return FAILS(rename) ? -1 : REAL(renameat)(a, from, b, to);
}

int linkat(int a, const char *from, int b, const char *to, int flags)
{
    return FAILS(link) ? -1 : REAL(linkat)(a, from, b, to, flags);
}

int mkdirat(int dir, const char *path, mode_t mode) { return FAILS(mkdir) ? -1 : REAL(mkdirat)(dir, path, mode); }

int rename(const char *from, const char *to) { return FAILS(rename) ? -1 : REAL(rename)(from, to); }

int link(const char *from, const char *to) { return FAILS(link) ? -1 : REAL(link)(from, to); }

int mkdir(const char *path, mode_t mode) { return FAILS(mkdir) ? -1 : REAL(mkdir)(path, mode); }

int pipe(int ends[2]) { return FAILS(pipe) ? -1 : REAL(pipe)(ends); }

pid_t fork(void)
{
    if (FAILS(fork)) return -1;
    pid_t pid = REAL(fork)();
    if (pid == 0) atomic_store(&armed, false);
    return pid;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *), void *self)
{
    if (FAILS(pthread_create)) return kinds[KIND_pthread_create].error;
    bool kept = inside;
    inside = true;
    int code = REAL(pthread_create)(thread, attributes, work, self);
    inside = kept;
    return code;
}

/* --- not counted: libconfuse, and memory that the C library keeps for time zones and the environment */

int setenv(const char *name, const char *value, int replace)
{
    inside = true;
    int code = REAL(setenv)(name, value, replace);
    inside = false;
    return code;
}

struct tm *gmtime_r(const time_t *restrict seconds, struct tm *restrict utc)
{
    inside = true;
    utc = REAL(gmtime_r)(seconds, utc);
    inside = false;
    return utc;
}

void *cfg_init(void *options, int flags);
int cfg_parse_buf(void *cfg, const char *text);

void *cfg_init(void *options, int flags)
{
    inside = true;
    void *cfg = REAL(cfg_init)(options, flags);
    inside = false;
    return cfg;
}

int cfg_parse_buf(void *cfg, const char *text)
{
    inside = true;
    int code = REAL(cfg_parse_buf)(cfg, text);
    inside = false;
    return code;
}

/* --- start and end of main */

static void read_environment(void)
{
    const char *which = getenv("ASLAB_FAIL"), *colon = which != NULL ? strchr(which, ':') : NULL;
    for (int i = 0; colon != NULL && i < KINDS_COUNT; i++) {
        size_t n = strlen(kinds[i].name);
        if (strncmp(which, kinds[i].name, n) == 0 && which[n] == ':') failing = i;
    }
    if (colon != NULL) failing_at = strtoul(colon + 1, NULL, 10);
    if (which != NULL && failing < 0) abort();
    report_path = getenv("ASLAB_FAIL_REPORT");
    traced = getenv("ASLAB_FAIL_TRACE") != NULL;
}

static void report(void)
{
    FILE *f = report_path != NULL ? fopen(report_path, "w") : NULL;
    if (f == NULL) return;
    fprintf(f, "live %zu\n", lives);
    for (int k = 0; k < KINDS_COUNT; k++) {
        fprintf(f, "%s %lu", kinds[k].name, atomic_load(&calls[k]));
        for (size_t i = 0; i < STACKS; i++) {
            const stack *s = &stacks[i];
            if (s->first == 0 || s->kind != k) continue;
            fprintf(f, " %lu", s->first);
            if (s->second > s->first) fprintf(f, " %lu", s->second);
            if (s->last > s->second) fprintf(f, " %lu", s->last);
        }
        fputc('\n', f);
    }
    fclose(f);
    for (size_t i = 0; traced && i < SLOTS; i++) {
        if (live[i].p == NULL) continue;
        fputs("--- still allocated by\n", stderr);
        backtrace_symbols_fd(live[i].frames, 12, STDERR_FILENO);
    }
}

static int (*real_main)(int, char **, char **);

static int watched_main(int argc, char **argv, char **environment)
{
    void *warm[2];
    read_environment();
    unsetenv("LD_PRELOAD"); /* children such as gnuplot run without it */
    backtrace(warm, 2);     /* the first call loads a library */
    dl_iterate_phdr(note_foreign, NULL);
    atomic_store(&armed, true);
    int code = real_main(argc, argv, environment);
    atomic_store(&armed, false);
    report();
    return code;
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end);
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end)
{
    static void *real_start;
    real_main = main;
    return (*(__typeof__(&__libc_start_main) *)real("__libc_start_main", &real_start))(watched_main, argc, argv, init,
                                                                                       fini, rtld_fini, stack_end);
}
