#include "study/claim_check.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "loss/loss.h"

static const char *const measure_names[] = {"value", "min", "max", "sum", "rise", "argmin", "argmax", "settles"};

typedef struct condition {
    char *column, *value; /* one allocation: `value` points into `column` */
    size_t index;
    bool is_loss; /* value is a LOSS in full */
    bool numeric;
    double number;
} condition;

typedef struct selection {
    char *const *texts; /* [n] from the claim */
    size_t n;
    condition *conditions; /* [n] */
} selection;

typedef struct claim_check {
    asl_claim_spec claim_spec;
    selection part[ASL_CLAIM_PARTS];
    asl_claim_points points[ASL_CLAIM_PARTS];
    size_t column, over;
} claim_check;

struct asl_claim_eval {
    claim_check *checks;
    size_t n;
    bool seeded; /* the rows have a column `seed` */
    size_t seed;
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

/* Reads exactly n numbers after a word. */
static bool read_numbers(const char *text, size_t n, double *numbers)
{
    for (size_t i = 0; i < n; i++) {
        text += strspn(text, " ");
        size_t length = strcspn(text, " ");
        if (asl_scan_real(text, length, &numbers[i]) != ASL_NUMBER_OK) return false;
        text += length;
    }
    return *text == '\0';
}

static int read_expectation(asl_claim_spec *q, asl_error *err)
{
    static const char *const relations[] = {"near", "above", "below", "is", "within"};
    static const size_t numbers[] = {2, 1, 1, 1, 2};
    const char *text = q->claim->expect;
    size_t n = strcspn(text, " ");
    double x[2];
    int r = find_word(text, n, relations, sizeof relations / sizeof relations[0]);
    if (r < 0)
        return bad_claim(q->claim, err, "expect must be near X Y, above X, below X, is X or within A B, not", text);
    if (!read_numbers(text + n, numbers[r], x)) return bad_claim(q->claim, err, "wrong numbers in expect", text);
    const double low[] = {x[0] - x[1], x[0], -ASL_INF, x[0], x[0]}, high[] = {x[0] + x[1], ASL_INF, x[0], x[0], x[1]};
    q->low = low[r];
    q->high = high[r];
    q->closed = r == 0 || r >= 3;
    if (!(q->low <= q->high)) return bad_claim(q->claim, err, "no number can satisfy expect", text);
    return ASL_OK;
}

/* Losses are compared by their full text, even if the file abbreviates it. */
static int complete_loss(condition *c, asl_error *err)
{
    asl_loss loss;
    int code = asl_loss_read(&loss, c->value, err);
    if (code != ASL_OK) return code;
    asl_strbuf text = {0};
    asl_strbuf_add(&text, "loss");
    asl_strbuf_add_bytes(&text, "", 1);
    asl_loss_write_data(&loss, &text);
    char *block = asl_strbuf_take(&text, err);
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
    if (equals == NULL) return bad_claim(claim, err, "where needs column=value, not", text);
    *equals = '\0';
    c->value = equals + 1;
    c->numeric = asl_scan_real(c->value, strlen(c->value), &c->number) == ASL_NUMBER_OK;
    c->is_loss = strcmp(c->column, "loss") == 0;
    return c->is_loss ? complete_loss(c, err) : ASL_OK;
}

static int read_selection(selection *s, const asl_claim *claim, char *const *texts, size_t n, asl_error *err)
{
    *s = (selection){.texts = texts, .n = n, .conditions = asl_alloc(n, sizeof *s->conditions, err)};
    int code = s->conditions == NULL ? ASL_FAILED : ASL_OK;
    for (size_t i = 0; i < n && code == ASL_OK; i++) code = read_condition(&s->conditions[i], claim, texts[i], err);
    return code;
}

static int read_claim(claim_check *t, const asl_claim *claim, asl_error *err)
{
    asl_claim_spec *q = &t->claim_spec;
    double band[2] = {0, 0};
    q->claim = claim;
    int m = find_word(claim->measure, strlen(claim->measure), measure_names,
                      sizeof measure_names / sizeof measure_names[0]);
    if (m < 0) return bad_claim(claim, err, "unknown measure", claim->measure);
    q->measure = (asl_claim_measure)m;
    if (m >= ASL_CLAIM_ARGMIN && claim->over[0] == '\0')
        return bad_claim(claim, err, "over is required with measure", claim->measure);
    if ((m == ASL_CLAIM_ARGMIN || m == ASL_CLAIM_ARGMAX) && claim->nminus + claim->nthan + claim->nthan_minus > 0)
        return bad_claim(claim, err, "minus and than cannot be used with measure", claim->measure);
    if (q->measure != ASL_CLAIM_SETTLES && claim->band[0] != '\0')
        return bad_claim(claim, err, "band cannot be used with measure", claim->measure);
    if (q->measure == ASL_CLAIM_SETTLES && (!read_numbers(claim->band, 2, band) || !(band[1] >= 0)))
        return bad_claim(claim, err, "settles needs a band X Y, not", claim->band);
    q->band = band[0];
    q->band_width = band[1];
    int code = read_expectation(q, err);
    char *const *const texts[ASL_CLAIM_PARTS] = {claim->where, claim->minus, claim->than, claim->than_minus};
    const size_t n[ASL_CLAIM_PARTS] = {claim->nwhere, claim->nminus, claim->nthan, claim->nthan_minus};
    for (int i = 0; i < ASL_CLAIM_PARTS && code == ASL_OK; i++)
        code = read_selection(&t->part[i], claim, texts[i], n[i], err);
    return code;
}

int asl_claim_eval_new(asl_claim_eval **claim_eval, const asl_claim *claims, size_t n, asl_error *err)
{
    *claim_eval = NULL;
    asl_claim_eval *j = asl_alloc(1, sizeof *j, err);
    claim_check *checks = asl_alloc(n, sizeof *checks, err);
    if (j == NULL || checks == NULL) {
        free(j);
        free(checks);
        return ASL_FAILED;
    }
    *j = (asl_claim_eval){.checks = checks, .n = n};
    for (size_t i = 0; i < n; i++) {
        int code = read_claim(&checks[i], &claims[i], err);
        if (code != ASL_OK) {
            asl_claim_eval_free(j);
            return code;
        }
    }
    *claim_eval = j;
    return ASL_OK;
}

static void selection_free(selection *s)
{
    for (size_t i = 0; s->conditions != NULL && i < s->n; i++) free(s->conditions[i].column);
    free(s->conditions);
}

void asl_claim_eval_free(asl_claim_eval *j)
{
    if (j == NULL) return;
    for (size_t i = 0; i < j->n; i++) {
        for (int k = 0; k < ASL_CLAIM_PARTS; k++) {
            selection_free(&j->checks[i].part[k]);
            free(j->checks[i].points[k].at);
        }
    }
    free(j->checks);
    free(j);
}

static int find_column(const asl_claim *claim, const char *name, const char *const *names, size_t n, size_t *index,
                       asl_error *err)
{
    for (*index = 0; *index < n; ++*index) {
        if (strcmp(names[*index], name) == 0) return ASL_OK;
    }
    return bad_claim(claim, err, "no column", name);
}

static int find_conditions(selection *s, const asl_claim *claim, const char *const *names, size_t n, asl_error *err)
{
    int code = ASL_OK;
    for (size_t k = 0; k < s->n && code == ASL_OK; k++) {
        code = find_column(claim, s->conditions[k].column, names, n, &s->conditions[k].index, err);
    }
    return code;
}

static int on_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    asl_claim_eval *j = self;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], "seed") != 0) continue;
        j->seeded = true;
        j->seed = i;
    }
    int code = ASL_OK;
    for (size_t i = 0; i < j->n && code == ASL_OK; i++) {
        claim_check *t = &j->checks[i];
        const asl_claim *c = t->claim_spec.claim;
        code = find_column(c, c->column, names, n, &t->column, err);
        if (code == ASL_OK && c->over[0] != '\0') code = find_column(c, c->over, names, n, &t->over, err);
        for (int k = 0; k < ASL_CLAIM_PARTS && code == ASL_OK; k++)
            code = find_conditions(&t->part[k], c, names, n, err);
    }
    return code;
}

