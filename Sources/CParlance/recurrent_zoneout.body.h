// Zoneout's factors. Included by recurrent.body.h.

typedef struct {
  vf hidden, cell;
} PL_NAME(kept);

// How much of the state before zoneout keeps for PL_LANES units: 0 or 1 from their random words, or
// the rate itself where nothing is drawn. Unit u takes word u % 4 of the Philox block with the counter
// (u / 4, step, first_row + row, stream), stream 2 for h and 3 for c; the LSTM's lanes hold both streams.
PL_INLINE PL_NAME(kept) PL_NAME(zoneout)(const pl_recurrent *r, int64_t row, int64_t step, int64_t unit,
                                         const bool has_cell) {
  row += r->first_row;
  PL_NAME(kept) kept = {splat(r->zoneout_hidden), splat(r->zoneout_cell)};
  if (!r->draws_zoneout) return kept;
  vu hidden_words;
  if (has_cell) {
    vw c[4] = {(vw){0}, (vw){0} + (uint32_t)step, (vw){0} + (uint32_t)row, (vw){0}};
    for (int lane = 0; lane < PL_LANES / 2; lane++) {
      c[0][lane] = (uint64_t)(unit / 4 + lane % (PL_LANES / 4));
      c[3][lane] = lane < PL_LANES / 4 ? 2 : 3;
    }
    philox(c, r->key);
    hidden_words = LOWER_WORDS(c);
    vu cell_words = UPPER_WORDS(c);
    kept.cell = pick((vi)(cell_words < (vu){0} + r->zoneout_cell_below), splat(1), splat(0));
  } else {
    vh c[4] = {(vh){0}, (vh){0} + (uint32_t)step, (vh){0} + (uint32_t)row, (vh){0} + 2};
    for (int lane = 0; lane < PL_LANES / 4; lane++) c[0][lane] = (uint64_t)(unit / 4 + lane);
    philox_half(c, r->key);
    hidden_words = HALF_WORDS(c);
  }
  kept.hidden = pick((vi)(hidden_words < (vu){0} + r->zoneout_hidden_below), splat(1), splat(0));
  return kept;
}

// Between a state and the one before it.
PL_INLINE vf PL_NAME(mix)(vf kept, vf before, vf after) {
  return kept * before + (splat(1) - kept) * after;
}
