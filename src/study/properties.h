/* Properties of the negative side of losses, over any grid of their parameters: p*, peak, limits, and the paper's
 * table 1. */
#ifndef ASL_STUDY_PROPERTIES_H
#define ASL_STUDY_PROPERTIES_H

#include "base/column.h"
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

/* The columns of a row, an asl_shape (loss/shape.h), after those of the loss and the axes. */
extern const asl_column asl_shape_columns[];

/* One row a loss, up to ASL_MOST_ROWS. Columns: loss (in full), one per axis, then asl_shape_columns. ASL_BAD if a value
 * is outside its parameter's range or the grid is too large; else fails if the visitor does, or memory is short. */
int asl_properties_run(const asl_properties *p, asl_visitor visitor, asl_error *err);

#endif
