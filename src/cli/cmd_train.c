#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/help.h"
#include "cli/train_job.h"
#include "math/product.h"
#include "math/variant.h"
#include "options/options.h"
#include "run/progress.h"
#include "run/session.h"
#include "run/terminal.h"
#include "train/evaluate.h"

#define SYNTHETIC_MOST 1e8

static const asl_option options[] = {
    ASL_LOSS_OPTION("asl", "a loss to train with", .repeated = true),
    ASL_TEXT_OPTION("reference", "LOSS", "ce",
                    "the loss to compare the others with; it is trained too (none: do not compare)"),
    ASL_LIST_OPTION("missing", "0", 0, 1, "fraction of the positives that the training labels have as 0"),
    ASL_LIST_OPTION("spurious", "0", 0, 1, "fraction of the negatives that the training labels have as 1"),
    ASL_CHOICE_OPTION("noise", NULL, "random", "which labels are wrong; see below", .choice_at = asl_noise_model_name),
    ASL_CHOICE_OPTION("regime", NULL, "coco-like", "kind of synthetic data; see below", .choice_at = asl_preset_name,
                      .excludes = "data"),
    ASL_TEXT_OPTION("data", "DIR", NULL,
                    "train on DIR/train.csv and test on DIR/test.csv, which have features x* and labels y_NAME, "
                    "instead of synthetic data",
                    .repeated = true, .folder = true),
    ASL_TEXT_OPTION("seeds", "N|A-B", "5",
                    "seeds 1 to N, or A to B; a seed determines data, initial weights and order of batches",
                    .keeps_claims = true),
    ASL_LIST_OPTION("lr", NULL, 1e-9, 1e6, "peak learning rate (default: that of the regime, 0.002)"),
    ASL_LIST_OPTION("hidden", NULL, 0, 65536,
                    "number of hidden units; 0: a linear model (default: that of the regime, 64 or 256)"),
    ASL_COUNT_OPTION("epochs", "20", 1, 1e6, "number of passes over the training set"),
    ASL_FLAG_OPTION("trajectory", "print records during the training instead of one row per run"),
    ASL_COUNT_OPTION("records", "100", 1, 100000, "number of records per run", .needs = "trajectory"),
    ASL_FLAG_OPTION("predictions",
                    "print the predictions of one run on its training set instead, for 'aslab mislabel' or 'aslab "
                    "stats'",
                    .excludes = "trajectory|plot"),
    ASL_LIST_OPTION("adapt-target", NULL, -1, 1, "adapt gamma_neg during training towards this delta_p (equation 11)"),
    ASL_LIST_OPTION("adapt-rate", "0.05", -1000, 1000,
                    "lambda of equation 11: converges if positive; negative is the equation as printed, which diverges",
                    .needs = "adapt-target"),
    ASL_TEXT_OPTION("bias", "NAMES", "neutral",
                    "initial output bias: neutral (the best constant of each label), zero, shared (-4), or several"),
    ASL_TEXT_OPTION("rescue", "NAMES", "none",
                    "train, then remove (discard) or set to 1 (relabel) the suspect labels and train again; none, "
                    "discard, relabel, or several"),
    ASL_REAL_OPTION("rescue-at", "0.6", 0, 1, "a label observed as 0 is suspect if p is above this (tau of SPLC)"),
    ASL_COUNT_OPTION("batch", "128", 1, 1e6, "samples per step; a smaller last batch of an epoch is dropped"),
    ASL_CHOICE_OPTION("optimizer", "adam|sgd", "adam", "optimizer of the weights"),
    ASL_REAL_OPTION("momentum", "0.9", 0, 0.9999, "momentum of sgd"),
    ASL_REAL_OPTION("weight-decay", "1e-4", 0, 10, "decoupled weight decay"),
    ASL_REAL_OPTION("warmup", "0.2", 0, 1, "fraction of the steps in which the learning rate rises (one cosine cycle)"),
    ASL_REAL_OPTION("ema", "0", 0, 0.999999, "decay of the moving average of the weights that is evaluated; 0: none"),
    ASL_REAL_OPTION("validation", "0.25", 0, 0.9,
                    "size of the validation set relative to the training set; with --data it is taken from train.csv"),
    ASL_REAL_OPTION("threshold", "0.5", 0, 1, "a label is predicted if p is above this"),
    ASL_COUNT_OPTION("train", "10000", 1, SYNTHETIC_MOST, "synthetic training samples", .excludes = "data"),
    ASL_COUNT_OPTION("test", "10000", 1, SYNTHETIC_MOST, "synthetic test samples, with true labels",
                     .excludes = "data"),
    ASL_COUNT_OPTION("labels", "80", 1, 100000, "synthetic labels", .excludes = "data"),
    ASL_COUNT_OPTION("features", "64", 1, 100000, "synthetic features", .excludes = "data"),
    ASL_REAL_OPTION("positives", "2.9", 1e-6, 1e5, "mean number of positives per sample", .excludes = "data"),
    ASL_REAL_OPTION("correlation", "0.5", 0, 1, "correlation of labels: weight of the topics they share",
                    .excludes = "data"),
    ASL_COUNT_OPTION("groups", "12", 1, 100000, "number of groups of similar labels", .excludes = "data"),
    ASL_REAL_OPTION("size-sd", NULL, 0, 10, "spread of the log sizes of objects (default: that of the regime)",
                    .excludes = "data"),
    ASL_REAL_OPTION("feature-noise", NULL, 0, 1000,
                    "noise of the features relative to an object (default: that of the regime)", .excludes = "data"),
    ASL_COUNT_OPTION("distractors", NULL, 0, 100000, "number of classes without a label (default: that of the regime)",
                     .excludes = "data"),
    {.name = NULL},
};

