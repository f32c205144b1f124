#define _XOPEN_SOURCE 700
#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/numbers.h"

Suite *make_suite(const char *name, const TTest *const *tests, size_t n)
{
    Suite *s = suite_create(name);
    TCase *c = tcase_create(name);
    tcase_set_timeout(c, 150);
    for (size_t i = 0; i < n; i++) tcase_add_test(c, tests[i]);
    suite_add_tcase(s, c);
    return s;
}

double roll(dice *d, double lo, double hi)
{
    unsigned long long x = d->state += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return lo + (hi - lo) * ldexp((double)((x ^ (x >> 31)) >> 11), -53);
}

asl_loss loss_of(const char *spec)
{
    asl_loss loss;
    asl_error err;
    if (asl_loss_read(&loss, spec, &err) != ASL_OK) ck_abort_msg("%s", err.text);
    return loss;
}

static char folder[64];

static void remove_folder(void)
{
    char command[200];
    snprintf(command, sizeof command, "rm -rf '%s' '%s.build'", folder, folder);
    if (system(command) != 0) fputs("the test folder could not be removed\n", stderr);
}

const char *workdir(void)
{
    if (folder[0] == '\0') {
        snprintf(folder, sizeof folder, "/tmp/aslab-test-XXXXXX");
        if (mkdtemp(folder) == NULL) ck_abort_msg("no test folder");
        atexit(remove_folder);
    }
    return folder;
}

const char *in_workdir(const char *name)
{
    static char paths[64][256];
    static size_t next;
    char *path = paths[next++ % 64];
    snprintf(path, sizeof paths[0], "%s/%s", workdir(), name);
    return path;
}

void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
}

char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) return NULL;
    size_t used = 0, size = 4096;
    char *text = malloc(size);
    for (size_t got; (got = fread(text + used, 1, size - used - 1, f)) > 0;) {
        used += got;
        if (used + 1 >= size) text = realloc(text, size *= 2);
    }
    text[used] = '\0';
    fclose(f);
    return text;
}

char *markdown_block(const char *file, const char *fence, const char *part)
{
    char path[512], *text, *block = NULL;
    snprintf(path, sizeof path, "%s/%s", SOURCE_DIR, file);
    ck_assert_ptr_nonnull(text = read_file(path));
    for (char *from = strstr(text, fence), *end; from != NULL && block == NULL; from = strstr(end, fence)) {
        from += strlen(fence);
        ck_assert_ptr_nonnull(end = strstr(from, "\n```"));
        *end = '\0';
        if (strstr(from, part) != NULL) {
            block = calloc(1, (size_t)(end - from) + 2);
            sprintf(block, "%s\n", from);
        }
        end += 4;
    }
    ck_assert_msg(block != NULL, "%s has no block %s with %s", file, fence, part);
    free(text);
    return block;
}

bool file_exists(const char *path) { return access(path, F_OK) == 0; }

size_t files_in(const char *dir)
{
    DIR *d = opendir(dir);
    if (d == NULL) return 0;
    size_t n = 0;
    for (struct dirent *e; (e = readdir(d)) != NULL;) n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(d);
    return n;
}

/* Returns the program's path as one word of a command line, because the tests write $aslab without quotes. If its
 * folder has a blank in its name, the path goes through a link next to the work folder. */
static const char *program(void)
{
    static char path[128];
    const char *slash = strrchr(ASLAB_BIN, '/');
    if (strchr(ASLAB_BIN, ' ') == NULL) return ASLAB_BIN;
    char build[1024], link[96];
    snprintf(build, sizeof build, "%.*s", (int)(slash - ASLAB_BIN), ASLAB_BIN);
    snprintf(link, sizeof link, "%s.build", workdir());
    if (symlink(build, link) != 0 && errno != EEXIST) ck_abort_msg("no link %s", link);
    snprintf(path, sizeof path, "%s%s", link, slash);
    return path;
}

/* `edit SCRIPT FILE...` is sed in place, whose option differs between systems. On systems other than Linux, wc prints
 * blanks before numbers, and sha256sum and timeout are missing. */
static const char prelude[] =
    "edit() { _script=$1; shift; for _file; do sed \"$_script\" \"$_file\" >.edit && cat .edit >\"$_file\" && "
    "rm .edit || return 1; done; }; "
#if !defined(__linux__) || defined(ASLAB_BSD_TOOLS) /* the second condition is for testing this */
    "wc() { command wc \"$@\" | sed 's/^ *//'; }; "
    "sha256sum() { shasum -a 256 \"$@\"; }; timeout() { shift; \"$@\"; }; "
#endif
    ;

result shell(const char *format, ...)
{
    char command[4096], whole[sizeof command + sizeof prelude + 700];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    snprintf(whole, sizeof whole, "%scd '%s' && aslab='%s' && { %s\n} >stdout.txt 2>stderr.txt </dev/null", prelude,
             workdir(), program(), command);
    int status = system(whole);
    result r = {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_file(in_workdir("stdout.txt")),
                read_file(in_workdir("stderr.txt"))};
    unlink(in_workdir("stdout.txt"));
    unlink(in_workdir("stderr.txt"));
    return r;
}

void result_free(result *r)
{
    free(r->out);
    free(r->err);
}

