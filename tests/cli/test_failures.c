/* Every system call and allocation fails once, in every command. No existing file is lost, no output is incomplete, and
 * the error is one clear line.
 *
 * tests/preload/fail.c makes the k-th call of one kind fail. A first run without failures lists the calls to test: the
 * first, second and last call from every distinct stack. ASLAB_FAILURES=all tests all of them, as `make ci-long` does;
 * otherwise a sample is tested, always the same one, so that a failure can be repeated. */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/gnuplot.h"
#include "support.h"

enum { MOST_WORDS = 40, MOST_FILES = 24, MOST_CALLS = 20000, MOST_LISTED = 40, SPREAD = 4 };

typedef struct failure_case {
    const char *command;           /* after `aslab`, split at blanks */
    const char *files[MOST_FILES]; /* the files that it writes, in its working folder */
    const char *before;            /* a shell command that creates its input again; NULL: none */
} failure_case;

#define TINY                                                                                                           \
    " --train 64 --test 32 --batch 32 --epochs 1 --features 8 --labels 3 --positives 1 --hidden 4 --threads 2 --quiet"

#define SHARDS "rm -rf sharded && cp -r shards sharded"

static const failure_case cases[] = {
    {.command = "figures fig1b --render svg -o made --quiet",
     .files = {"made/fig1b.csv", "made/fig1b.gp", "made/fig1b.svg", "made/fig1b.meta", "made/claims.csv",
               "made/index.html"}},
    {.command = "figures --list", .files = {NULL}},
    {.command = "explain asl -o out.txt", .files = {"out.txt"}},
    {.command = "curve --loss ce --loss asl --points 9 --quiet -o out.csv --plot out.svg --save out.conf",
     .files = {"out.csv", "out.svg", "out.conf"}},
    {.command = "curve --loss ce --points 9 --quiet -o out.csv --plot out.gp", .files = {"out.csv", "out.gp"}},
    {.command = "stats predictions.csv --quiet -o out.csv", .files = {"out.csv"}},
    {.command = "stats wide.csv --quiet", .files = {NULL}},
    {.command = "eval --loss asl predictions.csv --quiet -o out.csv", .files = {"out.csv"}},
    {.command = "sweep --gamma-neg 0,4 --missing 0,0.1 --threads 2 --quiet -o out.csv", .files = {"out.csv"}},
    {.command = "sweep --dist predictions.csv --margin 0,0.05 --threads 2 --quiet -o out.csv", .files = {"out.csv"}},
    {.command = "train --loss ce --loss asl --seeds 2 -o out.csv" TINY, .files = {"out.csv", "out-summary.csv"}},
    {.command = "train --loss ce --loss ll_cp --rescue discard --data data --batch 2 --epochs 1 --hidden 0 --seeds 1 "
                "--quiet -o "
                "out.csv",
     .files = {"out.csv", "out-summary.csv"}},
    {.command = "mislabel --bootstrap 5 predictions.csv --quiet -o out.csv", .files = {"out.csv"}},
    {.command = "mislabel --top 2 predictions.csv --quiet -o out.csv", .files = {"out.csv"}},
    {.command = "mislabel --dist late --samples 100 --missing 0.1 --curve --quiet -o out.csv", .files = {"out.csv"}},
    {.command = "properties --loss asl --gamma-neg 0,4 --quiet -o out.csv", .files = {"out.csv"}},
    {.command = "losses --csv -o out.csv", .files = {"out.csv"}},
    {.command = "dialects --quiet -o out.csv", .files = {"out.csv"}},
    {.command = "golden --loss ce --loss alibaba -o made --quiet",
     .files = {"made/ce.csv", "made/alibaba.csv", "made/README.txt"}},
    {.command = "check --loss asl numbers.csv --quiet -o out.txt", .files = {"out.txt"}},
    {.command = "check --loss asl --csv numbers.csv --quiet -o out.csv", .files = {"out.csv"}},
    {.command = "run ./own.conf -o made --render none --quiet",
     .files = {"made/own.csv", "made/own.gp", "made/own.meta"}},
    {.command = "run ./own.conf --shard 1/2 -o made --quiet", .files = {NULL}},
    {.command = "missing sharded --shards 2", .files = {NULL}, .before = SHARDS},
    {.command = "merge sharded --render none --quiet",
     .files = {"sharded/own.csv", "sharded/own.gp", "sharded/own.meta"},
     .before = SHARDS},
};
enum { CASES = sizeof cases / sizeof cases[0] };

