/* Parser of the formulas in the registry, which are written for people.
 *
 *   formula     expression { , name = expression }     names may be used before or after their definition
 *   expression  sum | sum > sum ? expression : expression | sum < sum ? expression : expression
 *   sum         term { + term | - term }
 *   term        factor { * factor | / factor | factor }   juxtaposition is a product: a q log p; evaluated from left to
 *                                                         right, so b / 2 q is (b / 2) q
 *   factor      - factor | power
 *   power       atom [ ^ exponent ]       binds tighter than a minus sign: -q^2 is -(q^2)
 *   exponent    - exponent | power        from right to left, and constant: without p, q and z
 *   atom        number | name | ( expression ) | max(a, b) | min(a, b) | function power
 *   function    log exp sigmoid softplus, and detach, whose argument is constant in the gradient
 *   number      digits [ . digits ]       exactly this decimal number
 *   name        letters, digits and _; p, q, z, a parameter of the loss, or a definition of the formula
 *
 * A function applies to the following power: log p^2 is log(p^2). A power after an argument in parentheses is
 * ambiguous and rejected; write (log(x))^2 or log((x)^2).
 *
 * At most ASL_FORMULA_CHARS characters, and ASL_FORMULA_UNFOLDED operations after substituting all definitions, so
 * that every parsed formula can be evaluated.
 *
 *     -u^gamma_neg log(1 - u), u = max(p - margin, 0)
 *     p > tau ? -q^gamma log p : p^gamma softplus(z)
 *
 * A formula refers to its text and the family, and owns nothing. */
#ifndef ASL_REFERENCE_FORMULA_H
#define ASL_REFERENCE_FORMULA_H

#include "loss/loss.h"

enum { ASL_FORMULA_NODES = 160, ASL_FORMULA_NAMES = 12, ASL_FORMULA_DIGITS = 40 };
enum { ASL_FORMULA_CHARS = 2000, ASL_FORMULA_UNFOLDED = 5000 };

typedef enum asl_operation {
    ASL_NUMBER, /* at `text` */
    ASL_Z,
    ASL_P,
    ASL_Q,
    ASL_PARAMETER,  /* parameter arg[0] of the family */
    ASL_DEFINITION, /* names[arg[0]] */
    ASL_NEGATE,     /* of node arg[0], like all operations below */
    ASL_ADD,
    ASL_SUBTRACT,
    ASL_MULTIPLY,
    ASL_DIVIDE,
    ASL_POWER,
    ASL_IF_MORE, /* arg[0] > arg[1] ? arg[2] : arg[3] */
    ASL_IF_LESS,
    ASL_MAX,
    ASL_MIN,
    ASL_DETACH,
    ASL_LOG,
    ASL_EXP,
    ASL_SIGMOID,
    ASL_SOFTPLUS
} asl_operation;

typedef struct asl_node {
    asl_operation operation;
    int arg[4];
    const char *text; /* position in the formula */
} asl_node;

typedef struct asl_definition {
    const char *name; /* of `length` characters */
    size_t length;
    int root; /* node */
} asl_definition;

typedef struct asl_formula {
    asl_node nodes[ASL_FORMULA_NODES];
    asl_definition names[ASL_FORMULA_NAMES];
    size_t nnodes, nnames;
    int root;
} asl_formula;

/* Parse a formula. ASL_BAD if it is not valid, for example "column 9, at 'gama log p': ...". */
int asl_formula_read(asl_formula *f, const char *text, const asl_family *family, asl_error *err);

/* Copy the digits of an ASL_NUMBER to out [ASL_FORMULA_DIGITS]; returns out. */
const char *asl_formula_number(const asl_node *node, char *out);

#endif
