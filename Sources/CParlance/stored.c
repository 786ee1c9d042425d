// Rows of numbers that lie in memory or in a mapped file as float32, as int8 with a scale, or as codes of
// centroids with a scale: their products with queries, their numbers, and the centroids nearest to points.

#include "pool.h"

#include <string.h>

enum { CENTROIDS = 256 };

typedef struct stored_call stored_call;
struct stored_call {
  void (*function)(const stored_call *call, int64_t begin, int64_t end);
  pl_stored_rows rows;
  int64_t first, count, block;
  const float *queries, *tables;
  int64_t query_count;
  float *y;
  const float *points, *centroids;
  int64_t stride, part, parts;
  uint8_t *codes;
};

#define PL_BODY "stored.body.h"
#include "variants.h"

static void run_block(void *context, int64_t tile) {
  const stored_call *call = context;
  int64_t begin = tile * call->block, end = begin + call->block;
  call->function(call, begin, end < call->count ? end : call->count);
}

// Blocks of about 32,768 multiplications or bytes, of whole rows.
static void run(stored_call *call, int64_t each) {
  call->block = each > 32768 ? 1 : 32768 / (each > 0 ? each : 1);
  pl_parallel_light((call->count + call->block - 1) / call->block, run_block, call);
}

#define STORED_FUNCTION(name)                                                    \
  static void name##_rows(const stored_call *call, int64_t begin, int64_t end) { \
    PL_CHOOSE(name)(call, begin, end);                                           \
  }

STORED_FUNCTION(stored_floats)
STORED_FUNCTION(stored_bytes)
STORED_FUNCTION(stored_codes)
STORED_FUNCTION(stored_values)
STORED_FUNCTION(nearest_centroids)

// The products of a query's parts with all centroids: parts · 256 numbers a query.
static void fill_tables(const stored_call *call, float *tables) {
  const pl_stored_rows rows = call->rows;
  for (int64_t q = 0; q < call->query_count; q++) {
    const float *query = call->queries + q * rows.width, *centroid = rows.centroids;
    for (int64_t start = 0; start < rows.width; start += rows.part_width) {
      int64_t width = rows.width - start < rows.part_width ? rows.width - start : rows.part_width;
      for (int code = 0; code < CENTROIDS; code++, centroid += width) {
        float sum = 0;
        for (int64_t j = 0; j < width; j++) sum += query[start + j] * centroid[j];
        *tables++ = sum;
      }
    }
  }
}

void pl_stored_products(pl_stored_rows rows, int64_t first, int64_t count, const float *queries,
                        int64_t query_count, float *y) {
  stored_call call = {.rows = rows, .first = first, .count = count, .queries = queries,
                      .query_count = query_count, .y = y};
  call.parts = rows.part_width > 0 ? (rows.width + rows.part_width - 1) / rows.part_width : 0;
  if (rows.form != 2) {
    call.function = rows.form == 0 ? stored_floats_rows : stored_bytes_rows;
    return run(&call, rows.width * query_count);
  }
  size_t bytes = (size_t)(call.parts * CENTROIDS * query_count) * sizeof(float);
  float *tables = pl_allocate(bytes);
  fill_tables(&call, tables);
  call.tables = tables;
  call.function = stored_codes_rows;
  run(&call, call.parts * query_count);
  pl_release(tables, bytes);
}

void pl_stored_values(pl_stored_rows rows, int64_t first, int64_t count, float *y) {
  stored_call call = {.function = stored_values_rows, .rows = rows, .first = first, .count = count,
                      .y = y};
  call.parts = rows.part_width > 0 ? (rows.width + rows.part_width - 1) / rows.part_width : 0;
  run(&call, rows.width);
}

void pl_nearest_centroids(const float *points, int64_t count, int64_t stride, int64_t width,
                          const float *centroids, uint8_t *codes, int64_t code_stride) {
  stored_call call = {.function = nearest_centroids_rows, .points = points, .count = count,
                      .stride = stride, .part = width, .centroids = centroids, .codes = codes,
                      .parts = code_stride};
  run(&call, CENTROIDS * width);
}
