/* `aslab check` names exactly the losses that agree with the numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/verify.h"
#include "support.h"

enum { ROWS = 90 };

/* Numbers to check, in memory. */
typedef struct sheet {
    asl_sigmoid_point x[ROWS];
    signed char label[ROWS];
    double number[ASL_NUMBERS][ROWS];
    asl_numbers numbers;
} sheet;

static void draw_points(dice *d, sheet *s)
{
    for (int i = 0; i < ROWS; i++) {
        double far = i % 3 == 0 ? 30 : 6;
        s->x[i] = asl_sigmoid_of_logit(roll(d, -far, far));
        s->label[i] = (signed char)(i % 2);
    }
}

/* Fills in the numbers of a loss; each bit of `given` selects one kind of number. */
static void write_numbers(sheet *s, const asl_loss *loss, unsigned given, double tolerance)
{
    s->numbers = (asl_numbers){.n = ROWS, .x = s->x, .label = s->label, .tolerance = tolerance};
    for (int i = 0; i < ROWS; i++) {
        asl_loss_value j = asl_loss_at(loss, s->x[i], s->label[i]);
        for (int k = 0; k < ASL_NUMBERS; k++) s->number[k][i] = asl_number_of(&j, k);
    }
    for (int k = 0; k < ASL_NUMBERS; k++) s->numbers.theirs[k] = (given >> k & 1) ? s->number[k] : NULL;
}

static const asl_family *any_family(dice *d)
{
    for (;;) {
        const asl_family *f = asl_family_at((size_t)roll(d, 0, (double)asl_family_count()));
        if (f->kind != ASL_BATCHWISE) return f;
    }
}

static asl_loss rolled_loss(dice *d, const asl_family *f)
{
    double theta[ASL_MAX_PARAMS] = {0};
    asl_loss loss;
    for (size_t i = 0; i < asl_family_params(f); i++) {
        const asl_param *p = &f->params[i];
        double to = fmin(p->hi, p->lo + 6);
        theta[i] = roll(d, 0, 1) < .5 ? p->def : p->lo + floor(roll(d, 0, 21)) / 20 * (to - p->lo);
    }
    if (asl_loss_set(&loss, f, theta, NULL) == ASL_OK) return loss;
    return rolled_loss(d, f);
}

static asl_loss with_one_changed(dice *d, const asl_loss *loss)
{
    double theta[ASL_MAX_PARAMS] = {0};
    asl_loss other, any = rolled_loss(d, loss->family);
    size_t n = asl_family_params(loss->family), at = (size_t)roll(d, 0, (double)n + .999);
    memcpy(theta, loss->theta, sizeof theta);
    if (at < n) theta[at] = any.theta[at];
    return asl_loss_set(&other, loss->family, theta, NULL) == ASL_OK ? other : *loss;
}

static double tolerance_of(const asl_loss *loss)
{
    return loss->family->traits & ASL_SINGLE ? ASL_SINGLE_TOLERANCE : ASL_DOUBLE_TOLERANCE;
}

/* Simulates a bug. */
static void change(dice *d, sheet *s)
{
    int kind = (int)roll(d, 0, 9), number = (int)roll(d, 0, ASL_NUMBERS), label = (int)roll(d, 0, 2);
    double scale = exp(roll(d, -14, 4));
    for (int i = 0; i < ROWS; i++) {
        for (int k = 0; k < ASL_NUMBERS; k++) {
            double *x = &s->number[k][i];
            if (kind == 1) *x = -*x;
            if (kind == 2 && k == number) *x = -*x;
            if (kind == 3 && k == number && s->label[i] == label) *x = -*x;
            if (kind == 4) *x *= scale;
            if (kind == 5 && k == number) *x *= scale;
            if (kind == 6 && s->label[i] == label) *x *= scale;
            if (kind == 7 && i % 7 == 0) *x += scale * 1e-3;
            if (kind == 8) *x = (double)(float)*x + 3 * s->numbers.tolerance;
        }
        if (kind == 0) s->label[i] = !s->label[i];
    }
}

static void must_be_true(const sheet *s, const asl_match *m)
{
    for (int i = 0; i < ROWS; i++) {
        int y = s->label[i];
        asl_loss_value j = asl_loss_at(&m->loss, s->x[i], m->swapped ? !y : y);
        for (int k = 0; k < ASL_NUMBERS; k++) {
            if (s->numbers.theirs[k] == NULL) continue;
            double theirs = s->number[k][i], right = m->factor[k][y] * asl_number_of(&j, k);
            bool same = theirs == right || (isnan(theirs) && isnan(right)),
                 near = fabs(theirs - right) <= s->numbers.tolerance * fmax(1, fabs(right));
            ck_assert_msg(same || near, "%s, number %d at logit %g, label %d: %g and not %g", m->loss.family->name, k,
                          s->x[i].z, y, theirs, right);
        }
    }
}

