/* The formulas of the registry as programs in 256 bits: grammar, derivatives and extreme inputs. */
#include <math.h>
#include <string.h>

#include "base/numbers.h"
#include "reference.h"
#include "reference/reference.h"
#include "support.h"

/* Returns a loss that is defined by this formula only, with the parameters of asl. */
static asl_family written(const char *formula)
{
    asl_family f = *asl_family_find("asl", NULL);
    f.name = "written";
    f.formula_pos = f.formula_neg = formula;
    return f;
}

static asl_loss_value jet_of(const char *formula, double x, bool is_prob)
{
    asl_family f = written(formula);
    asl_loss loss = {.family = &f, .theta = {3, 4, 0.25}};
    asl_loss_value j;
    asl_error err;
    if (asl_reference_jet(&loss, x, is_prob, 0, &j, &err) != ASL_OK) ck_abort_msg("%s", err.text);
    return j;
}

START_TEST(every_formula_of_the_registry_is_a_program)
{
    for (size_t i = 0; i < asl_family_count(); i++) {
        asl_error err;
        if (!asl_reference_has(asl_family_at(i))) continue;
        if (asl_reference_check(asl_family_at(i), &err) != ASL_OK) ck_abort_msg("%s", err.text);
    }
}
END_TEST

START_TEST(the_grammar_reads_as_people_do)
{
    const struct {
        const char *formula;
        double value; /* at the probability p = 1/4, gamma_pos 3, gamma_neg 4, margin 1/4 */
    } cases[] = {
        {"1 + 2 * 3 - 4 / 2", 5},
        {"2^3^2", 512},
        {"-2^2", -4},
        {"2^-2", 0.25},
        {"7 - 2 - 1", 4},
        {"gamma_pos/2 p", 0.375},
        {"2 gamma_neg p (1 + q)", 3.5},
        {"8p", 2},
        {"2.5 q", 1.875},
        {"a + b, a = b^2, b = 3", 12},
        {"u u, u = 1 - v, v = p", 0.5625},
        {"exp(log p) + exp 0", 1.25},
        {"log exp 2", 2},
        {"log p^2 - 2 log p", 0},
        {"log(p) - log p", 0},
        {"max(p, q) - min(p, q)", 0.5},
        {"q > p ? 1 : 2", 1},
        {"q < p ? 1 : p < q ? 3 : 4", 3},
        {"(p > margin ? 1 : 0) + gamma_pos", 3}, /* at equality the branch for smaller p counts */
        {"p < margin ? 1 : 0", 1},
        {"margin > q ? 1 : 0", 0},
        {"3 * -p", -0.75},
        {"(p - margin)^0", 1},
        {"detach(p) detach q", 0.1875},
        {"softplus(z) + log q", 0},
        {"sigmoid(z) - p", 0},
        {"z - log p + log q", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_double_eq_tol(jet_of(cases[i].formula, 0.25, true).value, cases[i].value, 1e-90);
}
END_TEST

START_TEST(errors_name_the_column)
{
    const struct {
        const char *formula, *message;
    } cases[] = {
        {"", "column 1 (end): "},
        {"-q^gamma_pos lg p", "column 14, at 'lg p': "},
        {"log(1 - u, u = p", "column 10, at ', u = p': "},
        {"log(p) + * q", "column 10, at '* q': "},
        {"p q)", "column 4, at ')': "},
        {"max(p)", "column 6, at ')': "},
        {"max p", "column 5, at 'p': "},
        {"log(p)^2", "column 7, at '^2': "},
        {"p > q", "column 6 (end): "},
        {"p > q ? 1", "column 10 (end): "},
        {"u, u = u + 1", "column 1, at 'u, u = u + 1': "},
        {"u, u = v, v = w, w = v", "column 1, at 'u, u = v, v = w, w =': "},
        {"u, u = 1, u = 2", "column 11, at 'u = 2': "},
        {"u, p = 1", "column 4, at 'p = 1': "},
        {"u, margin = 1", "column 4, at 'margin = 1': "},
        {"u, log = 1", "column 4, at 'log = 1': "},
        {"u, 3 = 1", "column 4, at '3 = 1': "},
        {"u, u max", "column 6, at 'max': "},
        {"2^p", "column 2, at '^p': "},
        {"2^u, u = 1 - q", "column 2, at '^u, u = 1 - q': "},
        {"p, a weight", "column 6, at 'weight': "},
        {"p $ q", "column 3, at '$ q': "},
        {"0.1234567890123456789012345678901234567890", "column 1, at '0.123456789012345678': "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        asl_family f = written(cases[i].formula);
        asl_error err;
        ck_assert_msg(asl_reference_check(&f, &err) == ASL_BAD, "'%s' is read", cases[i].formula);
        ck_assert_ptr_nonnull(strstr(err.text, "written: formula of label 1: column "));
        ck_assert_ptr_nonnull(strstr(err.text, cases[i].message));
    }
}
END_TEST

START_TEST(too_long_is_refused)
{
    char text[1000] = "p";
    for (int i = 0; i < 200; i++) strcat(text, " + p");
    asl_family f = written(text);
    asl_error err;
    ck_assert_int_eq(asl_reference_check(&f, &err), ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "the formula is too long"));
    f = written("a+b+c+d+e+f+g+h+i+j+k+l+m");
    ck_assert_int_eq(asl_reference_check(&f, &err), ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "too many names"));
}
END_TEST

/* Deeply nested parentheses used to overflow the stack, and nested definitions used to take exponential time. Both must
 * be rejected. */
START_TEST(too_much_work_is_refused)
{
    static char deep[1 << 20];
    asl_family f = written(deep);
    asl_error err;
    memset(deep, '(', sizeof deep - 1);
    ck_assert_int_eq(asl_reference_check(&f, &err), ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "longer than 2000 characters"));
    f = written("a, a = b b b b b b b b, b = c c c c c c c c, c = d d d d d d d d, d = e e e e e e e e, e = 2 2 2 2 2");
    ck_assert_int_eq(asl_reference_check(&f, &err), ASL_BAD);
    ck_assert_ptr_nonnull(strstr(err.text, "too many operations"));
    f = written("a, a = b b b b b b b b, b = c c c c c c c c, c = d d d d d d d d, d = e, e = 2");
    ck_assert_int_eq(asl_reference_check(&f, &err), ASL_OK);
    memset(deep, 0, sizeof deep);
    memset(deep, '(', 999);
    deep[999] = 'p';
    memset(deep + 1000, ')', 999);
    f = written(deep);
    ck_assert_int_eq(asl_reference_check(&f, &err), ASL_OK);
}
END_TEST

