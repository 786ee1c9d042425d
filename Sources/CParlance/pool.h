#ifndef PL_POOL_H
#define PL_POOL_H

#include "include/CParlance.h"

// Runs task(context, tile) for each tile, on all threads.
typedef void (*pl_task)(void *context, int64_t tile);
void pl_parallel(int64_t tiles, pl_task task, void *context);

// Runs region(context, thread, threads) once on each thread; `pl_barrier` within it waits for all.
typedef void (*pl_region)(void *context, int thread, int threads);
void pl_together(pl_region region, void *context);
void pl_barrier(int threads);

#endif
