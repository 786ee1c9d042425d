// The thread pool: workers that spin for a moment between two calls, since the steps of a recurrent
// layer follow each other within microseconds, and sleep when nothing comes.

#include "pool.h"

#include "level.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <immintrin.h>
#define pl_pause() _mm_pause()
#elif defined(__aarch64__)
#define pl_pause() __asm__ volatile("yield")
#else
#define pl_pause() ((void)0)
#endif

enum { MAX_THREADS = 256, SPINS = 4000, YIELDS = 64 };

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

// Beside other work, a worker may be without a processor for many times the length of a call. What calls lose
// by waiting for such workers is paid back: for REPAID times that long the callers do everything alone, so
// that no more than one part in REPAID is lost whatever runs beside. Guarded by `busy`.
enum { LATE = 500000, REPAID = 8, MOST_OWED = 2000000000 };  // nanoseconds
static int64_t owed = 0;
static int64_t waited;  // by the caller, in the call at hand
static _Thread_local bool leads = false;

static int64_t nanoseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// Waits a little: awake, then with the processor for others, at last asleep, which keeps this thread's
// claim to a processor for when there is work again.
static void rest(int spins) {
  static const struct timespec nap = {.tv_nsec = 20000};
  if (spins < SPINS) pl_pause();
  else if (spins < SPINS + YIELDS) sched_yield();
  else nanosleep(&nap, NULL);
}

#define AWAIT(condition)                                             \
  do {                                                               \
    int64_t since = 0;                                               \
    for (int spins = 0; !(condition); spins += spins <= SPINS + YIELDS) { \
      if (spins == SPINS && leads) since = nanoseconds();            \
      rest(spins);                                                   \
    }                                                                \
    if (since) waited += nanoseconds() - since;                      \
  } while (0)

static int online_processors(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (int)count : 1;
}

int pl_allowed_processors(uint64_t *bits, int words) {
  for (int i = 0; i < words; i++) bits[i] = 0;
  long online = sysconf(_SC_NPROCESSORS_ONLN);
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    for (int i = 0; i < words * 64 && i < CPU_SETSIZE; i++)
      if (CPU_ISSET(i, &set)) bits[i / 64] |= (uint64_t)1 << i % 64;
    return (int)online;
  }
#endif
  for (int i = 0; i < words * 64 && i < online; i++) bits[i / 64] |= (uint64_t)1 << i % 64;
  return (int)online;
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

// What a call took: altogether, and waiting for workers that were late; `busy` is held until it is settled.
typedef struct {
  bool is_open;
  int threads;
  int64_t total, waited;
} duration;

static duration call(pl_region region, void *context, help wanted) {
  int threads = pl_thread_count();
  if (inside || threads == 1 || pthread_mutex_trylock(&busy) != 0) {
    region(context, 0, 1);
    return (duration){.is_open = false};
  }
  inside = true;
  const int64_t start = nanoseconds();
  if (owed > 0) {
    region(context, 0, 1);
    owed -= nanoseconds() - start;
    inside = false;
    pthread_mutex_unlock(&busy);
    return (duration){.is_open = false};
  }
  leads = true;
  waited = 0;
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
  AWAIT(atomic_load_explicit(&finished, memory_order_acquire) >= needed);
  atomic_fetch_and_explicit(&gate, ~OPEN, memory_order_acq_rel);
  AWAIT(!(atomic_load_explicit(&gate, memory_order_acquire) & INSIDE));
  leads = false;
  inside = false;
  return (duration){.is_open = true, .threads = threads, .total = nanoseconds() - start, .waited = waited};
}

// Ends a call that had workers: what it took longer than the caller alone would have is owed.
static void settle(duration took, int64_t alone) {
  if (!took.is_open) return;
  const int64_t lost = took.total - alone;
  if (took.waited > LATE && lost > LATE)
    owed = lost < MOST_OWED / REPAID ? lost * REPAID : MOST_OWED;
  pthread_mutex_unlock(&busy);
}

void pl_together(pl_region region, void *context) {
  const duration took = call(region, context, ALL);
  // Each thread has the same share.
  settle(took, took.threads * (took.total - took.waited));
}

void pl_barrier(int threads) {
  if (threads == 1) return;
  int now = atomic_load_explicit(&phase, memory_order_acquire);
  if (atomic_fetch_add_explicit(&arrived, 1, memory_order_acq_rel) == threads - 1) {
    atomic_store_explicit(&arrived, 0, memory_order_relaxed);
    atomic_store_explicit(&phase, now + 1, memory_order_release);
    return;
  }
  AWAIT(atomic_load_explicit(&phase, memory_order_acquire) != now);
}

typedef struct {
  _Alignas(64) atomic_int_fast64_t next;
  int64_t tiles;
  int64_t callers;  // that the caller did
  pl_task task;
  void *context;
} tile_queue;

static void pick_tiles(void *context, int thread, int threads) {
  (void)threads;
  tile_queue *queue = context;
  for (;;) {
    int64_t tile = atomic_fetch_add_explicit(&queue->next, 1, memory_order_relaxed);
    if (tile >= queue->tiles) return;
    queue->task(queue->context, tile);
    if (thread == 0) queue->callers++;
  }
}

static void share(int64_t tiles, pl_task task, void *context, help wanted) {
  if (tiles <= 1) {
    pl_alone(tiles, task, context);
    return;
  }
  tile_queue queue = {.tiles = tiles, .task = task, .context = context};
  atomic_init(&queue.next, 0);
  const duration took = call(pick_tiles, &queue, wanted);
  settle(took, (int64_t)((double)(took.total - took.waited) * (double)tiles /
                         (double)(queue.callers > 0 ? queue.callers : 1)));
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
