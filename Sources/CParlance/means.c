// Means of rows of a table, or of rows as codes; products of rows with a vector.

#include "pool.h"

// Rows that are looked up lie anywhere, so each is called for while one so many before it is read.
#define MEAN_AHEAD 8

#define PL_BODY "means.body.h"
#include "variants.h"

void pl_mean_rows(
    const void *rows, int64_t width, const int32_t *ids, int64_t count, float *y) {
  PL_CHOOSE(mean_rows)(rows, width, ids, count, y);
}

void pl_row_products(
    const void *rows, int64_t width, int64_t count, const float *x, float *y) {
  PL_CHOOSE(row_products)(rows, width, count, x, y);
}

bool pl_floats_finite(const void *numbers, int64_t count) {
  return PL_CHOOSE(floats_finite)(numbers, count);
}

void pl_mean_codes(
    const uint8_t *codes, int64_t runs, const float *centroids, int64_t dimension,
    int64_t run_length, const uint8_t *scales, const float *factors, const int32_t *ids,
    int64_t count, float *y) {
  for (int64_t i = 0; i < count; i++) {
    const uint8_t *row = codes + ids[i] * runs;
    const float factor = scales ? factors[scales[ids[i]]] : 1;
    for (int64_t run = 0; run < runs; run++) {
      const int64_t first = run * run_length;
      const int64_t length = dimension - first < run_length ? dimension - first : run_length;
      const float *centroid = centroids + 256 * first + row[run] * length;
      for (int64_t j = 0; j < length; j++) y[first + j] += factor * centroid[j];
    }
  }
  const float scale = count > 0 ? 1.0f / (float)count : 0;
  for (int64_t j = 0; j < dimension; j++) y[j] *= scale;
}
