// Linear-chain conditional random fields: a tile is a block of sequences.

#include "pool.h"

#include <string.h>

#define PL_BODY "crf.body.h"
#include "variants.h"

enum { BLOCK = 4 };

typedef struct {
  const pl_crf *call;
  void (*function)(const pl_crf *call, int64_t row, float *scratch);
} crf_work;

static void run_block(void *context, int64_t tile) {
  const crf_work *work = context;
  const pl_crf *call = work->call;
  float *scratch = call->parts + tile * call->part_size;
  const int64_t end = (tile + 1) * BLOCK;
  for (int64_t row = tile * BLOCK; row < (end < call->batch ? end : call->batch); row++)
    work->function(call, row, scratch);
}

static void run(pl_crf call, void (*function)(const pl_crf *call, int64_t row, float *scratch)) {
  crf_work work = {&call, function};
  pl_parallel((call.batch + BLOCK - 1) / BLOCK, run_block, &work);
}

int64_t pl_crf_blocks(int64_t batch) { return (batch + BLOCK - 1) / BLOCK; }

void pl_crf_forward(pl_crf call) { run(call, PL_CHOOSE(crf_forward)); }

void pl_crf_backward(pl_crf call) { run(call, PL_CHOOSE(crf_backward)); }

void pl_crf_best(pl_crf call) { run(call, PL_CHOOSE(crf_best)); }
