// Sums over all elements, and functions of the rows of a matrix: see Kernels+Reductions.swift.

// Parts of a sum of f(x), a group for each stretch, as pairs of numbers: 0 x, 1 x², 2 whether x is not finite, 3 |x|ᵖ.
KERNEL void sum_parts(
    i64 n, i64 stretch, int f, float p, GLOBAL const float *x, GLOBAL float *parts) {
  SHARED_FLOATS(sums, WIDTH);
  SHARED_FLOATS(rests, WIDTH);
  i64 begin = GROUP() * stretch, end = begin + stretch < n ? begin + stretch : n;
  exact sum = exact_of(0);
  for (i64 i = begin + LANE(); i < end; i += WIDTH) {
    float v = x[i];
    exact term = f == 1   ? exact_product(v, v)
                 : f == 2 ? exact_of(!is_finite(v))
                 : f == 3 ? exact_of(powf(fabsf(v), p))
                          : exact_of(v);
    sum = exact_add(sum, term);
  }
  sum = group_exact_sum(sums, rests, sum);
  if (LANE() == 0) {
    parts[2 * GROUP()] = sum.sum;
    parts[2 * GROUP() + 1] = sum.rest;
  }
}

// y[at] and y[at + 1] = the sum of n parts and its rest, or where `at` is negative, y[0] = scale times it.
KERNEL void add_parts(i64 n, i64 at, float scale, GLOBAL const float *parts, GLOBAL float *y) {
  SHARED_FLOATS(sums, WIDTH);
  SHARED_FLOATS(rests, WIDTH);
  exact sum = exact_of(0);
  for (i64 i = LANE(); i < n; i += WIDTH) {
    exact part;
    part.sum = parts[2 * i];
    part.rest = parts[2 * i + 1];
    sum = exact_add(sum, part);
  }
  sum = group_exact_sum(sums, rests, sum);
  if (LANE() == 0 && at < 0) y[0] = scale * exact_value(sum);
  if (LANE() == 0 && at >= 0) {
    y[at] = sum.sum;
    y[at + 1] = sum.rest;
  }
}

// The greatest |x|, a NaN before all: for stretches, then of what they gave.
KERNEL void greatest_sizes(i64 n, i64 stretch, i64 at, GLOBAL const float *x, GLOBAL float *y) {
  SHARED_FLOATS(room, WIDTH);
  i64 begin = GROUP() * stretch, end = begin + stretch < n ? begin + stretch : n;
  float best = 0;
  for (i64 i = begin + LANE(); i < end; i += WIDTH) best = greater(fabsf(x[i]), best);
  best = group_maximum(room, best);
  if (LANE() == 0) y[at + GROUP()] = best;
}

enum {
  ROW_MAXIMUM, ROW_MINIMUM, ROW_PRODUCT, ROW_LOG_SUM_EXP, ROW_NORM, ROW_VARIANCE, ROW_DEVIATION,
  ROW_COUNT
};

DEVICE exact row_sum(GLOBAL const float *x, i64 width, SHARED float *sums, SHARED float *rests) {
  exact sum = exact_of(0);
  for (i64 j = LANE(); j < width; j += WIDTH) sum = exact_add(sum, exact_of(x[j]));
  return group_exact_sum(sums, rests, sum);
}

DEVICE float group_product(SHARED float *room, float value) {
  int lane = LANE();
  room[lane] = value;
  BARRIER();
  for (int reach = WIDTH / 2; reach > 0; reach /= 2) {
    if (lane < reach) room[lane] *= room[lane + reach];
    BARRIER();
  }
  float result = room[0];
  BARRIER();
  return result;
}

// What is summed of an element: for norms |v|^p, else v.
DEVICE exact row_term(int f, float p, float v) {
  if (f != ROW_NORM && f != ROW_COUNT) return exact_of(v);
  float size = fabsf(v);
  return f == ROW_COUNT || p == 0 ? exact_of(v != 0)
         : p == 1                 ? exact_of(size)
         : p == 2                 ? exact_product(size, size)
                                  : exact_of(powf(size, p));
}

// All reductions take the same way: where only some come to a barrier, PoCL loses the bounds of loops.
KERNEL void reduce_rows(
    i64 width, int f, float p, GLOBAL const float *matrix, GLOBAL float *y) {
  SHARED_FLOATS(sums, WIDTH);
  SHARED_FLOATS(rests, WIDTH);
  GLOBAL const float *x = matrix + GROUP() * width;
  float sign = f == ROW_MINIMUM || (f == ROW_NORM && p < 0) ? -1 : 1;
  float best = -INFINITY, product = 1;
  exact sum = exact_of(0);
  for (i64 j = LANE(); j < width; j += WIDTH) {
    best = greater(sign * (f == ROW_NORM ? fabsf(x[j]) : x[j]), best);
    product *= x[j];
    sum = exact_add(sum, row_term(f, p, x[j]));
  }
  float top = sign * group_maximum(sums, best);
  product = group_product(sums, product);
  float total = exact_value(group_exact_sum(sums, rests, sum));
  float shift = is_finite(top) ? top : 0, mean = total / width;
  exact around = exact_of(0);
  for (i64 j = LANE(); j < width; j += WIDTH) {
    exact term = f == ROW_LOG_SUM_EXP ? exact_of(expf(x[j] - shift))
                                      : exact_product(x[j] - mean, x[j] - mean);
    around = exact_add(around, term);
  }
  float rest = exact_value(group_exact_sum(sums, rests, around));
  float freedom = width - p > 0 ? width - p : 0;
  float value = f == ROW_MAXIMUM || f == ROW_MINIMUM ? top
                : f == ROW_PRODUCT                   ? product
                : f == ROW_LOG_SUM_EXP               ? shift + logf(rest)
                : f == ROW_VARIANCE                  ? rest / freedom
                : f == ROW_DEVIATION                 ? sqrtf(rest / freedom)
                : f == ROW_COUNT || p == 0 || p == 1 ? total
                : p == 2                             ? sqrtf(total)
                : p != INFINITY && p != -INFINITY    ? powf(total, 1 / p)
                : width == 0                         ? 0
                                                     : top;
  if (LANE() == 0) y[GROUP()] = value;
}

