// Blocks of memory that are kept when released, by size class, and handed out again.

#include "include/CParlance.h"

#include <pthread.h>
#include <stdlib.h>

enum { CLASSES = 256, KEPT_PER_CLASS = 64 };

// Under the address sanitizer every block has just its bytes and none is kept, so that it sees each
// step beyond an end.
#if __has_feature(address_sanitizer)
static const bool EXACT = true;
static const size_t KEPT_BYTES = 0;
#else
static const bool EXACT = false;
static const size_t KEPT_BYTES = (size_t)1 << 30;
#endif

typedef struct block { struct block *next; } block;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static block *kept[CLASSES];
static int kept_count[CLASSES];
static size_t kept_bytes = 0;

// Four sizes between two powers of two: at most a quarter of a block is unused.
static size_t size_class(size_t bytes, int *index) {
  if (bytes < 64) bytes = 64;
  int power = 63 - __builtin_clzll((unsigned long long)bytes);
  size_t quarter = (size_t)1 << (power - 2);
  size_t steps = (bytes - ((size_t)1 << power) + quarter - 1) / quarter;
  *index = power * 4 + (int)steps;
  return (((size_t)1 << power) + steps * quarter + 63) & ~(size_t)63;
}

void *pl_allocate(size_t bytes) {
  if (bytes > SIZE_MAX / 4) return NULL;
  int index;
  size_t size = size_class(bytes, &index);
  pthread_mutex_lock(&lock);
  block *found = kept[index];
  if (found) {
    kept[index] = found->next;
    kept_count[index]--;
    kept_bytes -= size;
  }
  pthread_mutex_unlock(&lock);
  if (found) return found;
  void *fresh = NULL;
  return posix_memalign(&fresh, 64, EXACT ? bytes : size) == 0 ? fresh : NULL;
}

void pl_release(void *pointer, size_t bytes) {
  int index;
  size_t size = size_class(bytes, &index);
  pthread_mutex_lock(&lock);
  bool keep = kept_count[index] < KEPT_PER_CLASS && kept_bytes + size <= KEPT_BYTES;
  if (keep) {
    block *released = pointer;
    released->next = kept[index];
    kept[index] = released;
    kept_count[index]++;
    kept_bytes += size;
  }
  pthread_mutex_unlock(&lock);
  if (!keep) free(pointer);
}
