#ifndef PL_ENGINE_H
#define PL_ENGINE_H

#include "../include/CParlance.h"

#include <pthread.h>

// What a kind of device does; `device.c` counts, keeps memory and holds the lock around all of it.
typedef struct {
  int (*count)(char *missing, size_t size);
  bool (*describe)(int index, pl_device_facts *facts);
  pl_device *(*open)(int index, const char *source, char *message, size_t size);
  void (*close)(pl_device *);
  pl_device_status (*allocate)(pl_device *, size_t, void **);
  void (*release)(pl_device *, void *);
  // Reads `host` until `finish`, unless it waits.
  pl_device_status (*upload)(pl_device *, void *, const void *host, size_t, bool waits);
  // Writes `host` until `finish`.
  pl_device_status (*download)(pl_device *, void *host, void *, size_t);
  pl_device_status (*copy)(pl_device *, void *, void *, size_t);
  pl_device_status (*finish)(pl_device *);
  pl_device_status (*kernel)(pl_device *, const char *, void **);
  pl_device_status (*launch)(
      pl_device *, void *, uint64_t, int, const uint64_t *, const pl_argument *, int);
  pl_device_status (*product)(
      pl_device *, int64_t, int64_t, int64_t, pl_device_matrix, pl_device_matrix, float,
      pl_device_matrix);
  // Only where `records` is set. Of the thread that called `record` all work is written down until `recorded`; that of
  // others goes on. Memory of the host that the device reads from whenever work is done.
  void *(*pin)(pl_device *, size_t);
  void (*unpin)(pl_device *, void *);
  pl_device_status (*record)(pl_device *);
  // Ends that, whatever went wrong in between.
  pl_device_status (*recorded)(pl_device *, void **work);
  pl_device_status (*replay)(pl_device *, void *work);
  void (*forget)(pl_device *, void *work);
} pl_engine_functions;

extern const pl_engine_functions pl_opencl, pl_cuda;

// A block that was released, for the next of its class.
typedef struct pl_kept {
  struct pl_kept *next;
  void *buffer;
  size_t bytes;
} pl_kept;

enum { PL_SIZE_CLASSES = 256 };

// What is uploaded lies in `staging`; blocks that were let go of in between serve the recording alone.
struct pl_recording {
  pthread_t thread;
  void *work;
  char *staging;
  size_t capacity, used;
  struct pl_upload {
    size_t begin, bytes;
  } *uploads;
  int64_t count, room;
  pl_kept *kept[PL_SIZE_CLASSES];
  uint64_t waits;          // of the device when it was last asked for
  bool failed;
};

// The beginning of what each engine opens.
struct pl_device {
  const pl_engine_functions *functions;
  pl_recording *recording; // what is being written down
  pthread_mutex_t lock;
  char message[1024];
  bool multiplies, records;
  pl_kept *kept[PL_SIZE_CLASSES];
  size_t held, limit;      // bytes in blocks, handed out or kept
  pl_device_counts counts;
  char *staging;           // a ring: what is uploaded without a wait lies here until it is there
  size_t staged;
};

// What this thread writes down; NULL where it does not.
static inline pl_recording *pl_own_recording(const pl_device *device) {
  return device->recording && pthread_equal(device->recording->thread, pthread_self())
             ? device->recording : NULL;
}

// Notes what went wrong, and returns the status.
__attribute__((format(printf, 3, 4)))
pl_device_status pl_device_note(pl_device *device, pl_device_status status, const char *format, ...);

// Opens the first library of a list of names that is there.
void *pl_open_library(const char *const names[]);

#endif
