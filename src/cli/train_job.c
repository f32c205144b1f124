#include "cli/train_job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "data/read_features.h"

void asl_train_job_free(asl_train_job *j)
{
    asl_axis_values *lists[] = {&j->spec.adapt_target, &j->spec.adapt_rate, &j->spec.missing,
                                &j->spec.spurious,     &j->spec.hidden,     &j->spec.lr};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) asl_axis_values_free(lists[i]);
    for (size_t i = 0; i < j->spec.ntables; i++) asl_features_free(&j->tables[i]);
    free(j->tables);
    free(j->losses);
}

/* --- losses */

static bool same_loss(const asl_loss *a, const asl_loss *b)
{
    bool same = a->family == b->family;
    for (size_t i = 0; same && i < ASL_MAX_PARAMS; i++) same = a->theta[i] == b->theta[i];
    return same;
}

/* The reference is one of the losses; if it is not among them, it becomes the first. */
static int add_reference(const asl_options *o, asl_train_job *j, asl_error *err)
{
    const char *text = asl_options_text(o, "reference");
    asl_loss reference;
    size_t n = j->spec.nlosses;
    j->spec.reference = n;
    bool alone = asl_options_given(o, "predictions") && !asl_options_given(o, "reference");
    if (strcmp(text, "none") == 0 || alone) return ASL_OK;
    int code = asl_options_loss(o, text, &reference, err);
    if (code != ASL_OK) return asl_fail_in(err, code, "--reference: ");
    for (size_t i = 0; i < n; i++) {
        if (!same_loss(&j->losses[i], &reference)) continue;
        j->spec.reference = i;
        return ASL_OK;
    }
    asl_loss *more = asl_resize(j->losses, n + 1, sizeof *more, err);
    if (more == NULL) return ASL_FAILED;
    memmove(more + 1, more, n * sizeof *more);
    more[0] = reference;
    j->losses = more;
    j->spec.nlosses = n + 1;
    j->spec.reference = 0;
    return ASL_OK;
}

/* Do the losses that have this parameter differ in it? */
static bool differs(const asl_train_job *j, const char *param)
{
    double first = ASL_NAN;
    for (size_t i = 0; i < j->spec.nlosses; i++) {
        int p = asl_family_param(j->losses[i].family, param, NULL);
        if (p < 0) continue;
        if (j->losses[i].theta[p] != first && !isnan(first)) return true;
        first = j->losses[i].theta[p];
    }
    return false;
}

/* Parameters in which the losses differ, or that were given as a LIST, have columns. */
static int name_params(const asl_options *o, asl_train_job *j, asl_error *err)
{
    for (size_t i = 0; i < j->spec.nlosses; i++) {
        const asl_family *f = j->losses[i].family;
        for (size_t k = 0; k < asl_family_params(f); k++) {
            const char *name = f->params[k].name;
            bool wanted = differs(j, name) || asl_options_setting(o, name) != NULL;
            for (size_t n = 0; n < j->spec.nparams && wanted; n++) wanted = strcmp(j->params[n], name) != 0;
            if (!wanted) continue;
            if (j->spec.nparams == ASL_TRAINING_MOST_PARAMS)
                return asl_fail(err, ASL_BAD, "the losses differ in more than %d parameters", ASL_TRAINING_MOST_PARAMS);
            j->params[j->spec.nparams++] = name;
        }
    }
    return ASL_OK;
}

static int read_losses(const asl_options *o, asl_train_job *j, asl_error *err)
{
    j->losses = asl_options_losses(o, &j->spec.nlosses, err);
    if (j->losses == NULL) return err->code;
    for (size_t i = 0; i < j->spec.nlosses; i++) {
        for (size_t k = 0; k < i; k++) {
            if (!same_loss(&j->losses[i], &j->losses[k])) continue;
            return asl_fail(err, ASL_BAD, "--loss: losses %zu and %zu are the same", k + 1, i + 1);
        }
    }
    int code = add_reference(o, j, err);
    if (code == ASL_OK) code = name_params(o, j, err);
    j->spec.losses = j->losses;
    j->spec.params = j->params;
    return code;
}

/* --- axes */

