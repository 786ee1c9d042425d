#ifndef CPARLANCE_DEVICE_H
#define CPARLANCE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A processor beside this one, behind few functions. Its libraries are opened at run time, so that no build needs
// them. Work is done in the order in which it is asked for; only `pl_device_download`, `pl_device_finish` and large
// uploads wait. Any thread may call.
typedef struct pl_device pl_device;

typedef enum { PL_OPENCL, PL_CUDA } pl_engine;

// What a call ends with; `pl_device_message` says more.
typedef enum {
  PL_DEVICE_DONE = 0,
  PL_DEVICE_NO_MEMORY,    // the device has no memory left
  PL_DEVICE_NO_KERNEL,    // a kernel does not compile, or there is none of that name
  PL_DEVICE_LOST          // whatever else the driver says: the card is gone, or it failed
} pl_device_status;

typedef struct {
  char name[128];
  uint64_t memory;        // bytes
  bool is_processor;      // a driver that uses the processor itself
} pl_device_facts;

// How many devices an engine has. Lines of what is missing, and where it is had, go into `missing`: where there are
// devices all the same, they work without it.
int pl_device_count(pl_engine engine, char *_Nonnull missing, size_t size);
// Says what a device is; false where there is none of that number.
bool pl_device_describe(pl_engine engine, int index, pl_device_facts *_Nonnull facts);
// Opens a device with kernels of this text; NULL with the reason in `message`.
pl_device *_Nullable pl_device_open(
    pl_engine engine, int index, const char *_Nonnull source, char *_Nonnull message, size_t size);
void pl_device_close(pl_device *_Nonnull device);
// What went wrong in the last call of any thread that did not end well.
void pl_device_message(pl_device *_Nonnull device, char *_Nonnull message, size_t size);

// Memory comes in classes of sizes; what is released is kept for the next that asks.
pl_device_status pl_device_allocate(
    pl_device *_Nonnull device, size_t bytes, void *_Nullable *_Nonnull buffer);
void pl_device_release(pl_device *_Nonnull device, void *_Nonnull buffer, size_t bytes);
// No more bytes than these are taken; 0 for all that the device has.
void pl_device_limit(pl_device *_Nonnull device, size_t bytes);

typedef struct {
  size_t bytes, peak;     // handed out, now and at most
  uint64_t waits;         // calls that waited for the device
  uint64_t launches;      // kernels and products, or recordings of them
  uint64_t uploaded;      // the room of what went there: bytes, each call's up to a multiple of 64
  uint64_t downloads;     // calls
} pl_device_counts;
pl_device_counts pl_device_counted(pl_device *_Nonnull device);

pl_device_status pl_device_upload(
    pl_device *_Nonnull device, void *_Nonnull buffer, const void *_Nonnull host, size_t bytes);
// What comes from a buffer to the host.
typedef struct {
  void *_Nonnull host;
  void *_Nonnull buffer;
  size_t bytes;
} pl_device_reading;
// All of them, with one wait.
pl_device_status pl_device_download(
    pl_device *_Nonnull device, const pl_device_reading *_Nonnull readings, int count);
pl_device_status pl_device_copy(
    pl_device *_Nonnull device, void *_Nonnull target, void *_Nonnull source, size_t bytes);
pl_device_status pl_device_finish(pl_device *_Nonnull device);

// An argument of a kernel: so many bytes from a word on. A buffer is its pointer, NULL for none.
typedef struct {
  int32_t word, bytes;
} pl_argument;

// The kernel of a name.
pl_device_status pl_device_kernel(
    pl_device *_Nonnull device, const char *_Nonnull name, void *_Nullable *_Nonnull kernel);
// Runs it in so many groups of so many lanes.
pl_device_status pl_device_launch(
    pl_device *_Nonnull device, void *_Nonnull kernel, uint64_t groups, int width,
    const uint64_t *_Nonnull words, const pl_argument *_Nonnull arguments, int count);

// A matrix within a buffer, row by row.
typedef struct {
  void *_Nonnull buffer;
  int64_t offset, stride; // of its first number, and from row to row
  bool is_transposed;
} pl_device_matrix;

// Whether the engine's library of products is there.
bool pl_device_multiplies(pl_device *_Nonnull device);
// c[m, n] = op(a) op(b) + beta c, float32; only where `pl_device_multiplies`.
pl_device_status pl_device_product(
    pl_device *_Nonnull device, int64_t m, int64_t n, int64_t k, pl_device_matrix a,
    pl_device_matrix b, float beta, pl_device_matrix c);

// Work that was written down, to be done again as a whole.
typedef struct pl_recording pl_recording;

// Whether the device can write down what it is asked for.
bool pl_device_records(pl_device *_Nonnull device);
// From here on this thread's work is written down and not done; what other threads ask for goes on. At most so many
// bytes may be uploaded, and nothing may come to the host. One recording is made at a time.
pl_device_status pl_device_record(pl_device *_Nonnull device, size_t upload_bytes);
// The uploads that were written down up to now.
int64_t pl_device_recorded_uploads(pl_device *_Nonnull device);
// Ends that. NULL where it went wrong: then nothing was done.
pl_recording *_Nullable pl_device_recorded(pl_device *_Nonnull device);
// Other bytes of an upload, the first being 0: as many as there were.
typedef struct {
  int64_t upload;
  const void *_Nonnull host;
} pl_replacement;
// Does all of it, at the same places of memory.
pl_device_status pl_device_replay(
    pl_device *_Nonnull device, pl_recording *_Nonnull recording,
    const pl_replacement *_Nonnull replacements, int count);
// Bytes of an upload that was written down; 0 where there is none of that number.
size_t pl_recording_bytes(pl_recording *_Nonnull recording, int64_t upload);
// Gives back the memory that lies between the recording's functions.
void pl_device_forget(pl_device *_Nonnull device, pl_recording *_Nonnull recording);

// Where the libraries of CUDA are looked for: a function of a library ("cuda", "nvrtc", "cublas") and a name. NULL
// for those of the system. For tests, before the first device is opened.
typedef void *_Nullable (*pl_cuda_lookup)(const char *_Nonnull library, const char *_Nonnull name);
void pl_set_cuda(pl_cuda_lookup _Nullable lookup);
// The same for functions of OpenCL, which are given the system's, or NULL.
typedef void *_Nullable (*pl_opencl_lookup)(const char *_Nonnull name, void *_Nullable found);
void pl_set_opencl(pl_opencl_lookup _Nullable lookup);

// Leaves with a message as `pl_leave_without_memory` does; returns where `pl_leave_on_faults` was not called.
void pl_leave_with(const char *_Nonnull message, int code);

#endif
