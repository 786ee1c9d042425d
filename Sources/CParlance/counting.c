// Words that stand near others, counted.

#include "include/CParlance.h"

static const uint32_t LINE_END = UINT32_MAX;

static inline int64_t count_one(uint32_t word, uint64_t weight, uint64_t *sums, uint32_t *found, int64_t n) {
  found[n] = word;
  n += sums[word] == 0;
  const uint64_t sum = sums[word] + weight;
  sums[word] = sum < weight ? UINT64_MAX : sum;
  return n;
}

int64_t pl_count_neighbours(
    const uint32_t *text, int64_t count, const uint32_t *places, int64_t place_count, int64_t window,
    bool symmetric, const uint64_t *weights, uint64_t *sums, uint32_t *found) {
  int64_t n = 0;
  for (int64_t i = 0; i < place_count; i++) {
    const int64_t place = places[i];
    for (int64_t d = 1; d <= window && place - d >= 0 && text[place - d] != LINE_END; d++)
      n = count_one(text[place - d], weights[d], sums, found, n);
    for (int64_t d = 1; symmetric && d <= window && place + d < count && text[place + d] != LINE_END; d++)
      n = count_one(text[place + d], weights[d], sums, found, n);
  }
  return n;
}
