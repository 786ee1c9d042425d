#ifndef PL_POOL_H
#define PL_POOL_H

#include "include/CParlance.h"

#include <signal.h>

// Runs region(context, thread, threads) once on each thread; `pl_barrier` within it waits for all.
typedef void (*pl_region)(void *context, int thread, int threads);
void pl_together(pl_region region, void *context);
void pl_barrier(int threads);

// `pl_parallel` for tiles of a few microseconds: where there are few of them, the caller does them all, or
// with such threads as are awake, since to wait for another would cost more than it saves.
void pl_parallel_light(int64_t tiles, pl_task task, void *context);
// All tiles by the caller.
void pl_alone(int64_t tiles, pl_task task, void *context);

// Holds back the signals that come from outside, on the calling thread, until `pl_admit_signals`;
// faults of the thread's own still strike. The workers hold them back always.
void pl_defer_signals(sigset_t *before);
void pl_admit_signals(const sigset_t *before);

#endif
