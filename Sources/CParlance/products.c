// Matrix products in fixed tiles: each tile by a library's single-threaded product where one is
// given, else by this file's packed panels.

#include "bfloat16.h"
#include "pool.h"
#include "provider.h"

#include <string.h>

typedef struct {
  bool ta, tb, accumulate;
  bool whole;  // sums over all of k at once, as the recurrent layers' loop has them
  int64_t m, n, k, lda, ldb, ldc;
  const float *a, *b, *bias;
  float *c;
  int64_t block_m, block_n, tiles_n;
  int64_t k_begin, k_end;
  float *packed;
  pl_sgemm sgemm;
} product;

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

// Rows that are few, and the numbers of a matrix from which on it is large.
enum { FEW_ROWS = 8, FEW_COLUMNS = 512, FEW_DEPTH = 384, LARGE = 1 << 18 };

#define PL_BODY "products.body.h"
#include "variants.h"

// oneDNN's product with b transposed is slower than the panels here; Accelerate's is not.
#ifdef __APPLE__
enum { PREFERS_PROVIDER = 1 };
#else
enum { PREFERS_PROVIDER = 0 };
#endif

static void provided_tile(void *context, int64_t tile) {
  const product *p = context;
  pl_prepare_provider();
  int64_t row = tile / p->tiles_n * p->block_m, column = tile % p->tiles_n * p->block_n;
  p->sgemm(p->ta ? 'T' : 'N', p->tb ? 'T' : 'N', least(p->m - row, p->block_m),
           least(p->n - column, p->block_n), p->k, 1, p->a + (p->ta ? row : row * p->lda), p->lda,
           p->b + (p->tb ? column * p->ldb : column), p->ldb, p->accumulate ? 1 : 0,
           p->c + row * p->ldc + column, p->ldc);
  // While the tile is still in the cache.
  if (p->bias) {
    PL_CHOOSE(add_bias)(p->bias + column, p->c + row * p->ldc + column, p->ldc,
                        least(p->m - row, p->block_m), least(p->n - column, p->block_n));
  }
}

// oneDNN's kernels for AVX2 read matrices where they lie. Where their rows are some pages apart, few lines of the
// nearest cache can hold them, and a product takes twice as long or more: their copies lie a line further apart.
enum { APART = 512, LINE = 16, LEAST_USES = 16, ROWS_A_TASK = 32, MOST_COPIED = 1 << 28, LARGE_TILE = 1 << 19 };

typedef struct {
  const float *from;
  float *to;
  int64_t rows, columns, stride, to_stride;
} copy;

static void copy_rows(void *context, int64_t task) {
  const copy *p = context;
  const int64_t last = least(p->rows, (task + 1) * ROWS_A_TASK);
  for (int64_t row = task * ROWS_A_TASK; row < last; row++) {
    memcpy(p->to + row * p->to_stride, p->from + row * p->stride, (size_t)p->columns * 4);
  }
}

static size_t copy_bytes(const copy *p) { return (size_t)(p->rows * p->to_stride) * 4; }

// Rows that are multiplied, each, with so many others; takes their place where they clash.
static copy copied(const float **from, int64_t rows, int64_t columns, int64_t *stride, int64_t uses) {
  copy p = {.from = *from, .rows = rows, .columns = columns, .stride = *stride, .to_stride = columns + LINE};
  if (p.to_stride % APART == 0) p.to_stride += LINE;
  if (uses < LEAST_USES || *stride % APART || pl_level() != 1 || copy_bytes(&p) > MOST_COPIED) return p;
  p.to = pl_allocate(copy_bytes(&p));
  pl_parallel((rows + ROWS_A_TASK - 1) / ROWS_A_TASK, copy_rows, &p);
  *from = p.to;
  *stride = p.to_stride;
  return p;
}

static void release(const copy *p) {
  if (p->to) pl_release(p->to, copy_bytes(p));
}

// Tiles of equal size: four or more along the longer side, unless they would be narrow.
static int64_t block_size(int64_t extent, int64_t most, int64_t multiple) {
  int64_t parts = (extent + most - 1) / most;
  int64_t size = (extent + parts - 1) / parts;
  return (size + multiple - 1) / multiple * multiple;
}

