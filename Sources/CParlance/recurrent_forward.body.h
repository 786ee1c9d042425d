// The steps of a recurrent layer. Included by recurrent.body.h.

// Takes h into the outputs and the next step's state; h is that of the step before where the
// sequence has ended.
PL_INLINE void PL_NAME(put_state)(const pl_recurrent *r, int64_t row, int64_t step, int64_t unit,
                                  int64_t valid, bool is_active, const bool plain, vf h) {
  const int64_t place = row * r->steps + step;
  store_part(r->outputs + place * r->size + unit, is_active ? h : splat(0), valid);
  if (step + 1 == r->steps) {
    store_part(r->hidden + row * r->size + unit, h, valid);
    return;
  }
  store_part(r->previous + (place + 1) * r->size + unit, h, valid);
  if (!plain && r->state_mask)
    store_part(r->masked + (place + 1) * r->size + unit,
               h * load_part(r->state_mask + row * r->size + unit, valid), valid);
}

// A row whose sequence has ended: its state goes on, and nothing is computed.
PL_INLINE void PL_NAME(forward_idle)(const sequence *s, int64_t step, int64_t row, const PANEL *panel,
                                     const int phase, const pl_cell cell, const bool plain) {
  const pl_recurrent *r = &s->r;
  const int64_t size = r->size, place = row * r->steps + step;
  const bool alone = cell == PL_CELL_TANH || cell == PL_CELL_RELU || phase == 2;
  const vf zero = splat(0);
  for (int v = 0; v < (alone ? panel->vectors : 1); v++) {
    const int64_t unit = panel->column[v] - (phase == 2 ? 2 * size : 0), n = panel->valid[v];
    if (cell == PL_CELL_GRU_RESET_BEFORE && phase == 1) {
      store_part(r->extra + place * size + unit, zero, n);
      continue;
    }
    if (cell == PL_CELL_LSTM) {
      const float *before = step > 0 ? r->extra + (place - 1) * size : r->cell0 + row * size;
      const vf c = load_part(before + unit, n);
      store_part(r->extra + place * size + unit, c, n);
      if (step + 1 == r->steps) store_part(r->final_cell + row * size + unit, c, n);
    }
    const vf last = load_part(r->previous + place * size + unit, n);
    PL_NAME(put_state)(r, row, step, unit, n, false, plain, last);
  }
}

// The gates of one panel for one row, from sums = h U. Without `plain`, with zoneout, peepholes and
// a mask of the state as the call asks for them.
PL_INLINE void PL_NAME(forward_gates)(const sequence *s, int64_t step, int64_t row, const PANEL *panel,
                                      const float *sums, const int phase, const pl_cell cell,
                                      const bool plain) {
  const pl_recurrent *r = &s->r;
  const int64_t size = r->size, place = row * r->steps + step;
  float *gate = r->gates + place * size * s->gates;
  const float *before = r->previous + place * size;
  if (cell == PL_CELL_TANH || cell == PL_CELL_RELU) {
    for (int v = 0; v < panel->vectors; v++) {
      const int64_t unit = panel->column[v], n = panel->valid[v];
      vf z = load_part(gate + unit, n) + load(sums + v * PL_LANES);
      vf h = cell == PL_CELL_TANH ? vtanh(z) : pick(z <= splat(0), splat(0), z);
      store_part(gate + unit, h, n);
      if (!plain)
        h = PL_NAME(mix)(PL_NAME(zoneout)(r, row, step, unit, false).hidden, load_part(before + unit, n), h);
      PL_NAME(put_state)(r, row, step, unit, n, true, plain, h);
    }
    return;
  }
  if (cell == PL_CELL_GRU_RESET_BEFORE && phase == 2) {
    for (int v = 0; v < panel->vectors; v++) {
      const int64_t unit = panel->column[v] - 2 * size, n = panel->valid[v];
      vf candidate = vtanh(load_part(gate + 2 * size + unit, n) + load(sums + v * PL_LANES));
      vf z = load_part(gate + size + unit, n), last = load_part(before + unit, n);
      vf h = (splat(1) - z) * candidate + z * last;
      if (!plain) h = PL_NAME(mix)(PL_NAME(zoneout)(r, row, step, unit, false).hidden, last, h);
      store_part(gate + 2 * size + unit, candidate, n);
      PL_NAME(put_state)(r, row, step, unit, n, true, plain, h);
    }
    return;
  }
  const int64_t unit = panel->column[0], n = panel->valid[0];
  vf last = load_part(before + unit, n);
  if (cell == PL_CELL_LSTM) {
    const float *c_before = step > 0 ? r->extra + (place - 1) * size : r->cell0 + row * size;
    vf c0 = load_part(c_before + unit, n);
    vf zi = load_part(gate + unit, n) + load(sums);
    vf zf = load_part(gate + size + unit, n) + load(sums + PL_LANES);
    vf zo = load_part(gate + 3 * size + unit, n) + load(sums + 3 * PL_LANES);
    const float *peephole = plain ? NULL : r->peephole;
    if (peephole) {
      zi += load_part(peephole + unit, n) * c0;
      zf += load_part(peephole + size + unit, n) * c0;
    }
    vf i = vsigmoid(zi), f = vsigmoid(zf);
    vf g = vtanh(load_part(gate + 2 * size + unit, n) + load(sums + 2 * PL_LANES));
    vf c = f * c0 + i * g;
    if (peephole) zo += load_part(peephole + 2 * size + unit, n) * c;
    vf o = vsigmoid(zo);
    vf h = o * vtanh(c);
    if (!plain) {
      PL_NAME(kept) kept = PL_NAME(zoneout)(r, row, step, unit, true);
      h = PL_NAME(mix)(kept.hidden, last, h);
      c = PL_NAME(mix)(kept.cell, c0, c);
    }
    store_part(gate + unit, i, n);
    store_part(gate + size + unit, f, n);
    store_part(gate + 2 * size + unit, g, n);
    store_part(gate + 3 * size + unit, o, n);
    store_part(r->extra + place * size + unit, c, n);
    if (step + 1 == r->steps) store_part(r->final_cell + row * size + unit, c, n);
    PL_NAME(put_state)(r, row, step, unit, n, true, plain, h);
    return;
  }
  vf reset = vsigmoid(load_part(gate + unit, n) + load(sums));
  vf z = vsigmoid(load_part(gate + size + unit, n) + load(sums + PL_LANES));
  store_part(gate + unit, reset, n);
  store_part(gate + size + unit, z, n);
  if (cell == PL_CELL_GRU_RESET_BEFORE) {
    vf state = plain || !r->state_mask ? last : load_part(r->masked + place * size + unit, n);
    store_part(r->extra + place * size + unit, reset * state, n);
    return;
  }
  vf inner = load(sums + 2 * PL_LANES);
  if (r->inner_bias) inner += load_part(r->inner_bias + unit, n);
  vf candidate = vtanh(load_part(gate + 2 * size + unit, n) + reset * inner);
  vf h = (splat(1) - z) * candidate + z * last;
  if (!plain) h = PL_NAME(mix)(PL_NAME(zoneout)(r, row, step, unit, false).hidden, last, h);
  store_part(gate + 2 * size + unit, candidate, n);
  store_part(r->extra + place * size + unit, inner, n);
  PL_NAME(put_state)(r, row, step, unit, n, true, plain, h);
}

