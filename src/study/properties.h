/* Properties of the negative side of losses over a grid of their parameters: p*, peak, limits, and the paper's table
 * 1. */
#ifndef ASL_STUDY_PROPERTIES_H
#define ASL_STUDY_PROPERTIES_H

#include "base/axis_values.h"
#include "base/column.h"
#include "base/row.h"
#include "loss/loss.h"

typedef struct asl_param_axis {
    int param; /* index of the family's parameter */
    asl_axis_values values;
} asl_param_axis;

typedef struct asl_properties {
    const asl_loss *losses; /* [nlosses] */
    size_t nlosses;
    const asl_param_axis *axes; /* [naxes] the last one varies fastest; needs nlosses == 1, whose values they replace */
    size_t naxes;
} asl_properties;

/* The columns from an asl_gradient_shape (loss/gradient_shape.h), which follow those of the loss and the axes. */
extern const asl_column asl_gradient_shape_columns[];

/* Make one row per loss, up to ASL_MOST_ROWS. Columns: loss (full text), one per axis, then asl_gradient_shape_columns.
 * ASL_BAD if a value is outside the range of its parameter or the grid is too large; otherwise fails only if the
 * visitor does or memory runs out. */
int asl_properties_run(const asl_properties *p, asl_row_sink visitor, asl_error *err);

#endif
