// Vectors of PL_LANES floats and the functions of one number over them. Included once a variant.
// Lanes are independent: what a number becomes does not depend on its place in an array.

#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define vf PL_NAME(vf)
#define vi PL_NAME(vi)
#define load PL_NAME(load)
#define store PL_NAME(store)
#define load_part PL_NAME(load_part)
#define store_part PL_NAME(store_part)
#define splat PL_NAME(splat)
#define pick PL_NAME(pick)
#define vexp PL_NAME(vexp)
#define vlog PL_NAME(vlog)
#define vsigmoid PL_NAME(vsigmoid)
#define vtanh PL_NAME(vtanh)
#define vabs PL_NAME(vabs)
#define vexpm1 PL_NAME(vexpm1)
#define vlog1p PL_NAME(vlog1p)
#define verf PL_NAME(verf)
#define transpose PL_NAME(transpose)
#define lane_sum PL_NAME(lane_sum)
#define lane_max PL_NAME(lane_max)
#define tree_sum PL_NAME(tree_sum)
#define PL_INLINE PL_FUNCTION inline __attribute__((always_inline, unused))

typedef float vf __attribute__((vector_size(PL_LANES * 4)));
typedef int32_t vi __attribute__((vector_size(PL_LANES * 4)));

PL_INLINE vf load(const float *p) {
  vf x;
  memcpy(&x, p, sizeof x);
  return x;
}

PL_INLINE void store(float *p, vf x) { memcpy(p, &x, sizeof x); }

// The first `count` lanes; the others are zero.
PL_INLINE vf load_part(const float *p, int64_t count) {
  if (count >= PL_LANES) return load(p);
#if PL_LANES == 16
  return (vf)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p);
#elif PL_LANES == 8
  return (vf)_mm256_maskload_ps(p, (__m256i)((vi){0, 1, 2, 3, 4, 5, 6, 7} < (int32_t)count));
#else
  vf x = {0};
  memcpy(&x, p, (size_t)count * 4);
  return x;
#endif
}

PL_INLINE void store_part(float *p, vf x, int64_t count) {
  if (count >= PL_LANES) store(p, x);
#if PL_LANES == 16
  else _mm512_mask_storeu_ps(p, (__mmask16)((1u << count) - 1), (__m512)x);
#elif PL_LANES == 8
  else _mm256_maskstore_ps(p, (__m256i)((vi){0, 1, 2, 3, 4, 5, 6, 7} < (int32_t)count), (__m256)x);
#else
  else memcpy(p, &x, (size_t)count * 4);
#endif
}

PL_INLINE vf splat(float x) { return x - (vf){0}; }

// mask ? a : b, lane by lane; a mask's lanes are all ones or all zeros.
PL_INLINE vf pick(vi mask, vf a, vf b) {
  return (vf)((mask & (vi)a) | (~mask & (vi)b));
}

// a0 b0 a1 b1 ...: of the lower halves, and of the upper ones.
#if PL_LANES == 16
#define LOWER_LANES 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define UPPER_LANES 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#elif PL_LANES == 8
#define LOWER_LANES 0, 8, 1, 9, 2, 10, 3, 11
#define UPPER_LANES 4, 12, 5, 13, 6, 14, 7, 15
#else
#define LOWER_LANES 0, 4, 1, 5
#define UPPER_LANES 2, 6, 3, 7
#endif

// Transposes a square: each round moves the highest bit of (row, lane) to the lowest place.
PL_INLINE void transpose(vf x[PL_LANES]) {
  for (int bit = 1; bit < PL_LANES; bit *= 2) {
    vf y[PL_LANES];
    for (int row = 0; row < PL_LANES / 2; row++) {
      const vf a = x[row], b = x[row + PL_LANES / 2];
      y[2 * row] = __builtin_shufflevector(a, b, LOWER_LANES);
      y[2 * row + 1] = __builtin_shufflevector(a, b, UPPER_LANES);
    }
    for (int row = 0; row < PL_LANES; row++) x[row] = y[row];
  }
}

PL_INLINE float lane_sum(vf x) {
  float total = 0;
  for (int lane = 0; lane < PL_LANES; lane++) total += x[lane];
  return total;
}

// The same by halves, which takes fewer steps one after the other.
PL_INLINE float tree_sum(vf x) {
#if PL_LANES == 16
  const __m512 v = (__m512)x;
  const __m256 half = _mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1));
#elif PL_LANES == 8
  const __m256 half = (__m256)x;
#endif
#if PL_LANES >= 8
  typedef float quad __attribute__((vector_size(16)));
  const quad q = (quad)_mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
  return (q[0] + q[2]) + (q[1] + q[3]);
#else
  return (x[0] + x[2]) + (x[1] + x[3]);
#endif
}

PL_INLINE float lane_max(vf x) {
  float top = x[0];
  for (int lane = 1; lane < PL_LANES; lane++) top = x[lane] > top ? x[lane] : top;
  return top;
}

