#ifndef PL_OPENCL_H
#define PL_OPENCL_H

// What is used of OpenCL 1.2 (libOpenCL) and of CLBlast, with their numbers: no header of theirs is needed.

#include <stddef.h>
#include <stdint.h>

typedef struct _cl_platform_id *cl_platform_id;
typedef struct _cl_device_id *cl_device_id;
typedef struct _cl_context *cl_context;
typedef struct _cl_command_queue *cl_command_queue;
typedef struct _cl_mem *cl_mem;
typedef struct _cl_program *cl_program;
typedef struct _cl_kernel *cl_kernel;
typedef struct _cl_event *cl_event;
typedef int32_t cl_int;
typedef uint32_t cl_uint;
typedef uint64_t cl_bits;

enum {
  CL_MEM_OBJECT_ALLOCATION_FAILURE = -4,
  CL_OUT_OF_RESOURCES = -5,
  CL_OUT_OF_HOST_MEMORY = -6,
  CL_INVALID_BUFFER_SIZE = -61,
  CL_DEVICE_TYPE_CPU = 1 << 1,
  CL_DEVICE_TYPE_GPU = 1 << 2,
  CL_DEVICE_TYPE_ALL = -1,
  CL_DEVICE_TYPE = 0x1000,
  CL_DEVICE_MAX_WORK_GROUP_SIZE = 0x1004,
  CL_DEVICE_SINGLE_FP_CONFIG = 0x101B,
  CL_DEVICE_GLOBAL_MEM_SIZE = 0x101F,
  CL_DEVICE_NAME = 0x102B,
  CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT = 1 << 7,
  CL_PROGRAM_BUILD_LOG = 0x1183,
  CLBLAST_ROW_MAJOR = 101,
  CLBLAST_PLAIN = 111,
  CLBLAST_TRANSPOSED = 112
};

// F(result, name, arguments)
#define PL_OPENCL_FUNCTIONS(F)                                                                     \
  F(cl_int, clGetPlatformIDs, (cl_uint, cl_platform_id *, cl_uint *))                              \
  F(cl_int, clGetDeviceIDs, (cl_platform_id, cl_bits, cl_uint, cl_device_id *, cl_uint *))         \
  F(cl_int, clGetDeviceInfo, (cl_device_id, cl_uint, size_t, void *, size_t *))                    \
  F(cl_context, clCreateContext,                                                                   \
    (const intptr_t *, cl_uint, const cl_device_id *, void (*)(void), void *, cl_int *))           \
  F(cl_int, clReleaseContext, (cl_context))                                                        \
  F(cl_command_queue, clCreateCommandQueue, (cl_context, cl_device_id, cl_bits, cl_int *))         \
  F(cl_int, clReleaseCommandQueue, (cl_command_queue))                                             \
  F(cl_program, clCreateProgramWithSource,                                                         \
    (cl_context, cl_uint, const char **, const size_t *, cl_int *))                                \
  F(cl_int, clBuildProgram,                                                                        \
    (cl_program, cl_uint, const cl_device_id *, const char *, void (*)(void), void *))             \
  F(cl_int, clGetProgramBuildInfo, (cl_program, cl_device_id, cl_uint, size_t, void *, size_t *))  \
  F(cl_int, clReleaseProgram, (cl_program))                                                        \
  F(cl_kernel, clCreateKernel, (cl_program, const char *, cl_int *))                               \
  F(cl_int, clReleaseKernel, (cl_kernel))                                                          \
  F(cl_int, clSetKernelArg, (cl_kernel, cl_uint, size_t, const void *))                            \
  F(cl_mem, clCreateBuffer, (cl_context, cl_bits, size_t, void *, cl_int *))                       \
  F(cl_int, clReleaseMemObject, (cl_mem))                                                          \
  F(cl_int, clEnqueueWriteBuffer,                                                                  \
    (cl_command_queue, cl_mem, cl_uint, size_t, size_t, const void *, cl_uint, const cl_event *,   \
     cl_event *))                                                                                  \
  F(cl_int, clEnqueueReadBuffer,                                                                   \
    (cl_command_queue, cl_mem, cl_uint, size_t, size_t, void *, cl_uint, const cl_event *,         \
     cl_event *))                                                                                  \
  F(cl_int, clEnqueueCopyBuffer,                                                                   \
    (cl_command_queue, cl_mem, cl_mem, size_t, size_t, size_t, cl_uint, const cl_event *,          \
     cl_event *))                                                                                  \
  F(cl_int, clEnqueueNDRangeKernel,                                                                \
    (cl_command_queue, cl_kernel, cl_uint, const size_t *, const size_t *, const size_t *,         \
     cl_uint, const cl_event *, cl_event *))                                                       \
  F(cl_int, clFinish, (cl_command_queue))                                                          \
  F(cl_int, clFlush, (cl_command_queue))

typedef int (*clblast_sgemm)(
    int layout, int ta, int tb, size_t m, size_t n, size_t k, float alpha, cl_mem a, size_t a_at,
    size_t lda, cl_mem b, size_t b_at, size_t ldb, float beta, cl_mem c, size_t c_at, size_t ldc,
    cl_command_queue *queue, cl_event *event);

#endif
