// What all engines share: the lock, memory in classes of sizes, and a ring through which small arrays go to the
// device without a wait.

#include "engine.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STAGING_BYTES = 8 << 20, LARGEST_STAGED = 1 << 20 };

static const pl_engine_functions *functions(pl_engine engine) {
  return engine == PL_CUDA ? &pl_cuda : &pl_opencl;
}

pl_device_status pl_device_note(pl_device *device, pl_device_status status, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsnprintf(device->message, sizeof device->message, format, values);
  va_end(values);
  return status;
}

void *pl_open_library(const char *const names[]) {
  for (; *names; names++) {
    void *library = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
    if (library) return library;
  }
  return NULL;
}

int pl_device_count(pl_engine engine, char *missing, size_t size) {
  missing[0] = 0;
  return functions(engine)->count(missing, size);
}

bool pl_device_describe(pl_engine engine, int index, pl_device_facts *facts) {
  return functions(engine)->describe(index, facts);
}

pl_device *pl_device_open(
    pl_engine engine, int index, const char *source, char *message, size_t size) {
  message[0] = 0;
  pl_device_facts facts;
  pl_device *device = functions(engine)->open(index, source, message, size);
  if (!device) return NULL;
  device->functions = functions(engine);
  device->staging = malloc(STAGING_BYTES);
  if (device->functions->describe(index, &facts)) device->limit = (size_t)facts.memory;
  pthread_mutex_init(&device->lock, NULL);
  return device;
}

// The class of a size, and the bytes of its blocks: four classes between powers of two.
static int size_class(size_t bytes, size_t *block) {
  if (bytes <= 256) {
    *block = 256;
    return 0;
  }
  const int power = 63 - __builtin_clzll((unsigned long long)bytes - 1);
  const size_t step = (size_t)1 << (power - 2);
  *block = (bytes + step - 1) / step * step;
  return 4 * (power - 8) + (int)((*block - ((size_t)1 << power)) / step);
}

static void release_kept(pl_device *device) {
  for (int i = 0; i < PL_SIZE_CLASSES; i++) {
    while (device->kept[i]) {
      pl_kept *kept = device->kept[i];
      device->kept[i] = kept->next;
      device->held -= kept->bytes;
      device->functions->release(device, kept->buffer);
      free(kept);
    }
  }
}

void pl_device_close(pl_device *device) {
  device->functions->finish(device);
  release_kept(device);
  device->functions->close(device);
  pthread_mutex_destroy(&device->lock);
  free(device->staging);
  free(device);
}

void pl_device_message(pl_device *device, char *message, size_t size) {
  pthread_mutex_lock(&device->lock);
  snprintf(message, size, "%s", device->message);
  pthread_mutex_unlock(&device->lock);
}

static pl_device_status no_memory(pl_device *device, size_t bytes) {
  return pl_device_note(
      device, PL_DEVICE_NO_MEMORY, "%zu bytes are asked for beside %zu that are in use, of %zu",
      bytes, device->held, device->limit);
}

static pl_device_status allocate(pl_device *device, size_t bytes, void **buffer) {
  size_t block;
  const int class = size_class(bytes, &block);
  pl_recording *recording = pl_own_recording(device);
  pl_kept **place = class < PL_SIZE_CLASSES ? &device->kept[class] : NULL;
  if (place && recording && recording->kept[class]) place = &recording->kept[class];
  pl_kept *kept = place ? *place : NULL;
  pl_device_status status = PL_DEVICE_DONE;
  if (kept) {
    *place = kept->next;
    *buffer = kept->buffer;
    free(kept);
  } else if (recording) {
    // Nothing can be waited for.
    if (device->held + block > device->limit) return no_memory(device, bytes);
    status = device->functions->allocate(device, block, buffer);
    if (status) return status;
    device->held += block;
  } else {
    if (device->held + block > device->limit) {
      device->functions->finish(device);
      release_kept(device);
    }
    if (device->held + block > device->limit) {
      return no_memory(device, bytes);
    }
    status = device->functions->allocate(device, block, buffer);
    if (status == PL_DEVICE_NO_MEMORY) {
      device->functions->finish(device);
      release_kept(device);
      status = device->functions->allocate(device, block, buffer);
    }
    if (status) return status;
    device->held += block;
  }
  device->counts.bytes += block;
  if (device->counts.bytes > device->counts.peak) device->counts.peak = device->counts.bytes;
  return status;
}

pl_device_status pl_device_allocate(pl_device *device, size_t bytes, void **buffer) {
  *buffer = NULL;
  pthread_mutex_lock(&device->lock);
  const pl_device_status status = allocate(device, bytes, buffer);
  pthread_mutex_unlock(&device->lock);
  return status;
}

