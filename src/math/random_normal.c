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
    for (size_t left = n, some; left > 0; left -= some, index += some / 2, out += some) {
        some = left < 2 * ASL_NORMAL_BLOCK ? left : 2 * ASL_NORMAL_BLOCK;
        run(key, index, (some + 1) / 2, first, second);
        for (size_t k = 0; k < some / 2; k++) {
            out[2 * k] = first[k];
            out[2 * k + 1] = second[k];
        }
        if (some % 2 == 1) out[some - 1] = first[some / 2];
    }
}

void asl_random_first_normals(asl_random_key key, size_t n, const uint64_t *index, double *out)
{
    each_variants[asl_variant_chosen()](key, n, index, out);
}
