// Steps of attention: a tile is a block of rows, each with a source of its own.

#include "pool.h"

#define PL_BODY "attention.body.h"
#include "variants.h"

enum { BLOCK = 2 };

typedef struct {
  const pl_attention *call;
  void (*function)(const pl_attention *call, int64_t row);
} attention_work;

static void run_block(void *context, int64_t tile) {
  const attention_work *work = context;
  const int64_t end = (tile + 1) * BLOCK, batch = work->call->batch;
  for (int64_t row = tile * BLOCK; row < (end < batch ? end : batch); row++)
    work->function(work->call, row);
}

static void run(pl_attention call, void (*function)(const pl_attention *call, int64_t row)) {
  attention_work work = {&call, function};
  pl_parallel((call.batch + BLOCK - 1) / BLOCK, run_block, &work);
}

void pl_attend_forward(pl_attention call) { run(call, PL_CHOOSE(attend_forward)); }

void pl_attend_backward(pl_attention call) { run(call, PL_CHOOSE(attend_backward)); }
