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

// Takes h into the outputs and the next step's state; h is that of the step before where the
// sequence has ended.
PL_INLINE void PL_NAME(put_state)(const pl_recurrent *r, int64_t row, int64_t step, int64_t unit,
                                  int64_t valid, bool is_active, vf h) {
  const int64_t place = row * r->steps + step;
  store_part(r->outputs + place * r->size + unit, is_active ? h : splat(0), valid);
  if (step + 1 < r->steps) store_part(r->previous + (place + 1) * r->size + unit, h, valid);
  else store_part(r->hidden + row * r->size + unit, h, valid);
}

// ---- forward ----------------------------------------------------------------------------------

// The gates of one panel for one row, from sums = h U.
PL_INLINE void PL_NAME(forward_gates)(const sequence *s, int64_t step, int64_t row, const PANEL *panel,
                                      const float *sums, const int phase, const pl_cell cell) {
  const pl_recurrent *r = &s->r;
  const int64_t size = r->size, place = row * r->steps + step;
  const bool on = active(r, row, step) != 0;
  float *gate = r->gates + place * size * s->gates;
  const float *before = r->previous + place * size;
  if (cell == PL_CELL_TANH || cell == PL_CELL_RELU) {
    for (int v = 0; v < panel->vectors; v++) {
      const int64_t unit = panel->column[v], n = panel->valid[v];
      vf z = load_part(gate + unit, n) + load(sums + v * PL_LANES);
      vf h = cell == PL_CELL_TANH ? vtanh(z) : pick(z <= splat(0), splat(0), z);
      if (!on) h = load_part(before + unit, n);
      store_part(gate + unit, h, n);
      PL_NAME(put_state)(r, row, step, unit, n, on, h);
    }
    return;
  }
  if (cell == PL_CELL_GRU_RESET_BEFORE && phase == 2) {
    for (int v = 0; v < panel->vectors; v++) {
      const int64_t unit = panel->column[v] - 2 * size, n = panel->valid[v];
      vf candidate = vtanh(load_part(gate + 2 * size + unit, n) + load(sums + v * PL_LANES));
      vf z = load_part(gate + size + unit, n), last = load_part(before + unit, n);
      vf h = on ? (splat(1) - z) * candidate + z * last : last;
      store_part(gate + 2 * size + unit, candidate, n);
      PL_NAME(put_state)(r, row, step, unit, n, on, h);
    }
    return;
  }
  const int64_t unit = panel->column[0], n = panel->valid[0];
  vf last = load_part(before + unit, n);
  if (cell == PL_CELL_LSTM) {
    const float *c_before = step > 0 ? r->extra + (place - 1) * size : r->cell0 + row * size;
    vf c0 = load_part(c_before + unit, n), c = c0, h = last;
    if (on) {
      vf i = vsigmoid(load_part(gate + unit, n) + load(sums));
      vf f = vsigmoid(load_part(gate + size + unit, n) + load(sums + PL_LANES));
      vf g = vtanh(load_part(gate + 2 * size + unit, n) + load(sums + 2 * PL_LANES));
      vf o = vsigmoid(load_part(gate + 3 * size + unit, n) + load(sums + 3 * PL_LANES));
      c = f * c0 + i * g;
      h = o * vtanh(c);
      store_part(gate + unit, i, n);
      store_part(gate + size + unit, f, n);
      store_part(gate + 2 * size + unit, g, n);
      store_part(gate + 3 * size + unit, o, n);
    }
    store_part(r->extra + place * size + unit, c, n);
    if (step + 1 == r->steps) store_part(r->final_cell + row * size + unit, c, n);
    PL_NAME(put_state)(r, row, step, unit, n, on, h);
    return;
  }
  vf reset = vsigmoid(load_part(gate + unit, n) + load(sums));
  vf z = vsigmoid(load_part(gate + size + unit, n) + load(sums + PL_LANES));
  store_part(gate + unit, reset, n);
  store_part(gate + size + unit, z, n);
  if (cell == PL_CELL_GRU_RESET_BEFORE) {
    store_part(r->extra + place * size + unit, reset * last, n);
    return;
  }
  vf inner = load(sums + 2 * PL_LANES);
  if (r->inner_bias) inner += load_part(r->inner_bias + unit, n);
  vf candidate = vtanh(load_part(gate + 2 * size + unit, n) + reset * inner);
  vf h = on ? (splat(1) - z) * candidate + z * last : last;
  store_part(gate + 2 * size + unit, candidate, n);
  store_part(r->extra + place * size + unit, inner, n);
  PL_NAME(put_state)(r, row, step, unit, n, on, h);
}

