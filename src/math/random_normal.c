#include "math/random_normal_variant.h"
#include "math/variant.h"

static asl_normal_run_fn *const run_variants[ASL_VARIANTS] = ASL_VARIANT_TABLE(asl_normal_run);
static asl_normal_each_fn *const each_variants[ASL_VARIANTS] = ASL_VARIANT_TABLE(asl_normal_each);

void asl_random_normals(asl_random_key key, uint64_t index, double out[2])
{
    asl_normal_run_scalar(key, index, 1, &out[0], &out[1]);
}

void asl_random_fill_normals(asl_random_key key, uint64_t index, size_t n, double *out)
{
    asl_normal_run_fn *run = run_variants[asl_variant_chosen()];
    double first[ASL_NORMAL_BLOCK], second[ASL_NORMAL_BLOCK];
    for (size_t i = 0, left = (n + 1) / 2; i < (n + 1) / 2; i += ASL_NORMAL_BLOCK, left -= ASL_NORMAL_BLOCK) {
        size_t some = left < ASL_NORMAL_BLOCK ? left : ASL_NORMAL_BLOCK;
        run(key, index + i, some, first, second);
        for (size_t k = 0; k < some; k++) {
            out[2 * (i + k)] = first[k];
            if (2 * (i + k) + 1 < n) out[2 * (i + k) + 1] = second[k];
        }
    }
}

void asl_random_first_normals(asl_random_key key, size_t n, const uint64_t *index, double *out)
{
    each_variants[asl_variant_chosen()](key, n, index, out);
}
