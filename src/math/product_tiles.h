/* The product of src/math/product.h, written once for vectors of any width. Included by product_*.c after
 *
 *   PRODUCT         the function's name
 *   LANES           floats in a vector
 *   ROWS, VECTORS   the tile of outputs that is kept in registers: ROWS rows of VECTORS vectors
 *   FMA(x, y, z)    x y + z of vectors, with one rounding
 *
 * op(b) is copied into a panel of DEPTH rows and as many columns as a tile has, filled up with zeros. Tiles go down
 * the rows of op(a) for each panel. Where k exceeds DEPTH, the sums wait in c between two panels, which changes no bit
 * of them. The last rows and columns are computed in tiles of the full size, of which only a part is stored. */
#include <string.h>

#ifndef DEPTH
#define DEPTH 128
#endif
enum { WIDTH = LANES * VECTORS, BLOCK = 4 * ROWS, WIDE = 256 };

typedef float vec __attribute__((vector_size(LANES * sizeof(float))));
typedef float quad __attribute__((vector_size(16)));
typedef int quad_index __attribute__((vector_size(16)));

#define INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define MIX(x, y, ...) __builtin_shufflevector(x, y, __VA_ARGS__)
#else
#define MIX(x, y, ...) __builtin_shuffle(x, y, (quad_index){__VA_ARGS__})
#endif

/* clang takes minutes to compile unrolled loops with checks at every memory access. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define UNROLL
#endif
#endif
#ifdef UNROLL
#elif defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

INLINE vec load(const float *x)
{
    vec v;
    memcpy(&v, x, sizeof v);
    return v;
}

INLINE vec all(float x) { return x - (vec){0}; }

/* --- packing */

/* A panel and its position in op(b) and c. */
typedef struct panel_part {
    size_t first, depth;    /* its rows of op(b) */
    size_t column, columns; /* its columns */
    bool last;              /* its rows are the last ones */
    _Alignas(64) float b[DEPTH * WIDTH];
    float bias[WIDTH];
} panel_part;

INLINE quad load_quad(const float *x)
{
    quad v;
    memcpy(&v, x, sizeof v);
    return v;
}

/* to [4, WIDTH]: four columns of the panel from four rows of b. */
INLINE void transpose_quads(const float *b, size_t stride, float *to)
{
    quad r0 = load_quad(b), r1 = load_quad(b + stride), r2 = load_quad(b + 2 * stride), r3 = load_quad(b + 3 * stride);
    quad low01 = MIX(r0, r1, 0, 4, 1, 5), high01 = MIX(r0, r1, 2, 6, 3, 7);
    quad low23 = MIX(r2, r3, 0, 4, 1, 5), high23 = MIX(r2, r3, 2, 6, 3, 7);
    quad columns[4] = {MIX(low01, low23, 0, 1, 4, 5), MIX(low01, low23, 2, 3, 6, 7), MIX(high01, high23, 0, 1, 4, 5),
                       MIX(high01, high23, 2, 3, 6, 7)};
    for (int i = 0; i < 4; i++) memcpy(to + i * WIDTH, &columns[i], sizeof columns[i]);
}

/* panel [depth, WIDTH] from b stored as [.., stride >= depth]. */
static void pack_transposed(const float *b, size_t stride, size_t depth, size_t columns, float *panel)
{
    size_t j = 0;
    for (; j + 4 <= columns; j += 4) {
        size_t i = 0;
        for (; i + 4 <= depth; i += 4) transpose_quads(b + j * stride + i, stride, panel + i * WIDTH + j);
        for (; i < depth; i++) {
            for (size_t c = j; c < j + 4; c++) panel[i * WIDTH + c] = b[c * stride + i];
        }
    }
    for (; j < columns; j++) {
        for (size_t i = 0; i < depth; i++) panel[i * WIDTH + j] = b[j * stride + i];
    }
}