static void same_jets(const char *a, const char *b, double z)
{
    asl_loss_value x = jet_of(a, z, false), y = jet_of(b, z, false);
    ck_assert_msg(fabs(x.value - y.value) <= 3e-16 * fabs(y.value), "%s = %s at %g", a, b, z);
    ck_assert_msg(fabs(x.grad - y.grad) <= 3e-16 * fabs(y.grad), "slopes of %s = %s at %g", a, b, z);
    ck_assert_msg(fabs(x.hess - y.hess) <= 3e-16 * fabs(y.hess), "bends of %s = %s at %g", a, b, z);
}

START_TEST(identities_hold_to_the_last_bit)
{
    const double logits[] = {0, 1e-300, -3, 0.7, 36.7, -36.7, 700, -700, 5e-324};
    for (size_t i = 0; i < sizeof logits / sizeof logits[0]; i++) {
        double z = logits[i];
        same_jets("-log(1 - q)", "softplus(-z)", z);
        same_jets("1 - p", "sigmoid(-z)", z);
        same_jets("p / q", "exp z", z);
        same_jets("p^3 q / p^2", "p q", z);
        same_jets("(p^0.5)^4", "p^2", z);
        same_jets("-log p", "z < 0 ? softplus(z) - z : softplus(-z)", z);
        same_jets("max(z, 0) + min(z, 0)", "z", z);
        same_jets("1 / (1 + exp(-z))", "p", z);
        same_jets("z^2 p / z", "z p", z == 0 ? 1 : z);
    }
}
END_TEST

