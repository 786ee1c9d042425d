// Functions of elements: see Kernels+Elements.swift. n elements; `single` has bit k set where operand k is one number.

enum {
  NEGATE, EXP, LOG, SQRT, RECIPROCAL, SQUARE, ABS, SIGMOID, TANH, RELU, SILU, GELU, GELU_TANH, CLAMP,
  LEAKY_RELU, ELU, SOFTPLUS
};
enum {
  ADD, SUBTRACT, MULTIPLY, DIVIDE, MINIMUM, MAXIMUM, EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER,
  GREATER_EQUAL, AND, OR, XOR, KEEP_WHERE, KEEP_UNLESS
};

#define ROOT_OF_HALF 0.70710678118654752f
#define ROOT_OF_2_OVER_PI 0.79788456080286536f
#define ROOT_OF_2_PI 2.5066282746310002f

DEVICE float clamped(float x, float low, float high) {
  float raised = x < low ? low : x;
  return raised > high ? high : raised;
}

DEVICE float normal_share(float x) { return (1 + erff(x * ROOT_OF_HALF)) / 2; }

// (1 + tanh(u)) / 2, which does not lose what is small.
DEVICE float gelu_share(float x) {
  return sigmoid(2 * ROOT_OF_2_OVER_PI * (x + 0.044715f * x * x * x));
}

DEVICE float unary_value(int f, float x, float s0, float s1, float s2) {
  switch (f) {
    case NEGATE: return -x;
    case EXP: return expf(x);
    case LOG: return logf(x);
    case SQRT: return sqrtf(x);
    case RECIPROCAL: return 1 / x;
    case SQUARE: return x * x;
    case ABS: return fabsf(x);
    case SIGMOID: return sigmoid(x);
    case TANH: return tanhf(x);
    case RELU: return x <= 0 ? 0 : x;
    case SILU: return x / (1 + expf(-x));
    case GELU: return x * normal_share(x);
    case GELU_TANH: return x * gelu_share(x);
    case CLAMP: return clamped(x, s0, s1);
    case LEAKY_RELU: return x > 0 ? x : s0 * x;
    case ELU: return s1 * (x <= 0 ? s0 * expm1f(s2 * x) : x);
    default: return s0 * x > s1 ? x : log1pf(expf(s0 * x)) / s0;
  }
}

DEVICE float unary_slope(int f, float x, float y, float dy, float s0, float s1, float s2) {
  switch (f) {
    case NEGATE: return -dy;
    case EXP: return dy * y;
    case LOG: return dy / x;
    case SQRT: return dy / (2 * y);
    case RECIPROCAL: return -dy * y * y;
    case SQUARE: return dy * 2 * x;
    case ABS: return x > 0 ? dy : x < 0 ? -dy : 0;
    case SIGMOID: return dy * y * (1 - y);
    case TANH: return dy * (1 - y * y);
    case RELU: return x <= 0 ? 0 : dy;
    case SILU: {
      float share = sigmoid(x);
      return dy * share * (1 + x * (1 - share));
    }
    case GELU: return dy * (normal_share(x) + x * expf(-x * x / 2) / ROOT_OF_2_PI);
    case GELU_TANH: {
      float share = gelu_share(x), inner = ROOT_OF_2_OVER_PI * (1 + 3 * 0.044715f * x * x);
      return dy * (share + 2 * x * share * (1 - share) * inner);
    }
    case CLAMP: return x <= s0 || x >= s1 || is_nan(x) ? 0 : dy;
    case LEAKY_RELU: return x > 0 ? dy : s0 * dy;
    case ELU: return dy * s1 * (x > 0 ? 1 : s2 * s0 * expf(s2 * x));
    default: return s0 * x > s1 ? dy : dy * sigmoid(s0 * x);
  }
}

DEVICE float binary_value(int f, float a, float b) {
  switch (f) {
    case ADD: return a + b;
    case SUBTRACT: return a - b;
    case MULTIPLY: return a * b;
    case DIVIDE: return a / b;
    case MINIMUM: return is_nan(a) || a < b ? a : b;
    case MAXIMUM: return is_nan(a) || a > b ? a : b;
    case EQUAL: return a == b;
    case NOT_EQUAL: return a != b;
    case LESS: return a < b;
    case LESS_EQUAL: return a <= b;
    case GREATER: return a > b;
    case GREATER_EQUAL: return a >= b;
    case AND: return a != 0 && b != 0;
    case OR: return a != 0 || b != 0;
    case XOR: return (a != 0) != (b != 0);
    case KEEP_WHERE: return a != 0 ? b : 0;
    default: return a != 0 ? 0 : b;
  }
}

KERNEL void fill(i64 n, float value, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] = value;
}

// y[r, j] = bias[j]: what a product with a bias begins with.
KERNEL void fill_rows(i64 n, i64 width, GLOBAL const float *bias, int adds, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] = (adds ? y[i] : 0) + bias[i % width];
}

KERNEL void unary(
    i64 n, int f, float s0, float s1, float s2, GLOBAL const float *x, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] = unary_value(f, x[i], s0, s1, s2);
}

KERNEL void add_unary_gradient(
    i64 n, int f, float s0, float s1, float s2, GLOBAL const float *x, GLOBAL const float *y,
    GLOBAL const float *dy, GLOBAL float *dx) {
  i64 i = PLACE();
  if (i < n) dx[i] += unary_slope(f, x[i], y[i], dy[i], s0, s1, s2);
}

