// CUDA: the driver, the compiler NVRTC, and cuBLAS for products where it is there.

#include "cuda.h"

#include "engine.h"

#include "../level.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARGUMENTS = 64 };

typedef struct {
  pl_device base;
  int id;
  void *context, *stream, *module, *products;
  void *written;           // the stream of the work that is being written down
  cu_pointer workspace;    // of its products
  bool rounds;             // what products are set to
} cuda_device;

#define DECLARE(library, name, arguments) static int(*name) arguments;
PL_CUDA_FUNCTIONS(DECLARE)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pl_cuda_lookup given;
static bool has_driver, has_graphs, has_compiler, has_products;
static int start_error, device_count;

void pl_set_cuda(pl_cuda_lookup lookup) { given = lookup; }

static void *system_lookup(const char *library, const char *name) {
  static const char *const names[3][5] = {
      {"libcuda.so.1", NULL},
      {"libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so", NULL},
      {"libcublas.so.13", "libcublas.so.12", "libcublas.so.11", "libcublas.so", NULL}};
  static void *open[3];
  const int which = !strcmp(library, "cuda") ? 0 : !strcmp(library, "nvrtc") ? 1 : 2;
  if (!open[which]) open[which] = pl_open_library(names[which]);
  return open[which] ? dlsym(open[which], name) : NULL;
}

