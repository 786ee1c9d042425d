#ifndef CUDA_DOUBLE_H
#define CUDA_DOUBLE_H

// A function of CUDA's driver, of NVRTC or of cuBLAS that works over PoCL, or NULL for one that there is not: what
// `pl_set_cuda` takes. Where OpenCL is not there, neither is CUDA.
void *_Nullable cuda_double(const char *_Nonnull library, const char *_Nonnull name);

// How many calls were wrong so far: another stream or context, a leading dimension that is too small, groups that are
// too large, memory that is not the device's.
int cuda_double_faults(void);

// After so many more kernels the card is gone: whatever is asked of it then is an error.
void cuda_double_lose_after(int launches);

// The functions of OpenCL as they are found, the same card going after so many more kernels: what `pl_set_opencl`
// takes.
void *_Nullable opencl_double(const char *_Nonnull name, void *_Nullable found);
void opencl_double_lose_after(int launches);

#endif