static int check_distinct(const asl_axis_values *list, const char *name, asl_error *err)
{
    for (size_t i = 1; i < list->n; i++) {
        bool again = list->values == NULL && list->from == list->to;
        for (size_t k = 0; k < i && list->values != NULL && !again; k++) again = list->values[i] == list->values[k];
        if (again) return asl_fail(err, ASL_BAD, "--%s: %g is given twice", name, asl_axis_value(list, i));
    }
    return ASL_OK;
}

static int read_list(const asl_options *o, const char *name, double otherwise, asl_axis_values *list, asl_error *err)
{
    const asl_option *row = asl_options_known(o, name);
    const char *text = asl_options_text(o, name);
    if (text != NULL) {
        int code = asl_axis_values_read(list, name, text, row->lo, row->hi, err);
        return code == ASL_OK ? check_distinct(list, name, err) : code;
    }
    *list = (asl_axis_values){.n = 1, .from = otherwise, .to = otherwise};
    return ASL_OK;
}

static int check_adaptive(const asl_training_spec *s, asl_error *err)
{
    for (size_t i = 0; i < s->nlosses; i++) {
        if (asl_adaptable(&s->losses[i])) return ASL_OK;
    }
    return asl_fail(err, ASL_BAD, "--adapt-target needs a loss with a gamma_neg to adapt");
}

static int read_axes(const asl_options *o, asl_train_job *j, asl_error *err)
{
    asl_training_spec *s = &j->spec;
    const struct {
        const char *name;
        double otherwise;
        asl_axis_values *list;
    } axes[] = {{"missing", 0, &s->missing},           {"spurious", 0, &s->spurious},
                {"lr", j->preset->lr, &s->lr},         {"hidden", (double)j->preset->hidden, &s->hidden},
                {"adapt-target", 0, &s->adapt_target}, {"adapt-rate", 0, &s->adapt_rate}};
    int code = ASL_OK;
    for (size_t i = 0; code == ASL_OK && i < sizeof axes / sizeof axes[0]; i++)
        code = read_list(o, axes[i].name, axes[i].otherwise, axes[i].list, err);
    s->adaptive = asl_options_given(o, "adapt-target");
    if (code == ASL_OK && s->adaptive) code = check_adaptive(s, err);
    for (size_t i = 0; code == ASL_OK && i < s->hidden.n; i++) {
        double h = asl_axis_value(&s->hidden, i);
        if (h != (double)(long)h) code = asl_fail(err, ASL_BAD, "--hidden = %g is not a whole number", h);
    }
    return code;
}

/* Read a list of names from a table [count], each at most once: their indices, out [*n]. */
static int read_names(const asl_options *o, const char *option, const char *const *table, size_t count, int *out,
                      size_t *n, asl_error *err)
{
    const char *text = asl_options_text(o, option);
    *n = 0;
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, ","), i = 0;
        while (i < count && (strlen(table[i]) != length || strncmp(at, table[i], length) != 0)) i++;
        if (i == count)
            return asl_fail(err, ASL_BAD, "--%s: '%.*s' is not one of %s, %s, %s", option,
                            (int)(length < 40 ? length : 40), at, table[0], table[1], table[2]);
        for (size_t k = 0; k < *n; k++) {
            if (out[k] == (int)i) return asl_fail(err, ASL_BAD, "--%s: %s is given twice", option, table[i]);
        }
        out[(*n)++] = (int)i;
        if (at[length] == ',' && at[length + 1] == '\0')
            return asl_fail(err, ASL_BAD, "--%s = '%.60s' ends in a comma", option, text);
        at += length + (at[length] == ',');
    }
    return *n > 0 ? ASL_OK : asl_fail(err, ASL_BAD, "--%s is empty", option);
}

static int read_choices(const asl_options *o, asl_train_job *j, asl_error *err)
{
    int biases[ASL_BIASES], label_corrections[ASL_LABEL_CORRECTIONS];
    int code = read_names(o, "bias", asl_bias_names, ASL_BIASES, biases, &j->spec.nbiases, err);
    if (code == ASL_OK)
        code = read_names(o, "rescue", asl_label_correction_names, ASL_LABEL_CORRECTIONS, label_corrections,
                          &j->spec.nlabel_corrections, err);
    for (size_t i = 0; code == ASL_OK && i < j->spec.nbiases; i++) j->biases[i] = (asl_bias)biases[i];
    for (size_t i = 0; code == ASL_OK && i < j->spec.nlabel_corrections; i++)
        j->label_corrections[i] = (asl_label_correction)label_corrections[i];
    j->spec.biases = j->biases;
    j->spec.label_corrections = j->label_corrections;
    return code;
}