// This thread's blocks of one phase of one step.
PL_INLINE void PL_NAME(forward_phase)(const sequence *s, int64_t step, int thread, int threads,
                                      const int phase, const pl_cell cell) {
  const pl_recurrent *r = &s->r;
  const PANEL *panels = phase == 1 ? s->panels : s->panels2;
  const float *packed = phase == 1 ? s->packed : s->packed2;
  const float *state = phase == 1 ? r->previous : r->extra;
  const int64_t blocks = (phase == 1 ? s->tiles : s->tiles2) * s->row_blocks;
  float sums[PL_ROWS * WIDTH];
  const int64_t end = PL_NAME(share)(blocks, thread + 1, threads);
  for (int64_t block = PL_NAME(share)(blocks, thread, threads); block < end; block++) {
    const PANEL *panel = panels + block / s->row_blocks;
    const int64_t row = PL_NAME(first_row)(s, block % s->row_blocks);
    const int64_t last = PL_NAME(first_row)(s, block % s->row_blocks + 1);
    panel_product((int)(last - row), panel->vectors, r->size,
                  state + (row * r->steps + step) * r->size, r->steps * r->size, 1,
                  packed + block / s->row_blocks * r->size * WIDTH, sums);
    for (int64_t i = row; i < last; i++)
      PL_NAME(forward_gates)(s, step, i, panel, sums + (i - row) * WIDTH, phase, cell);
  }
}

#define FORWARD(name, cell)                                                          \
  PL_FUNCTION void PL_NAME(name)(void *context, int thread, int threads) {           \
    const sequence *s = context;                                                     \
    for (int64_t step = 0; step < s->r.steps; step++) {                              \
      PL_NAME(forward_phase)(s, step, thread, threads, 1, cell);                     \
      pl_barrier(threads);                                                           \
      if (cell == PL_CELL_GRU_RESET_BEFORE) {                                        \
        PL_NAME(forward_phase)(s, step, thread, threads, 2, cell);                   \
        pl_barrier(threads);                                                         \
      }                                                                              \
    }                                                                                \
  }
FORWARD(forward_tanh, PL_CELL_TANH)
FORWARD(forward_relu, PL_CELL_RELU)
FORWARD(forward_lstm, PL_CELL_LSTM)
FORWARD(forward_gru, PL_CELL_GRU)
FORWARD(forward_gru_reset_before, PL_CELL_GRU_RESET_BEFORE)
#undef FORWARD

// One step alone, as in generation: nothing is used twice, so nothing is packed. Plain products,
// then the gates of each panel with its sums gathered.
PL_FUNCTION void PL_NAME(forward_step)(sequence *s, const float *state, const int phase,
                                       const PANEL *panels, int64_t tiles) {
  const pl_recurrent *r = &s->r;
  const int64_t first = panels[0].column[0], width = s->gates * r->size;
  const int64_t columns = phase == 2 ? r->size : r->cell == PL_CELL_GRU_RESET_BEFORE ? 2 * r->size : width;
  const size_t bytes = (size_t)(r->batch * columns) * 4;
  float *product = pl_allocate(bytes);
  pl_matrix_product(false, false, r->batch, columns, r->size, state, r->size, r->weight + first, width,
                    NULL, false, product, columns);
  float sums[WIDTH];
  for (int64_t row = 0; row < r->batch; row++) {
    for (int64_t tile = 0; tile < tiles; tile++) {
      const PANEL *panel = panels + tile;
      for (int v = 0; v < panel->vectors; v++)
        store(sums + v * PL_LANES,
              load_part(product + row * columns + panel->column[v] - first, panel->valid[v]));
      PL_NAME(forward_gates)(s, 0, row, panel, sums, phase, r->cell);
    }
  }
  pl_release(product, bytes);
}

