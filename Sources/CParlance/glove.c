// GloVe's steps: a tile is a block of the matrix of counts. The blocks of a round share no row and no column,
// so that no two threads touch one row, and it does not matter which thread has which block: Gemulla, Nijkamp,
// Haas and Sismanis 2011, "Large-scale matrix factorization with distributed stochastic gradient descent".

#include "mix.h"
#include "pool.h"

#define PL_BODY "glove.body.h"
#include "variants.h"

static void run_block(void *context, int64_t tile) {
  const pl_glove *g = context;
  const int64_t block = tile * g->blocks + (tile + g->round) % g->blocks;
  const int64_t begin = g->starts[block], end = g->starts[block + 1];
  uint32_t *order = g->order + tile * g->longest;
  uint64_t state = mix_state(g->key, (uint64_t)tile);
  for (int64_t place = 0; place < end - begin; place++) {
    const uint32_t other = mix_below(&state, (uint64_t)place + 1);
    order[place] = order[other];
    order[other] = (uint32_t)place;
  }
  g->losses[tile] = PL_CHOOSE(glove_block)(g, begin, end, order);
}

void pl_glove_round(const pl_glove *glove) { pl_parallel(glove->blocks, run_block, (void *)glove); }
