// One text for OpenCL C, CUDA C (NVRTC) and plain C: what the kernels are written in. The functions of single numbers
// have the names of C's math.h.
#if defined(__OPENCL_VERSION__)
#define KERNEL __kernel
// Inlined: PoCL 3.1 gives all threads one copy of the shared memory that goes to a function of one kernel alone.
#define DEVICE static __attribute__((always_inline))
#define GLOBAL __global
#define SHARED __local
#define BARRIER() barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)
#define GROUP() ((i64)get_group_id(0))
#define LANE() ((int)get_local_id(0))
#define MULHI(a, b) mul_hi((u32)(a), (u32)(b))
#define AS_INT(x) as_int(x)
typedef long i64;
typedef uint u32;
typedef ulong u64;
#define expf exp
#define logf log
#define tanhf tanh
#define sqrtf sqrt
#define fabsf fabs
#define log1pf log1p
#define expm1f expm1
#define erff erf
#define powf pow
#define fmaf fma
#elif defined(__CUDACC_RTC__)
#define KERNEL extern "C" __global__
#define DEVICE static __device__
#define GLOBAL
#define SHARED
#define BARRIER() __syncthreads()
#define GROUP() ((i64)blockIdx.x)
#define LANE() ((int)threadIdx.x)
#define MULHI(a, b) __umulhi((a), (b))
#define AS_INT(x) __float_as_int(x)
#define INFINITY __int_as_float(0x7f800000)
#define NAN __int_as_float(0x7fffffff)
typedef long long i64;
typedef unsigned int u32;
typedef unsigned long long u64;
#else
#include <math.h>
#include <stdint.h>
#include <string.h>
#define KERNEL
#define DEVICE static
#define GLOBAL
#define SHARED
#define BARRIER() pl_group_barrier()
#define GROUP() pl_group
#define LANE() pl_lane
#define MULHI(a, b) ((u32)(((u64)(a) * (b)) >> 32))
typedef int64_t i64;
typedef uint32_t u32;
typedef uint64_t u64;
extern i64 pl_group;
extern int pl_lane;
void pl_group_barrier(void);
static int AS_INT(float x) {
  int i;
  memcpy(&i, &x, 4);
  return i;
}
#endif

#if defined(__CUDACC_RTC__)
#define SHARED_FLOATS(name, count) __shared__ float name[count]
#define SHARED_INTS(name, count) __shared__ int name[count]
#elif defined(__OPENCL_VERSION__)
#define SHARED_FLOATS(name, count) __local float name[count]
#define SHARED_INTS(name, count) __local int name[count]
#else
#define SHARED_FLOATS(name, count) static float name[count]
#define SHARED_INTS(name, count) static int name[count]
#endif

// Lanes of every group. A kernel of elements has a lane for each; a kernel of rows has a group for each.
#define WIDTH 128
#define PLACE() (GROUP() * WIDTH + LANE())

DEVICE int is_nan(float x) { return x != x; }

DEVICE int is_finite(float x) { return (AS_INT(x) & 0x7f800000) != 0x7f800000; }

// A sum with what it lost: near double precision, on cards that have none.
typedef struct {
  float sum, rest;
} exact;

DEVICE exact exact_of(float x) {
  exact e;
  e.sum = x;
  e.rest = 0;
  return e;
}

// Knuth's sum of two, with both rests. Of infinities there is no rest.
DEVICE exact exact_add(exact a, exact b) {
  exact e;
  e.sum = a.sum + b.sum;
  float part = e.sum - a.sum;
  float lost = (a.sum - (e.sum - part)) + (b.sum - part);
  e.rest = is_finite(e.sum) ? a.rest + b.rest + lost : 0;
  return e;
}

DEVICE exact exact_product(float a, float b) {
  exact e;
  e.sum = a * b;
  e.rest = is_finite(e.sum) ? fmaf(a, b, -e.sum) : 0;
  return e;
}

DEVICE float exact_value(exact e) { return e.sum + e.rest; }

// Sums and extremes over the lanes of a group, always in one tree: the same bits each time.
DEVICE float group_sum(SHARED float *room, float value) {
  int lane = LANE();
  room[lane] = value;
  BARRIER();
  for (int reach = WIDTH / 2; reach > 0; reach /= 2) {
    if (lane < reach) room[lane] += room[lane + reach];
    BARRIER();
  }
  float result = room[0];
  BARRIER();
  return result;
}

DEVICE float greater(float a, float b) { return a > b || is_nan(a) ? a : b; }

DEVICE float group_maximum(SHARED float *room, float value) {
  int lane = LANE();
  room[lane] = value;
  BARRIER();
  for (int reach = WIDTH / 2; reach > 0; reach /= 2) {
    if (lane < reach) room[lane] = greater(room[lane], room[lane + reach]);
    BARRIER();
  }
  float result = room[0];
  BARRIER();
  return result;
}

DEVICE exact group_exact_sum(SHARED float *sums, SHARED float *rests, exact value) {
  int lane = LANE();
  sums[lane] = value.sum;
  rests[lane] = value.rest;
  BARRIER();
  for (int reach = WIDTH / 2; reach > 0; reach /= 2) {
    if (lane < reach) {
      exact a, b;
      a.sum = sums[lane];
      a.rest = rests[lane];
      b.sum = sums[lane + reach];
      b.rest = rests[lane + reach];
      a = exact_add(a, b);
      sums[lane] = a.sum;
      rests[lane] = a.rest;
    }
    BARRIER();
  }
  exact result;
  result.sum = sums[0];
  result.rest = rests[0];
  BARRIER();
  return result;
}

// Philox4x32-10: word `place % 4` of the block with the counter (place / 4, c2 and c3).
DEVICE u32 random_word(u64 key, u64 counter, u32 c2, u32 c3, int word) {
  u32 c0 = (u32)counter, c1 = (u32)(counter >> 32);
  u32 k0 = (u32)key, k1 = (u32)(key >> 32);
  for (int round = 0; round < 10; round++) {
    u32 h0 = MULHI(0xD2511F53u, c0), l0 = 0xD2511F53u * c0;
    u32 h1 = MULHI(0xCD9E8D57u, c2), l1 = 0xCD9E8D57u * c2;
    c0 = h1 ^ c1 ^ k0;
    c1 = l1;
    c2 = h0 ^ c3 ^ k1;
    c3 = l0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return word == 0 ? c0 : word == 1 ? c1 : word == 2 ? c2 : c3;
}

// From the side where the exponential cannot overflow.
DEVICE float sigmoid(float x) {
  float e = expf(-fabsf(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}