PL_FUNCTION void PL_NAME(forward)(pl_recurrent r) {
  static const pl_region regions[] = {PL_NAME(forward_tanh), PL_NAME(forward_relu),
    PL_NAME(forward_lstm), PL_NAME(forward_gru), PL_NAME(forward_gru_reset_before)};
  const bool before = r.cell == PL_CELL_GRU_RESET_BEFORE;
  const int64_t all = r.cell == PL_CELL_LSTM ? 4 : r.cell >= PL_CELL_GRU ? 3 : 1;
  sequence s = {.r = r, .gates = all, .row_blocks = (r.batch + PL_ROWS - 1) / PL_ROWS};
  for (int64_t row = 0; row < r.batch; row++)
    memcpy(r.previous + row * r.steps * r.size, r.hidden0 + row * r.size, (size_t)r.size * 4);
  PANEL *panels = PL_NAME(lay_out)(r.size, 0, before ? 2 : all, &s.tiles);
  PANEL *panels2 = before ? PL_NAME(lay_out)(r.size, 2, 1, &s.tiles2) : NULL;
  s.panels = panels;
  s.panels2 = panels2;
  if (r.steps == 1) {
    PL_NAME(forward_step)(&s, r.previous, 1, panels, s.tiles);
    if (before) PL_NAME(forward_step)(&s, r.extra, 2, panels2, s.tiles2);
  } else {
    s.packed = PL_NAME(pack)(panels, s.tiles, r.weight, all * r.size, false, r.size);
    if (before) s.packed2 = PL_NAME(pack)(panels2, s.tiles2, r.weight, all * r.size, false, r.size);
    pl_together(regions[r.cell], &s);
    pl_release(s.packed, PL_NAME(packed_bytes)(s.tiles, r.size));
    if (before) pl_release(s.packed2, PL_NAME(packed_bytes)(s.tiles2, r.size));
  }
  pl_release(panels, (size_t)s.tiles * sizeof(PANEL));
  if (before) pl_release(panels2, (size_t)s.tiles2 * sizeof(PANEL));
}

// ---- backward ---------------------------------------------------------------------------------

// From the gradient of h after `step` to those of the gates, for one vector of units of one row.
// Leaves in carry what reaches the state before without passing through a product.
PL_INLINE void PL_NAME(backward_gates)(const sequence *s, int64_t step, int64_t row, int64_t unit,
                                       int64_t n, const pl_cell cell) {
  const pl_recurrent *r = &s->r;
  const int64_t size = r->size, place = row * r->steps + step;
  const float *gate = r->gates + place * size * s->gates + unit;
  float *dx = r->d_projected + place * size * s->gates + unit;
  float *du = r->d_recurrent + place * size * s->gates + unit;
  float *carry = s->carry + row * size + unit;
  const vf zero = splat(0), one = splat(1);
  if (!active(r, row, step)) {
    for (int64_t g = 0; g < s->gates; g++) {
      store_part(dx + g * size, zero, n);
      if (du != dx) store_part(du + g * size, zero, n);
    }
    return;
  }
  vf dh = load_part(carry, n);
  if (r->d_outputs) dh += load_part(r->d_outputs + place * size + unit, n);
  if (cell == PL_CELL_TANH || cell == PL_CELL_RELU) {
    vf h = load_part(gate, n);
    store_part(dx, cell == PL_CELL_TANH ? dh * (one - h * h) : pick(h > zero, dh, zero), n);
    store_part(carry, zero, n);
  } else if (cell == PL_CELL_LSTM) {
    const float *c_before = step > 0 ? r->extra + (place - 1) * size : r->cell0 + row * size;
    float *carry_cell = s->carry_cell + row * size + unit;
    vf i = load_part(gate, n), f = load_part(gate + size, n);
    vf g = load_part(gate + 2 * size, n), o = load_part(gate + 3 * size, n);
    vf t = vtanh(load_part(r->extra + place * size + unit, n));
    vf dc = load_part(carry_cell, n) + dh * o * (one - t * t);
    store_part(dx, dc * g * i * (one - i), n);
    store_part(dx + size, dc * load_part(c_before + unit, n) * f * (one - f), n);
    store_part(dx + 2 * size, dc * i * (one - g * g), n);
    store_part(dx + 3 * size, dh * t * o * (one - o), n);
    store_part(carry_cell, dc * f, n);
    store_part(carry, zero, n);
  } else {
    vf reset = load_part(gate, n), z = load_part(gate + size, n), c = load_part(gate + 2 * size, n);
    vf before = load_part(r->previous + place * size + unit, n);
    vf dc = dh * (one - z) * (one - c * c);
    store_part(dx + size, dh * (before - c) * z * (one - z), n);
    store_part(dx + 2 * size, dc, n);
    store_part(carry, dh * z, n);
    if (cell == PL_CELL_GRU) {
      vf inner = load_part(r->extra + place * size + unit, n);
      vf dr = dc * inner * reset * (one - reset);
      store_part(dx, dr, n);
      store_part(du, dr, n);
      store_part(du + size, load_part(dx + size, n), n);
      store_part(du + 2 * size, dc * reset, n);
    }
  }
}