/* Whether all numbers agree with a loss. */
static bool agrees(const sheet *s, const asl_loss *loss)
{
    bool all = true;
    for (int i = 0; i < ROWS; i++) {
        asl_loss_value j = asl_loss_at(loss, s->x[i], s->label[i]);
        for (int k = 0; k < ASL_NUMBERS; k++)
            all = all && (s->numbers.theirs[k] == NULL ||
                          asl_verify_passes(s->number[k][i], asl_number_of(&j, k), s->numbers.tolerance));
    }
    return all;
}

START_TEST(what_is_named_has_the_numbers)
{
    dice d = {61};
    size_t named = 0, unnamed = 0;
    for (int trial = 0; trial < 1200; trial++) {
        sheet s;
        asl_matches found;
        draw_points(&d, &s);
        asl_loss truth = rolled_loss(&d, any_family(&d)), of = with_one_changed(&d, &truth);
        asl_loss against = trial % 3 == 0 ? rolled_loss(&d, any_family(&d)) : truth;
        write_numbers(&s, &of, (unsigned)roll(&d, 1, 8), tolerance_of(&of));
        change(&d, &s);
        ck_assert_int_eq(asl_verify_match(&s.numbers, &against, &found, NULL), ASL_OK);
        for (size_t i = 0; i < found.n; i++) must_be_true(&s, &found.match[i]);
        named += found.n > 0;
        unnamed += found.n == 0;
        asl_verify_matches_free(&found);
    }
    ck_assert_uint_gt(named, 240);
    ck_assert_uint_gt(unnamed, 240);
}
END_TEST

/* Returns a loss of the family; a parameter that `against` also has gets the same value if it is in range. */
static asl_loss in_place_of(const asl_loss *against, const asl_family *f)
{
    double theta[ASL_MAX_PARAMS] = {0};
    asl_loss loss;
    for (size_t i = 0; i < asl_family_params(f); i++) {
        const asl_param *p = &f->params[i];
        int same = asl_family_param(against->family, p->name, NULL);
        bool legal = same >= 0 && against->theta[same] >= p->lo && against->theta[same] <= p->hi;
        theta[i] = legal ? against->theta[same] : p->def;
    }
    ck_assert_int_eq(asl_loss_set(&loss, f, theta, NULL), ASL_OK);
    return loss;
}

/* For the numbers of every loss and implementation, checked against every other one, the report names the right
 * loss. */
START_TEST(every_loss_is_named_by_its_own_numbers)
{
    dice d = {62};
    size_t pairs = 0;
    for (size_t i = 0; i < asl_family_count(); i++) {
        for (size_t k = 0; k < asl_family_count(); k++) {
            const asl_family *f = asl_family_at(i), *g = asl_family_at(k);
            if (i == k || f->kind == ASL_BATCHWISE || g->kind == ASL_BATCHWISE) continue;
            sheet s;
            asl_matches found;
            asl_loss against = rolled_loss(&d, g), truth = in_place_of(&against, f);
            draw_points(&d, &s);
            write_numbers(&s, &truth, 7, tolerance_of(&truth));
            if (agrees(&s, &against)) continue;
            ck_assert_int_eq(asl_verify_match(&s.numbers, &against, &found, NULL), ASL_OK);
            bool named = false;
            for (size_t m = 0; m < found.n; m++) {
                must_be_true(&s, &found.match[m]);
                const asl_match *one = &found.match[m];
                named = named || (one->loss.family == f && !one->swapped && one->factor[ASL_GRAD][0] == 1);
            }
            ck_assert_msg(named, "%s is not named for %s", f->name, g->name);
            pairs++;
            asl_verify_matches_free(&found);
        }
    }
    ck_assert_uint_gt(pairs, 300);
}
END_TEST

START_TEST(a_negated_gradient_is_a_sign)
{
    static const char *const losses[] = {"ce", "asl", "focal", "asl_detached:gamma_neg=3", "alibaba", "gce", "spa"};
    for (size_t i = 0; i < sizeof losses / sizeof losses[0]; i++) {
        for (int label = -1; label <= 1; label++) { /* -1: both labels */
            dice d = {63};
            sheet s;
            asl_matches found;
            asl_loss loss = loss_of(losses[i]);
            draw_points(&d, &s);
            write_numbers(&s, &loss, 3, tolerance_of(&loss));
            for (int r = 0; r < ROWS; r++) s.number[ASL_GRAD][r] *= label < 0 || s.label[r] == label ? -1 : 1;
            ck_assert_int_eq(asl_verify_match(&s.numbers, &loss, &found, NULL), ASL_OK);
            ck_assert_msg(found.n == 1, "%s: %zu", losses[i], found.n);
            ck_assert(found.match[0].loss.family == loss.family && !found.match[0].swapped);
            for (int y = 0; y <= 1; y++) {
                ck_assert_double_eq(found.match[0].factor[ASL_VALUE][y], 1);
                ck_assert_double_eq_tol(found.match[0].factor[ASL_GRAD][y], label < 0 || y == label ? -1 : 1, 1e-6);
            }
            asl_verify_matches_free(&found);
        }
    }
}
END_TEST

