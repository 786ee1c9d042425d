#include "panel.body.h"
#include "pairs.body.h"

#define WIDTH (4 * PL_LANES)

// Panels whose vectors are `gates` columns of the same units, or neighbours of one gate: up to four, as
// many in each panel as can be, so that threads with as many panels have as much to do.
PL_FUNCTION PANEL *PL_NAME(lay_out)(int64_t size, int64_t first_gate, int64_t gates, int64_t *count) {
  const int64_t vectors = (size + PL_LANES - 1) / PL_LANES;
  *count = gates > 1 ? vectors : (vectors + 3) / 4;
  PANEL *panels = pl_allocate((size_t)*count * sizeof(PANEL));
  for (int64_t i = 0; i < *count; i++) {
    PANEL *panel = panels + i;
    const int64_t first = vectors * i / *count, end = vectors * (i + 1) / *count;
    panel->vectors = (int)(gates > 1 ? gates : end - first);
    for (int v = 0; v < panel->vectors; v++) {
      const int64_t unit = (gates > 1 ? i : first + v) * PL_LANES;
      panel->column[v] = (gates > 1 ? first_gate + v : first_gate) * size + unit;
      panel->valid[v] = least(size - unit, PL_LANES);
    }
  }
  return panels;
}

// Words of 4 bytes of k numbers.
PL_INLINE int64_t PL_NAME(words)(const sequence *s, int64_t k) { return s->bfloat16 ? (k + 1) / 2 : k; }

PL_FUNCTION size_t PL_NAME(packed_bytes)(const sequence *s, int64_t panels, int64_t k) {
  return (size_t)(panels * PL_NAME(words)(s, k) * WIDTH) * 4;
}

typedef struct {
  const sequence *s;
  const PANEL *panels;
  const float *b;
  int64_t ldb, k;
  bool transposed;
  float *packed;
} PL_NAME(pack_call);

PL_FUNCTION void PL_NAME(pack_one)(void *context, int64_t tile) {
  const PL_NAME(pack_call) *c = context;
  float *to = c->packed + tile * PL_NAME(words)(c->s, c->k) * WIDTH;
  if (c->s->bfloat16) pairs_pack(c->panels + tile, c->b, c->ldb, c->transposed, c->k, (uint32_t *)to);
  else panel_pack(c->panels + tile, c->b, c->ldb, c->transposed, c->k, to);
}

// Panel i of depth k lies at i · words(k) · WIDTH.
PL_FUNCTION float *PL_NAME(pack)(const sequence *s, const PANEL *panels, int64_t count, const float *b,
                                 int64_t ldb, bool transposed, int64_t k) {
  float *packed = pl_allocate(PL_NAME(packed_bytes)(s, count, k));
  PL_NAME(pack_call) call = {s, panels, b, ldb, k, transposed, packed};
  pl_parallel(count, PL_NAME(pack_one), &call);
  return packed;
}

// Of bfloat16: room for each thread to round a step's rows of k numbers in.
PL_FUNCTION size_t PL_NAME(room_bytes)(const sequence *s) {
  return s->bfloat16 ? (size_t)(s->room * pl_thread_count()) * 4 : 0;
}

PL_FUNCTION void PL_NAME(make_room)(sequence *s, int64_t k) {
  s->room = s->r.batch * PL_NAME(words)(s, k);
  s->rounded = s->bfloat16 ? pl_allocate(PL_NAME(room_bytes)(s)) : NULL;
}

// A step's rows, row · stride from `rows` on, as pairs one after the other; NULL for float32. Those that have ended
// too: they share blocks with others.
PL_FUNCTION const uint32_t *PL_NAME(round_rows)(const sequence *s, const float *rows, int64_t stride,
                                                int64_t k, int thread) {
  if (!s->bfloat16) return NULL;
  uint32_t *to = s->rounded + thread * s->room;
  for (int64_t row = 0; row < s->r.batch; row++)
    pair_row(rows + row * stride, k, to + row * PL_NAME(words)(s, k));
  return to;
}

// Sums of some rows, row · stride from `rows` on, with a panel.
PL_INLINE void PL_NAME(multiply)(const sequence *s, const uint32_t *rounded, const float *rows,
                                 int64_t stride, int64_t k, int64_t first, int64_t last,
                                 const PANEL *panels, const float *packed, int64_t index, float *sums) {
  const int64_t words = PL_NAME(words)(s, k);
  packed += index * words * WIDTH;
  if (rounded)
    pairs_product((int)(last - first), panels[index].vectors, words, rounded + first * words, words, 1,
                  (const uint32_t *)packed, sums);
  else
    panel_product((int)(last - first), panels[index].vectors, k, rows + first * stride, stride, 1, packed,
                  sums);
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
#include "unpairs.h"
#include "unpanel.h"