static int prediction_columns(asl_row_sink v, asl_error *err)
{
    static const char *const names[] = {"sample", "label", "logit", "given", "truth"};
    return v.columns(v.self, names, sizeof names / sizeof names[0], err);
}

/* In the long form that other commands read; samples are numbered by rows, from 1. */
static int prediction_rows(const asl_train_job *j, const asl_predictions *d, asl_row_sink v, asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < d->n && code == ASL_OK; i++) {
        bool named = j->spec.ntables > 0, known = d->given[i] != ASL_UNKNOWN;
        asl_cell cells[] = {asl_cell_int(d->sample[i] + 1ll),
                            named ? asl_cell_text(asl_intern_at(&j->tables[0].labels, d->label[i]) + strlen("y_"))
                                  : asl_cell_int(d->label[i] + 1ll),
                            asl_cell_double(d->score[i]), known ? asl_cell_int(d->given[i]) : asl_cell_blank(),
                            asl_cell_int(d->truth[i])};
        code = v.row(v.self, cells, 5, err);
    }
    return code;
}

/* A grid in progress. */
typedef struct train_work {
    asl_train_job job;
    asl_training *training;
    asl_predictions predictions;
    const asl_session *session; /* NULL: nothing is shared */
    bool quiet;
    asl_progress_bar bar;
} train_work;

static int work_columns(void *self, asl_row_sink v, asl_error *err)
{
    train_work *w = self;
    return w->job.spec.predictions != NULL ? prediction_columns(v, err) : asl_training_columns(w->training, v, err);
}

static void work_need(void *self, size_t trial) { asl_training_need(((train_work *)self)->training, trial); }

/* Once per process, even if several experiments train. */
static void warn_if_slow(void)
{
    static bool told;
    if (!told && !asl_product_is_fast())
        asl_tell("aslab: training is 40 to 80 times slower here: the instruction set in use (%s) has no fused "
                 "multiply-add\n",
                 asl_variant_name(asl_variant_chosen()));
    told = true;
}

static void show_progress(void *self, const asl_progress *p)
{
    train_work *w = self;
    if (!w->quiet) asl_progress_show(&w->bar, p);
    if (w->session != NULL && w->session->progress != NULL)
        w->session->progress(w->session->listener, p->done, p->total);
}

static int work_prepare(void *self, asl_error *err)
{
    train_work *w = self;
    (void)err;
    if (!w->quiet) {
        warn_if_slow();
        asl_progress_start(&w->bar);
    }
    w->job.spec.listener = w;
    w->job.spec.progress = show_progress;
    return ASL_OK;
}

static void end_progress(train_work *w)
{
    if (w->job.spec.progress != NULL && !w->quiet) asl_progress_end(&w->bar);
    w->job.spec.progress = NULL;
}

static int work_range(void *self, size_t from, size_t to, asl_row_sink v, asl_error *err)
{
    train_work *w = self;
    int code = ASL_OK;
    for (size_t i = from; i < to && code == ASL_OK; i++) {
        code = asl_training_trial(w->training, i, err);
        if (code != ASL_OK) break;
        code = w->job.spec.predictions != NULL ? prediction_rows(&w->job, &w->predictions, v, err)
                                               : asl_training_results(w->training, i, v, err);
    }
    return code;
}

static int work_take(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    return asl_training_take(((train_work *)self)->training, cells, n, err);
}

static int work_finish(void *self, asl_row_sink v, const asl_row_sink *summary, asl_error *err)
{
    train_work *w = self;
    end_progress(w);
    int code = asl_training_finish(w->training, err);
    if (code == ASL_OK) code = asl_training_rows(w->training, v, err);
    return code == ASL_OK && summary != NULL ? asl_training_summary(w->training, *summary, err) : code;
}

