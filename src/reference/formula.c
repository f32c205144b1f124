#include "reference/formula.h"

#include <math.h>
#include <string.h>

#include "base/numbers.h"

enum { NOWHERE = -1 };

typedef struct reader {
    asl_formula *f;
    const asl_family *family;
    const char *text, *at;
    int code; /* of the first failure; *at is then the end */
    asl_error *err;
} reader;

static const struct {
    const char *name;
    asl_operation operation;
    int args;
} functions[] = {
    {"log", ASL_LOG, 1}, {"exp", ASL_EXP, 1}, {"sigmoid", ASL_SIGMOID, 1}, {"softplus", ASL_SOFTPLUS, 1},
    {"max", ASL_MAX, 2}, {"min", ASL_MIN, 2}, {"detach", ASL_DETACH, 1},
};
enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

static int expression(reader *r);
static int power(reader *r);

static int refuse(reader *r, const char *at, const char *problem)
{
    size_t column = (size_t)(at - r->text) + 1;
    if (r->code == ASL_OK && *at == '\0') r->code = asl_fail(r->err, ASL_BAD, "column %zu (end): %s", column, problem);
    if (r->code == ASL_OK) r->code = asl_fail(r->err, ASL_BAD, "column %zu, at '%.20s': %s", column, at, problem);
    r->at = r->text + strlen(r->text);
    return NOWHERE;
}

static int add(reader *r, asl_operation operation, const char *text, int a, int b)
{
    if (r->code != ASL_OK) return NOWHERE;
    if (r->f->nnodes == ASL_FORMULA_NODES) return refuse(r, text, "the formula is too long");
    r->f->nodes[r->f->nnodes] = (asl_node){operation, {a, b, NOWHERE, NOWHERE}, text};
    return (int)r->f->nnodes++;
}

/* --- characters and words */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

static char next(reader *r)
{
    while (*r->at == ' ') r->at++;
    return *r->at;
}

static bool take(reader *r, char c)
{
    bool there = next(r) == c;
    if (there) r->at++;
    return there;
}

static void expect(reader *r, char c, const char *problem)
{
    if (!take(r, c)) refuse(r, r->at, problem);
}

static size_t word_length(const char *at)
{
    size_t n = 0;
    while (is_letter(at[n]) || (n > 0 && is_digit(at[n]))) n++;
    return n;
}

static bool same_word(const char *name, const char *at, size_t n)
{
    return strlen(name) == n && memcmp(name, at, n) == 0;
}

static size_t find_function(const char *at, size_t n)
{
    size_t i = 0;
    while (i < FUNCTIONS && !same_word(functions[i].name, at, n)) i++;
    return i;
}

static size_t find_parameter(const asl_family *family, const char *at, size_t n)
{
    size_t i = 0;
    while (i < asl_family_params(family) && !same_word(family->params[i].name, at, n)) i++;
    return i;
}

/* Index of the definition of this name; added if the name is new. */
static int find_definition(reader *r, const char *at, size_t n)
{
    asl_formula *f = r->f;
    for (size_t i = 0; i < f->nnames; i++) {
        if (f->names[i].length == n && memcmp(f->names[i].name, at, n) == 0) return (int)i;
    }
    if (f->nnames == ASL_FORMULA_NAMES) return refuse(r, at, "too many names");
    f->names[f->nnames] = (asl_definition){at, n, NOWHERE};
    return (int)f->nnames++;
}

/* --- the grammar */

static size_t number_length(const char *at)
{
    size_t n = 0;
    while (is_digit(at[n])) n++;
    if (n > 0 && at[n] == '.' && is_digit(at[n + 1])) {
        n++;
        while (is_digit(at[n])) n++;
    }
    return n;
}

static int number(reader *r)
{
    const char *at = r->at;
    size_t n = number_length(at);
    if (n >= ASL_FORMULA_DIGITS) return refuse(r, at, "too many digits");
    r->at += n;
    return add(r, ASL_NUMBER, at, NOWHERE, NOWHERE);
}

