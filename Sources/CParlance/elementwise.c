// Functions over elements: ranges of fixed size are the tiles.

#include "pool.h"

#define PL_BODY "elementwise.body.h"
#include "variants.h"

typedef void (*range_function)(const pl_elements *e, int code, int64_t begin, int64_t end);
enum { TILE = 16384 };

typedef struct {
  const pl_elements *elements;
  range_function function;
  int code;
} range_call;

static void run_tile(void *context, int64_t tile) {
  const range_call *call = context;
  int64_t begin = tile * TILE, end = begin + TILE;
  if (end > call->elements->count) end = call->elements->count;
  call->function(call->elements, call->code, begin, end);
}

static void run(const pl_elements *e, range_function function, int code) {
  range_call call = {e, function, code};
  pl_parallel_light((e->count + TILE - 1) / TILE, run_tile, &call);
}

void pl_fill(pl_elements e) { run(&e, PL_CHOOSE(fill), 0); }
void pl_unary(pl_unary_function f, pl_elements e) { run(&e, PL_CHOOSE(unary), (int)f); }
void pl_unary_gradient(pl_unary_function f, pl_elements e) {
  run(&e, PL_CHOOSE(unary_gradient), (int)f);
}
void pl_binary(pl_binary_function f, pl_elements e) { run(&e, PL_CHOOSE(binary), (int)f); }
void pl_ternary(pl_ternary_function f, pl_elements e) { run(&e, PL_CHOOSE(ternary), (int)f); }
void pl_add_scaled(pl_elements e) { run(&e, PL_CHOOSE(add_scaled), 0); }
void pl_add_product(pl_elements e) { run(&e, PL_CHOOSE(add_product), 0); }
void pl_scale(pl_elements e) { run(&e, PL_CHOOSE(scale), 0); }
void pl_clamp(pl_elements e) { run(&e, PL_CHOOSE(clamp), 0); }
void pl_dropout(pl_elements e) { run(&e, PL_CHOOSE(dropout), 0); }
void pl_momentum(pl_elements e) { run(&e, PL_CHOOSE(momentum), 0); }
void pl_adam(pl_elements e) { run(&e, PL_CHOOSE(adam), 0); }

// Sums go tile by tile, and the tiles' sums are added in order: the same bits on any thread.
typedef struct {
  const float *x;
  int64_t count;
  double (*function)(const float *x, int64_t count);
  double *sums;
} sum_call;

static void sum_tile(void *context, int64_t tile) {
  sum_call *call = context;
  int64_t begin = tile * TILE, count = call->count - begin;
  call->sums[tile] = call->function(call->x + begin, count < TILE ? count : TILE);
}

static double total(const float *x, int64_t count, double (*function)(const float *, int64_t)) {
  int64_t tiles = (count + TILE - 1) / TILE;
  double few[64], *sums = tiles <= 64 ? few : pl_allocate((size_t)tiles * sizeof(double));
  sum_call call = {x, count, function, sums};
  pl_parallel_light(tiles, sum_tile, &call);
  double result = 0;
  for (int64_t tile = 0; tile < tiles; tile++) result += sums[tile];
  if (sums != few) pl_release(sums, (size_t)tiles * sizeof(double));
  return result;
}

double pl_sum(const float *x, int64_t count) { return total(x, count, PL_CHOOSE(sum)); }
double pl_sum_of_squares(const float *x, int64_t count) {
  return total(x, count, PL_CHOOSE(sum_of_squares));
}
bool pl_all_finite(const float *x, int64_t count) {
  return total(x, count, PL_CHOOSE(count_not_finite)) == 0;
}
