// Functions over the rows of a matrix: blocks of rows, or of columns, are the tiles.

#include "pool.h"

typedef struct row_call row_call;
struct row_call {
  void (*function)(const row_call *call, int64_t begin, int64_t end);
  int64_t count, block;
  const float *a, *b, *c;
  float *y, *z;
  const int32_t *targets;  // or ids, or limits
  const int64_t *starts;
  float *places;
  int64_t steps;
  int64_t rows, width;
  int32_t ignored;
  float epsilon, scale;
  bool logarithm;
};

static void run_block(void *context, int64_t tile) {
  const row_call *call = context;
  int64_t begin = tile * call->block, end = begin + call->block;
  call->function(call, begin, end < call->count ? end : call->count);
}

// Blocks of about 16,384 elements.
static void run(row_call call, int64_t count, int64_t each) {
  call.count = count;
  call.block = each > 16384 ? 1 : 16384 / (each > 0 ? each : 1);
  pl_parallel_light((count + call.block - 1) / call.block, run_block, &call);
}

#define ROW_FUNCTION(name)                                                      \
  static void name##_rows(const row_call *call, int64_t begin, int64_t end) {   \
    PL_CHOOSE(name)(call, begin, end);                                          \
  }

// Rows that are looked up lie anywhere, so each is called for while one so many before it is read.
#define AHEAD 8

// Does VECTORS(n) for a number of vectors, at most eight of them.
#define EACH_VECTORS(count)           \
  switch ((count) < 8 ? (count) : 8) { \
    VECTORS(1)                         \
    VECTORS(2)                         \
    VECTORS(3)                         \
    VECTORS(4)                         \
    VECTORS(5)                         \
    VECTORS(6)                         \
    VECTORS(7)                         \
    VECTORS(8)                         \
  }