/* Losses and their gradients as published, or derived from the publications by hand. */
START_TEST(gradients_are_those_of_the_literature)
{
    const struct {
        const char *loss, *grad;
    } cases[] = {
        {"-q^gamma_pos log p", "q^gamma_pos (gamma_pos p log p - q)"},
        {"-u^gamma_neg log(1 - u), u = max(p - margin, 0)",
         "p q (u^gamma_neg/(1 - u) - gamma_neg u^(gamma_neg - 1) log(1 - u)), u = max(p - margin, 0)"},
        {"-detach(q^gamma_pos) log p", "-q^(gamma_pos + 1)"},
        {"(gamma_pos - p) p^2", "p^2 q (2 gamma_pos - 3p)"},
        {"-(1 - s)^2 log s, s = sigmoid(z - 1)", "(1 - s)^2 (2 s log s - (1 - s)), s = sigmoid(z - 1)"},
        {"-(log p + a q + b/2 q^2), a = 2, b = -2.5", "-q (1 - a p - b p q), a = 2, b = -2.5"},
        {"-log p + 2 q", "-q - 2 p q"},
        {"(1 - p^0.7)/0.7", "-p^0.7 q"},
        {"-0.1 log q + 9.2103 p", "0.1 p + 9.2103 p q"},
        {"-(1 - e) log p - e log q, e = 0.1", "p - (1 - e), e = 0.1"},
        {"a (p log p + q log q), a = 0.1", "a z p q, a = 0.1"},
        {"softplus(k (z - b))/n, k = 3, b = 1, n = 5", "k/n sigmoid(k (z - b)), k = 3, b = 1, n = 5"},
        {"p > 0.6 ? -q^2 log p : p^2 softplus(z)", "p > 0.6 ? q^2 (2 p log p - q) : p^2 (2 q softplus(z) + p)"},
    };
    const double logits[] = {-700, -40, -5, -1.3, -0.2, 0.3, 2, 7, 40, 700};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t k = 0; k < sizeof logits / sizeof logits[0]; k++) {
            double by_program = jet_of(cases[i].loss, logits[k], false).grad;
            double by_hand = jet_of(cases[i].grad, logits[k], false).value;
            ck_assert_msg(fabs(by_program - by_hand) <= 3e-16 * fabs(by_hand) + 1e-320, "%s at %g: %.17g, %.17g",
                          cases[i].loss, logits[k], by_program, by_hand);
        }
    }
}
END_TEST

START_TEST(what_is_detached_is_a_constant_in_the_gradient)
{
    for (double z = -9; z <= 9; z += 1.5) {
        double p = 1 / (1 + exp(-z)), q = 1 / (1 + exp(z));
        asl_loss_value whole = jet_of("detach(p^2)", z, false), half = jet_of("detach(p) z", z, false);
        ck_assert(whole.grad == 0 && whole.hess == 0 && whole.value > 0);
        /* grad is the weight p times z' = 1; hess also has the true slope of the weight, p q */
        ck_assert_double_eq_tol(half.grad, p, 1e-15);
        ck_assert_double_eq_tol(half.hess, p * q, 1e-15);
        same_jets("detach(q^gamma_pos) log p", "detach(w) log p, w = q^gamma_pos", z);
    }
}
END_TEST

START_TEST(at_a_kink_the_side_of_smaller_p_counts)
{
    asl_loss_value j = jet_of("max(p - margin, 0)", 0.25, true), k = jet_of("max(0, p - margin)", 0.25, true);
    ck_assert(j.value == 0 && j.grad == 0 && k.grad == 0);
    j = jet_of("min(p - margin, 0)", 0.25, true);
    ck_assert_double_eq_tol(j.grad, 0.1875, 1e-16);
    j = jet_of("max(z, 0) + max(-z, 0)", 0, false);
    ck_assert(j.value == 0 && j.grad == -1 && j.hess == 0);
    j = jet_of("max(p - margin, 0)", nextafter(0.25, 1), true);
    ck_assert(j.value == nextafter(0.25, 1) - 0.25 && j.grad > 0.18);
}
END_TEST

