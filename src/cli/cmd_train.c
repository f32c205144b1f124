#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/train_job.h"
#include "math/product.h"
#include "math/variant.h"
#include "options/options.h"
#include "run/progress.h"
#include "run/session.h"
#include "run/terminal.h"
#include "train/evaluate.h"

#define MOST_COUNT 100000000.0

#define OF_LIST(n, d, low, high, h)                                                                                    \
    {                                                                                                                  \
        .name = n, .kind = ASL_OPTION_LIST, .metavar = "LIST", .def = d, .lo = low, .hi = high, .help = h              \
    }
#define OF_COUNT(n, d, low, high, h)                                                                                   \
    {                                                                                                                  \
        .name = n, .kind = ASL_OPTION_COUNT, .metavar = "N", .def = d, .lo = low, .hi = high, .help = h                \
    }
#define OF_REAL(n, d, low, high, h)                                                                                    \
    {                                                                                                                  \
        .name = n, .kind = ASL_OPTION_REAL, .metavar = "X", .def = d, .lo = low, .hi = high, .help = h                 \
    }

static const asl_option options[] = {
    {.name = "loss",
     .kind = ASL_OPTION_LOSS,
     .metavar = "LOSS",
     .def = "asl",
     .repeated = true,
     .help = "a loss to train with"},
    {.name = "reference",
     .kind = ASL_OPTION_TEXT,
     .metavar = "LOSS",
     .def = "ce",
     .help = "differences are taken to this loss, which is trained too; none: no differences"},
    {.name = "regime",
     .kind = ASL_OPTION_CHOICE,
     .def = "coco-like",
     .choice_at = asl_preset_name,
     .help = "kind of synthetic data"},
    {.name = "data",
     .kind = ASL_OPTION_TEXT,
     .metavar = "DIR",
     .repeated = true,
     .folder = true,
     .help = "instead: feature data in DIR/train.csv and DIR/test.csv, columns x* and y_NAME"},
    OF_LIST("missing", "0", 0, 1, "share of train's positives observed as 0"),
    OF_LIST("spurious", "0", 0, 1, "share of train's negatives observed as 1"),
    {.name = "noise",
     .kind = ASL_OPTION_CHOICE,
     .def = "random",
     .choice_at = asl_noise_model_name,
     .help = "which labels are wrong"},
    OF_LIST("hidden", NULL, 0, 65536, "hidden units, 0: a linear student (default: the regime's, 64 or 256)"),
    OF_LIST("lr", NULL, 1e-9, 1e6, "peak learning rate (default: the regime's, 0.002)"),
    {.name = "bias",
     .kind = ASL_OPTION_TEXT,
     .metavar = "NAMES",
     .def = "neutral",
     .help = "output bias at the start, of neutral,zero,shared: each label's best constant, 0, -4"},
    {.name = "rescue",
     .kind = ASL_OPTION_TEXT,
     .metavar = "NAMES",
     .def = "none",
     .help = "of none,discard,relabel: train, then leave out or mark as 1 what is suspect, and train again"},
    OF_REAL("rescue-at", "0.6", 0, 1, "a label observed 0 is suspect where p is above this (SPLC's tau)"),
    OF_LIST("adapt-target", NULL, -1, 1, "adapt gamma_neg towards this delta_p (equation 11)"),
    OF_LIST("adapt-rate", "0.05", -1000, 1000,
            "lambda of it; positive settles, negative is the equation as printed, which runs away"),
    {.name = "seeds",
     .kind = ASL_OPTION_TEXT,
     .metavar = "N|A-B",
     .def = "5",
     .keeps_claims = true,
     .help = "seeds 1 to N, or A to B; a seed is a data set, initial weights and an order of batches"},
    {.name = "trajectory", .kind = ASL_OPTION_FLAG, .help = "one row a record along the training instead of one a run"},
    {.name = "predictions",
     .kind = ASL_OPTION_FLAG,
     .help = "of one run: what it says of its training set instead, for 'aslab mislabel' or 'aslab stats'"},
    OF_COUNT("records", "100", 1, 100000, "records of a trajectory"),
    OF_COUNT("epochs", "20", 1, 1e6, "passes over train"),
    OF_COUNT("batch", "128", 1, 1e6, "samples a step; the last, smaller batch of an epoch is dropped"),
    {.name = "optimizer", .kind = ASL_OPTION_CHOICE, .def = "adam", .choices = "adam|sgd", .help = "of the weights"},
    OF_REAL("momentum", "0.9", 0, 0.9999, "of sgd"),
    OF_REAL("weight-decay", "1e-4", 0, 10, "decoupled from the gradient"),
    OF_REAL("warmup", "0.2", 0, 1, "share of the steps over which the learning rate rises (one cycle of cosines)"),
    OF_REAL("ema", "0", 0, 0.999999, "decay of an average of the weights, which is then evaluated; 0: none"),
    OF_REAL("validation", "0.25", 0, 0.9,
            "size of validation over train: drawn beside it, of a DIR taken out of train"),
    OF_REAL("threshold", "0.5", 0, 1, "p above which a label is called present"),
    OF_COUNT("train", "10000", 1, MOST_COUNT, "synthetic samples to train on"),
    OF_COUNT("test", "10000", 1, MOST_COUNT, "synthetic samples to test on, with true labels"),
    OF_COUNT("labels", "80", 1, 100000, "synthetic labels"),
    OF_COUNT("features", "64", 1, 100000, "synthetic features"),
    OF_REAL("positives", "2.9", 1e-6, 1e5, "positives a synthetic sample"),
    OF_REAL("correlation", "0.5", 0, 1, "of labels: weight of the topics they share"),
    OF_COUNT("groups", "12", 1, 100000, "groups of look-alike labels"),
    OF_REAL("size-sd", NULL, 0, 10, "spread of the objects' log sizes (default: the regime's)"),
    OF_REAL("feature-noise", NULL, 0, 1000, "noise in the features, over an object (default: the regime's)"),
    OF_COUNT("distractors", NULL, 0, 100000, "classes in the picture that have no label (default: the regime's)"),
    {.name = NULL},
};