// e^x = 2^n e^r with |r| <= ln 2 / 2; the power of two in two factors, so that it reaches from
// the denormals to infinity. NaN stays.
PL_INLINE vf vexp(vf x) {
  vf bounded = pick(x > splat(90), splat(90), x);
  bounded = pick(bounded < splat(-105), splat(-105), bounded);
  const vf magic = splat(12582912.0f);  // 1.5 · 2^23: adding it rounds to an integer
  vf n = (bounded * splat(1.44269504f) + magic) - magic;
  vf r = bounded - n * splat(0.693145752f);
  r = r - n * splat(1.42860677e-6f);
  vf p = splat(0.001392692661f);
  p = p * r + splat(0.008363773874f);
  p = p * r + splat(0.04166655011f);
  p = p * r + splat(0.1666657338f);
  p = p * r + splat(0.5f);
  p = (p * r) * r + r + splat(1);
  vi whole = __builtin_convertvector(pick(x == x, n, splat(0)), vi);
  vi half = whole >> 1;
  vf low = (vf)((half + 127) << 23);
  vf high = (vf)((whole - half + 127) << 23);
  return (p * low) * high;
}

// ln x = n ln 2 + ln(1 + f), 1 + f in [sqrt(1/2), sqrt(2)).
PL_INLINE vf vlog(vf x) {
  vi tiny = x < splat(1.17549435e-38f);
  vf scaled = pick(tiny, x * splat(8388608.0f), x);
  vi bits = (vi)scaled - (vi)splat(0.707106781f);
  vi exponent = bits >> 23;
  vf f = (vf)((bits & 0x7fffff) + (vi)splat(0.707106781f)) - splat(1);
  vf n = __builtin_convertvector(exponent, vf) - pick(tiny, splat(23), splat(0));
  vf p = splat(0.06971611471f);
  p = p * f + splat(-0.1147973385f);
  p = p * f + splat(0.1168541992f);
  p = p * f + splat(-0.1242568733f);
  p = p * f + splat(0.1424905765f);
  p = p * f + splat(-0.1666780232f);
  p = p * f + splat(0.2000071575f);
  p = p * f + splat(-0.2499999696f);
  p = p * f + splat(0.3333333118f);
  vf y = f * f * f * p - splat(0.5f) * f * f + (n * splat(1.42860677e-6f));
  y = y + f + n * splat(0.693145752f);
  const vf infinity = splat(__builtin_inff());
  y = pick(x == infinity, infinity, y);
  y = pick(x == splat(0), -infinity, y);
  return pick((x < splat(0)) | (x != x), splat(__builtin_nanf("")), y);
}

PL_INLINE vf vsigmoid(vf x) { return splat(1) / (splat(1) + vexp(-x)); }

// Near zero x + x³ P(x²), elsewhere (1 − e) / (1 + e) with e = exp(−2|x|): few ulp throughout.
PL_INLINE vf vtanh(vf x) {
  const vi sign_bit = (vi)splat(-0.0f);
  vf size = (vf)((vi)x & ~sign_bit);
  vf u = x * x;
  vf p = splat(0.002214902743f);
  p = p * u + splat(-0.008272456733f);
  p = p * u + splat(0.02174618709f);
  p = p * u + splat(-0.0539563494f);
  p = p * u + splat(0.1333329075f);
  p = p * u + splat(-0.3333333308f);
  vf near = x + x * (u * p);
  vf e = vexp(splat(-2) * size);
  vf far = (splat(1) - e) / (splat(1) + e);
  far = (vf)((vi)far | ((vi)x & sign_bit));
  return pick(size < splat(0.65f), near, far);
}


PL_INLINE vf vabs(vf x) { return (vf)((vi)x & ~(vi)splat(-0.0f)); }

// e^x − 1: near zero the Taylor series, in which nothing cancels.
PL_INLINE vf vexpm1(vf x) {
  vf p = splat(1 / 5040.0f);
  p = p * x + splat(1 / 720.0f);
  p = p * x + splat(1 / 120.0f);
  p = p * x + splat(1 / 24.0f);
  p = p * x + splat(1 / 6.0f);
  p = p * x + splat(0.5f);
  vf near = x + x * (x * p);
  return pick(vabs(x) < splat(0.35f), near, vexp(x) - splat(1));
}

// ln(1 + x), with what the sum 1 + x lost added back; x > −1, or infinite.
PL_INLINE vf vlog1p(vf x) {
  vf u = splat(1) + x;
  vf lost = x - (u - splat(1));
  return vlog(u) + pick(u == x, splat(0), lost / u);
}

// Near zero x + x P(x²), elsewhere 1 − e^Q(|x|) with x's sign: few ulp throughout.
PL_INLINE vf verf(vf x) {
  vf t = vabs(x), s = x * x;
  vf q = splat(-1.72853470e-5f) * t + splat(3.83197126e-4f);
  vf u = splat(-3.88396438e-3f) * t + splat(2.42546219e-2f);
  q = q * s + u;
  q = q * t + splat(-1.06777877e-1f);
  q = q * t + splat(-6.34846687e-1f);
  q = q * t + splat(-1.28717512e-1f);
  q = q * t - t;
  vf far = splat(1) - vexp(q);
  far = (vf)((vi)far | ((vi)x & (vi)splat(-0.0f)));
  vf p = splat(-5.96761703e-4f);
  p = p * s + splat(4.99119423e-3f);
  p = p * s + splat(-2.67681349e-2f);
  p = p * s + splat(1.12819925e-1f);
  p = p * s + splat(-3.76125336e-1f);
  p = p * s + splat(1.28379166e-1f);
  return pick(t > splat(0.927734375f), far, p * x + x);
}

#include "philox.h"
