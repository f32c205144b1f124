#include "data/dataset.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"

static void split_free(asl_split *s)
{
    free(s->x);
    free(s->given);
    free(s->truth);
    free(s->object_size);
    free(s->row);
    *s = (asl_split){0};
}

int asl_split_make(asl_split *s, size_t n, size_t features, size_t labels, asl_error *err)
{
    *s = (asl_split){.n = n};
    s->x = asl_alloc(n, features * sizeof *s->x, err);
    s->given = asl_alloc(n, labels, err);
    s->truth = asl_alloc(n, labels, err);
    if (s->x != NULL && s->given != NULL && s->truth != NULL) return ASL_OK;
    split_free(s);
    return ASL_FAILED;
}

void asl_dataset_free(asl_dataset *d)
{
    split_free(&d->train);
    split_free(&d->validation);
    split_free(&d->test);
    *d = (asl_dataset){0};
}

static void copy_sample(asl_split *to, size_t i, const asl_split *from, size_t k, size_t features, size_t labels)
{
    memcpy(to->x + i * features, from->x + k * features, features * sizeof *to->x);
    memcpy(to->given + i * labels, from->given + k * labels, labels);
    memcpy(to->truth + i * labels, from->given + k * labels, labels);
}

size_t asl_held_out(size_t n, double share) { return (size_t)(share * (double)n + 0.5); }

int asl_dataset_hold_out(asl_dataset *d, const asl_dataset *tables, double share, uint64_t seed, asl_error *err)
{
    size_t n = tables->train.n, held = asl_held_out(n, share), D = tables->features, K = tables->labels;
    *d = (asl_dataset){.features = D, .labels = K};
    if (held >= n)
        return asl_fail(err, ASL_BAD,
                        "%zu of %zu training samples are held out for validation; none is left to train on", held, n);
    uint32_t *order = asl_alloc(n, sizeof *order, err);
    int code = order == NULL ? ASL_FAILED : asl_split_make(&d->train, n - held, D, K, err);
    if (code == ASL_OK) code = asl_split_make(&d->validation, held, D, K, err);
    if (code == ASL_OK) code = asl_split_make(&d->test, tables->test.n, D, K, err);
    if (code == ASL_OK) {
        d->train.row = asl_alloc(n - held, sizeof *d->train.row, err);
        if (d->train.row == NULL) code = ASL_FAILED;
    }
    if (code == ASL_OK) {
        asl_random_shuffle((asl_random_key){seed, ASL_RANDOM_SPLIT}, 0, n, order);
        memcpy(d->train.row, order + held, (n - held) * sizeof *order);
        for (size_t i = 0; i < n; i++) {
            bool keep = i >= held;
            copy_sample(keep ? &d->train : &d->validation, keep ? i - held : i, &tables->train, order[i], D, K);
        }
        for (size_t i = 0; i < tables->test.n; i++) copy_sample(&d->test, i, &tables->test, i, D, K);
    }
    free(order);
    if (code != ASL_OK) asl_dataset_free(d);
    return code;
}

static void map_feature(asl_split *s, size_t features, size_t j, double mean, double scale)
{
    for (size_t i = 0; i < s->n; i++) {
        float *x = &s->x[i * features + j];
        *x = (float)(((double)*x - mean) * scale);
    }
}

void asl_dataset_standardise(asl_dataset *d)
{
    for (size_t j = 0; j < d->features; j++) {
        double mean = 0, squares = 0; /* Welford's algorithm */
        for (size_t i = 0; i < d->train.n; i++) {
            double x = (double)d->train.x[i * d->features + j], off = x - mean;
            mean += off / (double)(i + 1);
            squares += off * (x - mean);
        }
        double sd = sqrt(squares / (double)d->train.n);
        bool same = !(sd > 1e-12 * fabs(mean)) || sd == 0;
        map_feature(&d->train, d->features, j, mean, same ? 0 : 1 / sd);
        map_feature(&d->validation, d->features, j, mean, same ? 0 : 1 / sd);
        map_feature(&d->test, d->features, j, mean, same ? 0 : 1 / sd);
    }
}

/* Fast if there are few. */
void asl_dataset_positives(const asl_dataset *d, double *out)
{
    size_t K = d->labels;
    for (size_t k = 0; k < K; k++) out[k] = 0;
    for (size_t i = 0; i < d->train.n; i++) {
        const signed char *row = d->train.given + i * K, *end = row + K;
        for (const signed char *at = row; at < end && (at = memchr(at, 1, (size_t)(end - at))) != NULL; at++)
            out[at - row]++;
    }
}

void asl_dataset_prevalence(const asl_dataset *d, double *out)
{
    enum { UNKNOWN = -1 }; /* removed by label correction; usually there are none */
    double n = (double)d->train.n;
    bool any_unknown = memchr(d->train.given, UNKNOWN, d->train.n * d->labels) != NULL;
    asl_dataset_positives(d, out);
    for (size_t k = 0; k < d->labels; k++) {
        double unknown = 0;
        for (size_t i = 0; any_unknown && i < d->train.n; i++) unknown += d->train.given[i * d->labels + k] == UNKNOWN;
        out[k] = n > unknown ? out[k] / (n - unknown) : 0;
    }
}

static size_t empty_labels(const asl_split *s, size_t labels)
{
    size_t empty = 0;
    for (size_t k = 0; k < labels; k++) {
        bool any = false;
        for (size_t i = 0; i < s->n && !any; i++) any = s->given[i * labels + k] == 1;
        empty += !any;
    }
    return empty;
}

asl_data_warnings asl_dataset_warnings(const asl_dataset *d)
{
    asl_data_warnings odd = {0, empty_labels(&d->train, d->labels), empty_labels(&d->test, d->labels)};
    for (size_t j = 0; j < d->features; j++) {
        bool same = true;
        for (size_t i = 1; i < d->train.n && same; i++) same = d->train.x[i * d->features + j] == d->train.x[j];
        odd.constant += same;
    }
    return odd;
}
