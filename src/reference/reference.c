#include "reference/reference.h"

#include <gmp.h>
#include <math.h>
#include <stdlib.h>

#include "reference/formula.h"
#include "reference/mp_jet.h"

enum { LEAST_BITS = 320, FARTHEST = 20000 }; /* 256 bits plus a reserve; beyond this logit the limits are used */

typedef struct program {
    const asl_formula *formula;
    const asl_loss *loss;
    long bits;
    asl_mp_jet z, p, q;
} program;

static asl_mp_jet_rule *const rules[] = {[ASL_LOG] = asl_mp_jet_log,
                                         [ASL_EXP] = asl_mp_jet_exp,
                                         [ASL_SIGMOID] = asl_mp_jet_sigmoid,
                                         [ASL_SOFTPLUS] = asl_mp_jet_softplus};

static void evaluate(const program *g, int node, asl_mp_jet *x);

/* x > y ? [2] : [3], or x < y */
static void choose(const program *g, const asl_node *n, asl_mp_jet *x)
{
    asl_mp_jet y;
    asl_mp_jet_init(&y, g->bits);
    evaluate(g, n->arg[0], x);
    evaluate(g, n->arg[1], &y);
    bool yes = n->operation == ASL_IF_MORE ? asl_mp_jet_less(&y, x) : asl_mp_jet_less(x, &y);
    asl_mp_jet_clear(&y);
    evaluate(g, n->arg[yes ? 2 : 3], x);
}

static void copy(asl_mp_jet *x, const asl_mp_jet *y)
{
    mpfr_set(x->v, y->v, MPFR_RNDN);
    mpfr_set(x->t, y->t, MPFR_RNDN);
    mpfr_set(x->d, y->d, MPFR_RNDN);
    mpfr_set(x->h, y->h, MPFR_RNDN);
}

static void combine(const program *g, const asl_node *n, asl_mp_jet *x)
{
    asl_mp_jet y;
    asl_mp_jet_init(&y, g->bits);
    evaluate(g, n->arg[0], x);
    evaluate(g, n->arg[1], &y);
    switch (n->operation) {
    case ASL_ADD: asl_mp_jet_add(x, &y); break;
    case ASL_SUBTRACT: asl_mp_jet_subtract(x, &y); break;
    case ASL_MULTIPLY: asl_mp_jet_multiply(x, &y); break;
    case ASL_DIVIDE: asl_mp_jet_divide(x, &y); break;
    case ASL_POWER: asl_mp_jet_power(x, y.v); break;
    default: /* max and min */
        if (asl_mp_jet_less(x, &y) == (n->operation == ASL_MAX)) copy(x, &y);
        break;
    }
    asl_mp_jet_clear(&y);
}

static void constant(const program *g, const asl_node *n, asl_mp_jet *x)
{
    char digits[ASL_FORMULA_DIGITS];
    mpfr_set_zero(x->t, 1);
    asl_mp_jet_detach(x);
    if (n->operation == ASL_NUMBER) {
        mpfr_set_str(x->v, asl_formula_number(n, digits), 10, MPFR_RNDN);
    } else {
        mpfr_set_d(x->v, g->loss->theta[n->arg[0]], MPFR_RNDN);
    }
}

/* x must be initialised; its value is overwritten. */
static void evaluate(const program *g, int node, asl_mp_jet *x)
{
    const asl_node *n = &g->formula->nodes[node];
    switch (n->operation) {
    case ASL_NUMBER:
    case ASL_PARAMETER: constant(g, n, x); break;
    case ASL_Z: copy(x, &g->z); break;
    case ASL_P: copy(x, &g->p); break;
    case ASL_Q: copy(x, &g->q); break;
    case ASL_DEFINITION: evaluate(g, g->formula->names[n->arg[0]].root, x); break;
    case ASL_NEGATE:
        evaluate(g, n->arg[0], x);
        asl_mp_jet_negate(x);
        break;
    case ASL_DETACH:
        evaluate(g, n->arg[0], x);
        asl_mp_jet_detach(x);
        break;
    case ASL_IF_MORE:
    case ASL_IF_LESS: choose(g, n, x); break;
    case ASL_LOG:
    case ASL_EXP:
    case ASL_SIGMOID:
    case ASL_SOFTPLUS:
        evaluate(g, n->arg[0], x);
        asl_mp_jet_apply(x, rules[n->operation]);
        break;
    default: combine(g, n, x); break;
    }
}

/* --- the logit and its probability */

static long bits_for(double z)
{
    double size = fabs(z), lost = size / log(2);
    if (size > 0 && size < 1) lost = fmax(lost, -log2(size));
    return LEAST_BITS + (long)(2 * lost);
}

