/* Declarations for `make bench`. */
#ifndef ASL_TESTS_BENCH_H
#define ASL_TESTS_BENCH_H

/* Matrix products: tests/bench/product.c. */
void bench_products(void);

#endif