/* The text that a message must contain for each kind. NULL: the call is repeated, so no message may appear. */
static const struct {
    const char *kind, *words;
} kinds[] = {
    {"malloc", "memory"},
    {"open", "Too many open files"},
    {"read", "Input/output error"},
    {"write", "No space left on device"},
    {"fsync", "Input/output error"},
    {"close", "Input/output error"},
    {"rename", "Permission denied"},
    {"link", "Input/output error"},
    {"mkdir", "Permission denied"},
    {"pipe", "Too many open files"},
    {"fork", "Resource temporarily unavailable"},
    {"pthread_create", NULL},
    {"read_interrupted", NULL},
    {"write_interrupted", NULL},
    {"write_short", NULL},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

#define OLD "what was here before\n"

/* The folder in which the runs take place. Before each run it has the inputs, and an old file under the name of every
 * output. */
typedef struct bench {
    char library[300];
    char *good[MOST_FILES];          /* [files] output of a run without failures */
    unsigned long calls[MOST_CALLS]; /* the calls to fail, ascending */
    size_t ncalls;
    size_t wrong, runs;
} bench;

static const char *in_runs(const char *name)
{
    static char paths[8][300];
    static size_t next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/runs/%s", workdir(), name);
    return path;
}

static bool build_library(bench *b)
{
    snprintf(b->library, sizeof b->library, "%s/fail.so", workdir());
    if (strstr(ASLAB_BIN, "/asan/") != NULL || strstr(ASLAB_BIN, "/tsan/") != NULL) {
        puts("SKIPPED: failures are not injected beside a sanitizer");
        return false;
    }
#ifndef __GLIBC__
    puts("SKIPPED: failures are injected where the C library is glibc");
    return false;
#endif
    result r =
        shell("${CC:-cc} -std=c11 -O2 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -shared -fPIC -o %s "
              "'%s/tests/preload/fail.c' -ldl",
              b->library, SOURCE_DIR);
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
    return true;
}

static void make_inputs(void)
{
    result r = shell(
        "mkdir runs runs/made runs/data && cd runs && "
        "printf 'sample,label,prob,given,truth\\n1,a,0.9,1,1\\n1,b,0.2,0,0\\n2,a,0.8,0,1\\n2,b,0.1,1,0\\n3,a,0.3,0,0\\n"
        "3,b,1,1,1\\n' > predictions.csv && "
        "printf 'z_a,z_b,y_a,y_b\\n1,-1,1,0\\n-2,0.5,0,1\\n3,-3,1,0\\n' > wide.csv && "
        "(echo x1,x2,y_a,y_b; for i in 1 2 3 4 5 6 7 8 9; do echo $i,$((i * i %% 5)),$((i %% 2)),$((i %% 3 / 2)); "
        "done) > data/train.csv && cp data/train.csv data/test.csv && "
        "$aslab golden --loss ce --loss asl_detached -o golden --quiet && mv golden/asl_detached.csv numbers.csv && "
        "rm -r golden && "
        "$aslab curve --loss ce --points 9 --save own.conf -o own.csv && rm own.csv && "
        "for i in 0 1; do $aslab run ./own.conf --shard $i/2 -o shards --quiet; done && cp -r shards sharded");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
}

/* Removes a folder. Returns whether it had no temporary file. */
static bool clear_away(const char *path)
{
    bool clean = true;
    DIR *d = opendir(path);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        char below[600];
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        snprintf(below, sizeof below, "%s/%s", path, e->d_name);
        clean = clean && strstr(e->d_name, ".tmp") == NULL;
        if (unlink(below) != 0) clean = clear_away(below) && clean;
    }
    if (d != NULL) closedir(d);
    rmdir(path);
    return clean;
}

