#include "shard/plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/output.h"
#include "io/tempfile.h"

static const char inner[] = ".aslab", plan_file[] = "plan", finished_file[] = "finished";

/* LONGEST: limit of a plan and of NAME.conf, in bytes. ATTEMPTS: how often a folder is created that another run removes
 * at the same time. */
enum { LONGEST = 4 << 20, ATTEMPTS = 10 };

/* --- the folders */

static char *conf_name(const asl_plan *plan, asl_error *err)
{
    asl_strbuf t = {0};
    asl_strbuf_format(&t, "%s.conf", plan->name);
    return asl_strbuf_take(&t, err);
}

static int start(asl_plan *plan, const asl_folder *dir, const char *name, asl_error *err)
{
    *plan = (asl_plan){.dir = dir, .inner = ASL_FOLDER_CLOSED, .folder = ASL_FOLDER_CLOSED};
    plan->name = asl_copy_text(name, err);
    return plan->name != NULL ? ASL_OK : ASL_FAILED;
}

void asl_plan_free(asl_plan *plan)
{
    asl_folder_close(&plan->folder);
    asl_folder_close(&plan->inner);
    free(plan->text);
    free(plan->name);
    *plan = (asl_plan){.inner = ASL_FOLDER_CLOSED, .folder = ASL_FOLDER_CLOSED};
}

/* Open both folders. With `make`, create the missing ones; otherwise *none says that one is missing. */
static int enter(asl_plan *plan, bool make, bool *none, asl_error *err)
{
    int code = ASL_OK;
    *none = true;
    for (int i = 0; i < ATTEMPTS && *none && code == ASL_OK; i++) {
        asl_folder_close(&plan->folder);
        asl_folder_close(&plan->inner);
        code = asl_folder_enter(&plan->inner, plan->dir, inner, make, none, err);
        if (code == ASL_OK && !*none) code = asl_folder_enter(&plan->folder, &plan->inner, plan->name, make, none, err);
        if (!make) break;
    }
    if (code == ASL_OK && make && *none)
        code = asl_fail(err, ASL_FAILED, "cannot create the folder %.300s/%s/%.64s: another process keeps removing it",
                        plan->dir->path, inner, plan->name);
    return code;
}

/* Remove the folders that are open and empty. */
static void remove_empty(const asl_plan *plan)
{
    if (plan->inner.fd < 0) return;
    asl_folder_remove_empty(&plan->inner, plan->name);
    asl_folder_remove_empty(plan->dir, inner);
}

/* Set *is: is there a plan? The folders are then open. */
static int look_for_plan(asl_plan *plan, bool *is, asl_error *err)
{
    bool none = true;
    *is = false;
    int code = enter(plan, false, &none, err);
    return code == ASL_OK && !none ? asl_folder_has(&plan->folder, plan_file, is, err) : code;
}

int asl_plan_dir(asl_folder *dir, const char *path, asl_error *err)
{
    bool none;
    int code = asl_folder_open(dir, path, &none, err);
    return none ? asl_fail_in(err, ASL_BAD, "there is no plan in %.200s: ", path) : code;
}

/* --- reading and writing its files */

/* Publish a file of the plan. If two runs start at the same time, the first wins, and the rule says whether the other
 * can continue. */
static int publish(const asl_plan *plan, const char *name, const char *text, asl_publish_rule rule, bool *first,
                   asl_error *err)
{
    asl_output *out = NULL;
    int code = asl_output_open_in(&out, &plan->folder, name, err);
    if (code != ASL_OK) return code;
    asl_output_write(out, text, strlen(text));
    code = asl_output_finish(out, err);
    if (code == ASL_OK) return asl_output_publish(out, rule, first, err);
    asl_output_abandon(out);
    return code;
}

/* Say why a text is not a plan of this version. */
static int reject_text(const asl_plan *plan, const char *text, asl_error *err)
{
    static const char begin[] = "aslab plan ";
    size_t n = strcspn(text, "\n");
    if (strncmp(text, begin, sizeof begin - 1) == 0 && strncmp(text, ASL_PLAN_FORMAT, n + 1) != 0)
        return asl_fail(
            err, ASL_CONFLICT,
            "%.300s was written by another version of aslab (its format is '%.*s', here '%.*s'): merge it with that "
            "version, or remove the folder and run it again",
            plan->folder.path, (int)(n < 40 ? n : 40), text, (int)sizeof ASL_PLAN_FORMAT - 2, ASL_PLAN_FORMAT);
    return asl_fail(err, ASL_CONFLICT, "%.300s/%s is damaged: it is not a plan", plan->folder.path, plan_file);
}