KERNEL void binary(
    i64 n, int f, int single, GLOBAL const float *a, GLOBAL const float *b, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] = binary_value(f, a[single & 1 ? 0 : i], b[single & 2 ? 0 : i]);
}

// Several functions of elements in one pass: see ElementChain.swift. A step is CHAIN_WORDS numbers of `program`: what it
// is, its function, where its operands are, and where its result goes; and three of `scalars`. A place below
// CHAIN_INPUTS is an input, of which `single` has bit k set where it is one number; the others are `held`, of which the
// first are the outputs.
#define CHAIN_INPUTS 16
#define CHAIN_HELD 24
#define CHAIN_WORDS 6
enum { CHAIN_UNARY, CHAIN_SLOPE, CHAIN_BINARY, CHAIN_SCALED, CHAIN_FILLED };

KERNEL void chain(
    i64 n, int steps, u32 single, int outputs, GLOBAL const int *program,
    GLOBAL const float *scalars, GLOBAL const float *x0, GLOBAL const float *x1,
    GLOBAL const float *x2, GLOBAL const float *x3, GLOBAL const float *x4, GLOBAL const float *x5,
    GLOBAL const float *x6, GLOBAL const float *x7, GLOBAL const float *x8, GLOBAL const float *x9,
    GLOBAL const float *x10, GLOBAL const float *x11, GLOBAL const float *x12,
    GLOBAL const float *x13, GLOBAL const float *x14, GLOBAL const float *x15, GLOBAL float *y0,
    GLOBAL float *y1, GLOBAL float *y2, GLOBAL float *y3, GLOBAL float *y4, GLOBAL float *y5,
    GLOBAL float *y6, GLOBAL float *y7) {
  i64 i = PLACE();
  if (i >= n) return;
  GLOBAL const float *x[CHAIN_INPUTS] = {x0, x1, x2,  x3,  x4,  x5,  x6,  x7,
                                         x8, x9, x10, x11, x12, x13, x14, x15};
  GLOBAL float *y[8] = {y0, y1, y2, y3, y4, y5, y6, y7};
  float held[CHAIN_HELD];
  for (int step = 0; step < steps; step++) {
    GLOBAL const int *p = program + step * CHAIN_WORDS;
    GLOBAL const float *s = scalars + step * 3;
    float v[3];
    for (int k = 0; k < 3; k++) {
      int place = p[2 + k];
      v[k] = place >= CHAIN_INPUTS ? held[place - CHAIN_INPUTS]
                                   : x[place][single >> place & 1 ? 0 : i];
    }
    float r = v[0];
    switch (p[0]) {
      case CHAIN_UNARY: r = unary_value(p[1], v[0], s[0], s[1], s[2]); break;
      case CHAIN_SLOPE: r = unary_slope(p[1], v[0], v[1], v[2], s[0], s[1], s[2]); break;
      case CHAIN_BINARY: r = binary_value(p[1], v[0], v[1]); break;
      case CHAIN_SCALED: r = s[0] * v[0]; break;
    }
    held[p[5]] = r;
  }
  for (int k = 0; k < outputs; k++) y[k][i] = held[k];
}

// 0: b where the mask a is true, else c; 1: what reaches a of the gradient c of max(a, b).
KERNEL void ternary(
    i64 n, int f, int single, GLOBAL const float *a, GLOBAL const float *b, GLOBAL const float *c,
    GLOBAL float *y) {
  i64 i = PLACE();
  if (i >= n) return;
  float u = a[single & 1 ? 0 : i], v = b[single & 2 ? 0 : i], w = c[single & 4 ? 0 : i];
  y[i] = f == 0 ? (u != 0 ? v : w) : (u < v ? 0 : u == v ? w / 2 : w);
}

KERNEL void add_scaled(i64 n, float alpha, GLOBAL const float *x, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] += alpha * x[i];
}

KERNEL void add_scaled_by(
    i64 n, GLOBAL const float *alpha, GLOBAL const float *x, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] += alpha[0] * x[i];
}

KERNEL void scaled_by(i64 n, GLOBAL const float *alpha, GLOBAL const float *x, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] = alpha[0] * x[i];
}

KERNEL void add_product(i64 n, GLOBAL const float *a, GLOBAL const float *b, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] += a[i] * b[i];
}

KERNEL void scale(i64 n, float alpha, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] *= alpha;
}

KERNEL void clamp_within(i64 n, float low, float high, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] = clamped(y[i], low, high);
}

KERNEL void add_dropout(
    i64 n, i64 width, i64 shared_steps, i64 first, u64 key, u32 below, float factor,
    GLOBAL const float *x, GLOBAL float *y) {
  i64 i = PLACE();
  if (i >= n) return;
  i64 place = first + (shared_steps == 1 ? i : i / (shared_steps * width) * width + i % width);
  if (random_word(key, (u64)(place / 4), 0, 0, (int)(place % 4)) >= below) y[i] += factor * x[i];
}

// x with zeros beyond the lengths: [B, T, D].
KERNEL void clear_padding(
    i64 n, i64 steps, i64 width, GLOBAL const int *lengths, GLOBAL const float *x,
    GLOBAL float *y) {
  i64 i = PLACE();
  if (i >= n) return;
  i64 row = i / width / steps, step = i / width % steps;
  y[i] = step < lengths[row] ? x[i] : 0;
}
