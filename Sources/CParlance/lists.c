// Many searches in sorted lists at once: each step of one waits for memory, so sixteen take their steps
// together.

#include "include/CParlance.h"

enum { LANES = 16, AHEAD = 32 };

static inline uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

// The lists of lanes, searched by halves; no branch depends on what is found.
static void search(
    const uint32_t *values, uint32_t *begin, uint32_t *length, const uint32_t *target, int lanes) {
  uint32_t longest = 0;
  for (int lane = 0; lane < lanes; lane++) {
    longest = length[lane] > longest ? length[lane] : longest;
  }
  for (; longest > 1; longest -= longest >> 1) {
    for (int lane = 0; lane < lanes; lane++) {
      uint32_t half = length[lane] >> 1, middle = begin[lane] + half;
      uint32_t mask = -(uint32_t)(values[middle] <= target[lane]);
      // Compilers would make a branch of it, which goes wrong every second time.
      __asm__("" : "+r"(mask));
      begin[lane] += half & mask;
      length[lane] -= half;
      __builtin_prefetch(&values[begin[lane] + (length[lane] >> 1)]);
    }
  }
}

void pl_find_in_lists(
    const uint32_t *values, uint32_t value_count, const uint32_t *starts, uint32_t list_count,
    const uint32_t *lists, const uint32_t *targets, uint32_t *found, size_t count) {
  size_t next = 0;
  while (next < count) {
    size_t place[LANES];
    uint32_t begin[LANES], length[LANES], target[LANES];
    int lanes = 0;
    for (; next < count && lanes < LANES; next++) {
      if (next + AHEAD < count && lists[next + AHEAD] < list_count) {
        __builtin_prefetch(&starts[lists[next + AHEAD]]);
      }
      found[next] = UINT32_MAX;
      if (lists[next] >= list_count) continue;
      // What a file says of the lists is kept within bounds.
      uint32_t end = least(starts[lists[next] + 1], value_count);
      uint32_t first = least(starts[lists[next]], end);
      if (first == end) continue;
      place[lanes] = next;
      begin[lanes] = first;
      length[lanes] = end - first;
      target[lanes++] = targets[next];
      __builtin_prefetch(&values[first + ((end - first) >> 1)]);
    }
    search(values, begin, length, target, lanes);
    for (int lane = 0; lane < lanes; lane++) {
      if (values[begin[lane]] == target[lane]) found[place[lane]] = begin[lane];
    }
  }
}
