#include "panel.body.h"

enum { PL_NAME(DEPTH) = 512, PL_NAME(HEIGHT) = 16 * PL_ROWS };

PL_FUNCTION void PL_NAME(add_bias)(const float *bias, float *c, int64_t ldc, int64_t rows,
                                   int64_t columns) {
  for (int64_t row = 0; row < rows; row++) {
    for (int64_t j = 0; j < columns; j += PL_LANES) {
      const int64_t n = least(columns - j, PL_LANES);
      float *at = c + row * ldc + j;
      store_part(at, load_part(at, n) + load_part(bias + j, n), n);
    }
  }
}

PL_FUNCTION void PL_NAME(pack_tile)(void *context, int64_t tile) {
  const product *p = context;
  int64_t depth = p->k_end - p->k_begin;
  PANEL panel;
  panel_set(&panel, tile, p->n);
  panel_pack(&panel, p->b + (p->tb ? p->k_begin : p->k_begin * p->ldb), p->ldb, p->tb, depth,
             p->packed + tile * depth * 4 * PL_LANES);
}

// One block of rows against all panels of one stripe of columns.
PL_FUNCTION void PL_NAME(product_tile)(void *context, int64_t tile) {
  const product *p = context;
  const int64_t depth = p->k_end - p->k_begin, width = 4 * PL_LANES;
  const int64_t first_row = tile / p->tiles_n * p->block_m;
  const int64_t last_row = least(p->m, first_row + p->block_m);
  const int64_t first_panel = tile % p->tiles_n * (p->block_n / width);
  const int64_t last_panel = least((p->n + width - 1) / width, first_panel + p->block_n / width);
  const bool add = p->accumulate || p->k_begin > 0;
  float turned[PL_NAME(DEPTH) * PL_ROWS], out[PL_ROWS * 4 * PL_LANES];
  for (int64_t row = first_row; row < last_row; row += PL_ROWS) {
    const int rows = (int)least(PL_ROWS, last_row - row);
    const float *a = p->a + row * p->lda + p->k_begin;
    int64_t row_stride = p->lda, k_stride = 1;
    if (p->ta) {
      for (int64_t d = 0; d < depth; d++)
        for (int r = 0; r < rows; r++)
          turned[d * PL_ROWS + r] = p->a[(p->k_begin + d) * p->lda + row + r];
      a = turned;
      row_stride = 1;
      k_stride = PL_ROWS;
    }
    for (int64_t index = first_panel; index < last_panel; index++) {
      PANEL panel;
      panel_set(&panel, index, p->n);
      panel_product(rows, panel.vectors, depth, a, row_stride, k_stride,
                    p->packed + index * depth * width, out);
      for (int r = 0; r < rows; r++) {
        for (int v = 0; v < panel.vectors; v++) {
          float *c = p->c + (row + r) * p->ldc + panel.column[v];
          vf sum = load(out + (r * 4 + v) * PL_LANES);
          if (add) sum += load_part(c, panel.valid[v]);
          if (p->bias && p->k_begin == 0) sum += load_part(p->bias + panel.column[v], panel.valid[v]);
          store_part(c, sum, panel.valid[v]);
        }
      }
    }
  }
}

PL_FUNCTION void PL_NAME(packed_product)(product *p) {
  const int64_t width = 4 * PL_LANES, panels = (p->n + width - 1) / width;
  // Some sixteen stripes of rows, so that threads end together.
  const int64_t sixteenth = (p->m + 15) / 16;
  p->block_m = least((sixteenth + PL_ROWS - 1) / PL_ROWS * PL_ROWS, PL_NAME(HEIGHT));
  p->block_n = 4 * width;
  p->tiles_n = (p->n + p->block_n - 1) / p->block_n;
  const int64_t tiles_m = (p->m + p->block_m - 1) / p->block_m;
  const int64_t most = p->whole ? p->k : PL_NAME(DEPTH);
  const size_t bytes = (size_t)(panels * width * least(p->k, most)) * 4;
  p->packed = pl_allocate(bytes);
  // A few microseconds of work, such as a classifier's few labels, are no work for two.
  void (*run)(int64_t, pl_task, void *) = p->m * p->n * p->k < 1 << 18 ? pl_alone : pl_parallel;
  for (p->k_begin = 0; p->k_begin < p->k; p->k_begin = p->k_end) {
    p->k_end = least(p->k, p->k_begin + most);
    run(panels, PL_NAME(pack_tile), p);
    run(tiles_m * p->tiles_n, PL_NAME(product_tile), p);
  }
  pl_release(p->packed, bytes);
}