static int call(reader *r, const char *at, size_t function)
{
    asl_operation operation = functions[function].operation;
    bool enclosed = next(r) == '(';
    if (functions[function].args == 1 && !enclosed) return add(r, operation, at, power(r), NOWHERE);
    expect(r, '(', "expected (");
    int a = expression(r), b = NOWHERE;
    if (functions[function].args == 2) {
        expect(r, ',', "expected a comma and a second argument");
        b = expression(r);
    }
    expect(r, ')', "expected )");
    if (functions[function].args == 1 && next(r) == '^')
        return refuse(r, r->at, "ambiguous power; write (f(x))^n or f((x)^n)");
    return add(r, operation, at, a, b);
}

static int name(reader *r)
{
    static const char letters[] = "zpq";
    const char *at = r->at;
    size_t n = word_length(at), function = find_function(at, n), parameter = find_parameter(r->family, at, n);
    r->at += n;
    if (function < FUNCTIONS) return call(r, at, function);
    if (parameter < asl_family_params(r->family)) return add(r, ASL_PARAMETER, at, (int)parameter, NOWHERE);
    if (n == 1 && strchr(letters, *at) != NULL)
        return add(r, ASL_Z + (asl_operation)(strchr(letters, *at) - letters), at, NOWHERE, NOWHERE);
    return add(r, ASL_DEFINITION, at, find_definition(r, at, n), NOWHERE);
}

static bool begins_atom(char c) { return is_digit(c) || is_letter(c) || c == '('; }

static int atom(reader *r)
{
    char c = next(r);
    if (is_digit(c)) return number(r);
    if (is_letter(c)) return name(r);
    if (!take(r, '(')) return refuse(r, r->at, "expected a number, a name or (");
    int inside = expression(r);
    expect(r, ')', "expected )");
    return inside;
}

static int exponent(reader *r)
{
    const char *at = r->at;
    return take(r, '-') ? add(r, ASL_NEGATE, at, exponent(r), NOWHERE) : power(r);
}

static int power(reader *r)
{
    int base = atom(r);
    next(r);
    const char *at = r->at;
    return take(r, '^') ? add(r, ASL_POWER, at, base, exponent(r)) : base;
}

static int factor(reader *r)
{
    next(r);
    const char *at = r->at;
    return take(r, '-') ? add(r, ASL_NEGATE, at, factor(r), NOWHERE) : power(r);
}

static int term(reader *r)
{
    int left = factor(r);
    for (char c; (c = next(r)) == '*' || c == '/' || begins_atom(c);) {
        const char *at = r->at;
        if (!begins_atom(c)) r->at++;
        left = add(r, c == '/' ? ASL_DIVIDE : ASL_MULTIPLY, at, left, begins_atom(c) ? power(r) : factor(r));
    }
    return left;
}

static int sum(reader *r)
{
    int left = term(r);
    for (char c; (c = next(r)) == '+' || c == '-';) {
        const char *at = r->at++;
        left = add(r, c == '+' ? ASL_ADD : ASL_SUBTRACT, at, left, term(r));
    }
    return left;
}

static int expression(reader *r)
{
    int left = sum(r);
    char c = next(r);
    if (c != '>' && c != '<') return left;
    const char *at = r->at++;
    int choice = add(r, c == '>' ? ASL_IF_MORE : ASL_IF_LESS, at, left, sum(r));
    expect(r, '?', "expected ? after a comparison");
    int yes = expression(r);
    expect(r, ':', "expected :");
    int no = expression(r);
    if (r->code != ASL_OK) return NOWHERE;
    r->f->nodes[choice].arg[2] = yes;
    r->f->nodes[choice].arg[3] = no;
    return choice;
}