// Phase 1: carry += d U^T for the gates that multiply h directly, then the gates of the step
// before. Phase 2, of the reset-before GRU alone and first: through (r ⊙ h) U.
PL_INLINE void PL_NAME(backward_phase)(const sequence *s, int64_t step, int thread, int threads,
                                       const int phase, const pl_cell cell) {
  const pl_recurrent *r = &s->r;
  const int64_t size = r->size;
  const PANEL *panels = s->panels;
  const float *packed = phase == 1 ? s->packed : s->packed2;
  const int64_t blocks = s->tiles * s->row_blocks;
  const int64_t from = phase == 1 ? 0 : 2 * size;
  const int64_t depth = phase == 2 ? size : cell == PL_CELL_GRU_RESET_BEFORE ? 2 * size : s->gates * size;
  float sums[PL_ROWS * WIDTH];
  const int64_t end = PL_NAME(share)(blocks, thread + 1, threads);
  for (int64_t block = PL_NAME(share)(blocks, thread, threads); block < end; block++) {
    const PANEL *panel = panels + block / s->row_blocks;
    const int64_t row = PL_NAME(first_row)(s, block % s->row_blocks);
    const int64_t last = PL_NAME(first_row)(s, block % s->row_blocks + 1);
    const int64_t place = row * r->steps + step;
    if (step < r->steps) {
      panel_product((int)(last - row), panel->vectors, depth,
                    r->d_recurrent + place * size * s->gates + from, r->steps * size * s->gates, 1,
                    packed + block / s->row_blocks * depth * WIDTH, sums);
    }
    for (int64_t i = row; i < last; i++) {
      for (int v = 0; v < panel->vectors; v++) {
        const int64_t unit = panel->column[v], n = panel->valid[v];
        vf sum = load(sums + ((i - row) * 4 + v) * PL_LANES);
        float *carry = s->carry + i * size + unit;
        if (phase == 2) {
          const int64_t here = i * r->steps + step;
          vf reset = load_part(r->gates + here * size * 3 + unit, n);
          vf h = load_part(r->previous + here * size + unit, n);
          store_part(r->d_projected + here * size * 3 + unit, sum * h * reset * (splat(1) - reset), n);
          store_part(carry, load_part(carry, n) + sum * reset, n);
          continue;
        }
        if (step < r->steps) store_part(carry, load_part(carry, n) + sum, n);
        if (step > 0) PL_NAME(backward_gates)(s, step - 1, i, unit, n, cell);
      }
    }
  }
}

#define BACKWARD(name, cell)                                                         \
  PL_FUNCTION void PL_NAME(name)(void *context, int thread, int threads) {           \
    const sequence *s = context;                                                     \
    for (int64_t step = s->r.steps; step >= 0; step--) {                             \
      if (cell == PL_CELL_GRU_RESET_BEFORE && step < s->r.steps) {                   \
        PL_NAME(backward_phase)(s, step, thread, threads, 2, cell);                  \
        pl_barrier(threads);                                                         \
      }                                                                              \
      PL_NAME(backward_phase)(s, step, thread, threads, 1, cell);                    \
      pl_barrier(threads);                                                           \
    }                                                                                \
  }
BACKWARD(backward_tanh, PL_CELL_TANH)
BACKWARD(backward_relu, PL_CELL_RELU)
BACKWARD(backward_lstm, PL_CELL_LSTM)
BACKWARD(backward_gru, PL_CELL_GRU)
BACKWARD(backward_gru_reset_before, PL_CELL_GRU_RESET_BEFORE)
#undef BACKWARD

PL_FUNCTION void PL_NAME(backward)(pl_recurrent r) {
  static const pl_region regions[] = {PL_NAME(backward_tanh), PL_NAME(backward_relu),
    PL_NAME(backward_lstm), PL_NAME(backward_gru), PL_NAME(backward_gru_reset_before)};
  const bool before = r.cell == PL_CELL_GRU_RESET_BEFORE;
  const int64_t all = r.cell == PL_CELL_LSTM ? 4 : r.cell >= PL_CELL_GRU ? 3 : 1;
  const int64_t direct = before ? 2 * r.size : all * r.size;
  sequence s = {.r = r, .gates = all, .row_blocks = (r.batch + PL_ROWS - 1) / PL_ROWS,
                .carry = r.d_hidden, .carry_cell = r.d_cell};
  PANEL *panels = PL_NAME(lay_out)(r.size, 0, 1, &s.tiles);
  s.panels = panels;
  s.packed = PL_NAME(pack)(panels, s.tiles, r.weight, all * r.size, true, direct);
  if (before)
    s.packed2 = PL_NAME(pack)(panels, s.tiles, r.weight + 2 * r.size, all * r.size, true, r.size);
  pl_together(regions[r.cell], &s);
  pl_release(s.packed, PL_NAME(packed_bytes)(s.tiles, direct));
  if (before) pl_release(s.packed2, PL_NAME(packed_bytes)(s.tiles, r.size));
  pl_release(panels, (size_t)s.tiles * sizeof(PANEL));
}

#undef WIDTH
#include "unpanel.h"