static void open_libraries(void) {
  pl_cuda_lookup lookup = given ? given : system_lookup;
  has_driver = has_graphs = has_compiler = has_products = true;
#define LOAD(library, name, arguments) \
  if (!(*(void **)(&name) = lookup(#library, #name))) has_##library = false;
#define has_cuda has_driver
#define has_nvrtc has_compiler
#define has_cublas has_products
  PL_CUDA_DRIVER(LOAD)
  if (!has_driver) return;
#undef has_cuda
#undef has_cublas
#define has_cuda has_graphs
#define has_cublas has_graphs
  PL_CUDA_GRAPHS(LOAD)
#undef has_cublas
#define has_cublas has_products
  PL_CUDA_COMPILER(LOAD)
  PL_CUDA_PRODUCTS(LOAD)
#undef has_cuda
#undef has_nvrtc
#undef has_cublas
#undef LOAD
  start_error = cuInit(0);
  if (!start_error) start_error = cuDeviceGetCount(&device_count);
  if (start_error) device_count = 0;
}

static int count(char *missing, size_t size) {
  pthread_once(&once, open_libraries);
  if (!has_driver) {
    snprintf(missing, size, "libcuda.so.1 (the driver of NVIDIA)");
  } else if (device_count == 0) {
    snprintf(missing, size, "a card that the driver of NVIDIA finds (CUDA error %d)", start_error);
  } else if (!has_compiler) {
    snprintf(missing, size, "libnvrtc.so (of the CUDA toolkit, package libnvrtc12 or cuda-nvrtc)");
  } else if (!has_products) {
    snprintf(
        missing, size,
        "libcublas.so (of the CUDA toolkit, package libcublas12 or libcublas): products are slow "
        "without it");
  }
  return has_compiler ? device_count : 0;
}

static bool describe(int index, pl_device_facts *facts) {
  pthread_once(&once, open_libraries);
  int id;
  size_t bytes = 0;
  memset(facts, 0, sizeof *facts);
  if (index < 0 || index >= device_count || cuDeviceGet(&id, index)) return false;
  cuDeviceGetName(facts->name, sizeof facts->name - 1, id);
  cuDeviceTotalMem_v2(&bytes, id);
  facts->memory = bytes;
  return true;
}

// The kernels as machine code for the card.
static char *compile(int id, const char *source, char *message, size_t size) {
  int major = 0, minor = 0;
  char architecture[64];
  cuDeviceGetAttribute(&major, CUDA_COMPUTE_CAPABILITY_MAJOR, id);
  cuDeviceGetAttribute(&minor, CUDA_COMPUTE_CAPABILITY_MINOR, id);
  snprintf(architecture, sizeof architecture, "--gpu-architecture=sm_%d%d", major, minor);
  const char *options[] = {architecture};
  void *program = NULL;
  size_t bytes = 0;
  char *code = NULL;
  int error = nvrtcCreateProgram(&program, source, "parlance.cu", 0, NULL, NULL);
  if (!error) error = nvrtcCompileProgram(program, 1, options);
  if (!error) error = nvrtcGetCUBINSize(program, &bytes);
  if (!error) error = (code = malloc(bytes)) ? nvrtcGetCUBIN(program, code) : -1;
  if (error) {
    const int used = snprintf(
        message, size, "the kernels do not compile for sm_%d%d (NVRTC error %d)", major, minor, error);
    char *log = program && !nvrtcGetProgramLogSize(program, &bytes) ? calloc(1, bytes + 1) : NULL;
    if (log && used > 0 && (size_t)used < size && !nvrtcGetProgramLog(program, log) && log[0]) {
      snprintf(message + used, size - (size_t)used, ": %s", log);
    }
    free(log);
    free(code);
    code = NULL;
  }
  if (program) nvrtcDestroyProgram(&program);
  return code;
}

static void let_go(cuda_device *c) {
  if (c->products) cublasDestroy_v2(c->products);
  if (c->module) cuModuleUnload(c->module);
  if (c->stream) cuStreamDestroy_v2(c->stream);
  if (c->context) cuDevicePrimaryCtxRelease_v2(c->id);
}

static bool prepare(cuda_device *c, const char *source, char *message, size_t size) {
  const char *what = "cuDevicePrimaryCtxRetain";
  int error = cuDevicePrimaryCtxRetain(&c->context, c->id);
  if (!error) error = (what = "cuCtxSetCurrent", cuCtxSetCurrent(c->context));
  if (!error) error = (what = "cuStreamCreate", cuStreamCreate(&c->stream, CUDA_STREAM_NON_BLOCKING));
  if (!error) {
    char *code = compile(c->id, source, message, size);
    if (!code) return false;
    error = (what = "cuModuleLoadData", cuModuleLoadData(&c->module, code));
    free(code);
  }
  if (!error && has_products) {
    error = (what = "cublasCreate", cublasCreate_v2(&c->products));
    if (!error) error = (what = "cublasSetStream", cublasSetStream_v2(c->products, c->stream));
  }
  if (error) snprintf(message, size, "it does not open (%s: CUDA error %d)", what, error);
  return error == 0;
}

static pl_device *open(int index, const char *source, char *message, size_t size) {
  pthread_once(&once, open_libraries);
  cuda_device *c = index >= 0 && index < device_count && has_compiler ? calloc(1, sizeof *c) : NULL;
  if (!c || cuDeviceGet(&c->id, index)) {
    snprintf(message, size, "there is no CUDA device of that number");
    free(c);
    return NULL;
  }
  if (!prepare(c, source, message, size)) {
    let_go(c);
    free(c);
    return NULL;
  }
  c->base.multiplies = has_products;
  c->base.records = has_graphs;
  return &c->base;
}

static void close_device(pl_device *d) {
  cuCtxSetCurrent(((cuda_device *)d)->context);
  let_go((cuda_device *)d);
}

static pl_device_status ended(pl_device *d, const char *what, int error) {
  if (error == 0) return PL_DEVICE_DONE;
  return pl_device_note(
      d, error == CUDA_OUT_OF_MEMORY ? PL_DEVICE_NO_MEMORY : PL_DEVICE_LOST, "%s: CUDA error %d",
      what, error);
}

// The context is a thread's own setting.
static pl_device_status entered(pl_device *d) {
  return ended(d, "cuCtxSetCurrent", cuCtxSetCurrent(((cuda_device *)d)->context));
}

static void *stream(pl_device *d) {
  return pl_own_recording(d) ? ((cuda_device *)d)->written : ((cuda_device *)d)->stream;
}

static pl_device_status allocate(pl_device *d, size_t bytes, void **buffer) {
  cu_pointer pointer = 0;
  pl_device_status status = entered(d);
  if (!status) status = ended(d, "cuMemAlloc", cuMemAlloc_v2(&pointer, bytes));
  *buffer = (void *)(uintptr_t)pointer;
  return status;
}

static void release(pl_device *d, void *buffer) {
  if (!entered(d)) cuMemFree_v2((cu_pointer)(uintptr_t)buffer);
}

static pl_device_status finish(pl_device *d) {
  const pl_device_status status = entered(d);
  return status ? status : ended(d, "cuStreamSynchronize", cuStreamSynchronize(stream(d)));
}

static pl_device_status upload(
    pl_device *d, void *buffer, const void *host, size_t bytes, bool waits) {
  pl_device_status status = entered(d);
  if (!status) {
    status = ended(
        d, "cuMemcpyHtoDAsync",
        cuMemcpyHtoDAsync_v2((cu_pointer)(uintptr_t)buffer, host, bytes, stream(d)));
  }
  return status || !waits ? status : finish(d);
}

static pl_device_status download(pl_device *d, void *host, void *buffer, size_t bytes) {
  const pl_device_status status = entered(d);
  if (status) return status;
  return ended(
      d, "cuMemcpyDtoHAsync",
      cuMemcpyDtoHAsync_v2(host, (cu_pointer)(uintptr_t)buffer, bytes, stream(d)));
}

static pl_device_status copy(pl_device *d, void *target, void *source, size_t bytes) {
  const pl_device_status status = entered(d);
  if (status) return status;
  return ended(
      d, "cuMemcpyDtoDAsync",
      cuMemcpyDtoDAsync_v2(
          (cu_pointer)(uintptr_t)target, (cu_pointer)(uintptr_t)source, bytes, stream(d)));
}

static pl_device_status kernel(pl_device *d, const char *name, void **kernel) {
  const pl_device_status status = entered(d);
  if (status) return status;
  const int error = cuModuleGetFunction(kernel, ((cuda_device *)d)->module, name);
  if (!error) return PL_DEVICE_DONE;
  return pl_device_note(d, PL_DEVICE_NO_KERNEL, "kernel %s: CUDA error %d", name, error);
}

static pl_device_status launch(
    pl_device *d, void *kernel, uint64_t groups, int width, const uint64_t *words,
    const pl_argument *arguments, int count) {
  void *pointers[MOST_ARGUMENTS];
  const pl_device_status status = entered(d);
  if (status) return status;
  if (count > MOST_ARGUMENTS || groups > INT32_MAX) {
    return pl_device_note(
        d, PL_DEVICE_NO_KERNEL, "%d arguments, %llu groups", count, (unsigned long long)groups);
  }
  for (int i = 0; i < count; i++) pointers[i] = (void *)(uintptr_t)(words + arguments[i].word);
  return ended(
      d, "cuLaunchKernel",
      cuLaunchKernel(
          kernel, (unsigned)groups, 1, 1, (unsigned)width, 1, 1, 0, stream(d), pointers, NULL));
}

static const float *place(pl_device_matrix m) { return (const float *)m.buffer + m.offset; }

static int operation(pl_device_matrix m) { return m.is_transposed ? CUBLAS_TRANSPOSED : CUBLAS_PLAIN; }

// cuBLAS goes by columns: C = op(A) op(B) by rows is its C' = op(B)' op(A)'.
static pl_device_status product(
    pl_device *d, int64_t m, int64_t n, int64_t k, pl_device_matrix a, pl_device_matrix b,
    float beta, pl_device_matrix c) {
  const pl_device_status status = entered(d);
  if (status) return status;
  cuda_device *card = (cuda_device *)d;
  const bool rounds = pl_get_restriction().tf32;
  if (rounds != card->rounds) {
    const int error = cublasSetMathMode(card->products, rounds ? CUBLAS_TF32 : CUBLAS_DEFAULT);
    if (error) return pl_device_note(d, PL_DEVICE_LOST, "cublasSetMathMode: error %d", error);
    card->rounds = rounds;
  }
  if (pl_own_recording(d)) {
    // What it works in must be there whenever the graph is launched: cuBLAS's own may be another by then.
    int error = cublasSetStream_v2(card->products, card->written);
    if (!error) {
      error = cublasSetWorkspace_v2(
          card->products, (void *)(uintptr_t)card->workspace, CUBLAS_WORKSPACE);
    }
    if (error) return pl_device_note(d, PL_DEVICE_LOST, "cublasSetStream: error %d", error);
  }
  const float one = 1;
  const int error = cublasSgemm_v2(
      card->products, operation(b), operation(a), (int)n, (int)m, (int)k, &one,
      place(b), (int)b.stride, place(a), (int)a.stride, &beta, (float *)c.buffer + c.offset,
      (int)c.stride);
  if (pl_own_recording(d)) cublasSetStream_v2(card->products, card->stream);
  if (!error) return PL_DEVICE_DONE;
  return pl_device_note(
      d, error == CUBLAS_ALLOC_FAILED ? PL_DEVICE_NO_MEMORY : PL_DEVICE_LOST,
      "cublasSgemm: error %d", error);
}

static void *pin(pl_device *d, size_t bytes) {
  void *memory = NULL;
  return !entered(d) && !cuMemHostAlloc(&memory, bytes, 0) ? memory : NULL;
}

static void unpin(pl_device *d, void *memory) {
  if (!entered(d)) cuMemFreeHost(memory);
}

typedef struct {
  void *executable;
  cu_pointer workspace;
} cuda_work;

static void let_go_of_record(cuda_device *c) {
  if (c->written) cuStreamDestroy_v2(c->written);
  if (c->workspace) cuMemFree_v2(c->workspace);
  c->written = NULL;
  c->workspace = 0;
}

static pl_device_status record(pl_device *d) {
  cuda_device *c = (cuda_device *)d;
  pl_device_status status = entered(d);
  if (!status) {
    status = ended(d, "cuStreamCreate", cuStreamCreate(&c->written, CUDA_STREAM_NON_BLOCKING));
  }
  if (!status) status = ended(d, "cuMemAlloc", cuMemAlloc_v2(&c->workspace, CUBLAS_WORKSPACE));
  if (!status) {
    status = ended(
        d, "cuStreamBeginCapture", cuStreamBeginCapture_v2(c->written, CUDA_CAPTURE_RELAXED));
  }
  if (status) let_go_of_record(c);
  return status;
}

static pl_device_status recorded(pl_device *d, void **work) {
  cuda_device *c = (cuda_device *)d;
  void *graph = NULL;
  cuda_work *made = calloc(1, sizeof *made);
  pl_device_status status = entered(d);
  if (!status) status = ended(d, "cuStreamEndCapture", cuStreamEndCapture(c->written, &graph));
  if (!status && made) {
    status = ended(
        d, "cuGraphInstantiate", cuGraphInstantiateWithFlags(&made->executable, graph, 0));
  }
  if (graph) cuGraphDestroy(graph);
  if (!status && made) {
    made->workspace = c->workspace;
    c->workspace = 0;
    *work = made;
  } else {
    free(made);
    if (!status) status = pl_device_note(d, PL_DEVICE_NO_MEMORY, "the host has no memory left");
  }
  let_go_of_record(c);
  return status;
}

static pl_device_status replay(pl_device *d, void *work) {
  const pl_device_status status = entered(d);
  if (status) return status;
  return ended(d, "cuGraphLaunch", cuGraphLaunch(((cuda_work *)work)->executable, stream(d)));
}

static void forget(pl_device *d, void *work) {
  cuda_work *made = work;
  if (!entered(d)) {
    cuGraphExecDestroy(made->executable);
    cuMemFree_v2(made->workspace);
  }
  free(made);
}

const pl_engine_functions pl_cuda = {
    .count = count, .describe = describe, .open = open, .close = close_device,
    .allocate = allocate, .release = release, .upload = upload, .download = download, .copy = copy,
    .finish = finish, .kernel = kernel, .launch = launch, .product = product,
    .pin = pin, .unpin = unpin, .record = record, .recorded = recorded, .replay = replay,
    .forget = forget};