static void definition(reader *r)
{
    next(r);
    const char *at = r->at;
    size_t n = word_length(at);
    if (n == 0) refuse(r, at, "expected a name, as in u = max(p - margin, 0)");
    bool known = find_function(at, n) < FUNCTIONS || find_parameter(r->family, at, n) < asl_family_params(r->family) ||
                 (n == 1 && strchr("zpq", *at) != NULL);
    if (known) refuse(r, at, "this name is reserved");
    r->at += r->code == ASL_OK ? n : 0;
    expect(r, '=', "expected =");
    int i = r->code == ASL_OK ? find_definition(r, at, n) : NOWHERE, root = expression(r);
    if (r->code != ASL_OK) return;
    if (r->f->names[i].root != NOWHERE) refuse(r, at, "this name is defined twice");
    r->f->names[i].root = root;
}

/* --- checks beyond the grammar */

/* Number of operations of a node after all definitions are substituted; inf if definitions are circular. size
 * [nnames]: those of the definitions, 0 if not yet known. */
static double unfolded(const asl_formula *f, int node, double *size)
{
    if (node == NOWHERE) return 0;
    const asl_node *x = &f->nodes[node];
    if (x->operation == ASL_DEFINITION) {
        double *s = &size[x->arg[0]];
        if (*s > 0) return *s;
        *s = ASL_INF; /* for circular definitions that return here */
        return *s = unfolded(f, f->names[x->arg[0]].root, size);
    }
    double n = 1;
    for (int i = 0; i < 4 && x->operation >= ASL_NEGATE; i++) n += unfolded(f, x->arg[i], size);
    return n;
}

static bool varies(const asl_formula *f, int node)
{
    if (node == NOWHERE) return false;
    const asl_node *x = &f->nodes[node];
    if (x->operation == ASL_DEFINITION) return varies(f, f->names[x->arg[0]].root);
    if (x->operation < ASL_NEGATE) return x->operation == ASL_Z || x->operation == ASL_P || x->operation == ASL_Q;
    return varies(f, x->arg[0]) || varies(f, x->arg[1]) || varies(f, x->arg[2]) || varies(f, x->arg[3]);
}

static void check(reader *r)
{
    const asl_formula *f = r->f;
    for (size_t i = 0; i < f->nnames; i++) {
        if (f->names[i].root == NOWHERE)
            refuse(r, f->names[i].name, "unknown name; it is not p, q, z, a function, a parameter or a definition");
    }
    double size[ASL_FORMULA_NAMES] = {0}, all = 0;
    for (size_t i = 0; i < f->nnames && r->code == ASL_OK; i++) {
        double n = unfolded(f, f->names[i].root, size);
        if (isinf(n)) refuse(r, f->names[i].name, "circular definition");
        all += n;
    }
    if (r->code == ASL_OK && all + unfolded(f, f->root, size) > (double)ASL_FORMULA_UNFOLDED)
        refuse(r, r->text, "too many operations after substituting the definitions");
    for (size_t i = 0; i < f->nnodes && r->code == ASL_OK; i++) {
        if (f->nodes[i].operation == ASL_POWER && varies(f, f->nodes[i].arg[1]))
            refuse(r, f->nodes[i].text, "an exponent must be constant");
    }
}

int asl_formula_read(asl_formula *f, const char *text, const asl_family *family, asl_error *err)
{
    reader r = {.f = f, .family = family, .text = text, .at = text, .err = err};
    *f = (asl_formula){0};
    if (strlen(text) > ASL_FORMULA_CHARS) return asl_fail(err, ASL_BAD, "longer than %d characters", ASL_FORMULA_CHARS);
    f->root = expression(&r);
    while (take(&r, ',')) definition(&r);
    if (next(&r) != '\0') refuse(&r, r.at, "expected an operator, a comma or the end");
    if (r.code == ASL_OK) check(&r);
    return r.code;
}

const char *asl_formula_number(const asl_node *node, char *out)
{
    size_t n = number_length(node->text);
    memcpy(out, node->text, n);
    out[n] = '\0';
    return out;
}
