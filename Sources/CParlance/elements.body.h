#include "each.h"

PL_FUNCTION void PL_NAME(fill)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  (void)code;
  const vf value = splat(e->scalars[0]);
  EACH(SET_Y(value))
}

#define gelu_slope splat(0.797884561f)  // sqrt(2 / pi)
#define gelu_cubic splat(0.044715f)

PL_FUNCTION void PL_NAME(unary)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  const vf zero = splat(0), half = splat(0.5f), one = splat(1);
  const vf s0 = splat(e->scalars[0]), s1 = splat(e->scalars[1]), s2 = splat(e->scalars[2]);
  switch ((pl_unary_function)code) {
    case PL_NEGATE: EACH(SET_Y(-A)) break;
    case PL_EXP: EACH(SET_Y(vexp(A))) break;
    case PL_LOG: EACH(SET_Y(vlog(A))) break;
    case PL_SQRT: EACH(SET_Y(__builtin_elementwise_sqrt(A))) break;
    case PL_RECIPROCAL: EACH(SET_Y(one / A)) break;
    case PL_SQUARE: EACH(vf x = A; SET_Y(x * x)) break;
    case PL_ABS: EACH(SET_Y(vabs(A))) break;
    case PL_SIGMOID: EACH(SET_Y(vsigmoid(A))) break;
    case PL_TANH: EACH(SET_Y(vtanh(A))) break;
    case PL_RELU: EACH(vf x = A; SET_Y(pick(x <= zero, zero, x))) break;
    case PL_SILU: EACH(vf x = A; SET_Y(x / (one + vexp(-x)))) break;
    case PL_GELU: EACH(vf x = A; SET_Y(half * x * (one + verf(x * splat(0.707106781f))))) break;
    case PL_GELU_TANH:
      EACH(vf x = A; SET_Y(half * x * (one + vtanh(gelu_slope * (x + gelu_cubic * x * x * x))))) break;
    case PL_CLAMP: EACH(vf x = A; x = pick(x < s0, s0, x); SET_Y(pick(x > s1, s1, x))) break;
    case PL_LEAKY_RELU: EACH(vf x = A; SET_Y(pick(x > zero, x, s0 * x))) break;
    case PL_ELU: EACH(vf x = A; SET_Y(s1 * pick(x <= zero, s0 * vexpm1(s2 * x), x))) break;
    case PL_SOFTPLUS:
      EACH(vf x = A; vf z = s0 * x; SET_Y(pick(z > s1, x, vlog1p(vexp(z)) / s0))) break;
  }
}

// y += c f'(a), where b = f(a).
PL_FUNCTION void PL_NAME(unary_gradient)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  const vf zero = splat(0), half = splat(0.5f), one = splat(1), two = splat(2);
  const vf s0 = splat(e->scalars[0]), s1 = splat(e->scalars[1]), s2 = splat(e->scalars[2]);
  switch ((pl_unary_function)code) {
    case PL_NEGATE: EACH(SET_Y(Y - C)) break;
    case PL_EXP: EACH(SET_Y(Y + C * B)) break;
    case PL_LOG: EACH(SET_Y(Y + C / A)) break;
    case PL_SQRT: EACH(SET_Y(Y + C / (two * B))) break;
    case PL_RECIPROCAL: EACH(vf y = B; SET_Y(Y - C * y * y)) break;
    case PL_SQUARE: EACH(SET_Y(Y + C * two * A)) break;
    case PL_ABS: EACH(vf x = A; SET_Y(Y + pick(x > zero, C, pick(x < zero, -C, zero)))) break;
    case PL_SIGMOID: EACH(vf y = B; SET_Y(Y + C * y * (one - y))) break;
    case PL_TANH: EACH(vf y = B; SET_Y(Y + C * (one - y * y))) break;
    case PL_RELU: EACH(SET_Y(Y + pick(A <= zero, zero, C))) break;
    case PL_SILU:
      EACH(vf x = A; vf s = vsigmoid(x); SET_Y(Y + C * s * (one + x * (one - s)))) break;
    case PL_GELU:
      EACH(
        vf x = A;
        vf share = half * (one + verf(x * splat(0.707106781f)));
        SET_Y(Y + C * (share + x * splat(0.398942280f) * vexp(-half * x * x)))) break;
    case PL_GELU_TANH:
      EACH(
        vf x = A;
        vf t = vtanh(gelu_slope * (x + gelu_cubic * x * x * x));
        vf inner = gelu_slope * (one + splat(3) * gelu_cubic * x * x);
        SET_Y(Y + C * (half * (one + t) + half * x * (one - t * t) * inner))) break;
    case PL_CLAMP:
      EACH(vf x = A; SET_Y(Y + pick((x <= s0) | (x >= s1) | (x != x), zero, C))) break;
    case PL_LEAKY_RELU: EACH(SET_Y(Y + pick(A > zero, C, s0 * C))) break;
    case PL_ELU:
      EACH(vf x = A; SET_Y(Y + s1 * C * pick(x > zero, one, s2 * s0 * vexp(s2 * x)))) break;
    case PL_SOFTPLUS:
      EACH(vf z = s0 * A; SET_Y(Y + pick(z > s1, C, C * vsigmoid(z)))) break;
  }
}

// An operand is an array, or one number for all.
#define OPERANDS                                                                      \
  const bool one_a = e->single & 1, one_b = e->single & 2, one_c = e->single & 4;     \
  const vf fixed_a = splat(one_a ? *e->a : 0), fixed_b = splat(one_b ? *e->b : 0);    \
  const vf fixed_c = splat(one_c ? *e->c : 0);                                        \
  (void)one_c;                                                                        \
  (void)fixed_c;
