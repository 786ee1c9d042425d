// Products of groups of places with ranges of a table's rows: a group is a tile.

#include "include/CParlance.h"

typedef struct {
  pl_groups groups;
  const float *x, *dy, *table, *bias;
  float *y, *sums;
} group_call;

typedef struct {
  int64_t place, places, row, rows, line, stride;
} group_part;

static group_part part_of(const pl_groups *groups, int64_t group) {
  const int64_t rows = groups->rows[group + 1] - groups->rows[group];
  return (group_part){
      .place = groups->places[group], .places = groups->places[group + 1] - groups->places[group],
      .row = groups->first[group], .rows = rows, .line = groups->lines[group],
      .stride = (rows + groups->alignment - 1) / groups->alignment * groups->alignment};
}

static void group_products(void *context, int64_t group) {
  const group_call *c = context;
  const group_part p = part_of(&c->groups, group);
  const int64_t width = c->groups.width;
  pl_matrix_product(false, true, p.places, p.rows, width, c->x + p.place * width, width,
                    c->table + p.row * width, width, c->bias ? c->bias + p.row : NULL, false,
                    c->y + p.line, p.stride);
}

static void group_input_gradients(void *context, int64_t group) {
  const group_call *c = context;
  const group_part p = part_of(&c->groups, group);
  const int64_t width = c->groups.width;
  pl_matrix_product(false, false, p.places, width, p.rows, c->dy + p.line, p.stride,
                    c->table + p.row * width, width, NULL, false, c->y + p.place * width, width);
}

static void group_weight_gradients(void *context, int64_t group) {
  const group_call *c = context;
  const group_part p = part_of(&c->groups, group);
  const int64_t width = c->groups.width, row = c->groups.rows[group];
  pl_matrix_product(true, false, p.rows, width, p.places, c->dy + p.line, p.stride,
                    c->x + p.place * width, width, NULL, false, c->y + row * width, width);
  for (int64_t r = 0; r < p.rows; r++) {
    float sum = 0;
    for (int64_t n = 0; n < p.places; n++) sum += c->dy[p.line + n * p.stride + r];
    c->sums[row + r] = sum;
  }
}

void pl_group_products(pl_groups groups, const float *x, const float *table, const float *bias,
                       float *y) {
  group_call call = {.groups = groups, .x = x, .table = table, .bias = bias, .y = y};
  pl_parallel(groups.count, group_products, &call);
}

void pl_group_input_gradients(pl_groups groups, const float *dy, const float *table, float *dx) {
  group_call call = {.groups = groups, .dy = dy, .table = table, .y = dx};
  pl_parallel(groups.count, group_input_gradients, &call);
}

void pl_group_weight_gradients(pl_groups groups, const float *dy, const float *x, float *table,
                               float *bias) {
  group_call call = {.groups = groups, .dy = dy, .x = x, .y = table, .sums = bias};
  pl_parallel(groups.count, group_weight_gradients, &call);
}