// Work that still reads the block comes before any that writes it again.
void pl_device_release(pl_device *device, void *buffer, size_t bytes) {
  size_t block;
  const int class = size_class(bytes, &block);
  pthread_mutex_lock(&device->lock);
  device->counts.bytes -= block;
  pl_kept *kept = class < PL_SIZE_CLASSES ? malloc(sizeof *kept) : NULL;
  if (kept) {
    // What the recording works in is nobody else's before it is forgotten.
    pl_recording *recording = pl_own_recording(device);
    pl_kept **place = recording ? &recording->kept[class] : &device->kept[class];
    *kept = (pl_kept){*place, buffer, block};
    *place = kept;
  } else {
    device->held -= block;
    device->functions->release(device, buffer);
  }
  pthread_mutex_unlock(&device->lock);
}

void pl_device_limit(pl_device *device, size_t bytes) {
  pthread_mutex_lock(&device->lock);
  device->limit = bytes ? bytes : SIZE_MAX;
  pthread_mutex_unlock(&device->lock);
}

pl_device_counts pl_device_counted(pl_device *device) {
  pthread_mutex_lock(&device->lock);
  const pl_device_counts counts = device->counts;
  pthread_mutex_unlock(&device->lock);
  return counts;
}

// Into the memory that the recording reads from whenever it is done.
static pl_device_status upload_recorded(
    pl_device *device, pl_recording *r, void *buffer, const void *host, size_t bytes) {
  const size_t begin = r->used, room = (bytes + 63) / 64 * 64;
  if (r->count == r->room) {
    const int64_t more = r->room ? 2 * r->room : 64;
    struct pl_upload *uploads = realloc(r->uploads, (size_t)more * sizeof *uploads);
    if (!uploads) return pl_device_note(device, PL_DEVICE_LOST, "the host has no memory left");
    r->uploads = uploads;
    r->room = more;
  }
  r->uploads[r->count++] = (struct pl_upload){begin, bytes};
  if (begin + room > r->capacity) {
    r->failed = true;
    return PL_DEVICE_DONE;
  }
  r->used = begin + room;
  memcpy(r->staging + begin, host, bytes);
  return device->functions->upload(device, buffer, r->staging + begin, bytes, false);
}

static pl_device_status upload(pl_device *device, void *buffer, const void *host, size_t bytes) {
  device->counts.uploaded += (bytes + 63) / 64 * 64;
  pl_recording *recording = pl_own_recording(device);
  if (recording) return upload_recorded(device, recording, buffer, host, bytes);
  if (bytes > LARGEST_STAGED || !device->staging) {
    device->counts.waits++;
    return device->functions->upload(device, buffer, host, bytes, true);
  }
  if (device->staged + bytes > STAGING_BYTES) {
    device->counts.waits++;
    const pl_device_status status = device->functions->finish(device);
    if (status) return status;
    device->staged = 0;
  }
  char *place = device->staging + device->staged;
  memcpy(place, host, bytes);
  device->staged += (bytes + 63) / 64 * 64;
  return device->functions->upload(device, buffer, place, bytes, false);
}

pl_device_status pl_device_upload(pl_device *device, void *buffer, const void *host, size_t bytes) {
  if (bytes == 0) return PL_DEVICE_DONE;
  pthread_mutex_lock(&device->lock);
  const pl_device_status status = upload(device, buffer, host, bytes);
  pthread_mutex_unlock(&device->lock);
  return status;
}

pl_device_status pl_device_download(
    pl_device *device, const pl_device_reading *readings, int count) {
  pthread_mutex_lock(&device->lock);
  device->counts.waits++;
  device->counts.downloads++;
  pl_device_status status = PL_DEVICE_DONE;
  for (int i = 0; i < count && !status; i++) {
    const pl_device_reading r = readings[i];
    status = device->functions->download(device, r.host, r.buffer, r.bytes);
  }
  // Also where one failed: the host's memory is free after this.
  const pl_device_status end = device->functions->finish(device);
  if (!status) status = end;
  // All that was asked for before is done.
  device->staged = 0;
  pthread_mutex_unlock(&device->lock);
  return status;
}

pl_device_status pl_device_copy(pl_device *device, void *target, void *source, size_t bytes) {
  if (bytes == 0) return PL_DEVICE_DONE;
  pthread_mutex_lock(&device->lock);
  const pl_device_status status = device->functions->copy(device, target, source, bytes);
  pthread_mutex_unlock(&device->lock);
  return status;
}

pl_device_status pl_device_finish(pl_device *device) {
  pthread_mutex_lock(&device->lock);
  device->counts.waits++;
  const pl_device_status status = device->functions->finish(device);
  device->staged = 0;
  pthread_mutex_unlock(&device->lock);
  return status;
}

pl_device_status pl_device_kernel(pl_device *device, const char *name, void **kernel) {
  *kernel = NULL;
  pthread_mutex_lock(&device->lock);
  const pl_device_status status = device->functions->kernel(device, name, kernel);
  pthread_mutex_unlock(&device->lock);
  return status;
}