#undef A
#undef B
#undef C
#define A (one_a ? fixed_a : load_part(e->a + i, n))
#define B (one_b ? fixed_b : load_part(e->b + i, n))
#define C (one_c ? fixed_c : load_part(e->c + i, n))
#define MASK(condition) EACH(vf a = A; vf b = B; SET_Y(pick(condition, one, zero))) break

PL_FUNCTION void PL_NAME(binary)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  const vf zero = splat(0), one = splat(1);
  OPERANDS
  switch ((pl_binary_function)code) {
    case PL_ADD: EACH(SET_Y(A + B)) break;
    case PL_SUBTRACT: EACH(SET_Y(A - B)) break;
    case PL_MULTIPLY: EACH(SET_Y(A * B)) break;
    case PL_DIVIDE: EACH(SET_Y(A / B)) break;
    // NaN on either side stays.
    case PL_MINIMUM: EACH(vf a = A; vf b = B; SET_Y(pick((a != a) | (a < b), a, b))) break;
    case PL_MAXIMUM: EACH(vf a = A; vf b = B; SET_Y(pick((a != a) | (a > b), a, b))) break;
    case PL_EQUAL: MASK(a == b);
    case PL_NOT_EQUAL: MASK(a != b);
    case PL_LESS: MASK(a < b);
    case PL_LESS_EQUAL: MASK(a <= b);
    case PL_GREATER: MASK(a > b);
    case PL_GREATER_EQUAL: MASK(a >= b);
    case PL_AND: MASK((a != zero) & (b != zero));
    case PL_OR: MASK((a != zero) | (b != zero));
    case PL_XOR: MASK((a != zero) ^ (b != zero));
    case PL_KEEP_WHERE: EACH(SET_Y(pick(A != zero, B, zero))) break;
    case PL_KEEP_UNLESS: EACH(SET_Y(pick(A != zero, zero, B))) break;
  }
}

PL_FUNCTION void PL_NAME(ternary)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  const vf zero = splat(0), half = splat(0.5f);
  OPERANDS
  switch ((pl_ternary_function)code) {
    case PL_WHERE: EACH(SET_Y(pick(A != zero, B, C))) break;
    case PL_GREATER_GRADIENT:
      EACH(vf a = A; vf b = B; vf c = C; SET_Y(pick(a < b, zero, pick(a == b, half * c, c)))) break;
  }
}

#undef A
#undef B
#undef C
#undef MASK
#undef OPERANDS
#define A load_part(e->a + i, n)

PL_FUNCTION void PL_NAME(add_scaled)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  (void)code;
  const vf alpha = splat(e->scalars[0]);
  EACH(SET_Y(Y + alpha * A))
}

PL_FUNCTION void PL_NAME(add_product)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  (void)code;
  EACH(SET_Y(Y + A * load_part(e->b + i, n)))
}

PL_FUNCTION void PL_NAME(scale)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  (void)code;
  const vf alpha = splat(e->scalars[0]);
  EACH(SET_Y(alpha * Y))
}

PL_FUNCTION void PL_NAME(clamp)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  (void)code;
  const vf low = splat(e->scalars[0]), high = splat(e->scalars[1]);
  EACH(vf y = Y; y = pick(y < low, low, y); SET_Y(pick(y > high, high, y)))
}

// Which places stay is fixed by the key and the place alone: word place % 4 of Philox block
// place / 4 against the threshold in scalars[0]'s bits. Element (b, t, d) has the place b · width + d
// when all steps share a mask, its own index otherwise; `first` is added to it.
PL_FUNCTION void PL_NAME(dropout)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  (void)code;
  uint32_t threshold;
  memcpy(&threshold, &e->scalars[0], 4);
  const float factor = e->scalars[1];
  const int64_t sequence = e->shared * e->width;
  for (int64_t i = begin; i < end;) {
    // A run of elements whose places follow each other.
    int64_t place = e->first + i, run = end - i;
    if (e->shared > 1) {
      place = e->first + i / sequence * e->width + i % e->width;
      int64_t rest = e->width - i % e->width;
      run = rest < run ? rest : run;
    }
    int64_t first = place / 4, blocks = (place + run + 3) / 4 - first;
    for (int64_t block = 0; block < blocks; block += PL_LANES) {
      vu words[4];
      random_words(e->key, first + block, words, words + 1);
      random_words(e->key, first + block + PL_LANES / 2, words + 2, words + 3);
      const int64_t from = (first + block) * 4 - place;
      if (from >= 0 && from + 4 * PL_LANES <= run) {
        for (int v = 0; v < 4; v++) {
          float *y = e->y + i + from + v * PL_LANES;
          vf kept = splat(factor) * load(e->a + i + from + v * PL_LANES);
          store(y, load(y) + pick((vi)(words[v] >= (vu){0} + threshold), kept, splat(0)));
        }
        continue;
      }
      uint32_t each[4 * PL_LANES];
      memcpy(each, words, sizeof each);
      for (int64_t j = from < 0 ? 0 : from; j < from + 4 * PL_LANES && j < run; j++)
        e->y[i + j] += each[j - from] >= threshold ? factor * e->a[i + j] : 0.0f;
    }
    i += run;
  }
}

#undef gelu_slope
#undef gelu_cubic
#include "uneach.h"