void run_ok(const char *command)
{
    result r = shell("%s", command);
    ck_assert_msg(r.status == 0, "%s: %d %s", command, r.status, r.err);
    result_free(&r);
}

/* --- tables */

static char *copy(const char *text, size_t n)
{
    char *c = malloc(n + 1);
    memcpy(c, text, n);
    c[n] = '\0';
    return c;
}

static int on_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    (void)err;
    table *t = self;
    t->columns = n;
    t->names = malloc(n * sizeof *t->names);
    for (size_t i = 0; i < n; i++) t->names[i] = copy(names[i], strlen(names[i]));
    return ASL_OK;
}

static int on_row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    (void)err;
    table *t = self;
    t->cells = realloc(t->cells, (t->rows + 1) * n * sizeof *t->cells);
    for (size_t i = 0; i < n; i++) {
        char text[ASL_REAL_CHARS] = "";
        if (cells[i].kind == ASL_CELL_DOUBLE) asl_format_real(text, cells[i].as.real);
        if (cells[i].kind == ASL_CELL_INT) asl_format_count(text, cells[i].as.count);
        const char *whole = cells[i].kind == ASL_CELL_TEXT ? cells[i].as.text : text;
        t->cells[t->rows * n + i] = copy(whole, strlen(whole));
    }
    t->rows++;
    return ASL_OK;
}

asl_row_sink table_visitor(table *t) { return (asl_row_sink){t, on_columns, on_row}; }

/* Reads one field at *at, and moves *at past its separator. */
static char *parse_field(const char **at, bool *last)
{
    char *field = malloc(strlen(*at) + 1), *to = field;
    bool quoted = **at == '"';
    if (quoted) ++*at;
    while (**at != '\0') {
        if (quoted && (*at)[0] == '"' && (*at)[1] == '"') {
            ++*at;
        } else if (quoted && **at == '"') {
            quoted = false;
            ++*at;
            continue;
        } else if (!quoted && (**at == ',' || **at == '\n')) {
            break;
        }
        *to++ = *(*at)++;
    }
    *to = '\0';
    *last = **at != ',';
    if (**at != '\0') ++*at;
    return field;
}

void table_parse(table *t, const char *csv)
{
    bool last = false;
    *t = (table){0};
    for (const char *at = csv; *at != '\0';) {
        char *field = parse_field(&at, &last);
        if (t->rows == 0) {
            t->names = realloc(t->names, (t->columns + 1) * sizeof *t->names);
            t->names[t->columns++] = field;
            if (last) t->rows = 1;
            continue;
        }
        static size_t column;
        t->cells = realloc(t->cells, (t->rows * t->columns) * sizeof *t->cells);
        ck_assert_msg(column < t->columns, "a row has more fields than the header");
        t->cells[(t->rows - 1) * t->columns + column] = field;
        column++;
        if (!last) continue;
        ck_assert_uint_eq(column, t->columns);
        column = 0;
        t->rows++;
    }
    if (t->rows > 0) t->rows--;
}

const char *table_cell(const table *t, size_t row, const char *column)
{
    ck_assert_msg(row < t->rows, "no row %zu of %zu", row, t->rows);
    for (size_t i = 0; i < t->columns; i++) {
        if (strcmp(t->names[i], column) == 0) return t->cells[row * t->columns + i];
    }
    ck_abort_msg("no column %s", column);
}

double table_number(const table *t, size_t row, const char *column)
{
    const char *text = table_cell(t, row, column);
    double x = 0;
    ck_assert_msg(asl_scan_real(text, strlen(text), &x) == ASL_NUMBER_OK, "%s = '%s' is not a number", column, text);
    return x;
}

void table_free(table *t)
{
    for (size_t i = 0; i < t->columns; i++) free(t->names[i]);
    for (size_t i = 0; i < t->rows * t->columns; i++) free(t->cells[i]);
    free(t->names);
    free(t->cells);
}

/* Returns a value in [lo, hi]: an end, the default, uniformly random, or of a random magnitude, positive or
 * negative. */
static double any_value(dice *d, const asl_param *p)
{
    double how = roll(d, 0, 7), size = pow(10, roll(d, -6, 1)), x = p->def;
    if (how < 1) x = p->lo;
    if (how >= 1 && how < 2) x = p->hi;
    if (how >= 2 && how < 4) x = roll(d, p->lo, p->hi);
    if (how >= 4 && how < 6) x = roll(d, 0, 1) < 0.5 && p->lo < 0 ? -size : p->lo > 0 ? p->lo + size : size;
    return fmin(fmax(x, p->lo), p->hi);
}

asl_loss any_loss(dice *d, const asl_family *f)
{
    double theta[ASL_MAX_PARAMS] = {0};
    asl_loss loss;
    for (size_t i = 0; i < asl_family_params(f); i++) theta[i] = any_value(d, &f->params[i]);
    ck_assert_int_eq(asl_loss_set(&loss, f, theta, NULL), ASL_OK);
    return loss;
}

const char *shared_data(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/../shared/data/%s", SOURCE_DIR, name);
    if (file_exists(path)) return path;
    printf("SKIPPED: a test of %s, which is not here\n", name);
    fflush(stdout);
    return NULL;
}