// This thread's blocks of one phase of one step.
PL_INLINE void PL_NAME(forward_phase)(const sequence *s, int64_t step, int thread, int threads,
                                      const int phase, const pl_cell cell, const bool plain) {
  const pl_recurrent *r = &s->r;
  const PANEL *panels = phase == 1 ? s->panels : s->panels2;
  const float *packed = phase == 1 ? s->packed : s->packed2;
  const float *before = plain || !r->state_mask ? r->previous : r->masked;
  const float *state = (phase == 1 ? before : r->extra) + step * r->size;
  const int64_t stride = r->steps * r->size;
  const uint32_t *rounded = PL_NAME(round_rows)(s, state, stride, r->size, thread);
  const int64_t blocks = (phase == 1 ? s->tiles : s->tiles2) * s->row_blocks;
  float sums[PL_ROWS * WIDTH];
  const int64_t end = PL_NAME(share)(blocks, thread + 1, threads);
  for (int64_t block = PL_NAME(share)(blocks, thread, threads); block < end; block++) {
    const PANEL *panel = panels + block / s->row_blocks;
    const int64_t row = PL_NAME(first_row)(s, block % s->row_blocks);
    const int64_t last = PL_NAME(first_row)(s, block % s->row_blocks + 1);
    if (any_active(r, row, last, step))
      PL_NAME(multiply)(s, rounded, state, stride, r->size, row, last, panels, packed,
                        block / s->row_blocks, sums);
    for (int64_t i = row; i < last; i++) {
      if (active(r, i, step))
        PL_NAME(forward_gates)(s, step, i, panel, sums + (i - row) * WIDTH, phase, cell, plain);
      else
        PL_NAME(forward_idle)(s, step, i, panel, phase, cell, plain);
    }
  }
}

#define FORWARD(name, cell, plain)                                                   \
  PL_FUNCTION void PL_NAME(name)(void *context, int thread, int threads) {           \
    const sequence *s = context;                                                     \
    for (int64_t step = 0; step < s->r.steps; step++) {                              \
      PL_NAME(forward_phase)(s, step, thread, threads, 1, cell, plain);              \
      pl_barrier(threads);                                                           \
      if (cell == PL_CELL_GRU_RESET_BEFORE) {                                        \
        PL_NAME(forward_phase)(s, step, thread, threads, 2, cell, plain);            \
        pl_barrier(threads);                                                         \
      }                                                                              \
    }                                                                                \
  }
