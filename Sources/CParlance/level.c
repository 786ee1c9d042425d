// The instruction set that runs: the best that this machine has, or a lower one on request.

#include "level.h"

#include "include/CParlance.h"

#include <stdatomic.h>

static _Thread_local pl_restriction restriction;

pl_restriction pl_get_restriction(void) { return restriction; }
void pl_set_restriction(pl_restriction taken) { restriction = taken; }

static int supported(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return 2;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 1;
#endif
  return 0;
}

int pl_level(void) {
  static atomic_int best = -1;
  int level = atomic_load_explicit(&best, memory_order_relaxed);
  if (level < 0) {
    level = supported();
    atomic_store_explicit(&best, level, memory_order_relaxed);
  }
  int most = 2 - restriction.below;
  return level < most ? level : most;
}

bool pl_has_bfloat16(void) {
#if defined(__x86_64__)
  static atomic_int has = -1;
  int found = atomic_load_explicit(&has, memory_order_relaxed);
  if (found < 0) {
    __builtin_cpu_init();
    found = supported() == 2 && __builtin_cpu_supports("avx512bf16");
    atomic_store_explicit(&has, found, memory_order_relaxed);
  }
  return found && pl_level() == 2 && !restriction.no_bfloat16;
#else
  return false;
#endif
}

void pl_limit_variant(int level) { restriction.below = level < 0 ? 2 : level > 2 ? 0 : 2 - level; }
void pl_use_sgemm(bool is_used) { restriction.no_sgemm = !is_used; }
bool pl_keep_rows_apart(bool are_apart) {
  const bool before = restriction.rows_apart;
  restriction.rows_apart = are_apart;
  return before;
}
bool pl_multiply_in_bfloat16(bool rounds) {
  const bool before = restriction.bfloat16;
  restriction.bfloat16 = rounds;
  return before;
}
bool pl_multiply_in_tf32(bool rounds) {
  const bool before = restriction.tf32;
  restriction.tf32 = rounds;
  return before;
}
void pl_use_bfloat16(bool is_used) { restriction.no_bfloat16 = !is_used; }

const char *pl_variant(void) {
  static const char *const names[] = {"baseline", "avx2", "avx512"};
  return names[pl_level()];
}