// One row times a matrix: each number of b is used once, so nothing is packed, and what counts is how
// fast b comes from memory. A tile is some kilobytes of neighbouring columns; four rows of b are read
// side by side while the next four are on their way, and the sums stay in the nearest cache.
PL_FUNCTION void PL_NAME(row_tile)(void *context, int64_t tile) {
  const product *p = context;
  const int64_t first = tile * p->block_n, columns = least(p->n - first, p->block_n);
  float *c = p->c + first;
  for (int64_t j = 0; j < columns; j += PL_LANES) {
    const int64_t n = least(columns - j, PL_LANES);
    vf sum = p->accumulate ? load_part(c + j, n) : splat(0);
    if (p->bias) sum += load_part(p->bias + first + j, n);
    store_part(c + j, sum, n);
  }
  const int64_t ldb = p->ldb;
  int64_t k = 0;
  for (; k + 4 <= p->k; k += 4) {
    const float *b = p->b + k * ldb + first;
    const vf x0 = splat(p->a[k]), x1 = splat(p->a[k + 1]);
    const vf x2 = splat(p->a[k + 2]), x3 = splat(p->a[k + 3]);
    for (int64_t j = 0; j < columns; j += PL_LANES) {
      const int64_t n = least(columns - j, PL_LANES);
      for (int row = 4; row < 8; row++) __builtin_prefetch(b + row * ldb + j);
      vf sum = load_part(c + j, n);
      sum += x0 * load_part(b + j, n);
      sum += x1 * load_part(b + ldb + j, n);
      sum += x2 * load_part(b + 2 * ldb + j, n);
      sum += x3 * load_part(b + 3 * ldb + j, n);
      store_part(c + j, sum, n);
    }
  }
  for (; k < p->k; k++) {
    const float *b = p->b + k * ldb + first;
    for (int64_t j = 0; j < columns; j += PL_LANES) {
      const int64_t n = least(columns - j, PL_LANES);
      store_part(c + j, load_part(c + j, n) + splat(p->a[k]) * load_part(b + j, n), n);
    }
  }
}

// The same with b transposed: each of its rows gives one number.
PL_FUNCTION void PL_NAME(dot_tile)(void *context, int64_t tile) {
  const product *p = context;
  const int64_t first = tile * p->block_n, last = least(p->n, first + p->block_n);
  for (int64_t j = first; j < last; j++) {
    const float *b = p->b + j * p->ldb;
    vf sum[4] = {splat(0), splat(0), splat(0), splat(0)};
    int64_t k = 0;
    for (; k + 4 * PL_LANES <= p->k; k += 4 * PL_LANES)
      for (int v = 0; v < 4; v++) sum[v] += load(p->a + k + v * PL_LANES) * load(b + k + v * PL_LANES);
    for (; k < p->k; k += PL_LANES)
      sum[0] += load_part(p->a + k, p->k - k) * load_part(b + k, p->k - k);
    const float dot = lane_sum((sum[0] + sum[1]) + (sum[2] + sum[3]));
    p->c[j] = (p->accumulate ? p->c[j] : 0) + dot + (p->bias ? p->bias[j] : 0);
  }
}