pl_device_status pl_device_launch(
    pl_device *device, void *kernel, uint64_t groups, int width, const uint64_t *words,
    const pl_argument *arguments, int count) {
  if (groups == 0) return PL_DEVICE_DONE;
  pthread_mutex_lock(&device->lock);
  device->counts.launches++;
  const pl_device_status status =
      device->functions->launch(device, kernel, groups, width, words, arguments, count);
  pthread_mutex_unlock(&device->lock);
  return status;
}

bool pl_device_multiplies(pl_device *device) { return device->multiplies; }

pl_device_status pl_device_product(
    pl_device *device, int64_t m, int64_t n, int64_t k, pl_device_matrix a, pl_device_matrix b,
    float beta, pl_device_matrix c) {
  pthread_mutex_lock(&device->lock);
  device->counts.launches++;
  const pl_device_status status = device->functions->product(device, m, n, k, a, b, beta, c);
  pthread_mutex_unlock(&device->lock);
  return status;
}

bool pl_device_records(pl_device *device) { return device->records; }

static void free_recording(pl_device *device, pl_recording *r) {
  for (int i = 0; i < PL_SIZE_CLASSES; i++) {
    while (r->kept[i]) {
      pl_kept *kept = r->kept[i];
      r->kept[i] = kept->next;
      *kept = (pl_kept){device->kept[i], kept->buffer, kept->bytes};
      device->kept[i] = kept;
    }
  }
  if (r->staging) device->functions->unpin(device, r->staging);
  free(r->uploads);
  free(r);
}

pl_device_status pl_device_record(pl_device *device, size_t upload_bytes) {
  const size_t bytes = upload_bytes ? upload_bytes : 64;
  pl_recording *r = calloc(1, sizeof *r);
  pthread_mutex_lock(&device->lock);
  pl_device_status status =
      r && !device->recording
          ? PL_DEVICE_DONE : pl_device_note(device, PL_DEVICE_LOST, "another recording is being made");
  // Room: while work is written down nobody can be waited for, and so nothing be given back.
  if (!status) status = device->functions->finish(device);
  device->staged = 0;
  if (!status) {
    release_kept(device);
    r->thread = pthread_self();
    r->staging = device->functions->pin(device, bytes);
    r->capacity = bytes;
    if (!r->staging) status = pl_device_note(device, PL_DEVICE_NO_MEMORY, "no pinned memory");
  }
  if (!status) status = device->functions->record(device);
  if (!status) device->recording = r;
  else if (r) free_recording(device, r);
  pthread_mutex_unlock(&device->lock);
  return status;
}

int64_t pl_device_recorded_uploads(pl_device *device) {
  pthread_mutex_lock(&device->lock);
  pl_recording *recording = pl_own_recording(device);
  const int64_t count = recording ? recording->count : 0;
  pthread_mutex_unlock(&device->lock);
  return count;
}

pl_recording *pl_device_recorded(pl_device *device) {
  pthread_mutex_lock(&device->lock);
  pl_recording *r = device->recording;
  const pl_device_status status = device->functions->recorded(device, &r->work);
  device->recording = NULL;
  // A replay is known by the waits that came after it.
  r->waits = UINT64_MAX;
  if (status || r->failed) {
    if (r->work) device->functions->forget(device, r->work);
    free_recording(device, r);
    r = NULL;
  }
  pthread_mutex_unlock(&device->lock);
  return r;
}

pl_device_status pl_device_replay(
    pl_device *device, pl_recording *r, const pl_replacement *replacements, int count) {
  pthread_mutex_lock(&device->lock);
  pl_device_status status = PL_DEVICE_DONE;
  if (r->waits == device->counts.waits) {
    // The last one may still read.
    device->counts.waits++;
    status = device->functions->finish(device);
    device->staged = 0;
  }
  for (int i = 0; i < count && !status; i++) {
    const struct pl_upload upload = r->uploads[replacements[i].upload];
    memcpy(r->staging + upload.begin, replacements[i].host, upload.bytes);
  }
  device->counts.launches++;
  if (!status) status = device->functions->replay(device, r->work);
  r->waits = device->counts.waits;
  pthread_mutex_unlock(&device->lock);
  return status;
}

size_t pl_recording_bytes(pl_recording *r, int64_t upload) {
  return upload >= 0 && upload < r->count ? r->uploads[upload].bytes : 0;
}

void pl_device_forget(pl_device *device, pl_recording *r) {
  pthread_mutex_lock(&device->lock);
  device->counts.waits++;
  device->functions->finish(device);
  device->staged = 0;
  device->functions->forget(device, r->work);
  free_recording(device, r);
  pthread_mutex_unlock(&device->lock);
}