static double number_in(const asl_cell *cell)
{
    if (cell->kind == ASL_CELL_DOUBLE) return cell->as.real;
    return cell->kind == ASL_CELL_INT ? (double)cell->as.count : ASL_NAN;
}

/* Whether two LOSSES in full are the same in either spelling: with `:` or `,` between the parameters. */
static bool same_loss(const char *a, const char *b)
{
    while (*a != '\0' && (*a == *b || (*a == ',' && *b == ':'))) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

static bool holds(const condition *c, const asl_cell *cell)
{
    if (cell->kind == ASL_CELL_TEXT && c->is_loss) return same_loss(cell->as.text, c->value);
    if (cell->kind == ASL_CELL_TEXT) return strcmp(cell->as.text, c->value) == 0;
    return c->numeric && fabs(number_in(cell) - c->number) <= 1e-12 * fmax(1, fabs(c->number));
}

static int select_row(const selection *s, asl_claim_points *to, const asl_cell *cells, asl_claim_point point,
                      asl_error *err)
{
    for (size_t k = 0; k < s->n; k++) {
        if (!holds(&s->conditions[k], &cells[s->conditions[k].index])) return ASL_OK;
    }
    void *points = to->at;
    int code = asl_grow(&points, to->n, &to->capacity, sizeof point, err);
    to->at = points;
    if (code == ASL_OK) to->at[to->n++] = point;
    return code;
}

static int on_row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    (void)n;
    asl_claim_eval *j = self;
    int code = ASL_OK;
    j->seeded = j->seeded && cells[j->seed].kind == ASL_CELL_INT; /* a user's column of this name need not be
                                                                     * numeric */
    for (size_t i = 0; i < j->n && code == ASL_OK; i++) {
        claim_check *t = &j->checks[i];
        asl_claim_point point = {j->seeded ? cells[j->seed].as.count : 0, number_in(&cells[t->over]),
                                 number_in(&cells[t->column])};
        for (int k = 0; k < ASL_CLAIM_PARTS && code == ASL_OK; k++) {
            if (k == ASL_CLAIM_WHERE || t->part[k].n > 0)
                code = select_row(&t->part[k], &t->points[k], cells, point, err);
        }
    }
    return code;
}

asl_row_sink asl_claim_eval_sink(asl_claim_eval *claim_eval) { return (asl_row_sink){claim_eval, on_columns, on_row}; }

int asl_claim_eval_find(const asl_claim_eval *claim_eval, size_t i, asl_claim_result *claim_result, asl_error *err)
{
    const claim_check *t = &claim_eval->checks[i];
    return asl_claim_answer(&t->claim_spec, t->points, claim_eval->seeded, claim_result, err);
}