static int prediction_columns(asl_row_sink v, asl_error *err)
{
    static const char *const names[] = {"sample", "label", "logit", "given", "truth"};
    return v.columns(v.self, names, sizeof names / sizeof names[0], err);
}

/* In the long form that other commands read; samples are numbered by their rows, from 1. */
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

/* A grid under way. */
typedef struct train_work {
    asl_train_job job;
    asl_training *training;
    asl_predictions predictions;
    const asl_session *session; /* NULL: it shares nothing */
    bool quiet;
    asl_progress_bar bar;
} train_work;

static int work_columns(void *self, asl_row_sink v, asl_error *err)
{
    train_work *w = self;
    return w->job.spec.predictions != NULL ? prediction_columns(v, err) : asl_training_columns(w->training, v, err);
}

static void work_need(void *self, size_t trial) { asl_training_need(((train_work *)self)->training, trial); }

/* Once in a process, even if several experiments train. */
static void tell_slow(void)
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
        tell_slow();
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

static const char column_text[] =
    "\n"
    "columns: loss, the parameters in which losses differ, data, bias, rescue, adapt_target, adapt_rate where there is "
    "a "
    "choice,\n"
    "missing, spurious, hidden, lr; tuned (1: of the learning rates given, the one with the highest mean map_val "
    "over\n"
    "the seeds), seed, and then, on test where nothing else is said:\n";

/* The names that --regime and --noise take, and the columns. */
static void add_tables(asl_strbuf *out)
{
    for (const asl_preset *r = asl_presets; r->name != NULL; r++)
        asl_strbuf_format(out, "  %-18s %s (hidden %zu, lr %g)\n", r->name, r->meaning, r->hidden, r->lr);
    asl_strbuf_add(out, "\n--noise, at the rates --missing and --spurious (src/data/noise.h):\n");
    for (const asl_noise_model *m = asl_noise_models; m->name != NULL; m++)
        asl_strbuf_format(out, "  %-18s %s\n", m->name, m->meaning);
    asl_strbuf_add(out, column_text);
    for (size_t i = 0; i < ASL_MEASURE_COUNT; i++)
        asl_strbuf_format(out, "  %-16s %s\n", asl_measures[i].name, asl_measures[i].meaning);
}

const asl_command asl_command_train = {
    .name = "train",
    .summary = "train small networks over any grid of losses, noise, students and learning rates, paired by seed",
    .options = options,
    .axes = true,
    .batches = true,
    .details_before =
        "Every combination of the LISTs, losses and seeds is a run; runs of one seed share data, initial weights and "
        "the\n"
        "order of batches. Synthetic data: 80 labels with the imbalance of MS-COCO, objects in 64 features\n"
        "(src/data/synthetic.h). The recipe: Adam, one cycle of cosines, batches of 128, 20 epochs.\n\n"
        "--regime, of the synthetic data:\n",
    .table = add_tables,
    .details =
        "  note             why the numbers are nan, where they are\n"
        "With --trajectory one row a record: step, lr_now, gamma_neg_now, loss_now, pt_pos, pt_neg, delta_p, "
        "p_missing, past_missing,\n"
        "grad_pos, grad_neg, grad_missing, missing_over_pos: means over the batches since the record before, by "
        "observed\n"
        "labels.\n\n"
        "With --predictions, of one run (--seeds 1 by default), what it says of its training set: sample (the row), "
        "label,\n"
        "logit, given, truth.\n\n"
        "With -o FILE.csv also FILE-summary.csv, one row a configuration and metric: mean over the seeds with its 95 "
        "%\n"
        "interval (Student's t), and the difference to the reference loss, seed by seed, with its own. lr_choice is\n"
        "`fixed` (that learning rate for both) or `tuned` (each loss at the one that validation picks for it).\n\n"
        "examples:\n"
        "  aslab train --loss ce --loss focal --loss asl --missing 0,0.3 -o runs.csv --plot runs.svg\n"
        "  aslab train --loss asl --gamma-neg 0,2,4 --margin 0,0.05 --lr 0.001,0.002,0.005 --seeds 11-20 -o grid.csv\n"
        "  aslab train --loss asl:gamma_neg=2 --adapt-target 0,0.1 --trajectory --seeds 3\n"
        "  aslab train --data DIR --loss asl --hidden 0,64\n"
        "  aslab train --loss asl --missing 0.3 --predictions -o predictions.csv\n",
    .drawn = true,
    .summarised = true,
    .unsummarised = "predictions",
    .job = job,
};
