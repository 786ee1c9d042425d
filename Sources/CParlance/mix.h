#ifndef PL_MIX_H
#define PL_MIX_H

#include <stdint.h>

// A small generator: a counter and a mixing function (Steele, Lea and Flood 2014).
static inline uint64_t mix_next(uint64_t *state) {
  uint64_t x = *state += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

// The state of the stream that belongs to a place.
static inline uint64_t mix_state(uint64_t key, uint64_t place) {
  uint64_t state = key ^ (place * 0xD1342543DE82EF95u);
  return mix_next(&state) ^ key;
}

// A whole number below a bound of at most 2^32.
static inline uint32_t mix_below(uint64_t *state, uint64_t bound) {
  return (uint32_t)(((mix_next(state) >> 32) * bound) >> 32);
}

// A number of [0, 1).
static inline float mix_unit(uint64_t *state) { return (float)(mix_next(state) >> 40) * 0x1p-24f; }

#endif