/* Set the text of a plan, its digest and its number of trials, which is at most 2^53 (shard/partition.h). */
static int set_text(asl_plan *plan, const char *text, asl_error *err)
{
    const char *trials = strstr(text, "\ntrials ");
    if (strncmp(text, ASL_PLAN_FORMAT, sizeof ASL_PLAN_FORMAT - 1) != 0 || trials == NULL ||
        sscanf(trials, "\ntrials %" SCNu64, &plan->trials) != 1 || plan->trials == 0 || plan->trials >> 53 > 0)
        return reject_text(plan, text, err);
    plan->text = asl_copy_text(text, err);
    if (plan->text == NULL) return ASL_FAILED;
    asl_digest_text(text, plan->hash);
    return ASL_OK;
}

/* --- creating a plan */

/* Name the first line in which two plans differ. */
static int differ(const asl_plan *plan, const char *theirs, const char *ours, asl_error *err)
{
    const char *a = theirs, *b = ours;
    if (strncmp(theirs, ASL_PLAN_FORMAT, sizeof ASL_PLAN_FORMAT - 1) != 0) return reject_text(plan, theirs, err);
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
                    plan->folder.path, what, (int)(strcspn(a, "\n") < 100 ? strcspn(a, "\n") : 100), a,
                    (int)(strcspn(b, "\n") < 100 ? strcspn(b, "\n") : 100), b);
}

/* The process that publishes the plan file owns the plan. Every process writes the other files if they are missing. */
static int write_new(asl_plan *plan, const char *text, asl_error *err)
{
    bool none;
    if (strlen(text) > LONGEST)
        return asl_fail(err, ASL_BAD, "%.64s has too many options for a plan: more than %d bytes", plan->name, LONGEST);
    int code = enter(plan, true, &none, err);
    return code == ASL_OK ? publish(plan, plan_file, text, ASL_PUBLISH_SAME, &plan->begun, err) : code;
}

static int write_missing(const asl_plan *plan, const char *name, const char *text, asl_error *err)
{
    bool there;
    int code = asl_folder_has(&plan->folder, name, &there, err);
    return code == ASL_OK && !there ? publish(plan, name, text, ASL_PUBLISH_ANY, NULL, err) : code;
}

static int write_experiment(const asl_plan *plan, const char *experiment, asl_error *err)
{
    char *conf = conf_name(plan, err);
    int code = conf != NULL ? write_missing(plan, conf, experiment, err) : ASL_FAILED;
    free(conf);
    return code;
}

/* May the existing plan be replaced by one with another text? */
static int check_replaceable(const asl_plan *plan, const char *old, const char *text, asl_plan_rule rule,
                             asl_error *err)
{
    bool finished = false;
    int code = rule == ASL_PLAN_REFUSE ? asl_plan_finished(plan, &finished, err) : ASL_OK;
    return code == ASL_OK && rule == ASL_PLAN_REFUSE && !finished ? differ(plan, old, text, err) : code;
}

/* Create a plan if there is none, or if the existing one has another text and may be replaced. */
static int begin(asl_plan *plan, const char *text, asl_plan_rule rule, asl_error *err)
{
    bool is = false;
    int code = look_for_plan(plan, &is, err);
    char *old = is ? asl_folder_read(&plan->folder, plan_file, LONGEST, err) : NULL;
    if (is && old == NULL) return err != NULL ? err->code : ASL_FAILED;
    bool same = old != NULL && strcmp(old, text) == 0;
    if (code == ASL_OK && old != NULL && !same) {
        code = check_replaceable(plan, old, text, rule, err);
        if (code == ASL_OK) code = asl_plan_remove(plan, err);
    }
    if (code == ASL_OK && !same) code = write_new(plan, text, err);
    if (code == ASL_CONFLICT && old == NULL && plan->folder.fd >= 0) { /* another process was faster */
        old = asl_folder_read(&plan->folder, plan_file, LONGEST, NULL);
        if (old != NULL && strcmp(old, text) != 0) code = differ(plan, old, text, err);
    }
    free(old);
    return code;
}

int asl_plan_begin(asl_plan *plan, const asl_folder *dir, const char *name, const char *text, const char *experiment,
                   asl_plan_rule rule, asl_error *err)
{
    int code = start(plan, dir, name, err);
    if (code == ASL_OK) code = begin(plan, text, rule, err);
    if (code == ASL_OK) code = write_experiment(plan, experiment, err);
    if (code == ASL_OK) code = set_text(plan, text, err);
    if (code == ASL_OK) asl_temp_sweep(&plan->folder);
    if (code != ASL_OK) {
        if (plan->begun) asl_plan_remove(plan, NULL);
        remove_empty(plan);
        asl_plan_free(plan);
    }
    return code;
}

