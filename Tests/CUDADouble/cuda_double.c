// A double of CUDA's driver, NVRTC and cuBLAS over PoCL, to run the host's code without a card. The device's memory is
// memory of this process, which PoCL's kernels reach too; it is filled with NaN, so that nobody trusts it. Work is
// checked more strictly than a driver would: what is wrong is an error and is counted.

#include "include/cuda_double.h"

#include "../../Sources/CParlance/device/cuda.h"
#include "../../Sources/CParlance/device/opencl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
  DEVICE_UNAVAILABLE = 46, NO_DEVICE = 100, INVALID_CONTEXT = 201, INVALID_HANDLE = 400, INVALID_VALUE = 1, NOT_FOUND = 500,
  INVALID_SOURCE = 218, CAPTURE_UNSUPPORTED = 900, LAUNCH_FAILED = 719, COMPILATION_FAILED = 6, BLAS_INVALID_VALUE = 7,
  KERNEL_NUM_ARGS = 0x1191, ARG_ADDRESS_QUALIFIER = 0x1196, ARG_TYPE_NAME = 0x1198, ARG_GLOBAL = 0x119B,
  MOST_ARGUMENTS = 64, MOST_LANES = 1024
};

typedef struct {
  cl_kernel kernel;
  cl_uint count;
  bool is_pointer[MOST_ARGUMENTS];
  size_t bytes[MOST_ARGUMENTS];
} double_function;

// A block of memory, to know what is the device's.
typedef struct block {
  struct block *next;
  char *start;
  size_t bytes;
} block;

#define DECLARE(result, name, arguments) static result(*name) arguments;
PL_OPENCL_FUNCTIONS(DECLARE)
static cl_int (*clGetKernelInfo)(cl_kernel, cl_uint, size_t, void *, size_t *);
static cl_int (*clGetKernelArgInfo)(cl_kernel, cl_uint, cl_uint, size_t, void *, size_t *);
static cl_int (*clSetKernelArgSVMPointer)(cl_kernel, cl_uint, const void *);

static cl_device_id device;
static cl_context context;
static cl_command_queue queue;
static _Thread_local void *current;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static block *blocks;
static atomic_int faults;

// How many kernels are left to launch, where the card goes after them.
static atomic_int left = -1;

int cuda_double_faults(void) { return atomic_load(&faults); }

void cuda_double_lose_after(int launches) { atomic_store(&left, launches); }

static bool is_gone(void) { return atomic_load(&left) == 0; }

static int wrong(int error) {
  atomic_fetch_add(&faults, 1);
  return error;
}

