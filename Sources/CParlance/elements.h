// Functions over elements: ranges of fixed size are the tiles.

#include "pool.h"

typedef void (*range_function)(const pl_elements *e, int code, int64_t begin, int64_t end);
enum { TILE = 16384 };

typedef struct {
  const pl_elements *elements;
  range_function function;
  int code;
} range_call;

static void run_tile(void *context, int64_t tile) {
  const range_call *call = context;
  int64_t begin = tile * TILE, end = begin + TILE;
  if (end > call->elements->count) end = call->elements->count;
  call->function(call->elements, call->code, begin, end);
}

static void run(const pl_elements *e, range_function function, int code) {
  range_call call = {e, function, code};
  pl_parallel_light((e->count + TILE - 1) / TILE, run_tile, &call);
}
