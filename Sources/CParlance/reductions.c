// Sums over all elements.

#include "pool.h"

#include <string.h>

#define PL_BODY "reductions.body.h"
#include "variants.h"

enum { TILE = 16384 };

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
