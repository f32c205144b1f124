#include "data/duplicates.h"

#include <stdlib.h>

#include "base/memory.h"

/* Do samples and labels ascend, as in a file sorted by sample and label? Then nothing repeats. */
static bool ascends(const asl_predictions *d)
{
    bool ascends = true;
    for (size_t i = 1; i < d->n && ascends; i++)
        ascends =
            d->sample[i] > d->sample[i - 1] || (d->sample[i] == d->sample[i - 1] && d->label[i] > d->label[i - 1]);
    return ascends;
}

static bool differ(signed char a, signed char b) { return a != ASL_UNKNOWN && b != ASL_UNKNOWN && a != b; }

static bool contradict(const asl_predictions *d, size_t i, size_t k)
{
    return differ(d->given[i], d->given[k]) || (d->has_truth && differ(d->truth[i], d->truth[k]));
}

/* Record that entry i repeats entry `before`. */
static void count(const asl_predictions *d, size_t i, size_t before, asl_duplicates *out)
{
    bool contradicts = contradict(d, i, before), first = i < out->entry;
    if (contradicts ? out->contradicting == 0 || first : out->contradicting == 0 && (out->repeated == 0 || first)) {
        out->entry = i;
        out->before = before;
    }
    out->repeated++;
    out->contradicting += contradicts;
}

/* Scan the entries of one label, in file order. last [samples]: 1 + the latest entry of the sample, of this label or
 * another. */
static void scan_label(const asl_predictions *d, size_t n, const uint32_t *entry, uint32_t *last, asl_duplicates *out)
{
    for (size_t k = 0; k < n; k++) {
        uint32_t i = entry[k], *seen = &last[d->sample[i]];
        bool again = *seen > 0 && d->label[*seen - 1] == d->label[i];
        if (again) count(d, i, *seen - 1, out);
        if (!again || d->given[*seen - 1] == ASL_UNKNOWN) *seen = i + 1;
    }
}

/* Sort all entries by label: entry [n]; start [labels + 1] is where each label begins. */
static void sort_by_label(const asl_predictions *d, size_t *start, uint32_t *entry)
{
    size_t labels = d->labels.count, at = 0;
    for (size_t i = 0; i < d->n; i++) start[d->label[i]]++;
    for (size_t k = 0; k <= labels; k++) {
        size_t n = start[k];
        start[k] = at;
        at += n;
    }
    for (size_t i = 0; i < d->n; i++) entry[start[d->label[i]]++] = (uint32_t)i;
    for (size_t k = labels; k > 0; k--) start[k] = start[k - 1];
    start[0] = 0;
}

int asl_predictions_duplicates(const asl_predictions *d, asl_duplicates *out, asl_error *err)
{
    *out = (asl_duplicates){0};
    if (d->samples.count == 0 || ascends(d)) return ASL_OK;
    size_t *start = asl_alloc(d->labels.count + 1, sizeof *start, err);
    uint32_t *entry = asl_alloc(d->n, sizeof *entry, err), *last = asl_alloc(d->samples.count, sizeof *last, err);
    int code = start == NULL || entry == NULL || last == NULL ? ASL_FAILED : ASL_OK;
    if (code == ASL_OK) {
        sort_by_label(d, start, entry);
        for (size_t k = 0; k < d->labels.count; k++)
            scan_label(d, start[k + 1] - start[k], entry + start[k], last, out);
    }
    free(start);
    free(entry);
    free(last);
    return code;
}
