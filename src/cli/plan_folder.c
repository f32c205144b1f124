#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/codepath.h"
#include "cli/plan.h"
#include "io/folder.h"
#include "io/output.h"
#include "io/tempfile.h"

static const char inner[] = ".aslab", plan_file[] = "plan", machine_file[] = "machine", finished_file[] = "finished";

/* --- paths */

char *asl_plan_path(const asl_plan *plan, const char *name, asl_error *err)
{
    return asl_folder_path(plan->folder, name, "", err);
}

char *asl_plan_shard_path(const asl_plan *plan, uint64_t shard, uint64_t shards, asl_error *err)
{
    char name[64];
    snprintf(name, sizeof name, "shard-%" PRIu64 "-of-%" PRIu64, shard, shards);
    return asl_plan_path(plan, name, err);
}

static int set_folder(asl_plan *plan, const char *dir, const char *name, asl_error *err)
{
    asl_text t = {0};
    *plan = (asl_plan){.name = asl_copy_text(name, err)};
    asl_text_format(&t, "%s%s%s/%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", inner, name);
    plan->folder = asl_text_take(&t, err);
    return plan->name == NULL || plan->folder == NULL ? ASL_FAILED : ASL_OK;
}

void asl_plan_free(asl_plan *plan)
{
    free(plan->folder);
    free(plan->name);
    *plan = (asl_plan){0};
}

static bool there(const asl_plan *plan, const char *name)
{
    char *path = asl_plan_path(plan, name, NULL);
    bool is = path != NULL && access(path, F_OK) == 0;
    free(path);
    return is;
}

static int look_for_plan(const asl_plan *plan, bool *is, asl_error *err)
{
    char *path = asl_plan_path(plan, plan_file, err);
    *is = path != NULL && access(path, F_OK) == 0;
    int code = path != NULL ? ASL_OK : ASL_FAILED;
    free(path);
    return code;
}

/* --- reading and writing its files */

/* The text of a file of the plan, to be freed; NULL where it is not there or cannot be read. */
static char *read_file(const asl_plan *plan, const char *name, asl_error *err)
{
    size_t n;
    char *path = asl_plan_path(plan, name, err), *text = path != NULL ? asl_input_file(path, &n, err) : NULL;
    free(path);
    return text;
}

static bool same_file(const char *ours, const char *theirs)
{
    size_t n, m;
    char *a = asl_input_file(ours, &n, NULL), *b = asl_input_file(theirs, &m, NULL);
    bool same = a != NULL && b != NULL && n == m && memcmp(a, b, n) == 0;
    free(a);
    free(b);
    return same;
}

static bool whatever(const char *ours, const char *theirs)
{
    (void)ours, (void)theirs;
    return true;
}

/* Publish a file of the plan. Two runs that begin at once both try: the first wins, and `same` says whether the other
 * may go on. */
static int publish(const asl_plan *plan, const char *name, const char *text,
                   bool (*same)(const char *ours, const char *theirs), bool *first, asl_error *err)
{
    asl_output *out = NULL;
    char *path = asl_plan_path(plan, name, err);
    int code = path != NULL ? asl_output_open(&out, path, err) : ASL_FAILED;
    free(path);
    if (code != ASL_OK) return code;
    asl_output_write(out, text, strlen(text));
    code = asl_output_finish(out, err);
    if (code == ASL_OK) return asl_output_publish(out, same, false, first, err);
    asl_output_abandon(out);
    return code;
}

static int take_text(asl_plan *plan, const char *text, asl_error *err)
{
    const char *trials = strstr(text, "\ntrials ");
    if (strncmp(text, "aslab plan 1\n", 13) != 0 || trials == NULL ||
        sscanf(trials, "\ntrials %" SCNu64, &plan->trials) != 1 || plan->trials == 0)
        return asl_fail(err, ASL_CONFLICT, "%.300s/%s is damaged: it is not a plan", plan->folder, plan_file);
    asl_digest_text(text, plan->hash);
    return ASL_OK;
}

/* --- beginning */

/* Say in which line two plans differ first. */
static int differ(const asl_plan *plan, const char *theirs, const char *ours, asl_error *err)
{
    const char *a = theirs, *b = ours;
    for (const char *x = theirs, *y = ours; *x != '\0' && *x == *y; x++, y++) {
        if (*x != '\n') continue;
        a = x + 1;
        b = y + 1;
    }
    const char *what =
        strncmp(b, "program ", 8) == 0 && strncmp(a, "program ", 8) == 0 ? "another program began it: " : "";
    return asl_fail(err, ASL_CONFLICT,
                    "%.200s holds shards of another plan (%sthere '%.*s', here '%.*s'): merge or remove them first, or "
                    "write into another folder",
                    plan->folder, what, (int)(strcspn(a, "\n") < 100 ? strcspn(a, "\n") : 100), a,
                    (int)(strcspn(b, "\n") < 100 ? strcspn(b, "\n") : 100), b);
}