static int read_seeds(const asl_options *o, asl_train_job *j, asl_error *err)
{
    bool one = asl_options_given(o, "predictions") && !asl_options_given(o, "seeds");
    const char *text = one ? "1" : asl_options_text(o, "seeds"), *dash = strchr(text, '-');
    char first[32] = "1";
    long long from = 1, to;
    if (dash != NULL && (dash == text || dash - text >= (long)sizeof first))
        return asl_fail(err, ASL_BAD, "--seeds = '%.60s' is not N or A-B", text);
    if (dash != NULL) {
        memcpy(first, text, (size_t)(dash - text));
        first[dash - text] = '\0';
    }
    int code = asl_read_count("--seeds", first, 0, (long long)ASL_MOST_SEED, &from, err);
    if (code == ASL_OK)
        code = asl_read_count("--seeds", dash != NULL ? dash + 1 : text, 0, (long long)ASL_MOST_SEED, &to, err);
    if (code != ASL_OK) return asl_fail_in(err, code, "--seeds takes N or A-B: ");
    if (to < from) return asl_fail(err, ASL_BAD, "--seeds = %.40s contains no seed", text);
    j->spec.first_seed = from;
    j->spec.seeds = (size_t)(to - from) + 1;
    return ASL_OK;
}

/* --- data and training */

static double or_preset(const asl_options *o, const char *name, double otherwise)
{
    return asl_options_text(o, name) != NULL ? asl_options_real(o, name) : otherwise;
}

static size_t count_of(const asl_options *o, const char *name) { return (size_t)asl_options_count(o, name); }

static asl_synthetic read_synthetic(const asl_options *o, const asl_preset *r)
{
    return (asl_synthetic){
        .labels = count_of(o, "labels"),
        .features = count_of(o, "features"),
        .train = count_of(o, "train"),
        .test = count_of(o, "test"),
        .positives = asl_options_real(o, "positives"),
        .correlation = asl_options_real(o, "correlation"),
        .size_sd = or_preset(o, "size-sd", r->size_sd),
        .noise = or_preset(o, "feature-noise", r->noise),
        .distractors = (size_t)or_preset(o, "distractors", (double)r->distractors),
        .groups = count_of(o, "groups"),
        .teacher = r->teacher,
    };
}

static void note_warnings(const asl_options *o, const asl_named_data *d)
{
    asl_data_warnings w = asl_dataset_warnings(&d->tables);
    if (w.constant > 0)
        asl_options_note(o, "%s: %zu of %zu features are constant in train.csv and treated as 0", d->name, w.constant,
                         d->tables.features);
    if (w.empty_train > 0)
        asl_options_note(o, "%s: %zu of %zu labels have no positives in train.csv", d->name, w.empty_train,
                         d->tables.labels);
    if (w.empty_test > 0)
        asl_options_note(o, "%s: %zu of %zu labels have no positives in test.csv and are excluded from map", d->name,
                         w.empty_test, d->tables.labels);
}

static int check_names(const asl_train_job *j, size_t i, asl_error *err)
{
    for (size_t k = 0; k < i; k++) {
        if (strcmp(j->tables[i].name, j->tables[k].name) == 0)
            return asl_fail(err, ASL_BAD, "--data: two folders have the name %.80s", j->tables[i].name);
    }
    return ASL_OK;
}

static int read_tables(const asl_options *o, asl_train_job *j, asl_error *err)
{
    const asl_setting *dirs = asl_options_setting(o, "data");
    if (dirs == NULL) return ASL_OK;
    j->spec.tables = j->tables = asl_alloc(dirs->n, sizeof *j->tables, err);
    int code = j->tables == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < dirs->n && code == ASL_OK; i++) {
        code = asl_features_read(&j->tables[i], dirs->values[i], err);
        if (code != ASL_OK) break;
        j->spec.ntables++;
        note_warnings(o, &j->tables[i]);
        code = check_names(j, i, err);
    }
    return code;
}

