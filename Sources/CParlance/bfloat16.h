#ifndef PL_BFLOAT16_H
#define PL_BFLOAT16_H

#include <stdbool.h>
#include <stdint.h>

// c = op(a) op(b) (+ c) (+ bias); m, n and k are positive.
typedef struct {
  bool ta, tb, accumulate;
  int64_t m, n, k, lda, ldb, ldc;
  const float *a, *b, *bias;
  float *c;
  // Of the run.
  int64_t tiles_n, k_begin, k_end, pairs;
  uint32_t *packed, *rows;
} bfloat16_product;
void pl_bfloat16_product(bfloat16_product *product);

#endif
