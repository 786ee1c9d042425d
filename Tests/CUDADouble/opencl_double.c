// OpenCL whose card goes after some kernels, to see what becomes of the work.

#include "include/cuda_double.h"

#include "../../Sources/CParlance/device/opencl.h"

#include <stdatomic.h>
#include <string.h>

enum { DEVICE_NOT_AVAILABLE = -2 };

// Kernels until the card goes; below 0 it stays.
static atomic_int left = -1;
static cl_int (*enqueue)(
    cl_command_queue, cl_kernel, cl_uint, const size_t *, const size_t *, const size_t *, cl_uint,
    const cl_event *, cl_event *);

void opencl_double_lose_after(int launches) { atomic_store(&left, launches); }

static cl_int enqueue_or_fail(
    cl_command_queue queue, cl_kernel kernel, cl_uint dimensions, const size_t *offset,
    const size_t *all, const size_t *lanes, cl_uint count, const cl_event *before, cl_event *event) {
  if (atomic_load(&left) == 0) return DEVICE_NOT_AVAILABLE;
  if (atomic_load(&left) > 0) atomic_fetch_sub(&left, 1);
  return enqueue(queue, kernel, dimensions, offset, all, lanes, count, before, event);
}

void *opencl_double(const char *name, void *found) {
  if (strcmp(name, "clEnqueueNDRangeKernel") || !found) return found;
  *(void **)(&enqueue) = found;
  return (void *)enqueue_or_fail;
}
