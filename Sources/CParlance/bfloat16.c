// Matrix products of numbers rounded to bfloat16, with sums in float32: half the bytes, and twice the speed where
// the processor has AVX-512 BF16.

#include "bfloat16.h"
#include "pool.h"

#include <string.h>

// Rows of a block, panels of a stripe, and how deep sums go at once; all even.
enum { BLOCK_ROWS = 96, STRIPE = 4, DEPTH = 1024 };

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

#define PL_WITH_BFLOAT16
#define PL_BODY "bfloat16.body.h"
#include "variants.h"

void pl_bfloat16_product(bfloat16_product *p) { PL_CHOOSE(bfloat16_run)(p); }
