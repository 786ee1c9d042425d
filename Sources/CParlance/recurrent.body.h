#include "panel.body.h"

#define WIDTH (4 * PL_LANES)

// Panels whose vectors are `gates` columns of the same units, or four neighbours of one gate.
PL_FUNCTION PANEL *PL_NAME(lay_out)(int64_t size, int64_t first_gate, int64_t gates, int64_t *count) {
  const int64_t units = gates > 1 ? PL_LANES : WIDTH;
  *count = (size + units - 1) / units;
  PANEL *panels = pl_allocate((size_t)*count * sizeof(PANEL));
  for (int64_t i = 0; i < *count; i++) {
    PANEL *panel = panels + i;
    panel->vectors = 0;
    for (int v = 0; v < (gates > 1 ? gates : 4); v++) {
      int64_t unit = i * units + (gates > 1 ? 0 : v * PL_LANES);
      if (unit >= size) break;
      panel->column[v] = (gates > 1 ? first_gate + v : first_gate) * size + unit;
      panel->valid[v] = least(size - unit, PL_LANES);
      panel->vectors++;
    }
  }
  return panels;
}

PL_FUNCTION size_t PL_NAME(packed_bytes)(int64_t panels, int64_t k) {
  return (size_t)(panels * k * WIDTH) * 4;
}

typedef struct {
  const PANEL *panels;
  const float *b;
  int64_t ldb, k;
  bool transposed;
  float *packed;
} PL_NAME(pack_call);

PL_FUNCTION void PL_NAME(pack_one)(void *context, int64_t tile) {
  const PL_NAME(pack_call) *c = context;
  panel_pack(c->panels + tile, c->b, c->ldb, c->transposed, c->k, c->packed + tile * c->k * WIDTH);
}

// Panel i of depth k lies at i · k · WIDTH.
PL_FUNCTION float *PL_NAME(pack)(const PANEL *panels, int64_t count, const float *b, int64_t ldb,
                                 bool transposed, int64_t k) {
  float *packed = pl_allocate(PL_NAME(packed_bytes)(count, k));
  PL_NAME(pack_call) call = {panels, b, ldb, k, transposed, packed};
  pl_parallel(count, PL_NAME(pack_one), &call);
  return packed;
}

// The first block of a thread's share: blocks are numbered panel by panel, rows within.
PL_INLINE int64_t PL_NAME(share)(int64_t blocks, int thread, int threads) {
  return blocks * thread / threads;
}

PL_INLINE int64_t PL_NAME(first_row)(const sequence *s, int64_t block) {
  return s->r.batch * block / s->row_blocks;
}

// One region for each cell, without and with the further work of a call that is not plain.
#define BOTH(make, direction)                                                        \
  make(direction##_tanh, PL_CELL_TANH, true)                                         \
  make(direction##_relu, PL_CELL_RELU, true)                                         \
  make(direction##_lstm, PL_CELL_LSTM, true)                                         \
  make(direction##_gru, PL_CELL_GRU, true)                                           \
  make(direction##_gru_reset_before, PL_CELL_GRU_RESET_BEFORE, true)                 \
  make(direction##_tanh_more, PL_CELL_TANH, false)                                   \
  make(direction##_relu_more, PL_CELL_RELU, false)                                   \
  make(direction##_lstm_more, PL_CELL_LSTM, false)                                   \
  make(direction##_gru_more, PL_CELL_GRU, false)                                     \
  make(direction##_gru_reset_before_more, PL_CELL_GRU_RESET_BEFORE, false)
// By [plain][cell].
#define REGIONS(direction)                                                           \
  {{PL_NAME(direction##_tanh_more), PL_NAME(direction##_relu_more),                  \
    PL_NAME(direction##_lstm_more), PL_NAME(direction##_gru_more),                   \
    PL_NAME(direction##_gru_reset_before_more)},                                     \
   {PL_NAME(direction##_tanh), PL_NAME(direction##_relu), PL_NAME(direction##_lstm), \
    PL_NAME(direction##_gru), PL_NAME(direction##_gru_reset_before)}}

#include "recurrent_zoneout.body.h"
#include "recurrent_forward.body.h"
#include "recurrent_backward.body.h"

#undef BOTH
#undef REGIONS
#undef WIDTH
#include "unpanel.h"
