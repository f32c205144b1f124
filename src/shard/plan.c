#include "shard/plan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "run/inputs.h"

/* Append the experiment without its options, each line with `experiment ` in front. */
static void add_experiment(asl_strbuf *out, const asl_experiment *e)
{
    asl_experiment shown = *e;
    asl_strbuf text = {0};
    char *slash = strrchr(e->plot, '/');
    shown.plot = slash != NULL ? slash + 1 : e->plot;
    shown.nsettings = shown.nargs = 0;
    asl_experiment_write(&shown, &text);
    for (const char *line = text.data; line != NULL && *line != '\0';) {
        size_t n = strcspn(line, "\n");
        asl_strbuf_format(out, "experiment %.*s\n", (int)n, line);
        line += n + (line[n] == '\n');
    }
    out->failed = out->failed || text.failed;
    asl_strbuf_free(&text);
}

static char *plan_text(const asl_options *o, const asl_experiment *e, uint64_t trials, bool data, asl_error *err)
{
    asl_strbuf t = {0};
    asl_strbuf_add(&t, ASL_PLAN_FORMAT);
    int code = asl_inputs_text(&t, o, data, err);
    asl_strbuf_format(&t, "trials %" PRIu64 "\n", trials);
    add_experiment(&t, e);
    if (code == ASL_OK) return asl_strbuf_take(&t, err);
    asl_strbuf_free(&t);
    return NULL;
}

char *asl_plan_text(const asl_options *o, const asl_experiment *e, uint64_t trials, asl_error *err)
{
    return plan_text(o, e, trials, true, err);
}

/* Is a line [n] that was made without data equal to one of a plan [m], except that the digest of the file is missing? */
static bool same_line(const char *ours, size_t n, const char *theirs, size_t m)
{
    static const char file[] = " sha256 ";
    const size_t end = sizeof file - 1;
    bool digest = n > end && memcmp(ours + n - end, file, end) == 0 && m == n + ASL_DIGEST_CHARS - 1;
    return (n == m || digest) && memcmp(ours, theirs, n) == 0;
}

static int differs(const asl_plan *plan, const char *ours, size_t n, const char *theirs, size_t m, asl_error *err)
{
    return asl_fail(
        err, ASL_CONFLICT,
        "%.200s/%.64s.conf does not match the plan (it has '%.*s', the plan '%.*s'): remove it and run a shard again",
        plan->folder.path, plan->name, (int)(n < 100 ? n : 100), ours, (int)(m < 100 ? m : 100), theirs);
}

/* The text from the command on, without the format and the program. */
static const char *from_command(const char *text)
{
    const char *at = strstr(text, "\ncommand ");
    return at != NULL ? at + 1 : text + strlen(text);
}

int asl_plan_check(const asl_plan *plan, const asl_options *o, const asl_experiment *e, bool data, asl_error *err)
{
    char *text = plan_text(o, e, plan->trials, data, err);
    if (text == NULL) return err != NULL ? err->code : ASL_FAILED;
    const char *ours = from_command(text), *theirs = from_command(plan->text);
    int code = ASL_OK;
    while (code == ASL_OK && (*ours != '\0' || *theirs != '\0')) {
        size_t n = strcspn(ours, "\n"), m = strcspn(theirs, "\n");
        if (!same_line(ours, n, theirs, m) || (ours[n] == '\n') != (theirs[m] == '\n'))
            code = differs(plan, ours, n, theirs, m, err);
        ours += n + (ours[n] == '\n');
        theirs += m + (theirs[m] == '\n');
    }
    free(text);
    return code;
}

void asl_plan_inputs(const asl_plan *plan, char hex[ASL_DIGEST_CHARS])
{
    const char *from = plan->text + sizeof ASL_PLAN_FORMAT - 1, *to = strstr(from, "\ntrials ");
    asl_digest d;
    asl_digest_start(&d);
    asl_digest_add(&d, from, to != NULL ? (size_t)(to + 1 - from) : strlen(from));
    asl_digest_end(&d, hex);
}
