// OpenCL 1.2, with the products of CLBlast where they are there.

#include "opencl.h"

#include "engine.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DEVICES = 32 };

typedef struct {
  pl_device base;
  cl_context context;
  cl_command_queue queue;
  cl_program program;
  cl_device_id id;
} opencl_device;

#define DECLARE(result, name, arguments) static result(*name) arguments;
PL_OPENCL_FUNCTIONS(DECLARE)
static clblast_sgemm CLBlastSgemm;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has_opencl;
static cl_device_id devices[MOST_DEVICES];
static int device_count;

static const char *const opencl_names[] = {
#ifdef __APPLE__
    "/System/Library/Frameworks/OpenCL.framework/OpenCL",
#endif
    "libOpenCL.so.1", "libOpenCL.so", NULL};
static const char *const clblast_names[] = {
#ifdef __APPLE__
    "libclblast.1.dylib", "/opt/homebrew/lib/libclblast.1.dylib",
#endif
    "libclblast.so.1", NULL};

static cl_bits type_of(cl_device_id id) {
  cl_bits type = 0;
  clGetDeviceInfo(id, CL_DEVICE_TYPE, sizeof type, &type, NULL);
  return type;
}

// Cards come before processors, each in the order of their drivers.
static void list_devices(void) {
  cl_platform_id platforms[MOST_DEVICES];
  cl_device_id found[MOST_DEVICES];
  cl_uint platform_count = 0, count = 0;
  int total = 0;
  if (clGetPlatformIDs(MOST_DEVICES, platforms, &platform_count)) return;
  for (cl_uint p = 0; p < platform_count && p < MOST_DEVICES && total < MOST_DEVICES; p++) {
    if (!clGetDeviceIDs(
            platforms[p], (cl_bits)CL_DEVICE_TYPE_ALL, (cl_uint)(MOST_DEVICES - total), found + total,
            &count)) {
      total += (int)count < MOST_DEVICES - total ? (int)count : MOST_DEVICES - total;
    }
  }
  for (int processors = 0; processors < 2; processors++) {
    for (int i = 0; i < total; i++) {
      if (processors == ((type_of(found[i]) & CL_DEVICE_TYPE_CPU) != 0)) {
        devices[device_count++] = found[i];
      }
    }
  }
}

static pl_opencl_lookup given;

void pl_set_opencl(pl_opencl_lookup lookup) { given = lookup; }