START_TEST(what_is_dropped_is_zero_whatever_the_power)
{
    const char *formulas[] = {"-u^0 log(1 - u), u = max(p - margin, 0)", "u^0.5 (1 + u), u = max(p - margin, 0)",
                              "u^1.5 log u, u = max(p - margin, 0)", "detach(u^0.1) u, u = max(p - margin, 0)"};
    for (size_t i = 0; i < 4; i++) {
        asl_loss_value j = jet_of(formulas[i], -5, false);
        ck_assert_msg(j.value == 0 && j.grad == 0 && j.hess == 0, "%s", formulas[i]);
    }
}
END_TEST

START_TEST(limits_are_the_definitions)
{
    asl_loss loss = loss_of("asl:gamma_pos=1");
    const double far[] = {-ASL_INF, ASL_INF, 1e5, -1e300};
    for (size_t i = 0; i < 4; i++) {
        for (int y = 0; y <= 1; y++) {
            asl_loss_value exact, j = asl_loss_at(&loss, asl_sigmoid_of_logit(far[i]), y);
            ck_assert_int_eq(asl_reference_jet(&loss, far[i], false, y, &exact, NULL), ASL_OK);
            ck_assert(exact.value == j.value && exact.grad == j.grad && exact.hess == j.hess);
        }
    }
    asl_loss_value near = jet_of("-log p", -19999, false);
    ck_assert(near.value == 19999 && near.grad == -1 && near.hess == 0);
}
END_TEST

START_TEST(losses_without_a_program_are_refused)
{
    asl_family f = *asl_family_find("ce", NULL);
    asl_loss loss = {.family = &f};
    asl_loss_value j;
    asl_error err;
    f.traits = ASL_SINGLE;
    ck_assert_int_eq(asl_reference_jet(&loss, 0, false, 0, &j, &err), ASL_BAD);
    ck_assert_str_eq(err.text, "ce is computed in its own precision; it has no 256-bit program");
    f.traits = 0;
    f.kind = ASL_BATCHWISE;
    ck_assert_int_eq(asl_reference_jet(&loss, 0, false, 0, &j, &err), ASL_BAD);
    ck_assert_ptr_eq(strstr(err.text, "ce is a function of a whole batch"), err.text);
}
END_TEST

static void same_number(double x, double y) { ck_assert_double_le(fabs(x - y), 3e-16 * fabs(y) + 1e-320); }

/* tests/support/reference.c is independent: it has the losses written by hand and uses differences as derivatives. */
START_TEST(two_independent_programs_agree)
{
    const char *specs[] = {"ce",
                           "focal:gamma=0",
                           "focal:gamma=0.5",
                           "focal:gamma=3",
                           "asl",
                           "asl:gamma_pos=1,gamma_neg=0.5,margin=0.2",
                           "asl:gamma_neg=1,margin=0.5",
                           "asl_detached:gamma_pos=2,gamma_neg=0.5,margin=0.1",
                           "asl_detached:gamma_neg=0,margin=0"};
    dice d = {2112};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        asl_loss loss = loss_of(specs[i]);
        for (int k = 0; k < 40; k++) {
            bool is_prob = k % 4 == 3;
            double far = k % 2 == 0 ? 6 : 300, x = is_prob ? roll(&d, 0, 1) : roll(&d, -far, far);
            for (int y = 0; y <= 1; y++) {
                asl_loss_value a, b;
                ck_assert_int_eq(asl_reference_jet(&loss, x, is_prob, y, &a, NULL), ASL_OK);
                reference_jet(&loss, x, is_prob, y, &b);
                same_number(a.value, b.value);
                same_number(a.grad, b.grad);
                same_number(a.hess, b.hess);
            }
        }
    }
}
END_TEST

SUITE(exact, every_formula_of_the_registry_is_a_program, the_grammar_reads_as_people_do, errors_name_the_column,
      too_long_is_refused, too_much_work_is_refused, identities_hold_to_the_last_bit,
      gradients_are_those_of_the_literature, what_is_detached_is_a_constant_in_the_gradient,
      at_a_kink_the_side_of_smaller_p_counts, what_is_dropped_is_zero_whatever_the_power, limits_are_the_definitions,
      losses_without_a_program_are_refused, two_independent_programs_agree)