INLINE void pack_straight(const float *b, size_t stride, size_t depth, const int vectors, size_t columns, float *panel)
{
    for (size_t i = 0; i < depth; i++, b += stride, panel += WIDTH) {
        if (columns == (size_t)vectors * LANES) {
            UNROLL for (int v = 0; v < vectors; v++) memcpy(panel + v * LANES, b + v * LANES, sizeof(vec));
        } else {
            memcpy(panel, b, columns * sizeof *b);
        }
    }
}

INLINE void pack(const asl_product *p, const int vectors, panel_part *to)
{
    for (size_t i = 0; i < to->depth && to->columns < (size_t)vectors * LANES; i++)
        memset(to->b + i * WIDTH + to->columns, 0, ((size_t)vectors * LANES - to->columns) * sizeof *to->b);
    if (p->b_transposed) {
        pack_transposed(p->b + to->column * p->k + to->first, p->k, to->depth, to->columns, to->b);
    } else {
        pack_straight(p->b + to->first * p->n + to->column, p->n, to->depth, vectors, to->columns, to->b);
    }
}

/* --- a tile */

/* The last steps of each output. */
INLINE vec finish(const asl_product *p, vec x, vec bias)
{
    x = x * all(p->scale);
    if (p->bias != NULL) x = x + bias;
    return p->rectify ? (vec)((x > 0) & (__typeof__(x > 0))x) : x;
}

/* out [ROWS, stride]: the sums of a tile go on from what is there, or from 0 in the first panel. Element [r, i] of
 * op(a) is a[r * from_row + i * step]. */
INLINE void tile(const asl_product *p, const panel_part *b, const int vectors, const float *a, size_t from_row,
                 size_t step, float *out, size_t stride)
{
    vec sum[ROWS][VECTORS];
    UNROLL for (int r = 0; r < ROWS; r++)
    {
        UNROLL for (int v = 0; v < vectors; v++) sum[r][v] =
            b->first > 0 ? load(out + (size_t)r * stride + v * LANES) : (vec){0};
    }
    const float *row = b->b;
    /* Three pointers and the distance between rows reach all rows and fit in the registers. */
    const float *a3 = ROWS > 3 ? a + 3 * from_row : a, *a6 = ROWS > 6 ? a + 6 * from_row : a;
    for (size_t i = b->depth; i > 0; i--, a += step, a3 += step, a6 += step, row += WIDTH) {
        vec of_b[VECTORS];
        UNROLL for (int v = 0; v < vectors; v++) of_b[v] = load(row + v * LANES);
        UNROLL for (int r = 0; r < ROWS; r++)
        {
            vec of_a = all((r < 3 ? a : r < 6 ? a3 : a6)[(size_t)(r % 3) * from_row]);
            UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = FMA(of_a, of_b[v], sum[r][v]);
        }
    }
    UNROLL for (int r = 0; r < ROWS; r++)
    {
        UNROLL for (int v = 0; v < vectors; v++)
        {
            vec x = b->last ? finish(p, sum[r][v], load(b->bias + v * LANES)) : sum[r][v];
            memcpy(out + (size_t)r * stride + v * LANES, &x, sizeof x);
        }
    }
}

/* Rows of op(a) from its row `row` on: element [r, i] of those that a panel needs is at[r * from_row + i * step]. */
typedef struct rows_part {
    size_t row, rows;
    const float *at;
    size_t from_row, step;
} rows_part;

/* Up to ROWS rows; c points at the first output. */
INLINE void part(const asl_product *p, const panel_part *b, const int vectors, const rows_part *rows, float *c)
{
    if (rows->rows == ROWS && b->columns == (size_t)vectors * LANES) {
        tile(p, b, vectors, rows->at, rows->from_row, rows->step, c, p->n);
        return;
    }
    float whole[ROWS * WIDTH] = {0}, copy[DEPTH * ROWS];
    const float *a = rows->at;
    size_t from_row = rows->from_row, step = rows->step;
    if (rows->rows < ROWS) { /* repeat the last row to fill the tile */
        for (size_t i = 0; i < b->depth; i++) {
            for (size_t r = 0; r < ROWS; r++)
                copy[i * ROWS + r] = a[(r < rows->rows ? r : rows->rows - 1) * from_row + i * step];
        }
        a = copy, from_row = 1, step = ROWS;
    }
    for (size_t r = 0; r < rows->rows && b->first > 0; r++)
        memcpy(whole + r * WIDTH, c + r * p->n, b->columns * sizeof *whole);
    tile(p, b, vectors, a, from_row, step, whole, WIDTH);
    for (size_t r = 0; r < rows->rows; r++) memcpy(c + r * p->n, whole + r * WIDTH, b->columns * sizeof *whole);
}

