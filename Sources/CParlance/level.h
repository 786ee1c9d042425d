#ifndef PL_LEVEL_H
#define PL_LEVEL_H

#include <stdbool.h>

// 0 baseline, 1 AVX2, 2 AVX-512.
int pl_level(void);
// Whether AVX-512 is the level and the processor multiplies bfloat16.
bool pl_has_bfloat16(void);

// What the calling thread's kernels may use, by `pl_limit_variant`, `pl_use_sgemm`,
// `pl_keep_rows_apart`, `pl_multiply_in_bfloat16` and `pl_multiply_in_tf32`: the pool's workers take their caller's
// limits over for a call, so that no other thread's results change.
typedef struct {
  int below;  // levels below the best
  bool no_sgemm;
  bool rows_apart;  // a product's row has the same bits whatever other rows there are
  bool bfloat16;    // products round what they multiply
  bool no_bfloat16;  // without the processor's instruction
  bool tf32;        // products of a card round so
} pl_restriction;
pl_restriction pl_get_restriction(void);
void pl_set_restriction(pl_restriction restriction);

#endif
