#ifndef PL_LEVEL_H
#define PL_LEVEL_H

#include <stdbool.h>

// 0 baseline, 1 AVX2, 2 AVX-512.
int pl_level(void);

// What the calling thread's kernels may use, by `pl_limit_variant`, `pl_use_sgemm` and
// `pl_keep_rows_apart`: the pool's workers take their caller's limits over for a call, so that no other
// thread's results change.
typedef struct {
  int below;  // levels below the best
  bool no_sgemm;
  bool rows_apart;  // a product's row has the same bits whatever other rows there are
} pl_restriction;
pl_restriction pl_get_restriction(void);
void pl_set_restriction(pl_restriction restriction);

#endif
