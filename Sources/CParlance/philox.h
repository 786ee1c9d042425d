// Random words: Philox4x32-10 of a counter in each lane. Included by simd.h.

#define vw PL_NAME(vw)
#define vh PL_NAME(vh)
#define vu PL_NAME(vu)
#define philox PL_NAME(philox)
#define philox_half PL_NAME(philox_half)
#define random_words PL_NAME(random_words)
typedef uint64_t vw __attribute__((vector_size(PL_LANES * 4)));
typedef uint64_t vh __attribute__((vector_size(PL_LANES * 2)));
typedef uint32_t vu __attribute__((vector_size(PL_LANES * 4)));

// From the four words of a counter, in the low halves of c[0] ... c[3], to the four words of its block:
// (0, 1) in c[0] and (2, 3) in c[2]. In between the high halves hold anything: no product reads them.
#define PHILOX(name, type)                                                                  \
  PL_INLINE void name(type c[4], uint64_t key) {                                            \
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
PHILOX(philox, vw)
PHILOX(philox_half, vh)
#undef PHILOX

// PL_LANES words in the order of their blocks: of the lower half of philox's lanes, of the upper half,
// and of all of philox_half's.
#if PL_LANES == 16
#define LOWER_WORDS(c) (vu)__builtin_shufflevector(c[0], c[2], 0, 8, 1, 9, 2, 10, 3, 11)
#define UPPER_WORDS(c) (vu)__builtin_shufflevector(c[0], c[2], 4, 12, 5, 13, 6, 14, 7, 15)
#define HALF_WORDS(c) (vu)__builtin_shufflevector(c[0], c[2], 0, 4, 1, 5, 2, 6, 3, 7)
#elif PL_LANES == 8
#define LOWER_WORDS(c) (vu)__builtin_shufflevector(c[0], c[2], 0, 4, 1, 5)
#define UPPER_WORDS(c) (vu)__builtin_shufflevector(c[0], c[2], 2, 6, 3, 7)
#define HALF_WORDS(c) (vu)__builtin_shufflevector(c[0], c[2], 0, 2, 1, 3)
#else
#define LOWER_WORDS(c) (vu)__builtin_shufflevector(c[0], c[2], 0, 2)
#define UPPER_WORDS(c) (vu)__builtin_shufflevector(c[0], c[2], 1, 3)
#define HALF_WORDS(c) (vu)__builtin_shufflevector(c[0], c[2], 0, 1)
#endif

// The words of PL_LANES / 2 blocks with counters from `first` on.
PL_INLINE void random_words(uint64_t key, int64_t first, vu *lower, vu *upper) {
  vw counter = (vw){0} + (uint64_t)first;
  for (int lane = 0; lane < PL_LANES / 2; lane++) counter[lane] += (uint64_t)lane;
  vw c[4] = {counter & 0xFFFFFFFFu, counter >> 32, (vw){0}, (vw){0}};
  philox(c, key);
  *lower = LOWER_WORDS(c);
  *upper = UPPER_WORDS(c);
}
