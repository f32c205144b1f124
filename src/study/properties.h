/* Properties of the negative side of losses, over any grid of their parameters: p*, peak, limits, and the paper's
 * table 1. */
#ifndef ASL_STUDY_PROPERTIES_H
#define ASL_STUDY_PROPERTIES_H

#include "base/list.h"
#include "base/row.h"
#include "loss/loss.h"

typedef struct asl_param_axis {
    int param; /* index into the family's parameters */
    asl_list values;
} asl_param_axis;

typedef struct asl_properties {
    const asl_loss *losses; /* [nlosses] */
    size_t nlosses;
    const asl_param_axis *axes; /* [naxes], the last one runs fastest; needs nlosses == 1, whose values they replace */
    size_t naxes;
} asl_properties;

/* One row a loss, up to ASL_MOST_ROWS. Columns: loss (in full), one per axis, then those of asl_shape:
 *   p_star p_star_logit peak   where grad has its highest interior maximum, as p and as logit, and grad there (nan: it
 *                              has none; inf: grad is unbounded)
 *   grad_end                   limit of grad as p -> 1
 *   jump                       step of grad at a kink (the margin, or where the loss changes its form), signed
 *   order                      grad / p falls to 0 towards the easy end with this power (0: it does not)
 *   hard_threshold soft_threshold discards_mislabelled continuous_gradient
 *                              0 or 1: the columns of table 1
 * ASL_BAD if a value is outside its parameter's range or the grid is too large; else fails if the visitor does, or memory is
 * short. */
int asl_properties_run(const asl_properties *p, asl_visitor visitor, asl_error *err);

#endif