static bool open_opencl(void) {
  void *library = dlopen("libOpenCL.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) return false;
#define LOAD(result, name, arguments) \
  if (!(*(void **)(&name) = dlsym(library, #name))) return false;
  PL_OPENCL_FUNCTIONS(LOAD)
  LOAD(, clGetKernelInfo, )
  LOAD(, clGetKernelArgInfo, )
  LOAD(, clSetKernelArgSVMPointer, )
  return true;
}

static int initialise(unsigned flags) {
  cl_platform_id platform;
  cl_int error = 0;
  (void)flags;
  if (context) return 0;
  if (!open_opencl() || clGetPlatformIDs(1, &platform, NULL) ||
      clGetDeviceIDs(platform, CL_DEVICE_TYPE_CPU, 1, &device, NULL)) {
    return NO_DEVICE;
  }
  context = clCreateContext(NULL, 1, &device, NULL, NULL, &error);
  if (!error) queue = clCreateCommandQueue(context, device, 0, &error);
  return error ? NO_DEVICE : 0;
}

static int device_count(int *count) {
  *count = 1;
  return 0;
}

static int get_device(int *id, int index) {
  *id = index;
  return index == 0 ? 0 : wrong(INVALID_VALUE);
}

static int device_name(char *name, int size, int id) {
  (void)id;
  strncpy(name, "CUDA double", (size_t)size);
  return 0;
}

static int total_memory(size_t *bytes, int id) {
  (void)id;
  *bytes = (size_t)1 << 30;
  return 0;
}

static int attribute(int *value, int which, int id) {
  (void)id;
  *value = which == CUDA_COMPUTE_CAPABILITY_MAJOR ? 9 : 0;
  return 0;
}

static int retain_context(void **found, int id) {
  (void)id;
  *found = context;
  return 0;
}

static int release_context(int id) {
  (void)id;
  return 0;
}

static int set_context(void *chosen) {
  current = chosen;
  return chosen == context ? 0 : wrong(INVALID_CONTEXT);
}

// What is written down instead of done: one step after the other. A step owns what its arguments were.
typedef struct step {
  int (*run)(struct step *);
  struct step *next;
  double_function *function;
  size_t all, lanes;
  char *arguments;
  void *target;
  const void *source;
  size_t bytes;
  int ta, tb, m, n, k, lda, ldb, ldc;
  float alpha, beta;
} step;

typedef struct {
  step *first, **last;
} double_graph;

// Work of all streams goes through one queue.
typedef struct {
  cl_command_queue queue;
  double_graph *written;
} double_stream;

static bool is_stream(const void *stream) {
  return stream && ((const double_stream *)stream)->queue == queue;
}

static bool writes(const void *stream) { return ((const double_stream *)stream)->written; }

// Adds a step to what is written down.
static int write_down(void *stream, step one) {
  double_graph *written = ((double_stream *)stream)->written;
  step *s = malloc(sizeof *s);
  *s = one;
  s->next = NULL;
  *written->last = s;
  written->last = &s->next;
  return 0;
}

static int create_stream(void **stream, unsigned flags) {
  double_stream *made = calloc(1, sizeof *made);
  made->queue = queue;
  *stream = made;
  return flags == CUDA_STREAM_NON_BLOCKING && current == context ? 0 : wrong(INVALID_VALUE);
}

static int destroy_stream(void *stream) {
  if (!is_stream(stream)) return wrong(INVALID_HANDLE);
  free(stream);
  return 0;
}

static int synchronise(void *stream) {
  if (is_gone()) return DEVICE_UNAVAILABLE;
  if (!is_stream(stream)) return wrong(INVALID_HANDLE);
  if (writes(stream)) return wrong(CAPTURE_UNSUPPORTED);
  return current == context ? clFinish(queue) : wrong(INVALID_HANDLE);
}

static int allocate(cu_pointer *pointer, size_t bytes) {
  void *memory = NULL;
  if (current != context || bytes == 0) return wrong(INVALID_CONTEXT);
  if (posix_memalign(&memory, 256, bytes)) return CUDA_OUT_OF_MEMORY;
  memset(memory, 0xff, bytes);
  block *made = malloc(sizeof *made);
  pthread_mutex_lock(&lock);
  *made = (block){blocks, memory, bytes};
  blocks = made;
  pthread_mutex_unlock(&lock);
  *pointer = (cu_pointer)(uintptr_t)memory;
  return 0;
}

// Whether memory is the device's and reaches so far.
static bool is_there(cu_pointer pointer, size_t bytes) {
  const char *start = (const char *)(uintptr_t)pointer;
  bool found = false;
  pthread_mutex_lock(&lock);
  for (block *b = blocks; b && !found; b = b->next) {
    found = start >= b->start && start + bytes <= b->start + b->bytes;
  }
  pthread_mutex_unlock(&lock);
  return found;
}

static int release(cu_pointer pointer) {
  clFinish(queue);
  pthread_mutex_lock(&lock);
  block **place = &blocks;
  while (*place && (*place)->start != (char *)(uintptr_t)pointer) place = &(*place)->next;
  block *found = *place;
  if (found) *place = found->next;
  pthread_mutex_unlock(&lock);
  if (!found) return wrong(INVALID_VALUE);
  free(found->start);
  free(found);
  return 0;
}

// Memory of the host that graphs may read: of few blocks.
static struct {
  char *start;
  size_t bytes;
} pinned[64];

static int allocate_pinned(void **memory, size_t bytes, unsigned flags) {
  for (int i = 0; i < 64 && flags == 0; i++) {
    if (pinned[i].start) continue;
    *memory = pinned[i].start = malloc(bytes);
    pinned[i].bytes = bytes;
    return 0;
  }
  return wrong(INVALID_VALUE);
}

static int free_pinned(void *memory) {
  for (int i = 0; i < 64; i++) {
    if (!memory || pinned[i].start != memory) continue;
    free(memory);
    pinned[i].start = NULL;
    return 0;
  }
  return wrong(INVALID_VALUE);
}

static bool is_pinned(const char *host, size_t bytes) {
  for (int i = 0; i < 64; i++) {
    const char *start = pinned[i].start;
    if (start && host >= start && host + bytes <= start + pinned[i].bytes) return true;
  }
  return false;
}

static int move(step *s) {
  clFinish(queue);
  memcpy(s->target, s->source, s->bytes);
  return 0;
}

static int upload(cu_pointer target, const void *host, size_t bytes, void *stream) {
  if (!is_stream(stream) || current != context || !is_there(target, bytes)) return wrong(INVALID_HANDLE);
  step s = {.run = move, .target = (void *)(uintptr_t)target, .source = host, .bytes = bytes};
  if (!writes(stream)) return move(&s);
  return is_pinned(host, bytes) ? write_down(stream, s) : wrong(CAPTURE_UNSUPPORTED);
}

static int download(void *host, cu_pointer source, size_t bytes, void *stream) {
  if (!is_stream(stream) || current != context || !is_there(source, bytes)) return wrong(INVALID_HANDLE);
  if (writes(stream)) return wrong(CAPTURE_UNSUPPORTED);
  step s = {.run = move, .target = host, .source = (void *)(uintptr_t)source, .bytes = bytes};
  return move(&s);
}

static int copy(cu_pointer target, cu_pointer source, size_t bytes, void *stream) {
  if (!is_stream(stream) || current != context || !is_there(source, bytes) || !is_there(target, bytes)) {
    return wrong(INVALID_HANDLE);
  }
  step s = {
      .run = move, .target = (void *)(uintptr_t)target, .source = (void *)(uintptr_t)source,
      .bytes = bytes};
  return writes(stream) ? write_down(stream, s) : move(&s);
}

static int load_module(void **module, const void *text) {
  const char *source = text;
  cl_int error = 0;
  cl_program program = clCreateProgramWithSource(context, 1, &source, NULL, &error);
  *module = program;
  return error || clBuildProgram(program, 1, &device, "-cl-std=CL1.2 -cl-kernel-arg-info", NULL, NULL)
             ? INVALID_SOURCE
             : 0;
}

static int unload_module(void *module) { return clReleaseProgram(module); }

// The bytes of an argument by the name of its type; 0 for one that is not known.
static size_t bytes_of(const char *type) {
  static const struct {
    const char *name;
    size_t bytes;
  } types[] = {{"float", 4}, {"int", 4},    {"uint", 4},    {"u32", 4},     {"long", 8},    {"i64", 8},
               {"ulong", 8}, {"u64", 8},    {"axes", 144},  {"matrix", 32}, {"layer", 80}, {"numbers", 48}};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    if (!strcmp(types[i].name, type)) return types[i].bytes;
  }
  return 0;
}

static int get_function(void **function, void *module, const char *name) {
  cl_int error = 0;
  double_function *f = calloc(1, sizeof *f);
  f->kernel = clCreateKernel(module, name, &error);
  if (error || clGetKernelInfo(f->kernel, KERNEL_NUM_ARGS, sizeof f->count, &f->count, NULL)) {
    free(f);
    return NOT_FOUND;
  }
  for (cl_uint i = 0; i < f->count; i++) {
    cl_uint qualifier = 0;
    char type[64] = "";
    clGetKernelArgInfo(f->kernel, i, ARG_ADDRESS_QUALIFIER, sizeof qualifier, &qualifier, NULL);
    clGetKernelArgInfo(f->kernel, i, ARG_TYPE_NAME, sizeof type - 1, type, NULL);
    f->is_pointer[i] = qualifier == ARG_GLOBAL;
    f->bytes[i] = bytes_of(type);
    if (!f->is_pointer[i] && f->bytes[i] == 0) return wrong(NOT_FOUND);
  }
  *function = f;
  return 0;
}

static int set_argument(double_function *f, cl_uint i, const void *value) {
  if (!f->is_pointer[i]) return clSetKernelArg(f->kernel, i, f->bytes[i], value);
  void *pointer = *(void *const *)value;
  if (!pointer) return clSetKernelArg(f->kernel, i, sizeof pointer, &pointer);
  if (!is_there((cu_pointer)(uintptr_t)pointer, 1)) return INVALID_VALUE;
  return clSetKernelArgSVMPointer(f->kernel, i, pointer);
}

static size_t bytes_of_argument(const double_function *f, cl_uint i) {
  return f->is_pointer[i] ? sizeof(void *) : f->bytes[i];
}

static int enqueue(step *s) {
  const char *place = s->arguments;
  for (cl_uint i = 0; i < s->function->count; i++) {
    if (set_argument(s->function, i, place)) return wrong(INVALID_VALUE);
    place += bytes_of_argument(s->function, i);
  }
  const cl_int error =
      clEnqueueNDRangeKernel(queue, s->function->kernel, 1, NULL, &s->all, &s->lanes, 0, NULL, NULL);
  return error ? wrong(LAUNCH_FAILED) : 0;
}

static int launch(
    void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
    unsigned shared, void *stream, void **arguments, void **extra) {
  double_function *f = function;
  if (is_gone()) return DEVICE_UNAVAILABLE;
  if (atomic_load(&left) > 0) atomic_fetch_sub(&left, 1);
  if (!is_stream(stream) || current != context || extra || shared || gy != 1 || gz != 1 || by != 1 ||
      bz != 1 || gx == 0 || bx == 0 || bx > MOST_LANES) {
    return wrong(INVALID_VALUE);
  }
  size_t bytes = 0;
  for (cl_uint i = 0; i < f->count; i++) bytes += bytes_of_argument(f, i);
  step s = {
      .run = enqueue, .function = f, .all = (size_t)gx * bx, .lanes = bx,
      .arguments = malloc(bytes ? bytes : 1)};
  char *place = s.arguments;
  for (cl_uint i = 0; i < f->count; i++) {
    memcpy(place, arguments[i], bytes_of_argument(f, i));
    place += bytes_of_argument(f, i);
  }
  if (writes(stream)) return write_down(stream, s);
  const int error = enqueue(&s);
  free(s.arguments);
  return error;
}

static int create_program(
    void **program, const char *source, const char *name, int headers, const char *const *texts,
    const char *const *names) {
  (void)name, (void)headers, (void)texts, (void)names;
  *program = strdup(source);
  return 0;
}

static int compile(void *program, int count, const char *const *options) {
  (void)program;
  return count == 1 && !strcmp(options[0], "--gpu-architecture=sm_90") ? 0 : wrong(COMPILATION_FAILED);
}

static int log_size(void *program, size_t *bytes) {
  (void)program;
  *bytes = 1;
  return 0;
}

static int get_log(void *program, char *log) {
  (void)program;
  log[0] = 0;
  return 0;
}

static int code_size(void *program, size_t *bytes) {
  *bytes = strlen(program) + 1;
  return 0;
}

static int get_code(void *program, char *code) {
  strcpy(code, program);
  return 0;
}

static int destroy_program(void **program) {
  free(*program);
  *program = NULL;
  return 0;
}

typedef struct {
  cl_context *context;
  void *stream;
} double_products;

static bool is_products(const void *handle) {
  return handle && ((const double_products *)handle)->context == &context;
}

static int create_products(void **handle) {
  double_products *made = calloc(1, sizeof *made);
  made->context = &context;
  *handle = made;
  return 0;
}

static int destroy_products(void *handle) {
  if (!is_products(handle)) return wrong(INVALID_HANDLE);
  free(handle);
  return 0;
}

static int set_stream(void *handle, void *stream) {
  if (!is_products(handle) || !is_stream(stream)) return wrong(INVALID_HANDLE);
  ((double_products *)handle)->stream = stream;
  return 0;
}

// The workspace is the device's, and large enough to be one.
static int set_workspace(void *handle, void *memory, size_t bytes) {
  return is_products(handle) && bytes >= 4 << 20 && is_there((cu_pointer)(uintptr_t)memory, bytes)
             ? 0 : wrong(BLAS_INVALID_VALUE);
}

static bool rounds;

static int set_math_mode(void *handle, int mode) {
  if (!is_products(handle) || (mode != 0 && mode != 3)) return wrong(BLAS_INVALID_VALUE);
  rounds = mode == 3;
  return 0;
}

// TF32 has 10 bits behind the point.
static double factor(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  if (rounds) bits = (bits + 0xfff + (bits >> 13 & 1)) & ~0x1fffu;
  memcpy(&x, &bits, sizeof bits);
  return x;
}

static int product(step *s) {
  const float *a = s->source, *b = (const float *)(void *)s->arguments;
  clFinish(queue);
  for (long j = 0; j < s->n; j++) {
    for (long i = 0; i < s->m; i++) {
      double sum = 0;
      for (long p = 0; p < s->k; p++) {
        sum += factor(a[s->ta ? p + i * s->lda : i + p * s->lda]) *
               factor(b[s->tb ? j + p * s->ldb : p + j * s->ldb]);
      }
      float *y = (float *)s->target + i + j * s->ldc;
      *y = (float)(s->alpha * sum + (s->beta != 0 ? s->beta * *y : 0));
    }
  }
  return 0;
}

// By columns: c = alpha op(a) op(b) + beta c.
static int multiply(
    void *handle, int ta, int tb, int m, int n, int k, const float *alpha, const float *a, int lda,
    const float *b, int ldb, const float *beta, float *c, int ldc) {
  if (!is_products(handle) || lda < (ta ? k : m) || ldb < (tb ? n : k) || ldc < m ||
      !is_there((cu_pointer)(uintptr_t)c, sizeof *c * ((size_t)ldc * (size_t)(n - 1) + (size_t)m))) {
    return wrong(BLAS_INVALID_VALUE);
  }
  step s = {
      .run = product, .target = c, .source = a, .arguments = (char *)(uintptr_t)b, .ta = ta, .tb = tb,
      .m = m, .n = n, .k = k, .lda = lda, .ldb = ldb, .ldc = ldc, .alpha = *alpha, .beta = *beta};
  void *stream = ((double_products *)handle)->stream;
  return writes(stream) ? write_down(stream, s) : product(&s);
}

static int begin_capture(void *stream, int mode) {
  if (!is_stream(stream) || current != context || writes(stream) || mode != CUDA_CAPTURE_RELAXED) {
    return wrong(INVALID_VALUE);
  }
  double_graph *made = calloc(1, sizeof *made);
  made->last = &made->first;
  ((double_stream *)stream)->written = made;
  return 0;
}

static int end_capture(void *stream, void **graph) {
  if (!is_stream(stream) || !writes(stream)) return wrong(INVALID_VALUE);
  *graph = ((double_stream *)stream)->written;
  ((double_stream *)stream)->written = NULL;
  return 0;
}

// The graph itself is what is launched.
static int instantiate(void **found, void *graph, unsigned long long flags) {
  *found = graph;
  return flags == 0 ? 0 : wrong(INVALID_VALUE);
}

static int launch_graph(void *graph, void *stream) {
  if (is_gone()) return DEVICE_UNAVAILABLE;
  if (!is_stream(stream) || current != context || writes(stream)) return wrong(INVALID_VALUE);
  for (step *s = ((double_graph *)graph)->first; s; s = s->next) {
    const int error = s->run(s);
    if (error) return error;
  }
  return 0;
}

static int destroy_launched(void *graph) {
  step *s = ((double_graph *)graph)->first;
  while (s) {
    step *next = s->next;
    if (s->run == enqueue) free(s->arguments);
    free(s);
    s = next;
  }
  free(graph);
  return 0;
}

static int destroy_graph(void *graph) { return graph ? 0 : wrong(INVALID_VALUE); }

void *cuda_double(const char *library, const char *name) {
  static const struct {
    const char *name;
    void *function;
  } functions[] = {
      {"cuInit", initialise}, {"cuDeviceGetCount", device_count}, {"cuDeviceGet", get_device},
      {"cuDeviceGetName", device_name}, {"cuDeviceTotalMem_v2", total_memory},
      {"cuDeviceGetAttribute", attribute}, {"cuDevicePrimaryCtxRetain", retain_context},
      {"cuDevicePrimaryCtxRelease_v2", release_context}, {"cuCtxSetCurrent", set_context},
      {"cuStreamCreate", create_stream}, {"cuStreamDestroy_v2", destroy_stream},
      {"cuStreamSynchronize", synchronise}, {"cuMemAlloc_v2", allocate}, {"cuMemFree_v2", release},
      {"cuMemcpyHtoDAsync_v2", upload}, {"cuMemcpyDtoHAsync_v2", download},
      {"cuMemcpyDtoDAsync_v2", copy}, {"cuModuleLoadData", load_module},
      {"cuModuleUnload", unload_module}, {"cuModuleGetFunction", get_function},
      {"cuMemHostAlloc", allocate_pinned}, {"cuMemFreeHost", free_pinned},
      {"cuStreamBeginCapture_v2", begin_capture}, {"cuStreamEndCapture", end_capture},
      {"cuGraphInstantiateWithFlags", instantiate}, {"cuGraphLaunch", launch_graph},
      {"cuGraphExecDestroy", destroy_launched}, {"cuGraphDestroy", destroy_graph},
      {"cuLaunchKernel", launch}, {"nvrtcCreateProgram", create_program},
      {"nvrtcCompileProgram", compile}, {"nvrtcGetProgramLogSize", log_size},
      {"nvrtcGetProgramLog", get_log}, {"nvrtcGetCUBINSize", code_size}, {"nvrtcGetCUBIN", get_code},
      {"nvrtcDestroyProgram", destroy_program}, {"cublasCreate_v2", create_products},
      {"cublasDestroy_v2", destroy_products}, {"cublasSetStream_v2", set_stream},
      {"cublasSetWorkspace_v2", set_workspace}, {"cublasSetMathMode", set_math_mode}, {"cublasSgemm_v2", multiply}};
  (void)library;
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    if (!strcmp(functions[i].name, name)) return functions[i].function;
  }
  return NULL;
}
