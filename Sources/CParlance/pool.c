// The thread pool: workers that spin for a moment between two calls, since the steps of a recurrent
// layer follow each other within microseconds, and sleep when nothing comes.

#include "pool.h"

#include "level.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef __linux__
#include <dlfcn.h>
#include <sched.h>
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#define pl_pause() _mm_pause()
#elif defined(__aarch64__)
#define pl_pause() __asm__ volatile("yield")
#else
#define pl_pause() ((void)0)
#endif

enum { MAX_THREADS = 256, SPINS = 4000 };

// A call is a generation of this gate: in its upper half the generation's number, then a bit that is set
// while workers may come in, then how many are inside. What a call is about changes only while none is.
enum { GENERATION = 32 };
static const uint64_t OPEN = 1u << 31, INSIDE = (1u << 31) - 1;

static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;  // held while the pool runs a call
static pthread_mutex_t sleep_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static atomic_int wanted_threads;
static int started = 0;  // workers that exist, guarded by `busy`

static struct {
  pl_region region;
  void *context;
  int threads;
  pl_restriction restriction;
} job;
static _Alignas(64) atomic_uint_fast64_t gate;
static _Alignas(64) atomic_int finished;
static _Alignas(64) atomic_int sleepers;
static _Alignas(64) atomic_int arrived;
static _Alignas(64) atomic_int phase;
static _Thread_local bool inside = false;

static void rest(int spins) {
  if (spins < SPINS) pl_pause();
  else sched_yield();
}

static int online_processors(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (int)count : 1;
}

int pl_thread_count(void) {
  int count = atomic_load(&wanted_threads);
  if (count == 0) {
    count = online_processors();
    if (count > MAX_THREADS) count = MAX_THREADS;
    atomic_store(&wanted_threads, count);
  }
  return count;
}

void pl_set_thread_count(int count) {
  atomic_store(&wanted_threads, count < 1 ? 1 : count > MAX_THREADS ? MAX_THREADS : count);
}

// A provider of products that threads through OpenMP must not do so within our tiles; the setting
// is each thread's own.
static void keep_openmp_single(void) {
#ifdef __linux__
  static _Thread_local bool done = false;
  if (done) return;
  done = true;
  void (*set)(int) = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (set) set(1);
#endif
}

void pl_defer_signals(sigset_t *before) {
  sigset_t outside;
  sigfillset(&outside);
  const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&outside, faults[i]);
  pthread_sigmask(SIG_BLOCK, &outside, before);
}

void pl_admit_signals(const sigset_t *before) { pthread_sigmask(SIG_SETMASK, before, NULL); }

static uint64_t generation(void) {
  return atomic_load_explicit(&gate, memory_order_acquire) >> GENERATION;
}

// Waits for a generation after the one seen: awake for a moment, then asleep.
static void await_generation_after(uint64_t seen) {
  for (int spins = 0; spins < SPINS; spins++) {
    if (generation() != seen) return;
    pl_pause();
  }
  pthread_mutex_lock(&sleep_lock);
  atomic_fetch_add(&sleepers, 1);
  while (atomic_load(&gate) >> GENERATION == seen) pthread_cond_wait(&wake, &sleep_lock);
  atomic_fetch_sub(&sleepers, 1);
  pthread_mutex_unlock(&sleep_lock);
}

// Comes in where the gate is open; gives the generation that was found open, or closed.
static bool come_in(uint64_t *found) {
  uint64_t now = atomic_load_explicit(&gate, memory_order_acquire);
  bool is_inside = false;
  while (now & OPEN && !is_inside)
    is_inside = atomic_compare_exchange_weak_explicit(&gate, &now, now + 1, memory_order_acq_rel,
                                                      memory_order_acquire);
  *found = now >> GENERATION;
  return is_inside;
}

static void *work(void *argument) {
  int thread = (int)(intptr_t)argument;
  uint64_t seen = 0;
  inside = true;
  sigset_t before;
  pl_defer_signals(&before);
  keep_openmp_single();
  for (;;) {
    await_generation_after(seen);
    if (!come_in(&seen)) continue;
    if (thread < job.threads) {
      pl_set_restriction(job.restriction);
      job.region(job.context, thread, job.threads);
      atomic_fetch_add_explicit(&finished, 1, memory_order_release);
    }
    atomic_fetch_sub_explicit(&gate, 1, memory_order_release);
  }
  return NULL;
}