/* Returns the cell of a CSV file that names losses, in the spelling of the report; the caller frees it. */
static char *commands_spelling(const char *cell)
{
    char *text = malloc(strlen(cell) + 1);
    ck_assert_ptr_nonnull(text);
    strcpy(text, cell);
    for (char *c = strchr(text, ':'); c != NULL && (c = strchr(c + 1, ':')) != NULL;) *c = ',';
    return text;
}

/* Numbers in double precision are compared in double precision, so the report does not name an implementation in single
 * precision, even if it is close. */
START_TEST(what_is_near_is_not_named)
{
    static const struct {
        const char *loss, *program, *says; /* says: the loss that is named; NULL: none */
    } cases[] = {
        {"asl:margin=0.2", "", NULL},
        {"asl:gamma_neg=3", "", NULL},
        {"asl:gamma_neg=2.5,margin=0.3", "", NULL},
        {"asl_detached", "if (z == 2) g = 5", NULL},
        {"asl", "v *= 1 + 1e-7", "times 1.0000001"},
        {"asl", "g = -g", "with the sign of grad flipped"},
        {"asl", "if (y == 0) g = -g", "with the sign of grad at label 0 flipped"},
        {"asl", "g *= 0.5", "with grad times 0.5"},
        {"asl", "v = -v; g *= 2", "with the sign of value flipped and grad times 2"},
        {"asl", "v += 0.01 * z", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        result r = shell(
            "rm -rf g; $aslab golden --quiet --loss %s -o g && awk -F, 'BEGIN {print \"logit,label,value,grad\"} "
            "NR > 1 {z = $1; y = $2; v = $3; g = $4; %s; printf \"%%s,%%d,%%.17g,%%.17g\\n\", z, y, v, g}' "
            "g/*.csv > mine.csv; $aslab check --loss asl mine.csv > report; $aslab check --loss asl mine.csv --csv",
            cases[i].loss, cases[i].program);
        table t;
        table_parse(&t, r.out);
        const char *is = table_cell(&t, 0, "is");
        char *report = read_file(in_workdir("report"));
        ck_assert_int_eq(r.status, 1);
        ck_assert_msg(cases[i].says != NULL ? strstr(is, cases[i].says) != NULL : is[0] == '\0', "%zu: %s", i, is);
        char *command = commands_spelling(is);
        ck_assert_ptr_nonnull(strstr(report, command));
        free(command);
        for (size_t k = 0; k < asl_family_count() && cases[i].says == NULL; k++) { /* only asl is named */
            char name[64];
            snprintf(name, sizeof name, " %s:", asl_family_at(k)->name);
            ck_assert_msg(strstr(report, name) == NULL || strcmp(name, " asl:") == 0, "%s", report);
        }
        free(report);
        table_free(&t);
        result_free(&r);
    }
}
END_TEST

/* The report suspects a clamp of p only if the numbers past it are constant. */
START_TEST(bounds_are_suspected_of_constants)
{
    result r = shell("awk 'BEGIN {print \"logit,label,value\"; for (z = -40; z <= 0; z++) print z \",1,\" (z < -18 ? "
                     "18.420680743952367 : log(1 + exp(-z)))}' | $aslab check --loss ce --tolerance 1e-4; "
                     "awk 'BEGIN {print \"logit,label,value\"; for (z = -40; z <= 0; z++) print z \",1,\" (z < -18 ? "
                     "-0.9 * z : log(1 + exp(-z)))}' | $aslab check --loss ce --tolerance 1e-4");
    const char *first = strstr(r.out, "1e-8"), *second = strstr(r.out + 40, "against ce");
    ck_assert(first != NULL && second != NULL && first < second);
    ck_assert_msg(strstr(second, "1e-8") == NULL, "%s", second);
    result_free(&r);
}
END_TEST

SUITE(verify, what_is_named_has_the_numbers, every_loss_is_named_by_its_own_numbers, a_negated_gradient_is_a_sign,
      what_is_near_is_not_named, bounds_are_suspected_of_constants)