/* p' = p q and p'' = p q (q - p); the derivatives of q are their negatives. Uses p->v and q->v. */
static void differentiate(asl_mp_jet *p, asl_mp_jet *q)
{
    mpfr_mul(p->t, p->v, q->v, MPFR_RNDN);
    mpfr_set(p->d, p->t, MPFR_RNDN);
    mpfr_sub(p->h, q->v, p->v, MPFR_RNDN);
    mpfr_mul(p->h, p->h, p->t, MPFR_RNDN);
    mpfr_neg(q->t, p->t, MPFR_RNDN);
    mpfr_neg(q->d, p->d, MPFR_RNDN);
    mpfr_neg(q->h, p->h, MPFR_RNDN);
}

static void place(program *g, double x, bool is_prob)
{
    asl_mp_jet_init(&g->z, g->bits);
    asl_mp_jet_init(&g->p, g->bits);
    asl_mp_jet_init(&g->q, g->bits);
    mpfr_t f[3], *p = &g->p.v, *q = &g->q.v, *z = &g->z.v;
    if (is_prob) {
        mpfr_set_d(*p, x, MPFR_RNDN);
        mpfr_ui_sub(*q, 1, *p, MPFR_RNDN);
        mpfr_div(*z, *p, *q, MPFR_RNDN);
        mpfr_log(*z, *z, MPFR_RNDN);
    } else {
        mpfr_inits2(g->bits, f[0], f[1], f[2], (mpfr_ptr)0);
        mpfr_set_d(*z, -x, MPFR_RNDN);
        asl_mp_jet_sigmoid(f, *z);
        mpfr_set(*q, f[0], MPFR_RNDN);
        mpfr_set_d(*z, x, MPFR_RNDN);
        asl_mp_jet_sigmoid(f, *z);
        mpfr_set(*p, f[0], MPFR_RNDN);
        mpfr_clears(f[0], f[1], f[2], (mpfr_ptr)0);
    }
    mpfr_set_ui(g->z.t, 1, MPFR_RNDN);
    mpfr_set_ui(g->z.d, 1, MPFR_RNDN);
    differentiate(&g->p, &g->q);
}

static int read_side(asl_formula *f, const asl_family *family, int label, asl_error *err)
{
    int code = asl_formula_read(f, label != 0 ? family->formula_pos : family->formula_neg, family, err);
    return code == ASL_OK ? ASL_OK : asl_fail_in(err, code, "%s: formula of label %d: ", family->name, label);
}

bool asl_reference_has(const asl_family *family)
{
    return family->kind == ASL_POINTWISE && !(family->traits & ASL_SINGLE);
}

static int has_program(const asl_family *family, asl_error *err)
{
    if (asl_reference_has(family)) return ASL_OK;
    return asl_fail(err, ASL_BAD, "%s is %s; it has no 256-bit program", family->name,
                    family->kind == ASL_BATCHWISE ? "a function of a whole batch" : "computed in its own precision");
}

int asl_reference_jet(const asl_loss *loss, double x, bool is_prob, int label, asl_loss_value *out, asl_error *err)
{
    const asl_family *family = loss->family;
    asl_formula formula;
    asl_sigmoid_point at = asl_sigmoid_of(x, is_prob);
    int code = has_program(family, err);
    if (code == ASL_OK) code = read_side(&formula, family, label, err);
    if (code != ASL_OK) return code;
    if (!(fabs(at.z) <= (double)FARTHEST)) {
        *out = asl_loss_at(loss, at, label);
        return ASL_OK;
    }
    program g = {.formula = &formula, .loss = loss, .bits = bits_for(at.z)};
    asl_mp_jet y;
    place(&g, x, is_prob);
    asl_mp_jet_init(&y, g.bits);
    evaluate(&g, formula.root, &y);
    *out = (asl_loss_value){mpfr_get_d(y.v, MPFR_RNDN) + 0.0, mpfr_get_d(y.d, MPFR_RNDN) + 0.0,
                            mpfr_get_d(y.h, MPFR_RNDN) + 0.0};
    asl_mp_jet_clear(&y);
    asl_mp_jet_clear(&g.z);
    asl_mp_jet_clear(&g.p);
    asl_mp_jet_clear(&g.q);
    return ASL_OK;
}

int asl_reference_check(const asl_family *family, asl_error *err)
{
    asl_formula formula;
    int code = read_side(&formula, family, 1, err);
    return code == ASL_OK ? read_side(&formula, family, 0, err) : code;
}

/* --- memory */

void asl_reference_done(void) { mpfr_free_cache(); }

static void (*without_memory)(void);

static void *allocate(size_t n)
{
    void *p = malloc(n);
    if (p == NULL) without_memory();
    return p;
}

static void *reallocate(void *old, size_t unused, size_t n)
{
    (void)unused;
    void *p = realloc(old, n);
    if (p == NULL) without_memory();
    return p;
}

void asl_reference_without_memory(void (*end)(void))
{
    without_memory = end;
    mp_set_memory_functions(allocate, reallocate, NULL);
}