static void start_workers(int threads) {
  while (started < threads - 1) {
    pthread_t id;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 1 << 21);
    int failed = pthread_create(&id, &attributes, work, (void *)(intptr_t)(started + 1));
    pthread_attr_destroy(&attributes);
    if (failed) return;
    started++;
  }
}

// Whose help a call wants: that of all threads, since they wait for each other at barriers; of those that
// come before the caller has done everything, so that a worker which the system has put to sleep holds up
// nothing; or of these without waking any, which takes longer than a little work.
typedef enum { ALL, ANY, AWAKE } help;

static void call(pl_region region, void *context, help wanted) {
  int threads = pl_thread_count();
  if (inside || threads == 1 || pthread_mutex_trylock(&busy) != 0) {
    keep_openmp_single();
    region(context, 0, 1);
    return;
  }
  inside = true;
  keep_openmp_single();
  start_workers(threads);
  if (threads > started + 1) threads = started + 1;
  job.region = region;
  job.context = context;
  job.threads = threads;
  job.restriction = pl_get_restriction();
  atomic_store(&arrived, 0);
  atomic_store(&finished, 0);
  atomic_store_explicit(&gate, (generation() + 1) << GENERATION | OPEN, memory_order_seq_cst);
  if (wanted != AWAKE && atomic_load_explicit(&sleepers, memory_order_seq_cst) > 0) {
    pthread_mutex_lock(&sleep_lock);
    pthread_cond_broadcast(&wake);
    pthread_mutex_unlock(&sleep_lock);
  }
  region(context, 0, threads);
  int needed = wanted == ALL ? threads - 1 : 0;
  for (int spins = 0; atomic_load_explicit(&finished, memory_order_acquire) < needed; spins++)
    rest(spins);
  atomic_fetch_and_explicit(&gate, ~OPEN, memory_order_acq_rel);
  for (int spins = 0; atomic_load_explicit(&gate, memory_order_acquire) & INSIDE; spins++)
    rest(spins);
  inside = false;
  pthread_mutex_unlock(&busy);
}

void pl_together(pl_region region, void *context) { call(region, context, ALL); }

void pl_barrier(int threads) {
  if (threads == 1) return;
  int now = atomic_load_explicit(&phase, memory_order_acquire);
  if (atomic_fetch_add_explicit(&arrived, 1, memory_order_acq_rel) == threads - 1) {
    atomic_store_explicit(&arrived, 0, memory_order_relaxed);
    atomic_store_explicit(&phase, now + 1, memory_order_release);
    return;
  }
  for (int spins = 0; atomic_load_explicit(&phase, memory_order_acquire) == now; spins++) rest(spins);
}

typedef struct {
  _Alignas(64) atomic_int_fast64_t next;
  int64_t tiles;
  pl_task task;
  void *context;
} tile_queue;

static void pick_tiles(void *context, int thread, int threads) {
  (void)thread;
  (void)threads;
  tile_queue *queue = context;
  for (;;) {
    int64_t tile = atomic_fetch_add_explicit(&queue->next, 1, memory_order_relaxed);
    if (tile >= queue->tiles) return;
    queue->task(queue->context, tile);
  }
}

static void share(int64_t tiles, pl_task task, void *context, help wanted) {
  if (tiles <= 1) {
    keep_openmp_single();
    pl_alone(tiles, task, context);
    return;
  }
  tile_queue queue = {.tiles = tiles, .task = task, .context = context};
  atomic_init(&queue.next, 0);
  call(pick_tiles, &queue, wanted);
}

void pl_parallel(int64_t tiles, pl_task task, void *context) { share(tiles, task, context, ANY); }

void pl_parallel_light(int64_t tiles, pl_task task, void *context) {
  if (tiles > 3) share(tiles, task, context, tiles > 16 ? ANY : AWAKE);
  else pl_alone(tiles, task, context);
}

void pl_alone(int64_t tiles, pl_task task, void *context) {
  for (int64_t tile = 0; tile < tiles; tile++) task(context, tile);
}

uint64_t pl_next_identifier(void) {
  static atomic_uint_fast64_t next = 1;
  return atomic_fetch_add_explicit(&next, 1, memory_order_relaxed);
}
