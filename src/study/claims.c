#include "study/claims.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "loss/loss.h"

typedef enum measure { VALUE, MIN, MAX, SUM, ARGMIN, ARGMAX } measure;
static const char *const measure_names[] = {"value", "min", "max", "sum", "argmin", "argmax"};

typedef enum relation { NEAR, ABOVE, BELOW, IS } relation;
static const char *const relation_names[] = {"near", "above", "below", "is"};

typedef struct condition {
    char *column, *value; /* one block: `value` points into `column` */
    size_t index;
    bool numeric;
    double number;
} condition;

typedef struct trial {
    const asl_claim *claim;
    measure measure;
    relation relation;
    double target, tolerance;
    condition *where;
    size_t column, over;
    size_t rows;
    double best, best_over, sum;
} trial;

struct asl_judge {
    trial *trials;
    size_t n;
};

const char *asl_verdict_name(asl_verdict verdict)
{
    static const char *const verdicts[] = {"reproduced", "partly", "not reproduced"};
    return verdicts[verdict];
}

static int find_word(const char *word, size_t n, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(words[i]) == n && strncmp(words[i], word, n) == 0) return (int)i;
    }
    return -1;
}

static int bad_claim(const asl_claim *c, asl_error *err, const char *what, const char *value)
{
    return asl_fail(err, ASL_BAD, "claim '%.80s': %s '%.80s'", c->text, what, value);
}

/* `near X Y`, `above X`, `below X`, `is X`. */
static int read_expectation(trial *t, asl_error *err)
{
    const char *text = t->claim->expect;
    size_t n = strcspn(text, " ");
    int r = find_word(text, n, relation_names, sizeof relation_names / sizeof relation_names[0]);
    if (r < 0) return bad_claim(t->claim, err, "expect is near X Y, above X, below X or is X, not", text);
    t->relation = (relation)r;
    const char *x = text + n, *end = text + strlen(text);
    size_t nx = strcspn(x + (*x == ' '), " ") + (*x == ' ');
    bool good = asl_scan_real(x, nx, &t->target) == ASL_NUMBER_OK;
    if (t->relation == NEAR) {
        good = good && asl_scan_real(x + nx, (size_t)(end - x) - nx, &t->tolerance) == ASL_NUMBER_OK;
    } else {
        good = good && x + nx == end;
    }
    return good ? ASL_OK : bad_claim(t->claim, err, "no numbers follow as they should in expect", text);
}

/* A loss is compared in full, however short the file writes it. */
static int complete_loss(condition *c, asl_error *err)
{
    asl_loss loss;
    int code = asl_loss_read(&loss, c->value, err);
    if (code != ASL_OK) return code;
    asl_text text = {0};
    asl_text_add(&text, "loss");
    asl_text_add_bytes(&text, "", 1);
    asl_loss_write(&loss, &text);
    char *block = asl_text_take(&text, err);
    if (block == NULL) return ASL_FAILED;
    free(c->column);
    c->column = block;
    c->value = block + strlen(block) + 1;
    return ASL_OK;
}

static int read_condition(condition *c, const asl_claim *claim, const char *text, asl_error *err)
{
    c->column = asl_copy_text(text, err);
    if (c->column == NULL) return ASL_FAILED;
    char *equals = strchr(c->column, '=');
    if (equals == NULL) return bad_claim(claim, err, "where takes column=value, not", text);
    *equals = '\0';
    c->value = equals + 1;
    c->numeric = asl_scan_real(c->value, strlen(c->value), &c->number) == ASL_NUMBER_OK;
    return strcmp(c->column, "loss") == 0 ? complete_loss(c, err) : ASL_OK;
}

static int read_trial(trial *t, const asl_claim *claim, asl_error *err)
{
    t->claim = claim;
    int m = find_word(claim->measure, strlen(claim->measure), measure_names,
                      sizeof measure_names / sizeof measure_names[0]);
    if (m < 0) return bad_claim(claim, err, "unknown measure", claim->measure);
    t->measure = (measure)m;
    bool arg = t->measure == ARGMIN || t->measure == ARGMAX;
    if (arg && claim->over[0] == '\0') return bad_claim(claim, err, "over is missing beside measure", claim->measure);
    t->where = asl_alloc(claim->nwhere, sizeof *t->where, err);
    int code = t->where == NULL ? ASL_FAILED : read_expectation(t, err);
    for (size_t i = 0; i < claim->nwhere && code == ASL_OK; i++) {
        code = read_condition(&t->where[i], claim, claim->where[i], err);
    }
    return code;
}