DEVICE float sign_of(float x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

DEVICE float count_where(
    GLOBAL const float *x, i64 width, float value, int sizes, SHARED float *room) {
  float count = 0;
  for (i64 j = LANE(); j < width; j += WIDTH) {
    count += (sizes ? fabsf(x[j]) : x[j]) == value || (sizes && is_nan(x[j]));
  }
  return group_sum(room, count);
}

DEVICE void add_norm_gradient(
    GLOBAL const float *x, i64 width, float p, float y, float dy, float ties, GLOBAL float *dx) {
  if (p == 0) return;
  int is_extreme = p == INFINITY || p == -INFINITY;
  float scale = y == 0 ? 0 : p == 2 ? dy / y : dy / powf(y, p - 1);
  for (i64 j = LANE(); j < width; j += WIDTH) {
    float v = x[j];
    if (p == 1) {
      dx[j] += sign_of(v) * dy;
    } else if (is_extreme) {
      if (fabsf(v) == y) dx[j] += sign_of(v) * dy / ties;
    } else {
      float power = p == 2 ? v : sign_of(v) * powf(fabsf(v), p - 1);
      dx[j] += (v == 0 && p < 1 ? 0 : is_nan(v) ? v : power) * scale;
    }
  }
}

KERNEL void add_rows_gradient(
    i64 width, int f, float p, GLOBAL const float *matrix, GLOBAL const float *ys,
    GLOBAL const float *dys, GLOBAL float *gradients) {
  SHARED_FLOATS(sums, WIDTH);
  SHARED_FLOATS(rests, WIDTH);
  GLOBAL const float *x = matrix + GROUP() * width;
  GLOBAL float *dx = gradients + GROUP() * width;
  float y = ys[GROUP()], dy = dys[GROUP()];
  // Of use to some alone: where not all come to a barrier, PoCL loses the bounds of their loops.
  float ties = count_where(x, width, y, f == ROW_NORM, sums);
  float mean = exact_value(row_sum(x, width, sums, rests)) / width;
  if (f == ROW_MAXIMUM || f == ROW_MINIMUM) {
    float share = dy / ties;
    for (i64 j = LANE(); j < width; j += WIDTH) {
      dx[j] += x[j] == y ? share : is_nan(y) ? y : 0;
    }
  } else if (f == ROW_PRODUCT) {
    // Products of all others: right for zeros too.
    for (i64 j = LANE(); j < width; j += WIDTH) {
      float others = 1;
      for (i64 k = 0; k < width; k++) others *= k == j ? 1 : x[k];
      dx[j] += dy * others;
    }
  } else if (f == ROW_LOG_SUM_EXP) {
    for (i64 j = LANE(); j < width; j += WIDTH) dx[j] += dy * expf(x[j] - y);
  } else if (f == ROW_NORM) {
    add_norm_gradient(x, width, p, y, dy, ties, dx);
  } else if (f == ROW_VARIANCE || (f == ROW_DEVIATION && y != 0)) {
    float freedom = width - p > 0 ? width - p : 0;
    float factor = f == ROW_VARIANCE ? 2 * dy / freedom : dy / (y * freedom);
    for (i64 j = LANE(); j < width; j += WIDTH) dx[j] += factor * (x[j] - mean);
  }
}

// Sums of the elements up to each place: a lane for each row.
KERNEL void cumulative_sum(
    i64 n, i64 width, int is_exclusive, int is_reversed, GLOBAL const float *x, GLOBAL float *y) {
  i64 row = PLACE();
  if (row >= n) return;
  exact sum = exact_of(0);
  for (i64 step = 0; step < width; step++) {
    i64 i = row * width + (is_reversed ? width - 1 - step : step);
    exact next = exact_add(sum, exact_of(x[i]));
    y[i] = exact_value(is_exclusive ? sum : next);
    sum = next;
  }
}

// The place of each row's greatest (sign 1) or least (-1) element, NaN before all.
KERNEL void extremum_places(
    i64 n, i64 width, float sign, int is_last, GLOBAL const float *x, GLOBAL int *places) {
  i64 row = PLACE();
  if (row >= n) return;
  i64 best = 0;
  for (i64 j = 1; j < width; j++) {
    float v = sign * x[row * width + j], top = sign * x[row * width + best];
    int is_tie = v == top || (is_nan(v) && is_nan(top));
    int is_better = !is_nan(top) && (is_nan(v) || v > top);
    if (is_better || (is_last && is_tie)) best = j;
  }
  places[row] = (int)best;
}
