// A recurrent layer over a whole batch of sequences, forward and backward through time.
//
// The recurrent weights are packed once a call. Then all threads walk the steps together: each
// takes its fixed share of (columns × rows) blocks, multiplies the last state into them, applies
// the gates while the sums are at hand, and waits at one barrier a step. Which thread does a block
// changes nothing in it.

#include "level.h"
#include "pool.h"

typedef struct {
  pl_recurrent r;
  int64_t gates;              // columns of the projections over H
  float *packed, *packed2;    // panels of the recurrent weights, or of pairs of bfloat16
  bool bfloat16;
  uint32_t *rounded;          // of bfloat16: room for a step's rows of each thread, `room` words each
  int64_t room;
  void *panels, *panels2;
  int64_t tiles, tiles2;
  int64_t row_blocks;
  float *carry, *carry_cell;  // backward: gradients of the state, [B, H]
} sequence;

static int64_t active(const pl_recurrent *r, int64_t row, int64_t step) {
  return !r->lengths || step < r->lengths[row];
}

// Whether one of some rows is: of a batch in order of length, most blocks of rows end early.
static bool any_active(const pl_recurrent *r, int64_t first, int64_t last, int64_t step) {
  for (int64_t row = first; row < last; row++)
    if (active(r, row, step)) return true;
  return false;
}

// Whether the call asks for nothing but the cell's equations; then the loops do nothing else.
static bool is_plain(const pl_recurrent *r) {
  return !r->peephole && !r->state_mask && r->zoneout_hidden == 0 && r->zoneout_cell == 0;
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

#define PL_WITH_BFLOAT16
#define PL_BODY "recurrent.body.h"
#include "variants.h"

void pl_recurrent_forward(pl_recurrent r) { PL_CHOOSE(forward)(r); }
void pl_recurrent_backward(pl_recurrent r) { PL_CHOOSE(backward)(r); }
