/* Internal interface of claims.c, which collects the rows of claims, and claims_find.c, which judges them. */
#ifndef ASL_STUDY_CLAIM_CHECK_H
#define ASL_STUDY_CLAIM_CHECK_H

#include <stdbool.h>

#include "study/claims.h"

typedef enum asl_claim_measure {
    ASL_CLAIM_VALUE,
    ASL_CLAIM_MIN,
    ASL_CLAIM_MAX,
    ASL_CLAIM_SUM,
    ASL_CLAIM_RISE,
    ASL_CLAIM_ARGMIN,
    ASL_CLAIM_ARGMAX,
    ASL_CLAIM_SETTLES
} asl_claim_measure;

/* A selected row. */
typedef struct asl_claim_point {
    long long seed;
    double x, y; /* values of the columns `over` and `column` */
} asl_claim_point;

typedef struct asl_claim_points {
    asl_claim_point *at; /* [n] in the order of the rows */
    size_t n, capacity;
} asl_claim_points;

/* A parsed claim. It holds for a number in [low, high]; the bounds are included if `closed`. */
typedef struct asl_claim_spec {
    const asl_claim *claim;
    asl_claim_measure measure;
    double low, high;
    bool closed;
    double band, band_width; /* for settles */
} asl_claim_spec;

/* The four sets of rows that a claim can select. */
enum asl_claim_part { ASL_CLAIM_WHERE, ASL_CLAIM_MINUS, ASL_CLAIM_THAN, ASL_CLAIM_THAN_MINUS, ASL_CLAIM_PARTS };

/* Compute the number, its interval and the verdict from the points of each part. Without seeds the interval is the
 * number itself. ASL_BAD if nothing is selected, or several rows although one is needed. */
int asl_claim_answer(const asl_claim_spec *q, const asl_claim_points points[ASL_CLAIM_PARTS], bool seeded,
                     asl_claim_result *claim_result, asl_error *err);

#endif
