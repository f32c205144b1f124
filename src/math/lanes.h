/* Vectors of LANES numbers, and masks that say for each lane whether a condition holds.
 *
 * This header is a template. A source file defines
 *
 *   LANE_BITS   64 for double, 32 for float
 *   LANES       numbers in a vector, a power of two; 1 makes a vector a plain number
 *
 * and then includes it once. Every operation rounds each lane as the scalar operation does, so that a lane has the same
 * bits for every number of lanes, instruction set and compiler.
 *
 *   real vec mask bits     number, vector, condition of each lane, and the vector's bits as unsigned integers
 *   all(x)                 x in each lane
 *   less equal not and     conditions; less and equal are false for NaN
 *   pick(m, a, b)          a where m holds, b elsewhere
 *   bits_of of_bits        reinterpret
 *   root(x)                square root
 *   mul_low_words(a, b)    LANE_BITS 64: product of the low 32 bits of each lane */
#ifndef ASL_MATH_LANES_H
#define ASL_MATH_LANES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if LANE_BITS == 64
typedef double real;
typedef uint64_t lane_word;
typedef int64_t lane_signed;
#else
typedef float real;
typedef uint32_t lane_word;
typedef int32_t lane_signed;
#endif

#if defined(__AVX512F__) && LANES * LANE_BITS == 512
#define LANES_AVX512 1
#endif
#if LANE_BITS == 64
#define LANES_INTRINSIC(name) name##_pd
#else
#define LANES_INTRINSIC(name) name##_ps
#endif
#if defined(__x86_64__) && LANES > 1
#include <immintrin.h>
#elif defined(__aarch64__) && LANES > 1
#include <arm_neon.h>
#endif

#if LANES == 1

typedef real vec;
typedef lane_word bits;
typedef bool mask;
static inline vec all(real x) { return x; }
static inline mask less(vec a, vec b) { return a < b; }
static inline mask equal(vec a, vec b) { return a == b; }
static inline mask not(mask m) { return !m; }
static inline mask and (mask a, mask b) { return a && b; }
static inline vec pick(mask m, vec a, vec b) { return m ? a : b; }

static inline bits bits_of(vec x)
{
    bits b;
    memcpy(&b, &x, sizeof b);
    return b;
}

static inline vec of_bits(bits b)
{
    vec x;
    memcpy(&x, &b, sizeof x);
    return x;
}

#else

typedef real vec __attribute__((vector_size(LANES * sizeof(real))));
typedef lane_word bits __attribute__((vector_size(LANES * sizeof(real))));
static inline vec all(real x) { return x - (vec){0}; }
static inline bits bits_of(vec x) { return (bits)x; }
static inline vec of_bits(bits b) { return (vec)b; }

#ifdef LANES_AVX512 /* a condition is one bit for each lane, in a mask register */
#if LANE_BITS == 64
typedef __mmask8 mask;
static inline mask less(vec a, vec b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
static inline mask equal(vec a, vec b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
static inline vec pick(mask m, vec a, vec b) { return _mm512_mask_blend_pd(m, b, a); }
#else
typedef __mmask16 mask;
static inline mask less(vec a, vec b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
static inline mask equal(vec a, vec b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
static inline vec pick(mask m, vec a, vec b) { return _mm512_mask_blend_ps(m, b, a); }
#endif
static inline mask not(mask m) { return (mask)~m; }
static inline mask and (mask a, mask b) { return (mask)(a & b); }
#else /* a condition is all ones or all zeros in each lane */
typedef lane_signed mask __attribute__((vector_size(LANES * sizeof(real))));
static inline mask less(vec a, vec b) { return a < b; }
static inline mask equal(vec a, vec b) { return a == b; }
static inline mask not(mask m) { return ~m; }
static inline mask and (mask a, mask b) { return a & b; }
static inline vec pick(mask m, vec a, vec b) { return (vec)((m & (mask)a) | (~m & (mask)b)); }
#endif

#endif

static inline vec root(vec x)
{
#if LANES == 1 && LANE_BITS == 64
    return __builtin_sqrt(x);
#elif LANES == 1
    return __builtin_sqrtf(x);
#elif defined(LANES_AVX512)
    return LANES_INTRINSIC(_mm512_sqrt)(x);
#elif defined(__AVX__) && LANES * LANE_BITS == 256
    return LANES_INTRINSIC(_mm256_sqrt)(x);
#elif defined(__x86_64__) && LANES * LANE_BITS == 128
    return LANES_INTRINSIC(_mm_sqrt)(x);
#elif defined(__aarch64__) && LANES * LANE_BITS == 128 && LANE_BITS == 64
    return vsqrtq_f64(x);
#elif defined(__aarch64__) && LANES * LANE_BITS == 128
    return vsqrtq_f32(x);
#else
    for (int i = 0; i < LANES; i++) x[i] = (real)__builtin_sqrt((double)x[i]); /* exact rounding for floats too */
    return x;
#endif
}

#if LANE_BITS == 64
static inline bits mul_low_words(bits a, bits b)
{
#if defined(LANES_AVX512)
    return (bits)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined(__AVX2__) && LANES == 4
    return (bits)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined(__x86_64__) && LANES == 2
    return (bits)_mm_mul_epu32((__m128i)a, (__m128i)b);
#else
    return (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF);
#endif
}
#endif

#endif