/* The plan first: who publishes it has begun it. The other files are written by whoever finds them missing. */
static int write_new(asl_plan *plan, const char *text, asl_error *err)
{
    int code = asl_folder_make(plan->folder, err);
    return code == ASL_OK ? publish(plan, plan_file, text, same_file, &plan->begun, err) : code;
}

static int write_beside(asl_plan *plan, const char *experiment, asl_error *err)
{
    char machine[ASL_CODEPATH_CHARS];
    asl_text name = {0};
    asl_text_format(&name, "%s.conf", plan->name);
    char *conf = asl_text_take(&name, err);
    int code = conf == NULL ? ASL_FAILED : ASL_OK;
    if (code == ASL_OK && !there(plan, conf)) code = publish(plan, conf, experiment, whatever, NULL, err);
    free(conf);
    asl_codepath(machine);
    if (code == ASL_OK && !there(plan, machine_file)) code = publish(plan, machine_file, machine, whatever, NULL, err);
    return code;
}

/* Whether this machine computes as the plan's first one did; where not, say so. */
static void compare_machines(const asl_plan *plan)
{
    char here[ASL_CODEPATH_CHARS];
    char *began = read_file(plan, machine_file, NULL);
    asl_codepath(here);
    if (began != NULL && strcmp(began, here) != 0)
        fprintf(stderr,
                "aslab: %s was begun with %s; here it is %s: the last digits of what is computed may differ "
                "(--portable makes them agree)\n",
                plan->name, began, here);
    free(began);
}

int asl_plan_begin(asl_plan *plan, const char *dir, const char *name, const char *text, const char *experiment,
                   asl_plan_rule rule, asl_error *err)
{
    bool is = false;
    int code = set_folder(plan, dir, name, err);
    if (code == ASL_OK) code = look_for_plan(plan, &is, err);
    char *old = is ? read_file(plan, plan_file, err) : NULL;
    bool same = old != NULL && strcmp(old, text) == 0;
    if (old != NULL && !same && rule == ASL_PLAN_REFUSE && !asl_plan_finished(plan))
        code = differ(plan, old, text, err);
    if (code == ASL_OK && old != NULL && !same) asl_plan_remove(plan);
    if (code == ASL_OK && !same) code = write_new(plan, text, err);
    if (code == ASL_CONFLICT && old == NULL) { /* somebody else was faster */
        old = read_file(plan, plan_file, err);
        if (old != NULL) code = differ(plan, old, text, err);
    }
    if (code == ASL_OK) code = write_beside(plan, experiment, err);
    if (code == ASL_OK) code = take_text(plan, text, err);
    if (code == ASL_OK && same) compare_machines(plan);
    if (code == ASL_OK) asl_temp_sweep(plan->folder);
    free(old);
    if (code != ASL_OK) {
        if (plan->begun) asl_plan_remove(plan);
        asl_plan_free(plan);
    }
    return code;
}

/* *none: there is no plan of that name, which is ASL_BAD too. */
static int find(asl_plan *plan, const char *dir, const char *name, bool *none, asl_error *err)
{
    bool is = false;
    int code = set_folder(plan, dir, name, err);
    if (code == ASL_OK) code = look_for_plan(plan, &is, err);
    *none = code == ASL_OK && !is;
    if (*none) code = asl_fail(err, ASL_BAD, "there is no plan of %.60s in %.200s", name, dir);
    char *text = code == ASL_OK ? read_file(plan, plan_file, err) : NULL;
    if (code == ASL_OK) code = text != NULL ? take_text(plan, text, err) : err != NULL ? err->code : ASL_BAD;
    free(text);
    if (code != ASL_OK) asl_plan_free(plan);
    return code;
}

int asl_plan_find(asl_plan *plan, const char *dir, const char *name, asl_error *err)
{
    bool none;
    return find(plan, dir, name, &none, err);
}

/* Only what is the plan's own. */
void asl_plan_remove(const asl_plan *plan)
{
    DIR *d = opendir(plan->folder);
    size_t n = strlen(plan->name);
    asl_temp_sweep(plan->folder);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        const char *s = e->d_name;
        bool conf = strncmp(s, plan->name, n) == 0 && strcmp(s + n, ".conf") == 0;
        if (conf || strncmp(s, "shard-", 6) == 0 || strcmp(s, plan_file) == 0 || strcmp(s, machine_file) == 0 ||
            strcmp(s, finished_file) == 0)
            unlinkat(dirfd(d), s, 0);
    }
    if (d != NULL) closedir(d);
    char *above = asl_copy_text(plan->folder, NULL);
    for (int level = 0; above != NULL && level < 2 && rmdir(above) == 0; level++) {
        char *slash = strrchr(above, '/');
        if (slash == NULL || slash == above) break;
        *slash = '\0';
    }
    free(above);
}

bool asl_plan_finished(const asl_plan *plan) { return there(plan, finished_file); }

int asl_plan_finish(const asl_plan *plan, asl_error *err)
{
    return asl_plan_finished(plan) ? ASL_OK : publish(plan, finished_file, "", whatever, NULL, err);
}

/* --- what is there */

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

