// Zoneout's factors. Included by recurrent.body.h.

#define vw PL_NAME(vw)
#define vh PL_NAME(vh)
#define vu PL_NAME(vu)
typedef uint64_t vw __attribute__((vector_size(PL_LANES * 4)));
typedef uint64_t vh __attribute__((vector_size(PL_LANES * 2)));
typedef uint32_t vu __attribute__((vector_size(PL_LANES * 4)));

// Philox4x32-10 of one counter a lane, its words c[0] ... c[3] in the low halves. The high halves may
// hold anything until the end: the products do not read them.
#define PHILOX(name, type)                                                                  \
  PL_INLINE void PL_NAME(name)(type c[4], uint64_t key) {                                   \
    const type low = (type){0} + 0xFFFFFFFFu;                                               \
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);                                \
    for (int round = 0; round < 10; round++) {                                              \
      type p0 = (c[0] & low) * 0xD2511F53u, p1 = (c[2] & low) * 0xCD9E8D57u;                \
      c[0] = (p1 >> 32) ^ c[1] ^ k0;                                                        \
      c[2] = (p0 >> 32) ^ c[3] ^ k1;                                                        \
      c[1] = p1;                                                                            \
      c[3] = p0;                                                                            \
      k0 += 0x9E3779B9u;                                                                    \
      k1 += 0xBB67AE85u;                                                                    \
    }                                                                                       \
    c[0] = (c[0] & low) | c[1] << 32;                                                       \
    c[2] = (c[2] & low) | c[3] << 32;                                                       \
  }
PHILOX(philox_both, vw)
PHILOX(philox_hidden, vh)
#undef PHILOX

// The words of PL_LANES units in order, from those of their blocks: (0, 1) in `first`, (2, 3) in `second`.
#if PL_LANES == 16
#define HIDDEN_WORDS(first, second) (vu)__builtin_shufflevector(first, second, 0, 8, 1, 9, 2, 10, 3, 11)
#define CELL_WORDS(first, second) (vu)__builtin_shufflevector(first, second, 4, 12, 5, 13, 6, 14, 7, 15)
#define ONLY_WORDS(first, second) (vu)__builtin_shufflevector(first, second, 0, 4, 1, 5, 2, 6, 3, 7)
#elif PL_LANES == 8
#define HIDDEN_WORDS(first, second) (vu)__builtin_shufflevector(first, second, 0, 4, 1, 5)
#define CELL_WORDS(first, second) (vu)__builtin_shufflevector(first, second, 2, 6, 3, 7)
#define ONLY_WORDS(first, second) (vu)__builtin_shufflevector(first, second, 0, 2, 1, 3)
#else
#define HIDDEN_WORDS(first, second) (vu)__builtin_shufflevector(first, second, 0, 2)
#define CELL_WORDS(first, second) (vu)__builtin_shufflevector(first, second, 1, 3)
#define ONLY_WORDS(first, second) (vu)__builtin_shufflevector(first, second, 0, 1)
#endif

typedef struct {
  vf hidden, cell;
} PL_NAME(kept);

// How much of the state before zoneout keeps for PL_LANES units: 0 or 1 from their random words, or
// the rate itself where nothing is drawn. Unit u takes word u % 4 of the Philox block with the counter
// (u / 4, step, row, stream), stream 2 for h and 3 for c; the LSTM's lanes hold both streams.
PL_INLINE PL_NAME(kept) PL_NAME(zoneout)(const pl_recurrent *r, int64_t row, int64_t step, int64_t unit,
                                         const bool has_cell) {
  PL_NAME(kept) kept = {splat(r->zoneout_hidden), splat(r->zoneout_cell)};
  if (!r->draws_zoneout) return kept;
  vu hidden_words;
  if (has_cell) {
    vw c[4] = {(vw){0}, (vw){0} + (uint32_t)step, (vw){0} + (uint32_t)row, (vw){0}};
    for (int lane = 0; lane < PL_LANES / 2; lane++) {
      c[0][lane] = (uint64_t)(unit / 4 + lane % (PL_LANES / 4));
      c[3][lane] = lane < PL_LANES / 4 ? 2 : 3;
    }
    PL_NAME(philox_both)(c, r->key);
    hidden_words = HIDDEN_WORDS(c[0], c[2]);
    vu cell_words = CELL_WORDS(c[0], c[2]);
    kept.cell = pick((vi)(cell_words < (vu){0} + r->zoneout_cell_below), splat(1), splat(0));
  } else {
    vh c[4] = {(vh){0}, (vh){0} + (uint32_t)step, (vh){0} + (uint32_t)row, (vh){0} + 2};
    for (int lane = 0; lane < PL_LANES / 4; lane++) c[0][lane] = (uint64_t)(unit / 4 + lane);
    PL_NAME(philox_hidden)(c, r->key);
    hidden_words = ONLY_WORDS(c[0], c[2]);
  }
  kept.hidden = pick((vi)(hidden_words < (vu){0} + r->zoneout_hidden_below), splat(1), splat(0));
  return kept;
}

#undef vw
#undef vh
#undef vu
#undef HIDDEN_WORDS
#undef CELL_WORDS
#undef ONLY_WORDS

// Between a state and the one before it.
PL_INLINE vf PL_NAME(mix)(vf kept, vf before, vf after) {
  return kept * before + (splat(1) - kept) * after;
}
