// Includes the file named by PL_BODY once for each instruction set. In the body, PL_NAME(x) is x
// with the variant's suffix, PL_FUNCTION declares a function compiled for it, and PL_LANES is the
// number of floats in one vector. PL_CHOOSE(x) is the variant of x for this machine. With PL_WITH_BFLOAT16 there is a
// further one, in which PL_BFLOAT16_LEVEL is 1, for processors that multiply bfloat16.

#include "level.h"

#define PL_BFLOAT16_LEVEL 0

#define PL_JOIN2(a, b) a##_##b
#define PL_JOIN(a, b) PL_JOIN2(a, b)
#define PL_NAME(x) PL_JOIN(x, PL_SUFFIX)

#define PL_SUFFIX baseline
#define PL_FUNCTION static
#define PL_LANES 4
#if defined(__aarch64__)
#define PL_ROWS 6
#else
#define PL_ROWS 3
#endif
#include "simd.h"
#include PL_BODY
#include "unsimd.h"
#undef PL_SUFFIX
#undef PL_FUNCTION
#undef PL_LANES
#undef PL_ROWS

#if defined(__x86_64__)
#define PL_SUFFIX avx2
#define PL_FUNCTION static __attribute__((target("avx2,fma")))
#define PL_LANES 8
#define PL_ROWS 3
#include "simd.h"
#include PL_BODY
#include "unsimd.h"
#undef PL_SUFFIX
#undef PL_FUNCTION
#undef PL_LANES
#undef PL_ROWS

#define PL_SUFFIX avx512
#define PL_FUNCTION \
  static __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"), min_vector_width(512)))
#define PL_LANES 16
#define PL_ROWS 6
#include "simd.h"
#include PL_BODY
#include "unsimd.h"
#undef PL_SUFFIX
#undef PL_FUNCTION
#undef PL_LANES
#undef PL_ROWS

#ifdef PL_WITH_BFLOAT16
#undef PL_BFLOAT16_LEVEL
#define PL_BFLOAT16_LEVEL 1
#define PL_SUFFIX avx512bf16
#define PL_FUNCTION                                                                               \
  static __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma"),         \
                        min_vector_width(512)))
#define PL_LANES 16
#define PL_ROWS 6
#include "simd.h"
#include PL_BODY
#include "unsimd.h"
#undef PL_SUFFIX
#undef PL_FUNCTION
#undef PL_LANES
#undef PL_ROWS
#define PL_CHOOSE_AVX512(x) (pl_has_bfloat16() ? x##_avx512bf16 : x##_avx512)
#else
#define PL_CHOOSE_AVX512(x) x##_avx512
#endif

#define PL_CHOOSE(x) (pl_level() == 2 ? PL_CHOOSE_AVX512(x) : pl_level() == 1 ? x##_avx2 : x##_baseline)
#else
#define PL_CHOOSE(x) (x##_baseline)
#endif