/* Restores the inputs and old files. */
static void lay_out(const failure_case *c)
{
    if (c->before != NULL) {
        char command[400];
        snprintf(command, sizeof command, "cd '%s' && %s", in_runs(""), c->before);
        ck_assert_int_eq(system(command), 0);
    }
    for (size_t i = 0; c->files[i] != NULL; i++) write_file(in_runs(c->files[i]), OLD);
}

static void child(const bench *b, const failure_case *c, const char *failing)
{
    char words[1000], *argv[MOST_WORDS] = {(char *)ASLAB_BIN}, fail[80], preload[320], report[320];
    snprintf(words, sizeof words, "%s", c->command);
    size_t n = 1;
    for (char *w = strtok(words, " "); w != NULL && n + 1 < MOST_WORDS; w = strtok(NULL, " ")) argv[n++] = w;
    snprintf(fail, sizeof fail, "ASLAB_FAIL=%s", failing);
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s", b->library);
    snprintf(report, sizeof report, "ASLAB_FAIL_REPORT=%s/report.txt", workdir());
    char path[4096], counts[600]; /* counts: for error messages of libgcov, see tests/long/coverage.sh */
    snprintf(path, sizeof path, "PATH=%s", getenv("PATH"));
    snprintf(counts, sizeof counts, "GCOV_ERROR_FILE=%s",
             getenv("GCOV_ERROR_FILE") != NULL ? getenv("GCOV_ERROR_FILE") : "");
    char *environment[] = {path, preload, report, counts, failing[0] != '\0' ? fail : NULL, NULL};
    int in = open("/dev/null", O_RDONLY), out = open(in_workdir("run.out"), O_WRONLY | O_CREAT | O_TRUNC, 0666),
        err = open(in_workdir("run.err"), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (chdir(in_runs("")) != 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) _exit(126);
    execve(ASLAB_BIN, argv, environment);
    _exit(127);
}

/* Runs the case with one failure, "KIND:K", or without failures if it is "". */
static int run_once(bench *b, const failure_case *c, const char *failing)
{
    lay_out(c);
    unlink(in_workdir("report.txt"));
    pid_t pid = fork();
    if (pid == 0) child(b, c, failing);
    int status = 0;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    b->runs++;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void complain(bench *b, const failure_case *c, const char *failing, const char *what)
{
    if (b->wrong++ < MOST_LISTED) {
        printf("%s: aslab %s: %s\n", failing, c->command, what);
        fflush(stdout);
    }
}

static bool known(const failure_case *c, const char *folder, const char *name)
{
    static const char *const inputs[] = {"predictions.csv", "wide.csv", "numbers.csv", "own.conf", "data", "made",
                                         "shards",          "sharded"};
    char path[300];
    snprintf(path, sizeof path, "%s%s", folder, name);
    for (size_t i = 0; c->files[i] != NULL; i++) {
        if (strcmp(c->files[i], path) == 0) return true;
    }
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        if (strcmp(inputs[i], path) == 0) return true;
    }
    return false;
}

/* Removes all files of a folder except inputs and outputs. Returns whether there were none. */
static bool no_leftovers(const failure_case *c, const char *folder)
{
    bool clean = true;
    DIR *d = opendir(in_runs(folder));
    ck_assert_ptr_nonnull(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || known(c, folder, e->d_name)) continue;
        char path[600];
        snprintf(path, sizeof path, "%s%s", in_runs(folder), e->d_name);
        bool record = strcmp(e->d_name, ".aslab") == 0; /* .aslab is kept on purpose, but without temporary files */
        clean = (unlink(path) == 0 ? false : clear_away(path) && record) && clean;
    }
    closedir(d);
    return clean;
}