static void provided(product *p) {
  bool wide = p->n >= p->m;
  int64_t longer = wide ? p->n : p->m;
  int64_t most = longer > 4096 ? 1024 : (longer + 3) / 4;
  if (most < 128) most = 128;
  p->block_m = wide ? block_size(p->m, 1024, 8) : block_size(p->m, most, 16);
  p->block_n = wide ? block_size(p->n, most, 16) : block_size(p->n, 2048, 16);
  p->tiles_n = (p->n + p->block_n - 1) / p->block_n;
  int64_t tiles_m = (p->m + p->block_m - 1) / p->block_m;
  copy a = {0}, b = {0};
  // In large tiles it copies itself.
  if (least(p->m, p->block_m) * least(p->n, p->block_n) < LARGE_TILE) {
    if (!p->tb) b = copied(&p->b, p->k, p->n, &p->ldb, p->m);
    if (p->ta) a = copied(&p->a, p->k, p->m, &p->lda, p->n);
  }
  // oneDNN's kernels point the stack register into their own workspace: a signal handler that ran
  // then would write over the heap below it.
  sigset_t before;
  pl_defer_signals(&before);
  pl_parallel(tiles_m * p->tiles_n, provided_tile, p);
  pl_admit_signals(&before);
  release(&a);
  release(&b);
}

void pl_matrix_product(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const float *a, int64_t lda,
                       const float *b, int64_t ldb, const float *bias, bool accumulate, float *c,
                       int64_t ldc) {
  if (m <= 0 || n <= 0) return;
  const pl_restriction restriction = pl_get_restriction();
  product p = {.ta = ta, .tb = tb, .accumulate = accumulate, .whole = restriction.rows_apart && !ta,
               .m = m, .n = n, .k = k, .lda = lda, .ldb = ldb, .ldc = ldc, .a = a, .b = b, .bias = bias,
               .c = c};
  if (k <= 0) {
    for (int64_t row = 0; row < m; row++) {
      for (int64_t column = 0; column < n; column++) {
        float *at = c + row * ldc + column;
        *at = (accumulate ? *at : 0) + (bias ? bias[column] : 0);
      }
    }
  } else if (restriction.bfloat16) {
    bfloat16_product half = {.ta = ta, .tb = tb, .accumulate = accumulate, .m = m, .n = n, .k = k,
                             .lda = lda, .ldb = ldb, .ldc = ldc, .a = a, .b = b, .bias = bias, .c = c};
    pl_bfloat16_product(&half);
  } else if (m == 1 && !ta && !restriction.rows_apart) {
    PL_CHOOSE(row_product)(&p);
  } else if (!ta && !tb && m <= FEW_ROWS && n * k >= LARGE) {
    PL_CHOOSE(few_product)(&p);
  } else if (m > 1 && (!tb || PREFERS_PROVIDER) && !restriction.no_sgemm &&
             !restriction.rows_apart && (p.sgemm = pl_provided_sgemm())) {
    provided(&p);
  } else {
    PL_CHOOSE(packed_product)(&p);
  }
}

typedef struct {
  bool ta, tb, accumulate;
  int64_t m, n, k, outputs, terms, each;
  const float *a, *b;
  const int64_t *a_at, *b_at;
  float *c;
} batch;

static void batch_tile(void *context, int64_t tile) {
  const batch *p = context;
  const int64_t last = least(p->outputs, (tile + 1) * p->each);
  for (int64_t output = tile * p->each; output < last; output++) {
    float *c = p->c + output * p->m * p->n;
    if (p->terms == 0 && !p->accumulate) memset(c, 0, (size_t)(p->m * p->n) * 4);
    for (int64_t t = output * p->terms; t < (output + 1) * p->terms; t++) {
      pl_matrix_product(p->ta, p->tb, p->m, p->n, p->k, p->a + p->a_at[t] * p->m * p->k,
                        p->ta ? p->m : p->k, p->b + p->b_at[t] * p->k * p->n, p->tb ? p->k : p->n,
                        NULL, p->accumulate || t > output * p->terms, c, p->n);
    }
  }
}

void pl_matrix_products(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const float *a,
                        const float *b, const int64_t *a_at, const int64_t *b_at, int64_t outputs,
                        int64_t terms, bool accumulate, float *c) {
  batch p = {.ta = ta, .tb = tb, .accumulate = accumulate, .m = m, .n = n, .k = k,
             .outputs = outputs, .terms = terms, .a = a, .b = b, .a_at = a_at, .b_at = b_at, .c = c};
  // Small products side by side, some thousands of operations a tile; of large ones each is cut
  // itself. Cut or not, a product within a tile has the same bits.
  const int64_t work = m * n * k * terms + 1;
  p.each = work < 32768 ? 32768 / work + 1 : 1;
  const int64_t tiles = (outputs + p.each - 1) / p.each;
  if (m * n * k < (1 << 21)) {
    pl_parallel(tiles, batch_tile, &p);
  } else {
    for (int64_t tile = 0; tile < tiles; tile++) batch_tile(&p, tile);
  }
}