static void work_free(void *self)
{
    train_work *w = self;
    end_progress(w);
    asl_predictions_free(&w->predictions);
    asl_training_free(w->training);
    asl_train_job_free(&w->job);
    free(w);
}

static int job(const asl_options *o, asl_job *out, asl_error *err)
{
    train_work *w = asl_alloc(1, sizeof *w, err);
    if (w == NULL) return ASL_FAILED;
    w->quiet = asl_options_quiet(o);
    w->session = o->session;
    w->job.spec.cache = o->session != NULL ? &o->session->cache : NULL;
    bool predicts = asl_options_given(o, "predictions");
    int code = asl_train_job_read(o, &w->job, err);
    if (predicts) w->job.spec.predictions = &w->predictions;
    if (code == ASL_OK) code = asl_training_new(&w->training, &w->job.spec, err);
    if (code != ASL_OK) {
        work_free(w);
        return code;
    }
    *out = (asl_job){.self = w,
                     .trials = asl_training_trials(w->training),
                     .runs = asl_training_runs(w->training),
                     .columns = work_columns,
                     .need = work_need,
                     .prepare = work_prepare,
                     .range = work_range,
                     .take = predicts ? NULL : work_take,
                     .finish = predicts ? NULL : work_finish,
                     .free = work_free};
    return ASL_OK;
}

static void add_tables(asl_strbuf *out)
{
    asl_strbuf_add(out, "synthetic data (--regime):\n");
    for (const asl_preset *r = asl_presets; r->name != NULL; r++) {
        char meaning[200];
        snprintf(meaning, sizeof meaning, "%s (hidden %zu, lr %g)", r->meaning, r->hidden, r->lr);
        asl_help_item(out, r->name, meaning);
    }
    asl_strbuf_add(out, "\nwrong labels (--noise):\n");
    for (const asl_noise_model *m = asl_noise_models; m->name != NULL; m++) asl_help_item(out, m->name, m->meaning);
    asl_strbuf_add(out, "\ncolumns:\n"
                        "loss; the parameters in which the losses differ; data, bias, rescue,\n"
                        "adapt_target and adapt_rate if they have several values; missing, spurious,\n"
                        "hidden, lr; tuned (1: among the learning rates, the one with the highest mean\n"
                        "map_val over the seeds); seed; then\n");
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++) asl_help_item(out, asl_measures[i].name, asl_measures[i].meaning);
    asl_help_item(out, "note", "why numbers are nan, if they are");
}

const asl_command asl_command_train = {
    .name = "train",
    .summary = "train small networks over a grid of losses and label noise",
    .options = options,
    .axes = true,
    .batches = true,
    .description = "Every combination of the LISTs, losses and seeds is a run. Runs with the same\n"
                   "seed share data, initial weights and the order of batches, so that their\n"
                   "differences are paired. By default the data are synthetic: 80 labels with the\n"
                   "imbalance of MS-COCO, and 64 features. Training uses Adam and one cosine cycle\n"
                   "of the learning rate.\n",
    .table = add_tables,
    .details = "Metrics are of the test set unless the meaning says otherwise.\n\n"
               "columns with --trajectory:\n"
               "One row per record: step, lr_now, gamma_neg_now, loss_now, pt_pos, pt_neg,\n"
               "delta_p, p_missing, past_missing, grad_pos, grad_neg, grad_missing,\n"
               "missing_over_pos. They are means over the batches since the last record, by\n"
               "observed labels.\n\n"
               "columns with --predictions:\n"
               "sample (the row), label, logit, given, truth; of one run (by default --seeds\n"
               "1).\n\n"
               "summary:\n"
               "With -o FILE.csv the command also writes FILE-summary.csv, one row per\n"
               "configuration and metric: the mean over the seeds with its 95 % interval\n"
               "(Student's t), and the difference from the reference loss, paired by seed, with\n"
               "its interval. lr_choice is fixed (the same learning rate for both losses) or\n"
               "tuned (for each loss the one that validation selects).\n\n"
               "examples:\n"
               "  aslab train --loss ce --loss asl --missing 0,0.3 -o runs.csv --plot runs.svg\n"
               "  aslab train --gamma-neg 0,2,4 --margin 0,0.05 --lr 0.001,0.002 -o grid.csv\n"
               "  aslab train --loss asl:gamma_neg=2 --adapt-target 0,0.1 --trajectory --seeds 3\n"
               "  aslab train --data DIR --loss asl --hidden 0,64\n"
               "  aslab train --loss asl --missing 0.3 --predictions -o predictions.csv\n",
    .drawn = true,
    .summarised = true,
    .unsummarised = "predictions",
    .job = job,
};