/* Whether the file is a report page of a command that failed: it shows the error and no longer reloads itself. */
static bool is_page_of_failure(const char *path, const char *text)
{
    size_t n = strlen(path);
    bool page = n > 11 && strcmp(path + n - 11, "/index.html") == 0;
    return page && strstr(text, "The command failed: ") != NULL && strstr(text, "http-equiv") == NULL &&
           strstr(text, "</html>\n") != NULL;
}

/* Whether the text is complete. Times and hosts differ between runs, so only the last line of a .meta file is checked,
 * and only the end of a page without a picture. */
static bool same_or_meta(const char *path, const char *text, const char *good, int status)
{
    size_t n = strlen(path);
    if (n > 5 && strcmp(path + n - 5, ".meta") == 0) return strstr(text, "\nhost: ") != NULL;
    if (status == 1 && strstr(text, "The picture could not be drawn.") != NULL)
        return strstr(text, "</html>\n") != NULL;
    if (status != 0 && is_page_of_failure(path, text)) return true;
    return strcmp(text, good) == 0;
}

/* Every file must be the old one or the complete new one. After success it must be the new one, and after a failure the
 * old one if it is the only output. */
static const char *judge_files(const bench *b, const failure_case *c, int status)
{
    for (size_t i = 0; c->files[i] != NULL; i++) {
        char *text = read_file(in_runs(c->files[i]));
        /* the old picture is removed */
        if (text == NULL && status != 0 && strstr(c->files[i], ".svg") != NULL) continue;
        if (text == NULL) return "a file is gone";
        bool old = strcmp(text, OLD) == 0, good = same_or_meta(c->files[i], text, b->good[i], status);
        free(text);
        if (!old && !good) return "a file is neither the old nor the new one";
        if (status == 0 && !good) return "all is said to be well, and a file is not the new one";
        if (status != 0 && good && c->files[1] == NULL) return "it failed, and the file is the new one";
    }
    return NULL;
}

static const char *judge_words(int status, const char *said, const char *words, bool may_be_input)
{
    if (status == 0) return NULL;
    if (words == NULL) return "a call that can be made again, or done without, ended it";
    if (status != 1 && !(status == 2 && may_be_input)) return "the exit status";
    if (strncmp(said, "aslab: ", 7) != 0) return "the message does not start with aslab";
    if (strstr(said, ".aslab-") != NULL) return "the message names a temporary file";
    if (strchr(said, '\n') != said + strlen(said) - 1) return "more than one line";
    return strstr(said, words) == NULL ? "the message does not name the cause" : NULL;
}

/* Bytes still allocated at the end of main. 0 if the program ended elsewhere, for example because MPFR had no
 * memory. */
static size_t still_allocated(void)
{
    char *text = read_file(in_workdir("report.txt"));
    unsigned long live = 0;
    if (text != NULL) sscanf(text, "live %lu", &live);
    free(text);
    return live;
}

/* Whether `aslab check` succeeded with the result that the numbers differ (exit status 1). */
static bool is_verdict(const char *said) { return strstr(said, "numbers.csv does not") != NULL; }

static void fail_once(bench *b, const failure_case *c, size_t kind, unsigned long call)
{
    char failing[64], what[400];
    snprintf(failing, sizeof failing, "%s:%lu", kinds[kind].kind, call);
    int status = run_once(b, c, failing);
    char *said = read_file(in_workdir("run.err"));
    if (status == 1 && is_verdict(said)) status = 0;
    bool reading = strcmp(kinds[kind].kind, "open") == 0 || strcmp(kinds[kind].kind, "read") == 0;
    const char *problem = judge_words(status, said, kinds[kind].words, reading);
    if (problem == NULL) problem = judge_files(b, c, status);
    bool here = no_leftovers(c, ""), made = no_leftovers(c, "made/"), clean = here && made;
    if (problem == NULL && !clean) problem = "a file is left behind";
    if (problem == NULL && still_allocated() > 0) problem = "memory is not freed";
    if (problem != NULL) {
        snprintf(what, sizeof what, "%s (exit status %d): %.200s", problem, status, said);
        complain(b, c, failing, what);
    }
    free(said);
}