static asl_train_config read_config(const asl_options *o)
{
    bool sgd = strcmp(asl_options_text(o, "optimizer"), "sgd") == 0;
    return (asl_train_config){
        .batch = count_of(o, "batch"),
        .epochs = count_of(o, "epochs"),
        .warmup = asl_options_real(o, "warmup"),
        .weight_decay = asl_options_real(o, "weight-decay"),
        .momentum = asl_options_real(o, "momentum"),
        .optimiser = sgd ? &asl_optimiser_sgd : &asl_optimiser_adam,
        .ema = asl_options_real(o, "ema"),
        .records = asl_options_given(o, "trajectory") ? count_of(o, "records") : 0,
    };
}

/* The number of samples in the smallest validation set, or left in the smallest training set. */
static size_t fewest_samples(const asl_training_spec *s, bool validation)
{
    size_t fewest = validation ? asl_held_out(s->synthetic.train, s->held_out) : s->synthetic.train;
    for (size_t i = 0; i < s->ntables; i++) {
        size_t all = s->tables[i].tables.train.n, held_out = asl_held_out(all, s->held_out);
        size_t n = validation ? held_out : all - held_out;
        fewest = i == 0 || n < fewest ? n : fewest;
    }
    return fewest;
}

static int check_sizes(const asl_options *o, asl_training_spec *s, asl_error *err)
{
    asl_train_config *config = &s->train_config;
    size_t samples = fewest_samples(s, false), steps = samples / config->batch * config->epochs;
    if (config->batch > samples)
        return asl_fail(err, ASL_BAD, "--batch = %zu is larger than the training set of %zu samples", config->batch,
                        samples);
    if (s->lr.n > 1 && fewest_samples(s, true) == 0)
        return asl_fail(err, ASL_BAD, "--validation %g leaves no samples for choosing among %zu learning rates",
                        s->held_out, s->lr.n);
    if (asl_options_given(o, "records") && config->records > steps)
        return asl_fail(err, ASL_BAD, "--records = %zu is larger than the number of steps, %zu", config->records,
                        steps);
    if (config->records > steps) config->records = steps;
    return ASL_OK;
}

static int check_noise(const asl_options *o, const asl_noise_model *noise, asl_error *err)
{
    const char *why_not[] = {noise->no_missing, noise->no_spurious}, *const rates[] = {"missing", "spurious"};
    for (int i = 0; i < 2; i++) {
        if (why_not[i] != NULL && asl_options_given(o, rates[i]))
            return asl_fail(err, ASL_BAD, "--%s has no effect with --noise %s: %s", rates[i], noise->name, why_not[i]);
    }
    return ASL_OK;
}

/* What the option table cannot express. */
static int check(const asl_options *o, asl_train_job *j, asl_error *err)
{
    bool corrects = j->spec.nlabel_corrections > 1 || j->label_corrections[0] != ASL_LABEL_CORRECTION_NONE;
    if (asl_options_given(o, "rescue-at") && !corrects)
        return asl_fail(err, ASL_BAD, "--rescue-at has no effect without --rescue discard or relabel");
    if (asl_options_given(o, "momentum") && j->spec.train_config.optimiser != &asl_optimiser_sgd)
        return asl_fail(err, ASL_BAD, "--momentum has no effect without --optimizer sgd");
    int code = check_noise(o, j->spec.noise, err);
    return code == ASL_OK ? check_sizes(o, &j->spec, err) : code;
}

int asl_train_job_read(const asl_options *o, asl_train_job *j, asl_error *err)
{
    const char *preset = asl_options_text(o, "regime"), *noise = asl_options_text(o, "noise");
    for (j->preset = asl_presets; strcmp(j->preset->name, preset) != 0;) j->preset++;
    for (j->spec.noise = asl_noise_models; strcmp(j->spec.noise->name, noise) != 0;) j->spec.noise++;
    j->spec.synthetic = read_synthetic(o, j->preset);
    j->spec.train_config = read_config(o);
    j->spec.held_out = asl_options_real(o, "validation");
    j->spec.threshold = asl_options_real(o, "threshold");
    j->spec.rescue_at = asl_options_real(o, "rescue-at");
    int code = read_losses(o, j, err);
    if (code == ASL_OK) code = read_axes(o, j, err);
    if (code == ASL_OK) code = read_choices(o, j, err);
    if (code == ASL_OK) code = read_seeds(o, j, err);
    if (code == ASL_OK) code = read_tables(o, j, err);
    return code == ASL_OK ? check(o, j, err) : code;
}