INLINE void some_rows(const asl_product *p, const panel_part *b, const int vectors, const rows_part *all, float *c)
{
    for (size_t r = 0; r < all->rows; r += ROWS) {
        size_t n = all->rows - r < ROWS ? all->rows - r : ROWS;
        rows_part few = {all->row + r, n, all->at + r * all->from_row, all->from_row, all->step};
        part(p, b, vectors, &few, c + few.row * p->n + b->column);
    }
}

/* The columns of a wide matrix a are so far apart that they compete for few cache lines. Copy BLOCK of them at a
 * time. */
INLINE void wide_rows(const asl_product *p, const panel_part *b, const int vectors, float *c)
{
    float copy[DEPTH * BLOCK];
    for (size_t row = 0; row < p->m; row += BLOCK) {
        rows_part some = {row, p->m - row < BLOCK ? p->m - row : BLOCK, copy, 1, BLOCK};
        const float *from = p->a + b->first * p->m + row;
        for (size_t i = 0; i < b->depth; i++, from += p->m) {
            if (some.rows == BLOCK) {
                memcpy(copy + i * BLOCK, from, BLOCK * sizeof *copy);
            } else {
                memcpy(copy + i * BLOCK, from, some.rows * sizeof *copy);
            }
        }
        some_rows(p, b, vectors, &some, c);
    }
}

/* Pack a panel and process all rows with it. */
INLINE void all_rows(const asl_product *p, panel_part *b, const int vectors, float *c)
{
    pack(p, vectors, b);
    if (p->a_transposed && p->m > WIDE) {
        wide_rows(p, b, vectors, c);
    } else {
        size_t from_row = p->a_transposed ? 1 : p->k, step = p->a_transposed ? p->m : 1;
        rows_part all = {0, p->m, p->a + b->first * step, from_row, step};
        some_rows(p, b, vectors, &all, c);
    }
}

/* Number of vectors in the next panel: never a single one after others, because its steps would wait for each other. */
static size_t next_vectors(size_t left)
{
    if (left <= VECTORS) return left;
    return left == VECTORS + 1 && VECTORS > 2 ? VECTORS - 1 : VECTORS;
}

static void multiply(const asl_product *p, panel_part *b, size_t vectors, float *c)
{
    switch (vectors) {
    case 1: all_rows(p, b, 1, c); break;
#if VECTORS > 1
    case 2: all_rows(p, b, 2, c); break;
#endif
#if VECTORS > 2
    case 3: all_rows(p, b, 3, c); break;
#endif
#if VECTORS > 3
    case 4: all_rows(p, b, 4, c); break;
#endif
    }
}

void PRODUCT(const asl_product *p, float *c)
{
    panel_part b;
    for (b.column = 0; b.column < p->n; b.column += b.columns) {
        size_t left = p->n - b.column, vectors = next_vectors((left + LANES - 1) / LANES);
        b.columns = left < vectors * LANES ? left : vectors * LANES;
        memset(b.bias, 0, sizeof b.bias);
        if (p->bias != NULL) memcpy(b.bias, p->bias + b.column, b.columns * sizeof *b.bias);
        b.first = 0;
        do {
            b.depth = p->k - b.first < DEPTH ? p->k - b.first : DEPTH;
            b.last = b.first + b.depth == p->k;
            multiply(p, &b, vectors, c);
            b.first += b.depth;
        } while (!b.last);
    }
}

#undef INLINE