static int compare_calls(const void *x, const void *y)
{
    unsigned long a = *(const unsigned long *)x, b = *(const unsigned long *)y;
    return a < b ? -1 : a > b;
}

/* Reads the calls of a kind to fail, from the report of a run without failures. */
static void read_calls(bench *b, const char *report, const char *kind)
{
    char start[64];
    snprintf(start, sizeof start, "\n%s ", kind);
    const char *at = strstr(report, start);
    ck_assert_msg(at != NULL, "no %s in the report", kind);
    char *next;
    b->ncalls = 0;
    strtoul(at + strlen(start), &next, 10); /* the number of calls */
    while (*next == ' ' && b->ncalls < MOST_CALLS) b->calls[b->ncalls++] = strtoul(next, &next, 10);
    qsort(b->calls, b->ncalls, sizeof b->calls[0], compare_calls);
}

/* Whether call i of n is tested: all of them, or a sample with the first and the last. */
static bool is_tried(const failure_case *c, size_t i, size_t n)
{
    const char *wanted = getenv("ASLAB_FAILURES");
    if (wanted != NULL && strcmp(wanted, "all") == 0) return true;
    bool slow = strncmp(c->command, "figures", 7) == 0; /* it reads all experiments first */
    size_t step = n / (slow ? 3 : SPREAD) + 1;
    return i + 1 == n || i % step == 0;
}

static void try_case(bench *b, const failure_case *c)
{
    int status = run_once(b, c, "");
    char *report = read_file(in_workdir("report.txt")), *said = read_file(in_workdir("run.err"));
    if ((status != 0 && !is_verdict(said)) || report == NULL)
        ck_abort_msg("aslab %s: %d, %s", c->command, status, said);
    if (still_allocated() > 0) complain(b, c, "nothing", "memory is not freed");
    for (size_t i = 0; c->files[i] != NULL; i++) b->good[i] = read_file(in_runs(c->files[i]));
    for (size_t k = 0; k < KINDS; k++) {
        read_calls(b, report, kinds[k].kind);
        for (size_t i = 0; i < b->ncalls; i++) {
            if (is_tried(c, i, b->ncalls)) fail_once(b, c, k, b->calls[i]);
        }
    }
    for (size_t i = 0; c->files[i] != NULL; i++) {
        free(b->good[i]);
        unlink(in_runs(c->files[i]));
    }
    free(report);
    free(said);
}

START_TEST(every_call_fails_once)
{
    static bench b;
    if (!build_library(&b)) return;
    make_inputs();
    for (size_t i = 0; i < CASES; i++) {
        bool draws = strstr(cases[i].command, "svg") != NULL;
        if (!draws || asl_gnuplot_found()) try_case(&b, &cases[i]);
        if (draws && !asl_gnuplot_found()) printf("SKIPPED: gnuplot is not here: aslab %s\n", cases[i].command);
    }
    ck_assert_msg(b.wrong == 0, "%zu of %zu runs went wrong", b.wrong, b.runs);
    ck_assert_uint_gt(b.runs, 10 * CASES);
}
END_TEST

START_TEST(every_command_has_a_case)
{
    result r = shell("$aslab --help | sed -n 's/^  \\([a-z]*\\)  .*/\\1/p'");
    size_t commands = 0;
    for (char *name = strtok(r.out, "\n"); name != NULL; name = strtok(NULL, "\n"), commands++) {
        bool found = false;
        for (size_t k = 0; k < CASES; k++)
            found =
                found || (strncmp(cases[k].command, name, strlen(name)) == 0 && cases[k].command[strlen(name)] == ' ');
        ck_assert_msg(found, "no case makes the calls of aslab %s fail", name);
    }
    ck_assert_uint_ge(commands, 14);
    result_free(&r);
}
END_TEST

SUITE(failures, every_command_has_a_case, every_call_fails_once)