BOTH(FORWARD, forward)
#undef FORWARD

typedef struct {
  const sequence *s;
  const PANEL *panels;
  int64_t tiles, first, columns;
  int phase;
  const float *product;
} PL_NAME(step_call);

// The gates of a block of rows, each panel with its sums gathered from h U.
PL_FUNCTION void PL_NAME(step_rows)(void *context, int64_t block) {
  const PL_NAME(step_call) *c = context;
  const pl_recurrent *r = &c->s->r;
  float sums[WIDTH];
  const int64_t end = PL_NAME(first_row)(c->s, block + 1);
  for (int64_t row = PL_NAME(first_row)(c->s, block); row < end; row++) {
    for (int64_t tile = 0; tile < c->tiles; tile++) {
      const PANEL *panel = c->panels + tile;
      for (int v = 0; v < panel->vectors; v++)
        store(sums + v * PL_LANES,
              load_part(c->product + row * c->columns + panel->column[v] - c->first, panel->valid[v]));
      if (active(r, row, 0))
        PL_NAME(forward_gates)(c->s, 0, row, panel, sums, c->phase, r->cell, is_plain(r));
      else
        PL_NAME(forward_idle)(c->s, 0, row, panel, c->phase, r->cell, is_plain(r));
    }
  }
}

// One step alone, as in generation: nothing is used twice, so nothing is packed. Plain products, then the gates.
PL_FUNCTION void PL_NAME(forward_step)(sequence *s, const float *state, const int phase,
                                       const PANEL *panels, int64_t tiles) {
  const pl_recurrent *r = &s->r;
  const int64_t first = panels[0].column[0], width = s->gates * r->size;
  const int64_t columns = phase == 2 ? r->size : r->cell == PL_CELL_GRU_RESET_BEFORE ? 2 * r->size : width;
  const size_t bytes = (size_t)(r->batch * columns) * 4;
  float *product = pl_allocate(bytes);
  if (r->packed)
    pl_packed_product(*r->packed, r->batch, state, r->size, NULL, false, product, columns);
  else
    pl_matrix_product(false, false, r->batch, columns, r->size, state, r->size, r->weight + first, width,
                      NULL, false, product, columns);
  PL_NAME(step_call) call = {s, panels, tiles, first, columns, phase, product};
  pl_parallel(s->row_blocks, PL_NAME(step_rows), &call);
  pl_release(product, bytes);
}

PL_FUNCTION void PL_NAME(forward)(pl_recurrent r) {
  static const pl_region regions[2][5] = REGIONS(forward);
  const bool before = r.cell == PL_CELL_GRU_RESET_BEFORE;
  const int64_t all = r.cell == PL_CELL_LSTM ? 4 : r.cell >= PL_CELL_GRU ? 3 : 1;
  sequence s = {.r = r, .gates = all, .row_blocks = (r.batch + PL_ROWS - 1) / PL_ROWS};
  for (int64_t row = 0; row < r.batch; row++)
    memcpy(r.previous + row * r.steps * r.size, r.hidden0 + row * r.size, (size_t)r.size * 4);
  for (int64_t row = 0; r.state_mask && row < r.batch; row++)
    for (int64_t i = row * r.size; i < (row + 1) * r.size; i++)
      r.masked[i + row * (r.steps - 1) * r.size] = r.hidden0[i] * r.state_mask[i];
  PANEL *panels = PL_NAME(lay_out)(r.size, 0, before ? 2 : all, &s.tiles);
  PANEL *panels2 = before ? PL_NAME(lay_out)(r.size, 2, 1, &s.tiles2) : NULL;
  s.panels = panels;
  s.panels2 = panels2;
  s.bfloat16 = r.steps > 1 && pl_get_restriction().bfloat16;
  if (r.steps == 1) {
    PL_NAME(forward_step)(&s, r.state_mask ? r.masked : r.previous, 1, panels, s.tiles);
    if (before) PL_NAME(forward_step)(&s, r.extra, 2, panels2, s.tiles2);
  } else {
    PL_NAME(make_room)(&s, r.size);
    s.packed = PL_NAME(pack)(&s, panels, s.tiles, r.weight, all * r.size, false, r.size);
    if (before) s.packed2 = PL_NAME(pack)(&s, panels2, s.tiles2, r.weight, all * r.size, false, r.size);
    pl_together(regions[is_plain(&r)][r.cell], &s);
    pl_release(s.packed, PL_NAME(packed_bytes)(&s, s.tiles, r.size));
    if (before) pl_release(s.packed2, PL_NAME(packed_bytes)(&s, s.tiles2, r.size));
    if (s.rounded) pl_release(s.rounded, PL_NAME(room_bytes)(&s));
  }
  pl_release(panels, (size_t)s.tiles * sizeof(PANEL));
  if (before) pl_release(panels2, (size_t)s.tiles2 * sizeof(PANEL));
}