static void open_libraries(void) {
  void *library = pl_open_library(opencl_names);
  if (!library) return;
#define LOAD(result, name, arguments)                 \
  *(void **)(&name) = dlsym(library, #name);          \
  if (given) *(void **)(&name) = given(#name, name);  \
  if (!name) return;
  PL_OPENCL_FUNCTIONS(LOAD)
#undef LOAD
  has_opencl = true;
  list_devices();
  if (device_count == 0) return;
  void *blas = pl_open_library(clblast_names);
  if (blas) *(void **)(&CLBlastSgemm) = dlsym(blas, "CLBlastSgemm");
}

static int count(char *missing, size_t size) {
  pthread_once(&once, open_libraries);
  if (!has_opencl) {
    snprintf(missing, size, "libOpenCL.so.1 (package ocl-icd-libopencl1)");
  } else if (device_count == 0) {
    snprintf(
        missing, size,
        "an OpenCL driver (of the card's maker; for the processor, package pocl-opencl-icd)");
  } else if (!CLBlastSgemm) {
    snprintf(missing, size, "libclblast.so.1 (package libclblast1): products are slow without it");
  }
  return device_count;
}

static bool describe(int index, pl_device_facts *facts) {
  pthread_once(&once, open_libraries);
  if (index < 0 || index >= device_count) return false;
  memset(facts, 0, sizeof *facts);
  clGetDeviceInfo(devices[index], CL_DEVICE_NAME, sizeof facts->name - 1, facts->name, NULL);
  clGetDeviceInfo(
      devices[index], CL_DEVICE_GLOBAL_MEM_SIZE, sizeof facts->memory, &facts->memory, NULL);
  facts->is_processor = (type_of(devices[index]) & CL_DEVICE_TYPE_CPU) != 0;
  return true;
}

// What the compiler says, or how it ended where it says nothing.
static bool build(opencl_device *o, const char *source, char *message, size_t size) {
  cl_int error = 0;
  cl_bits numbers = 0;
  clGetDeviceInfo(o->id, CL_DEVICE_SINGLE_FP_CONFIG, sizeof numbers, &numbers, NULL);
  const char *options = numbers & CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT
                            ? "-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt"
                            : "-cl-std=CL1.2";
  o->program = clCreateProgramWithSource(o->context, 1, &source, NULL, &error);
  if (!error) error = clBuildProgram(o->program, 1, &o->id, options, NULL, NULL);
  if (!error) return true;
  const int used = snprintf(message, size, "the kernels do not compile (OpenCL error %d)", error);
  char *log = calloc(1, 1 << 16);
  if (log && o->program && used > 0 && (size_t)used < size) {
    clGetProgramBuildInfo(o->program, o->id, CL_PROGRAM_BUILD_LOG, (1 << 16) - 1, log, NULL);
    if (log[0]) snprintf(message + used, size - (size_t)used, ": %s", log);
  }
  free(log);
  return false;
}

static void let_go(opencl_device *o) {
  if (o->program) clReleaseProgram(o->program);
  if (o->queue) clReleaseCommandQueue(o->queue);
  if (o->context) clReleaseContext(o->context);
}

static pl_device *open(int index, const char *source, char *message, size_t size) {
  pthread_once(&once, open_libraries);
  opencl_device *o = index >= 0 && index < device_count ? calloc(1, sizeof *o) : NULL;
  if (!o) {
    snprintf(message, size, "there is no OpenCL device of that number");
    return NULL;
  }
  cl_int error = 0;
  o->id = devices[index];
  o->context = clCreateContext(NULL, 1, &o->id, NULL, NULL, &error);
  if (!error) o->queue = clCreateCommandQueue(o->context, o->id, 0, &error);
  if (error) snprintf(message, size, "it does not open (OpenCL error %d)", error);
  if (error || !build(o, source, message, size)) {
    let_go(o);
    free(o);
    return NULL;
  }
  o->base.multiplies = CLBlastSgemm != NULL;
  return &o->base;
}

static void close_device(pl_device *d) { let_go((opencl_device *)d); }

static cl_command_queue queue(pl_device *d) { return ((opencl_device *)d)->queue; }

static pl_device_status ended(pl_device *d, const char *what, cl_int error) {
  if (error == 0) return PL_DEVICE_DONE;
  const bool is_memory =
      error == CL_MEM_OBJECT_ALLOCATION_FAILURE || error == CL_INVALID_BUFFER_SIZE;
  return pl_device_note(
      d, is_memory ? PL_DEVICE_NO_MEMORY : PL_DEVICE_LOST, "%s: OpenCL error %d", what, error);
}

static pl_device_status allocate(pl_device *d, size_t bytes, void **buffer) {
  cl_int error = 0;
  *buffer = clCreateBuffer(((opencl_device *)d)->context, 0, bytes, NULL, &error);
  return ended(d, "clCreateBuffer", error);
}

static void release(pl_device *d, void *buffer) {
  (void)d;
  clReleaseMemObject(buffer);
}

static pl_device_status upload(
    pl_device *d, void *buffer, const void *host, size_t bytes, bool waits) {
  return ended(
      d, "clEnqueueWriteBuffer",
      clEnqueueWriteBuffer(queue(d), buffer, waits, 0, bytes, host, 0, NULL, NULL));
}

static pl_device_status download(pl_device *d, void *host, void *buffer, size_t bytes) {
  return ended(
      d, "clEnqueueReadBuffer",
      clEnqueueReadBuffer(queue(d), buffer, 0, 0, bytes, host, 0, NULL, NULL));
}

static pl_device_status copy(pl_device *d, void *target, void *source, size_t bytes) {
  return ended(
      d, "clEnqueueCopyBuffer",
      clEnqueueCopyBuffer(queue(d), source, target, 0, 0, bytes, 0, NULL, NULL));
}

static pl_device_status finish(pl_device *d) { return ended(d, "clFinish", clFinish(queue(d))); }

static pl_device_status kernel(pl_device *d, const char *name, void **kernel) {
  cl_int error = 0;
  *kernel = clCreateKernel(((opencl_device *)d)->program, name, &error);
  if (!error) return PL_DEVICE_DONE;
  return pl_device_note(d, PL_DEVICE_NO_KERNEL, "kernel %s: OpenCL error %d", name, error);
}

static pl_device_status launch(
    pl_device *d, void *kernel, uint64_t groups, int width, const uint64_t *words,
    const pl_argument *arguments, int count) {
  for (int i = 0; i < count; i++) {
    const cl_int error = clSetKernelArg(
        kernel, (cl_uint)i, (size_t)arguments[i].bytes, words + arguments[i].word);
    if (error) {
      return pl_device_note(
          d, PL_DEVICE_LOST, "clSetKernelArg: OpenCL error %d at argument %d", error, i);
    }
  }
  const size_t lanes = (size_t)width, all = (size_t)groups * lanes;
  return ended(
      d, "clEnqueueNDRangeKernel",
      clEnqueueNDRangeKernel(queue(d), kernel, 1, NULL, &all, &lanes, 0, NULL, NULL));
}

static pl_device_status product(
    pl_device *d, int64_t m, int64_t n, int64_t k, pl_device_matrix a, pl_device_matrix b,
    float beta, pl_device_matrix c) {
  cl_command_queue queue_ = queue(d);
  const int error = CLBlastSgemm(
      CLBLAST_ROW_MAJOR, a.is_transposed ? CLBLAST_TRANSPOSED : CLBLAST_PLAIN,
      b.is_transposed ? CLBLAST_TRANSPOSED : CLBLAST_PLAIN, (size_t)m, (size_t)n, (size_t)k, 1,
      a.buffer, (size_t)a.offset, (size_t)a.stride, b.buffer, (size_t)b.offset, (size_t)b.stride,
      beta, c.buffer, (size_t)c.offset, (size_t)c.stride, &queue_, NULL);
  return ended(d, "CLBlastSgemm", error);
}

const pl_engine_functions pl_opencl = {
    .count = count, .describe = describe, .open = open, .close = close_device,
    .allocate = allocate, .release = release, .upload = upload, .download = download, .copy = copy,
    .finish = finish, .kernel = kernel, .launch = launch, .product = product};
