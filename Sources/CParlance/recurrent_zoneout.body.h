// Zoneout's factors. Included by recurrent.body.h.

#define vw PL_NAME(vw)
#define vu PL_NAME(vu)
typedef uint64_t vw __attribute__((vector_size(PL_LANES * 4)));
typedef uint32_t vu __attribute__((vector_size(PL_LANES * 4)));

typedef struct {
  vf hidden, cell;
} PL_NAME(kept);

// How much of the state before zoneout keeps for PL_LANES units: 0 or 1 from their random words, or
// the rate itself where nothing is drawn. Unit u takes word u % 4 of the Philox block with the counter
// (u / 4, step, row, stream), stream 2 for h and 3 for c; the lanes of one pass hold both streams.
PL_INLINE PL_NAME(kept) PL_NAME(zoneout)(const pl_recurrent *r, int64_t row, int64_t step, int64_t unit) {
  PL_NAME(kept) kept = {splat(r->zoneout_hidden), splat(r->zoneout_cell)};
  if (!r->draws_zoneout) return kept;
  const vw low = (vw){0} + 0xFFFFFFFFu;
  vw c0 = (vw){0}, c1 = c0 + (uint32_t)step, c2 = c0 + (uint32_t)row, c3 = c0;
  for (int lane = 0; lane < PL_LANES / 2; lane++) {
    c0[lane] = (uint64_t)(unit / 4 + lane % (PL_LANES / 4));
    c3[lane] = lane < PL_LANES / 4 ? 2 : 3;
  }
  uint32_t k0 = (uint32_t)r->key, k1 = (uint32_t)(r->key >> 32);
  for (int round = 0; round < 10; round++) {
    vw p0 = c0 * 0xD2511F53u, p1 = c2 * 0xCD9E8D57u;
    c0 = (p1 >> 32) ^ c1 ^ k0;
    c2 = (p0 >> 32) ^ c3 ^ k1;
    c1 = p1 & low;
    c3 = p0 & low;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  vw first = c0 | c1 << 32, second = c2 | c3 << 32;
#if PL_LANES == 16
  vu h = (vu)__builtin_shufflevector(first, second, 0, 8, 1, 9, 2, 10, 3, 11);
  vu c = (vu)__builtin_shufflevector(first, second, 4, 12, 5, 13, 6, 14, 7, 15);
#elif PL_LANES == 8
  vu h = (vu)__builtin_shufflevector(first, second, 0, 4, 1, 5);
  vu c = (vu)__builtin_shufflevector(first, second, 2, 6, 3, 7);
#else
  vu h = (vu)__builtin_shufflevector(first, second, 0, 2);
  vu c = (vu)__builtin_shufflevector(first, second, 1, 3);
#endif
  kept.hidden = pick((vi)(h < (vu){0} + r->zoneout_hidden_below), splat(1), splat(0));
  kept.cell = pick((vi)(c < (vu){0} + r->zoneout_cell_below), splat(1), splat(0));
  return kept;
}

#undef vw
#undef vu

// Between a state and the one before it.
PL_INLINE vf PL_NAME(mix)(vf kept, vf before, vf after) {
  return kept * before + (splat(1) - kept) * after;
}
