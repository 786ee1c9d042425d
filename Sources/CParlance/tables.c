// Rows of a table that are named by their numbers.

#include "rows.h"

#define PL_BODY "tables.body.h"
#include "variants.h"

ROW_FUNCTION(sum_bags)
ROW_FUNCTION(add_scaled_rows)

void pl_sum_bags(const float *table, const int32_t *ids, const float *weights,
                 const int64_t *starts, float *y, int64_t bags, int64_t width) {
  row_call call = {.function = sum_bags_rows, .a = table, .b = weights, .y = y, .targets = ids,
                   .starts = starts, .width = width};
  run(call, bags, bags > 0 ? (starts[bags] - starts[0]) * width / bags + width : 1);
}

void pl_add_scaled_rows(const float *rows, const int32_t *ids, float scale, float *table,
                        int64_t count, int64_t width) {
  row_call call = {.function = add_scaled_rows_rows, .a = rows, .y = table, .targets = ids,
                   .scale = scale, .width = width};
  run(call, count, width);
}