char **asl_plan_names(const char *dir, size_t *n, asl_error *err)
{
    char **names = NULL, *folder = asl_folder_path(dir, inner, "", err);
    DIR *d = folder != NULL ? opendir(folder) : NULL;
    int code = folder != NULL ? ASL_OK : ASL_FAILED;
    if (folder != NULL && d == NULL && errno != ENOENT && errno != ENOTDIR)
        code = asl_fail(err, ASL_FAILED, "cannot read %.300s: %s", folder, strerror(errno));
    *n = 0;
    for (struct dirent *e; d != NULL && code == ASL_OK && (e = readdir(d)) != NULL;) {
        asl_plan plan;
        bool none = true;
        if (e->d_name[0] == '.') continue;
        code = find(&plan, dir, e->d_name, &none, err);
        if (none) code = ASL_OK;
        if (none || code != ASL_OK) continue;
        asl_plan_free(&plan);
        code = asl_append_text(&names, *n, e->d_name, err);
        if (code == ASL_OK) ++*n;
    }
    if (d != NULL) closedir(d);
    free(folder);
    if (code == ASL_OK && *n == 0) code = asl_fail(err, ASL_BAD, "there is no plan in %.300s", dir);
    if (code == ASL_OK) {
        qsort(names, *n, sizeof *names, compare_names);
        return names;
    }
    asl_plan_names_free(names, *n);
    return NULL;
}

void asl_plan_names_free(char **names, size_t n)
{
    for (size_t i = 0; names != NULL && i < n; i++) free(names[i]);
    free(names);
}

static int compare_splits(const void *a, const void *b)
{
    const asl_split_state *x = a, *y = b;
    return x->shards < y->shards ? -1 : x->shards > y->shards;
}

static asl_split_state *find_split(asl_split_state **splits, size_t *n, size_t *capacity, uint64_t shards,
                                   asl_error *err)
{
    for (size_t i = 0; i < *n; i++) {
        if ((*splits)[i].shards == shards) return &(*splits)[i];
    }
    void *list = *splits;
    if (asl_grow(&list, *n, capacity, sizeof **splits, err) != ASL_OK) return NULL;
    *splits = list;
    asl_split_state *s = &(*splits)[*n];
    *s = (asl_split_state){shards, asl_alloc(shards, sizeof *s->there, err), shards};
    if (s->there == NULL) return NULL;
    ++*n;
    return s;
}

/* One file of the folder: a shard, one kept aside, or something else. */
static int note_file(const asl_plan *plan, const char *name, asl_split_state **splits, size_t *n, size_t *capacity,
                     asl_error *err)
{
    uint64_t shard, shards;
    int used = 0;
    if (sscanf(name, "shard-%" SCNu64 "-of-%" SCNu64 "%n", &shard, &shards, &used) != 2 || used == 0) return ASL_OK;
    if (strcmp(name + used, ".conflict") == 0)
        return asl_fail(err, ASL_CONFLICT,
                        "%.200s/%.60s disagrees with %.60s: remove the wrong one, and run that shard again",
                        plan->folder, name, name);
    if (name[used] != '\0' || shard >= shards || shards > ASL_MOST_SHARDS) return ASL_OK;
    asl_split_state *s = find_split(splits, n, capacity, shards, err);
    if (s == NULL) return ASL_FAILED;
    s->missing -= !s->there[shard];
    s->there[shard] = true;
    return ASL_OK;
}

asl_split_state *asl_plan_splits(const asl_plan *plan, size_t *n, asl_error *err)
{
    size_t capacity = 0;
    asl_split_state *splits = asl_alloc(1, sizeof *splits, err);
    DIR *d = opendir(plan->folder);
    *n = 0;
    int code = splits == NULL ? ASL_FAILED : ASL_OK;
    if (splits != NULL) capacity = 1;
    if (d == NULL && code == ASL_OK)
        code = asl_fail(err, errno == ENOMEM ? ASL_FAILED : ASL_BAD, "cannot read %.300s: %s", plan->folder,
                        strerror(errno));
    for (struct dirent *e; code == ASL_OK && (e = readdir(d)) != NULL;)
        code = note_file(plan, e->d_name, &splits, n, &capacity, err);
    if (d != NULL) closedir(d);
    if (code == ASL_OK) {
        qsort(splits, *n, sizeof *splits, compare_splits);
        return splits;
    }
    asl_plan_splits_free(splits, *n);
    return NULL;
}

void asl_plan_splits_free(asl_split_state *splits, size_t n)
{
    for (size_t i = 0; splits != NULL && i < n; i++) free(splits[i].there);
    free(splits);
}

void asl_plan_missing(const asl_split_state *split, asl_text *out)
{
    for (uint64_t i = 0; i < split->shards; i++) {
        if (split->there[i]) continue;
        uint64_t from = i;
        while (i + 1 < split->shards && !split->there[i + 1]) i++;
        asl_text_format(out, "%s%" PRIu64, out->length > 0 ? "," : "", from);
        if (i > from) asl_text_format(out, "-%" PRIu64, i);
    }
}
