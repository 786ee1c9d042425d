#ifndef PL_CUDA_H
#define PL_CUDA_H

// What is used of CUDA's driver, of NVRTC (the compiler at run time) and of cuBLAS, with their numbers: no header of
// theirs is needed.

#include <stddef.h>
#include <stdint.h>

typedef unsigned long long cu_pointer;

enum {
  CUDA_OUT_OF_MEMORY = 2,
  CUDA_COMPUTE_CAPABILITY_MAJOR = 75,
  CUDA_COMPUTE_CAPABILITY_MINOR = 76,
  CUDA_STREAM_NON_BLOCKING = 1,
  CUDA_CAPTURE_RELAXED = 2,
  CUBLAS_ALLOC_FAILED = 3,
  CUBLAS_PLAIN = 0,
  CUBLAS_TRANSPOSED = 1,
  CUBLAS_DEFAULT = 0,
  CUBLAS_TF32 = 3,
  // As much as cuBLAS takes for itself on the newest cards.
  CUBLAS_WORKSPACE = 32 << 20
};

// F(library, name, arguments): all return 0 where all went well.
#define PL_CUDA_DRIVER(F)                                                                         \
  F(cuda, cuInit, (unsigned))                                                                     \
  F(cuda, cuDeviceGetCount, (int *))                                                              \
  F(cuda, cuDeviceGet, (int *, int))                                                              \
  F(cuda, cuDeviceGetName, (char *, int, int))                                                    \
  F(cuda, cuDeviceTotalMem_v2, (size_t *, int))                                                   \
  F(cuda, cuDeviceGetAttribute, (int *, int, int))                                                \
  F(cuda, cuDevicePrimaryCtxRetain, (void **, int))                                               \
  F(cuda, cuDevicePrimaryCtxRelease_v2, (int))                                                    \
  F(cuda, cuCtxSetCurrent, (void *))                                                              \
  F(cuda, cuStreamCreate, (void **, unsigned))                                                    \
  F(cuda, cuStreamDestroy_v2, (void *))                                                           \
  F(cuda, cuStreamSynchronize, (void *))                                                          \
  F(cuda, cuMemAlloc_v2, (cu_pointer *, size_t))                                                  \
  F(cuda, cuMemFree_v2, (cu_pointer))                                                             \
  F(cuda, cuMemcpyHtoDAsync_v2, (cu_pointer, const void *, size_t, void *))                       \
  F(cuda, cuMemcpyDtoHAsync_v2, (void *, cu_pointer, size_t, void *))                             \
  F(cuda, cuMemcpyDtoDAsync_v2, (cu_pointer, cu_pointer, size_t, void *))                         \
  F(cuda, cuModuleLoadData, (void **, const void *))                                              \
  F(cuda, cuModuleUnload, (void *))                                                               \
  F(cuda, cuModuleGetFunction, (void **, void *, const char *))                                   \
  F(cuda, cuLaunchKernel,                                                                         \
    (void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *, void **, \
     void **))
#define PL_CUDA_COMPILER(F)                                                                       \
  F(nvrtc, nvrtcCreateProgram,                                                                    \
    (void **, const char *, const char *, int, const char *const *, const char *const *))         \
  F(nvrtc, nvrtcCompileProgram, (void *, int, const char *const *))                               \
  F(nvrtc, nvrtcGetProgramLogSize, (void *, size_t *))                                            \
  F(nvrtc, nvrtcGetProgramLog, (void *, char *))                                                  \
  F(nvrtc, nvrtcGetCUBINSize, (void *, size_t *))                                                 \
  F(nvrtc, nvrtcGetCUBIN, (void *, char *))                                                       \
  F(nvrtc, nvrtcDestroyProgram, (void **))
#define PL_CUDA_PRODUCTS(F)                                                                       \
  F(cublas, cublasCreate_v2, (void **))                                                           \
  F(cublas, cublasDestroy_v2, (void *))                                                           \
  F(cublas, cublasSetStream_v2, (void *, void *))                                                 \
  F(cublas, cublasSetMathMode, (void *, int))                                                     \
  F(cublas, cublasSgemm_v2,                                                                       \
    (void *, int, int, int, int, int, const float *, const float *, int, const float *, int,      \
     const float *, float *, int))
// Where a driver has them all, work is written down as a graph of CUDA.
#define PL_CUDA_GRAPHS(F)                                                                         \
  F(cuda, cuMemHostAlloc, (void **, size_t, unsigned))                                            \
  F(cuda, cuMemFreeHost, (void *))                                                                \
  F(cuda, cuStreamBeginCapture_v2, (void *, int))                                                 \
  F(cuda, cuStreamEndCapture, (void *, void **))                                                  \
  F(cuda, cuGraphInstantiateWithFlags, (void **, void *, unsigned long long))                     \
  F(cuda, cuGraphLaunch, (void *, void *))                                                        \
  F(cublas, cublasSetWorkspace_v2, (void *, void *, size_t))                                      \
  F(cuda, cuGraphExecDestroy, (void *))                                                           \
  F(cuda, cuGraphDestroy, (void *))
#define PL_CUDA_FUNCTIONS(F) PL_CUDA_DRIVER(F) PL_CUDA_GRAPHS(F) PL_CUDA_COMPILER(F) PL_CUDA_PRODUCTS(F)

#endif