int asl_judge_new(asl_judge **judge, const asl_claim *claims, size_t n, asl_error *err)
{
    *judge = NULL;
    asl_judge *j = asl_alloc(1, sizeof *j, err);
    trial *trials = asl_alloc(n, sizeof *trials, err);
    if (j == NULL || trials == NULL) {
        free(j);
        free(trials);
        return ASL_FAILED;
    }
    *j = (asl_judge){trials, n};
    for (size_t i = 0; i < n; i++) {
        int code = read_trial(&trials[i], &claims[i], err);
        if (code != ASL_OK) {
            asl_judge_free(j);
            return code;
        }
    }
    *judge = j;
    return ASL_OK;
}

void asl_judge_free(asl_judge *j)
{
    if (j == NULL) return;
    for (size_t i = 0; i < j->n; i++) {
        trial *t = &j->trials[i];
        for (size_t k = 0; t->where != NULL && k < t->claim->nwhere; k++) free(t->where[k].column);
        free(t->where);
    }
    free(j->trials);
    free(j);
}

static int find_column(const trial *t, const char *name, const char *const *names, size_t n, size_t *index,
                       asl_error *err)
{
    for (*index = 0; *index < n; ++*index) {
        if (strcmp(names[*index], name) == 0) return ASL_OK;
    }
    return bad_claim(t->claim, err, "there is no column", name);
}

static int on_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    asl_judge *j = self;
    for (size_t i = 0; i < j->n; i++) {
        trial *t = &j->trials[i];
        int code = find_column(t, t->claim->column, names, n, &t->column, err);
        if (code == ASL_OK && t->claim->over[0] != '\0') code = find_column(t, t->claim->over, names, n, &t->over, err);
        for (size_t k = 0; k < t->claim->nwhere && code == ASL_OK; k++) {
            code = find_column(t, t->where[k].column, names, n, &t->where[k].index, err);
        }
        if (code != ASL_OK) return code;
    }
    return ASL_OK;
}

static double number_in(const asl_cell *cell)
{
    if (cell->kind == ASL_CELL_REAL) return cell->as.real;
    return cell->kind == ASL_CELL_COUNT ? (double)cell->as.count : ASL_NAN;
}

static bool holds(const condition *c, const asl_cell *cell)
{
    if (cell->kind == ASL_CELL_TEXT) return strcmp(cell->as.text, c->value) == 0;
    return c->numeric && fabs(number_in(cell) - c->number) <= 1e-12 * fmax(1, fabs(c->number));
}

static bool selected(const trial *t, const asl_cell *cells)
{
    for (size_t k = 0; k < t->claim->nwhere; k++) {
        if (!holds(&t->where[k], &cells[t->where[k].index])) return false;
    }
    return true;
}

static int on_row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    (void)n, (void)err;
    asl_judge *j = self;
    for (size_t i = 0; i < j->n; i++) {
        trial *t = &j->trials[i];
        if (!selected(t, cells)) continue;
        double x = number_in(&cells[t->column]);
        bool least = t->measure == MIN || t->measure == ARGMIN;
        if (t->rows == 0 || (least ? x < t->best : x > t->best)) {
            t->best = x;
            t->best_over = number_in(&cells[t->over]);
        }
        t->sum += x;
        t->rows++;
    }
    return ASL_OK;
}

asl_visitor asl_judge_visitor(asl_judge *judge) { return (asl_visitor){judge, on_columns, on_row}; }

static bool expected(const trial *t, double x)
{
    switch (t->relation) {
    case NEAR: return fabs(x - t->target) <= t->tolerance;
    case ABOVE: return x > t->target;
    case BELOW: return x < t->target;
    case IS: return x == t->target;
    }
    return false;
}

int asl_judge_find(const asl_judge *judge, size_t i, asl_finding *finding, asl_error *err)
{
    const trial *t = &judge->trials[i];
    if (t->rows == 0) return asl_fail(err, ASL_BAD, "claim '%.80s': no row is selected", t->claim->text);
    if (t->measure == VALUE && t->rows > 1) {
        return asl_fail(err, ASL_BAD, "claim '%.80s': %zu rows are selected where one is meant", t->claim->text,
                        t->rows);
    }
    bool arg = t->measure == ARGMIN || t->measure == ARGMAX;
    double here = arg ? t->best_over : t->measure == SUM ? t->sum : t->best;
    *finding = (asl_finding){here, here, here, expected(t, here) ? ASL_REPRODUCED : ASL_NOT_REPRODUCED};
    return ASL_OK;
}
