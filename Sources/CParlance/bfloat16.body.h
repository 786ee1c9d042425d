#include "panel.body.h"
#include "pairs.body.h"

PL_FUNCTION void PL_NAME(bfloat16_pack)(void *context, int64_t tile) {
  const bfloat16_product *p = context;
  PANEL panel;
  panel_set(&panel, tile, p->n);
  pairs_pack(&panel, p->b + (p->tb ? p->k_begin : p->k_begin * p->ldb), p->ldb, p->tb,
             p->k_end - p->k_begin, p->packed + tile * p->pairs * 4 * PL_LANES);
}

// One block of rows of op(a), as rows of pairs, or where a is transposed as BLOCK_ROWS pairs a place.
PL_FUNCTION void PL_NAME(bfloat16_rows)(void *context, int64_t block) {
  const bfloat16_product *p = context;
  const int64_t first = block * BLOCK_ROWS, rows = least(p->m - first, BLOCK_ROWS);
  const int64_t depth = p->k_end - p->k_begin;
  uint32_t *to = p->rows + first * p->pairs;
  if (!p->ta) {
    for (int64_t r = 0; r < rows; r++)
      pair_row(p->a + (first + r) * p->lda + p->k_begin, depth, to + r * p->pairs);
    return;
  }
  for (int64_t d = 0; d < depth; d += 2) {
    const float *even = p->a + (p->k_begin + d) * p->lda + first;
    for (int64_t r = 0; r < rows; r += PL_LANES) {
      const int64_t n = least(rows - r, PL_LANES);
      const vf odd = d + 1 < depth ? load_part(even + p->lda + r, n) : splat(0);
      store_part((float *)(to + d / 2 * BLOCK_ROWS + r), (vf)pair_up(load_part(even + r, n), odd), n);
    }
  }
}

// One block of rows against all panels of one stripe of columns.
PL_FUNCTION void PL_NAME(bfloat16_tile)(void *context, int64_t tile) {
  const bfloat16_product *p = context;
  const int64_t width = 4 * PL_LANES, pairs = p->pairs;
  const int64_t first = tile / p->tiles_n * BLOCK_ROWS, last = least(p->m, first + BLOCK_ROWS);
  const int64_t first_panel = tile % p->tiles_n * STRIPE;
  const int64_t last_panel = least((p->n + width - 1) / width, first_panel + STRIPE);
  const int64_t row_stride = p->ta ? 1 : pairs, k_stride = p->ta ? BLOCK_ROWS : 1;
  const bool add = p->accumulate || p->k_begin > 0;
  float out[PL_ROWS * 4 * PL_LANES];
  for (int64_t index = first_panel; index < last_panel; index++) {
    PANEL panel;
    panel_set(&panel, index, p->n);
    for (int64_t row = first; row < last; row += PL_ROWS) {
      const int rows = (int)least(PL_ROWS, last - row);
      pairs_product(rows, panel.vectors, pairs, p->rows + first * pairs + (row - first) * row_stride,
                    row_stride, k_stride, p->packed + index * pairs * width, out);
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

PL_FUNCTION void PL_NAME(bfloat16_run)(bfloat16_product *p) {
  const int64_t width = 4 * PL_LANES, panels = (p->n + width - 1) / width;
  const int64_t blocks = (p->m + BLOCK_ROWS - 1) / BLOCK_ROWS, most = least(p->k, DEPTH);
  p->tiles_n = (panels + STRIPE - 1) / STRIPE;
  const size_t packed = (size_t)(panels * width * ((most + 1) / 2)) * 4;
  const size_t rows = (size_t)(blocks * BLOCK_ROWS * ((most + 1) / 2)) * 4;
  p->packed = pl_allocate(packed);
  p->rows = pl_allocate(rows);
  // A few microseconds of work are no work for two.
  void (*run)(int64_t, pl_task, void *) = p->m * p->n * p->k < 1 << 18 ? pl_alone : pl_parallel;
  for (p->k_begin = 0; p->k_begin < p->k; p->k_begin = p->k_end) {
    p->k_end = least(p->k, p->k_begin + DEPTH);
    p->pairs = (p->k_end - p->k_begin + 1) / 2;
    run(panels, PL_NAME(bfloat16_pack), p);
    run(blocks, PL_NAME(bfloat16_rows), p);
    run(blocks * p->tiles_n, PL_NAME(bfloat16_tile), p);
  }
  pl_release(p->packed, packed);
  pl_release(p->rows, rows);
}

#include "unpairs.h"
#include "unpanel.h"