PL_FUNCTION void PL_NAME(row_product)(product *p) {
  // An even number of equal tiles of at most a page of columns.
  const int64_t tiles = 2 * ((p->n + 2047) / 2048);
  p->block_n = ((p->n + tiles - 1) / tiles + 15) / 16 * 16;
  pl_parallel((p->n + p->block_n - 1) / p->block_n, p->tb ? PL_NAME(dot_tile) : PL_NAME(row_tile), p);
}

// A few rows times a matrix that no cache holds, as in a beam search: each number of b is used that few
// times, so that packing it costs more than it brings. As with one row, but with sums for each row.
// Depth is cut and summed as for many rows, as oneDNN does it where there is AVX-512 or as packed_product
// does: so a row has the same bits among few and many.
PL_FUNCTION void PL_NAME(few_tile)(void *context, int64_t tile) {
  const product *p = context;
  const int64_t first = tile * p->block_n, columns = least(p->n - first, p->block_n), ldb = p->ldb;
  float sums[FEW_ROWS * FEW_COLUMNS];
  for (int64_t begin = 0, end; begin < p->k; begin = end) {
    const int64_t rest = p->k - begin, most = p->whole ? p->k : p->sgemm ? FEW_DEPTH : PL_NAME(DEPTH);
    end = rest <= most ? p->k : begin + (p->sgemm && rest < 2 * most ? (rest + 1) / 2 : most);
    memset(sums, 0, sizeof sums);
    int64_t k = begin;
    for (; k + 4 <= end; k += 4) {
      const float *b = p->b + k * ldb + first;
      for (int64_t j = 0; j < columns; j += PL_LANES) {
        const int64_t n = least(columns - j, PL_LANES);
        for (int row = 4; row < 8; row++) __builtin_prefetch(b + row * ldb + j);
        const vf b0 = load_part(b + j, n), b1 = load_part(b + ldb + j, n);
        const vf b2 = load_part(b + 2 * ldb + j, n), b3 = load_part(b + 3 * ldb + j, n);
        for (int64_t row = 0; row < p->m; row++) {
          const float *a = p->a + row * p->lda + k;
          float *at = sums + row * FEW_COLUMNS + j;
          vf sum = load(at);
          sum += splat(a[0]) * b0;
          sum += splat(a[1]) * b1;
          sum += splat(a[2]) * b2;
          sum += splat(a[3]) * b3;
          store(at, sum);
        }
      }
    }
    for (; k < end; k++) {
      const float *b = p->b + k * ldb + first;
      for (int64_t j = 0; j < columns; j += PL_LANES) {
        const vf b0 = load_part(b + j, least(columns - j, PL_LANES));
        for (int64_t row = 0; row < p->m; row++) {
          float *at = sums + row * FEW_COLUMNS + j;
          store(at, load(at) + splat(p->a[row * p->lda + k]) * b0);
        }
      }
    }
    const bool add = p->accumulate || begin > 0;
    const bool biased = p->bias && (p->sgemm ? end == p->k : begin == 0);
    for (int64_t row = 0; row < p->m; row++) {
      for (int64_t j = 0; j < columns; j += PL_LANES) {
        const int64_t n = least(columns - j, PL_LANES);
        float *c = p->c + row * p->ldc + first + j;
        vf sum = load(sums + row * FEW_COLUMNS + j);
        if (add) sum += load_part(c, n);
        if (biased) sum += load_part(p->bias + first + j, n);
        store_part(c, sum, n);
      }
    }
  }
}

PL_FUNCTION void PL_NAME(few_product)(product *p) {
  const int64_t tiles = 2 * ((p->n + 2 * FEW_COLUMNS - 1) / (2 * FEW_COLUMNS));
  p->block_n = ((p->n + tiles - 1) / tiles + 15) / 16 * 16;
  pl_parallel((p->n + p->block_n - 1) / p->block_n, PL_NAME(few_tile), p);
}

#include "unpanel.h"
