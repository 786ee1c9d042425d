// Backpropagation through time. Included by recurrent.body.h.

// From the gradient of h after `step` to those of the gates, for one vector of units of one row.
// Leaves in carry what reaches the state before without passing through a product.
PL_INLINE void PL_NAME(backward_gates)(const sequence *s, int64_t step, int64_t row, int64_t unit,
                                       int64_t n, const pl_cell cell, const bool plain) {
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
  vf past = zero;  // what zoneout hands past the cell
  PL_NAME(kept) kept = {zero, zero};
  if (!plain) {
    kept = PL_NAME(zoneout)(r, row, step, unit, cell == PL_CELL_LSTM);
    past = kept.hidden * dh;
    dh = (one - kept.hidden) * dh;
  }
  if (cell == PL_CELL_TANH || cell == PL_CELL_RELU) {
    vf h = load_part(gate, n);
    store_part(dx, cell == PL_CELL_TANH ? dh * (one - h * h) : pick(h > zero, dh, zero), n);
    store_part(carry, past, n);
  } else if (cell == PL_CELL_LSTM) {
    const float *c_before = step > 0 ? r->extra + (place - 1) * size : r->cell0 + row * size;
    const float *peephole = plain || !r->peephole ? NULL : r->peephole + unit;
    float *carry_cell = s->carry_cell + row * size + unit;
    vf i = load_part(gate, n), f = load_part(gate + size, n);
    vf g = load_part(gate + 2 * size, n), o = load_part(gate + 3 * size, n);
    vf c0 = load_part(c_before + unit, n);
    vf t = vtanh(plain ? load_part(r->extra + place * size + unit, n) : f * c0 + i * g);
    vf upstream = load_part(carry_cell, n), zo = dh * t * o * (one - o);
    vf dc = (plain ? upstream : (one - kept.cell) * upstream) + dh * o * (one - t * t);
    if (peephole) dc += zo * load_part(peephole + 2 * size, n);
    vf zi = dc * g * i * (one - i), zf = dc * c0 * f * (one - f);
    vf dc0 = dc * f;
    if (!plain) dc0 += kept.cell * upstream;
    if (peephole) dc0 += zi * load_part(peephole, n) + zf * load_part(peephole + size, n);
    store_part(dx, zi, n);
    store_part(dx + size, zf, n);
    store_part(dx + 2 * size, dc * i * (one - g * g), n);
    store_part(dx + 3 * size, zo, n);
    store_part(carry_cell, dc0, n);
    store_part(carry, past, n);
  } else {
    vf reset = load_part(gate, n), z = load_part(gate + size, n), c = load_part(gate + 2 * size, n);
    vf before = load_part(r->previous + place * size + unit, n);
    vf dc = dh * (one - z) * (one - c * c);
    store_part(dx + size, dh * (before - c) * z * (one - z), n);
    store_part(dx + 2 * size, dc, n);
    store_part(carry, plain ? dh * z : dh * z + past, n);
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
                                       const int phase, const pl_cell cell, const bool plain) {
  const pl_recurrent *r = &s->r;
  const float *mask = plain ? NULL : r->state_mask;
  const int64_t size = r->size;
  const PANEL *panels = s->panels;
  const float *packed = phase == 1 ? s->packed : s->packed2;
  const int64_t blocks = s->tiles * s->row_blocks;
  const int64_t from = phase == 1 ? 0 : 2 * size;
  const int64_t depth = phase == 2 ? size : cell == PL_CELL_GRU_RESET_BEFORE ? 2 * size : s->gates * size;
  const float *gradients = r->d_recurrent + step * size * s->gates + from;
  const int64_t stride = r->steps * size * s->gates;
  const uint32_t *rounded =
      step < r->steps ? PL_NAME(round_rows)(s, gradients, stride, depth, thread) : NULL;
  float sums[PL_ROWS * WIDTH];
  const int64_t end = PL_NAME(share)(blocks, thread + 1, threads);
  for (int64_t block = PL_NAME(share)(blocks, thread, threads); block < end; block++) {
    const PANEL *panel = panels + block / s->row_blocks;
    const int64_t row = PL_NAME(first_row)(s, block % s->row_blocks);
    const int64_t last = PL_NAME(first_row)(s, block % s->row_blocks + 1);
    // Beyond all of the rows' lengths there is nothing to hand on.
    const bool hands_on = step < r->steps && any_active(r, row, last, step);
    if (phase == 2 && !hands_on) continue;
    if (hands_on)
      PL_NAME(multiply)(s, rounded, gradients, stride, depth, row, last, panels, packed,
                        block / s->row_blocks, sums);
    for (int64_t i = row; i < last; i++) {
      for (int v = 0; v < panel->vectors; v++) {
        const int64_t unit = panel->column[v], n = panel->valid[v];
        vf sum = hands_on ? load(sums + ((i - row) * 4 + v) * PL_LANES) : splat(0);
        float *carry = s->carry + i * size + unit;
        if (phase == 2) {
          const int64_t here = i * r->steps + step;
          vf reset = load_part(r->gates + here * size * 3 + unit, n);
          vf h = load_part((mask ? r->masked : r->previous) + here * size + unit, n);
          store_part(r->d_projected + here * size * 3 + unit, sum * h * reset * (splat(1) - reset), n);
          if (mask) sum *= load_part(mask + i * size + unit, n);
          store_part(carry, load_part(carry, n) + sum * reset, n);
          continue;
        }
        if (hands_on) {
          if (mask) sum *= load_part(mask + i * size + unit, n);
          store_part(carry, load_part(carry, n) + sum, n);
        }
        if (step > 0) PL_NAME(backward_gates)(s, step - 1, i, unit, n, cell, plain);
      }
    }
  }
}

#define BACKWARD(name, cell, plain)                                                  \
  PL_FUNCTION void PL_NAME(name)(void *context, int thread, int threads) {           \
    const sequence *s = context;                                                     \
    for (int64_t step = s->r.steps; step >= 0; step--) {                             \
      if (cell == PL_CELL_GRU_RESET_BEFORE && step < s->r.steps) {                   \
        PL_NAME(backward_phase)(s, step, thread, threads, 2, cell, plain);           \
        pl_barrier(threads);                                                         \
      }                                                                              \
      PL_NAME(backward_phase)(s, step, thread, threads, 1, cell, plain);             \
      pl_barrier(threads);                                                           \
    }                                                                                \
  }
BOTH(BACKWARD, backward)
#undef BACKWARD

PL_FUNCTION void PL_NAME(backward)(pl_recurrent r) {
  static const pl_region regions[2][5] = REGIONS(backward);
  const bool before = r.cell == PL_CELL_GRU_RESET_BEFORE;
  const int64_t all = r.cell == PL_CELL_LSTM ? 4 : r.cell >= PL_CELL_GRU ? 3 : 1;
  const int64_t direct = before ? 2 * r.size : all * r.size;
  sequence s = {.r = r, .gates = all, .row_blocks = (r.batch + PL_ROWS - 1) / PL_ROWS,
                .carry = r.d_hidden, .carry_cell = r.d_cell,
                .bfloat16 = pl_get_restriction().bfloat16};
  PANEL *panels = PL_NAME(lay_out)(r.size, 0, 1, &s.tiles);
  s.panels = panels;
  PL_NAME(make_room)(&s, all * r.size);
  s.packed = PL_NAME(pack)(&s, panels, s.tiles, r.weight, all * r.size, true, direct);
  if (before)
    s.packed2 = PL_NAME(pack)(&s, panels, s.tiles, r.weight + 2 * r.size, all * r.size, true, r.size);
  pl_together(regions[is_plain(&r)][r.cell], &s);
  pl_release(s.packed, PL_NAME(packed_bytes)(&s, s.tiles, direct));
  if (before) pl_release(s.packed2, PL_NAME(packed_bytes)(&s, s.tiles, r.size));
  if (s.rounded) pl_release(s.rounded, PL_NAME(room_bytes)(&s));
  pl_release(panels, (size_t)s.tiles * sizeof(PANEL));
}
