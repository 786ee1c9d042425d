// Functions over the rows of a matrix.

#include "rows.h"

// Rows of one width, or segments that are not all as long.
static int64_t row_begin(const row_call *call, int64_t row) {
  return call->starts ? call->starts[row] : row * call->width;
}

static int64_t row_width(const row_call *call, int64_t row) {
  return call->starts ? call->targets[row] : call->width;
}

#define PL_BODY "rows.body.h"
#include "variants.h"

// Columns go in blocks of a multiple of every vector width.
static void run_columns(row_call call) {
  call.count = call.width;
  call.block = 256;
  pl_parallel((call.count + call.block - 1) / call.block, run_block, &call);
}

ROW_FUNCTION(column_sums)
ROW_FUNCTION(softmax)
ROW_FUNCTION(softmax_within)
ROW_FUNCTION(softmax_gradient)
ROW_FUNCTION(max_over_time)
ROW_FUNCTION(greatest_sums)
ROW_FUNCTION(cross_entropy)
ROW_FUNCTION(black_out)
ROW_FUNCTION(normalize)
ROW_FUNCTION(normalize_gradient)

void pl_add_column_sums(const float *x, float *y, int64_t rows, int64_t width) {
  row_call call = {.function = column_sums_rows, .a = x, .y = y, .rows = rows, .width = width};
  run_columns(call);
}

void pl_softmax(const float *x, float *y, int64_t rows, int64_t width, bool logarithm) {
  row_call call = {.function = softmax_rows, .a = x, .y = y, .width = width, .logarithm = logarithm};
  run(call, rows, width);
}

void pl_log_softmax_segments(const float *x, const int64_t *starts, const int32_t *counts, float *y,
                             int64_t segments) {
  row_call call = {.function = softmax_rows, .a = x, .y = y, .starts = starts, .targets = counts,
                   .logarithm = true};
  run(call, segments, segments > 0 ? starts[segments - 1] / segments : 1);
}

void pl_log_softmax_segments_gradient(const float *y, const float *dy, const int64_t *starts,
                                      const int32_t *counts, float *dx, int64_t segments) {
  row_call call = {.function = softmax_gradient_rows, .a = y, .b = dy, .y = dx, .starts = starts,
                   .targets = counts, .logarithm = true};
  run(call, segments, segments > 0 ? starts[segments - 1] / segments : 1);
}

void pl_softmax_within(const float *x, const int32_t *limits, float *y, int64_t rows,
                       int64_t width) {
  row_call call = {.function = softmax_within_rows, .a = x, .y = y, .targets = limits,
                   .width = width};
  run(call, rows, width);
}

void pl_max_over_time(const float *x, const int32_t *lengths, float *y, float *found,
                      int64_t rows, int64_t steps, int64_t width) {
  row_call call = {.function = max_over_time_rows, .a = x, .y = y, .targets = lengths,
                   .places = found, .steps = steps, .width = width};
  run(call, rows, steps * width);
}

void pl_greatest_sums(const float *positive, const float *negative, const int32_t *ids, float *y,
                      int64_t rows, int64_t width, int64_t block_width) {
  row_call call = {.function = greatest_sums_rows, .a = positive, .b = negative, .y = y,
                   .targets = ids, .steps = block_width, .rows = rows, .width = width};
  run(call, (width + block_width - 1) / block_width, rows * block_width);
}

void pl_softmax_gradient(const float *y, const float *dy, float *dx, int64_t rows, int64_t width,
                         bool logarithm) {
  row_call call = {.function = softmax_gradient_rows, .a = y, .b = dy, .y = dx, .width = width,
                   .logarithm = logarithm};
  run(call, rows, width);
}

void pl_cross_entropy(const float *logits, const int32_t *targets, int32_t ignored, float *losses,
                      float *gradient, int64_t rows, int64_t width, float scale) {
  row_call call = {.function = cross_entropy_rows, .a = logits, .y = gradient, .z = losses,
                   .targets = targets, .ignored = ignored, .width = width, .scale = scale};
  run(call, rows, width);
}

void pl_black_out(const float *logits, float *losses, float *gradient, int64_t rows, int64_t width,
                  float scale) {
  row_call call = {.function = black_out_rows, .a = logits, .y = gradient, .z = losses,
                   .width = width, .scale = scale};
  run(call, rows, width);
}

void pl_normalize(const float *x, float *y, float *inverse, int64_t rows, int64_t width,
                  float epsilon) {
  row_call call = {.function = normalize_rows, .a = x, .y = y, .z = inverse, .width = width,
                   .epsilon = epsilon};
  run(call, rows, width);
}

void pl_normalize_gradient(const float *normalized, const float *inverse, const float *dy, float *dx,
                           int64_t rows, int64_t width) {
  row_call call = {.function = normalize_gradient_rows, .a = normalized, .b = inverse, .c = dy,
                   .y = dx, .width = width};
  run(call, rows, width);
}
