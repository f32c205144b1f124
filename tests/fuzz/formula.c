/* Formulas in 256 bits: parse(print(parse(x))) = parse(x), where print puts every operation in parentheses. A formula
 * that can be read can also be computed in finite time. The parameters are those of asl. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "reference/formula.h"
#include "reference/reference.h"

static const char *const functions[] = {
    [ASL_MAX] = "max", [ASL_MIN] = "min",         [ASL_DETACH] = "detach",    [ASL_LOG] = "log",
    [ASL_EXP] = "exp", [ASL_SIGMOID] = "sigmoid", [ASL_SOFTPLUS] = "softplus"};
static const char *const signs[] = {
    [ASL_ADD] = "+", [ASL_SUBTRACT] = "-", [ASL_MULTIPLY] = "*", [ASL_DIVIDE] = "/", [ASL_POWER] = "^"};

static void print(const asl_formula *f, const asl_family *family, int node, asl_strbuf *t);

static void print_call(const asl_formula *f, const asl_family *family, const asl_node *x, asl_strbuf *t)
{
    asl_strbuf_format(t, "(%s(", functions[x->operation]);
    print(f, family, x->arg[0], t);
    if (x->operation == ASL_MAX || x->operation == ASL_MIN) {
        asl_strbuf_add(t, ", ");
        print(f, family, x->arg[1], t);
    }
    asl_strbuf_add(t, "))");
}

static void print_choice(const asl_formula *f, const asl_family *family, const asl_node *x, asl_strbuf *t)
{
    static const char *const between[] = {"", "", " ? ", " : "};
    asl_strbuf_add(t, "(");
    for (int i = 0; i < 4; i++) {
        asl_strbuf_add(t, i == 1 ? (x->operation == ASL_IF_MORE ? " > " : " < ") : between[i]);
        print(f, family, x->arg[i], t);
    }
    asl_strbuf_add(t, ")");
}

static void print(const asl_formula *f, const asl_family *family, int node, asl_strbuf *t)
{
    MUST(node >= 0 && (size_t)node < f->nnodes, "node %d of %zu", node, f->nnodes);
    const asl_node *x = &f->nodes[node];
    char digits[ASL_FORMULA_DIGITS];
    switch (x->operation) {
    case ASL_NUMBER: asl_strbuf_add(t, asl_formula_number(x, digits)); break;
    case ASL_Z: asl_strbuf_add(t, "z"); break;
    case ASL_P: asl_strbuf_add(t, "p"); break;
    case ASL_Q: asl_strbuf_add(t, "q"); break;
    case ASL_PARAMETER: asl_strbuf_add(t, family->params[x->arg[0]].name); break;
    case ASL_DEFINITION: asl_strbuf_add_bytes(t, f->names[x->arg[0]].name, f->names[x->arg[0]].length); break;
    case ASL_NEGATE:
        asl_strbuf_add(t, "(-");
        print(f, family, x->arg[0], t);
        asl_strbuf_add(t, ")");
        break;
    case ASL_ADD:
    case ASL_SUBTRACT:
    case ASL_MULTIPLY:
    case ASL_DIVIDE:
    case ASL_POWER:
        asl_strbuf_add(t, "(");
        print(f, family, x->arg[0], t);
        asl_strbuf_format(t, " %s ", signs[x->operation]);
        print(f, family, x->arg[1], t);
        asl_strbuf_add(t, ")");
        break;
    case ASL_IF_MORE:
    case ASL_IF_LESS: print_choice(f, family, x, t); break;
    default: print_call(f, family, x, t); break;
    }
}

static bool before(const asl_definition *a, const asl_definition *b)
{
    size_t n = a->length < b->length ? a->length : b->length;
    int order = memcmp(a->name, b->name, n);
    return order < 0 || (order == 0 && a->length < b->length);
}

/* Returns the formula as text, followed by its definitions in the order of their names. */
static char *printed(const asl_formula *f, const asl_family *family)
{
    asl_strbuf t = {0};
    const asl_definition *last = NULL;
    print(f, family, f->root, &t);
    for (size_t i = 0; i < f->nnames; i++) {
        const asl_definition *next = NULL;
        for (const asl_definition *d = f->names; d < f->names + f->nnames; d++) {
            if ((last == NULL || before(last, d)) && (next == NULL || before(d, next))) next = d;
        }
        MUST(next != NULL, "names are different");
        asl_strbuf_add(&t, ", ");
        asl_strbuf_add_bytes(&t, next->name, next->length);
        asl_strbuf_add(&t, " = ");
        print(f, family, next->root, &t);
        last = next;
    }
    return fuzz_take(&t);
}

static void compute(const asl_family *asl, const char *text)
{
    asl_family family = *asl;
    family.formula_pos = family.formula_neg = text;
    asl_loss loss;
    asl_loss_value jet;
    asl_error err;
    double theta[ASL_MAX_PARAMS];
    for (size_t i = 0; i < ASL_MAX_PARAMS; i++) theta[i] = family.params[i].def;
    MUST(asl_loss_set(&loss, &family, theta, &err) == ASL_OK, "defaults do: %s", err.text);
    MUST(asl_reference_jet(&loss, 0.75, false, 0, &jet, &err) == ASL_OK, "it can be computed: %s", err.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const asl_family *family = asl_family_find("asl", NULL);
    asl_formula f, again;
    asl_error err;
    char *text = fuzz_text(data, n);
    if (fuzz_accepted(asl_formula_read(&f, text, family, &err), &err)) {
        compute(family, text);
        char *first = printed(&f, family);
        if (strlen(first) > ASL_FORMULA_CHARS) goto done;
        int code = asl_formula_read(&again, first, family, &err);
        MUST(code == ASL_OK, "what was printed can be read: %s\n%s", err.text, first);
        MUST(again.nnodes == f.nnodes && again.nnames == f.nnames, "as many nodes and names: %s", first);
        char *second = printed(&again, family);
        MUST(strcmp(first, second) == 0, "what was printed reads back:\n%s\n%s", first, second);
        free(second);
    done:
        free(first);
    }
    free(text);
    return 0;
}
