// Bags of rows in, rows out: a tile is a block of examples, or sixteen columns of all that changes.

#include "bags.h"

#include <math.h>
#include <string.h>

#define PL_BODY "bags.body.h"
#include "variants.h"

void pl_bags_sum(const pl_bags *bags, int64_t begin, int64_t end) {
  PL_CHOOSE(bags_sum)(bags, begin, end);
}

void pl_bags_forward(const pl_bags *bags, int64_t begin, int64_t end) {
  PL_CHOOSE(bags_forward)(bags, begin, end);
}

static int64_t end_of(int64_t tile, int64_t count) {
  const int64_t end = (tile + 1) * BAG_TILE;
  return end < count ? end : count;
}

static int64_t tiles(int64_t count) { return (count + BAG_TILE - 1) / BAG_TILE; }

static void sum_tile(void *context, int64_t tile) {
  const pl_bags *bags = context;
  pl_bags_sum(bags, tile * BAG_TILE, end_of(tile, bags->units));
}

static void forward_tile(void *context, int64_t tile) {
  const pl_bags *bags = context;
  pl_bags_forward(bags, tile * BAG_TILE, end_of(tile, bags->examples));
}

static void spread_tile(void *context, int64_t tile) {
  const pl_bags *bags = context;
  PL_CHOOSE(bags_spread)(bags, tile * BAG_TILE, end_of(tile, bags->units));
}

static void apply_tile(void *context, int64_t tile) { PL_CHOOSE(bags_apply)(context, tile * 16); }

void pl_bags_apply(const pl_bags *bags) {
  if (bags->left) pl_parallel(tiles(bags->units), spread_tile, (void *)bags);
  pl_parallel(bags->width / 16, apply_tile, (void *)bags);
}

void pl_bags_learn(const pl_bags *bags) {
  if (bags->left) pl_parallel(tiles(bags->units), sum_tile, (void *)bags);
  pl_parallel(tiles(bags->examples), forward_tile, (void *)bags);
  pl_bags_apply(bags);
}
