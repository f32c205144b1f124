/* Internal interface of kernel.c and its variants. */
#ifndef ASL_LOSS_KERNEL_VARIANT_H
#define ASL_LOSS_KERNEL_VARIANT_H

#include "loss/loss.h"

typedef void asl_kernel_f64_fn(const asl_focus *f, size_t n, const double *z, const signed char *y, double *value,
                               double *grad);
typedef void asl_kernel_f32_fn(const asl_focus *f, size_t n, const float *z, const signed char *y, float *value,
                               float *grad);

asl_kernel_f64_fn asl_kernel_f64_avx512, asl_kernel_f64_avx2, asl_kernel_f64_128, asl_kernel_f64_scalar;
asl_kernel_f32_fn asl_kernel_f32_avx512, asl_kernel_f32_avx2, asl_kernel_f32_128, asl_kernel_f32_scalar;

#endif