int asl_plan_find(asl_plan *plan, const asl_folder *dir, const char *name, asl_error *err)
{
    bool is = false;
    int code = start(plan, dir, name, err);
    if (code == ASL_OK && asl_experiment_is_name(name)) code = look_for_plan(plan, &is, err);
    if (code == ASL_OK && !is) code = asl_fail(err, ASL_BAD, "there is no plan of %.60s in %.200s", name, dir->path);
    char *text = code == ASL_OK ? asl_folder_read(&plan->folder, plan_file, LONGEST, err) : NULL;
    if (code == ASL_OK) code = text != NULL ? set_text(plan, text, err) : err != NULL ? err->code : ASL_BAD;
    free(text);
    if (code != ASL_OK) asl_plan_free(plan);
    return code;
}

char *asl_plan_experiment(const asl_plan *plan, asl_error *err)
{
    char *name = conf_name(plan, err), *text = NULL;
    if (name != NULL) text = asl_folder_read(&plan->folder, name, LONGEST, err);
    free(name);
    return text;
}

/* --- removing */

bool asl_plan_owns(const asl_plan *plan, const char *name)
{
    size_t n = strlen(plan->name);
    bool conf = strncmp(name, plan->name, n) == 0 && strcmp(name + n, ".conf") == 0;
    return conf || strncmp(name, "shard-", 6) == 0 || strcmp(name, plan_file) == 0 || strcmp(name, finished_file) == 0;
}

static int check_own(void *self, const char *name, asl_error *err)
{
    const asl_plan *plan = self;
    bool there;
    return asl_plan_owns(plan, name) ? asl_folder_has(&plan->folder, name, &there, err) : ASL_OK;
}

static int remove_own(void *self, const char *name, asl_error *err)
{
    const asl_plan *plan = self;
    (void)err;
    if (asl_plan_owns(plan, name)) asl_folder_remove(&plan->folder, name);
    return ASL_OK;
}

int asl_plan_remove(const asl_plan *plan, asl_error *err)
{
    int code = asl_folder_list(&plan->folder, check_own, (void *)plan, err);
    if (code != ASL_OK) return code;
    asl_temp_sweep(&plan->folder);
    code = asl_folder_list(&plan->folder, remove_own, (void *)plan, err);
    remove_empty(plan);
    return code;
}

int asl_plan_finished(const asl_plan *plan, bool *is, asl_error *err)
{
    return asl_folder_has(&plan->folder, finished_file, is, err);
}

int asl_plan_finish(const asl_plan *plan, asl_error *err) { return write_missing(plan, finished_file, "", err); }

/* --- listing plans */

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

typedef struct name_list {
    const asl_folder *dir;
    char **names;
    size_t n;
} name_list;

/* Add the name of a folder that contains an entry called plan. An entry that is not a regular file counts too, so that
 * asl_plan_find reports it. */
static int add_name(void *self, const char *name, asl_error *err)
{
    name_list *l = self;
    asl_plan plan;
    asl_error unused;
    bool is = false;
    if (!asl_experiment_is_name(name)) return ASL_OK;
    int code = start(&plan, l->dir, name, err);
    if (code != ASL_OK) return code;
    code = look_for_plan(&plan, &is, &unused);
    asl_plan_free(&plan);
    if (code == ASL_FAILED && err != NULL) *err = unused;
    if (code == ASL_FAILED) return code;
    if (code == ASL_OK && !is) return ASL_OK;
    code = asl_append_text(&l->names, l->n, name, err);
    if (code == ASL_OK) l->n++;
    return code;
}

char **asl_plan_names(const asl_folder *dir, size_t *n, asl_error *err)
{
    bool none;
    name_list l = {.dir = dir};
    asl_folder in;
    int code = asl_folder_enter(&in, dir, inner, false, &none, err);
    if (code == ASL_OK && !none) code = asl_folder_list(&in, add_name, &l, err);
    asl_folder_close(&in);
    if (code == ASL_OK && l.n == 0) code = asl_fail(err, ASL_BAD, "there is no plan in %.300s", dir->path);
    if (code == ASL_OK) {
        qsort(l.names, l.n, sizeof *l.names, compare_names);
        *n = l.n;
        return l.names;
    }
    asl_plan_names_free(l.names, l.n);
    return NULL;
}

void asl_plan_names_free(char **names, size_t n)
{
    for (size_t i = 0; names != NULL && i < n; i++) free(names[i]);
    free(names);
}
