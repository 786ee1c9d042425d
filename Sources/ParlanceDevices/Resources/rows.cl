// Functions of each row of the last axis, a group for each: see Kernels+Rows.swift.

KERNEL void softmax(i64 width, int logarithm, GLOBAL const float *xs, GLOBAL float *ys) {
  SHARED_FLOATS(room, WIDTH);
  GLOBAL const float *x = xs + GROUP() * width;
  GLOBAL float *y = ys + GROUP() * width;
  float top = -INFINITY, total = 0;
  for (i64 j = LANE(); j < width; j += WIDTH) top = greater(x[j], top);
  top = group_maximum(room, top);
  for (i64 j = LANE(); j < width; j += WIDTH) total += expf(x[j] - top);
  total = group_sum(room, total);
  float shift = logf(total);
  for (i64 j = LANE(); j < width; j += WIDTH) {
    y[j] = logarithm ? x[j] - top - shift : expf(x[j] - top) / total;
  }
}

KERNEL void softmax_within(
    i64 width, GLOBAL const int *limits, GLOBAL const float *xs, GLOBAL float *ys) {
  SHARED_FLOATS(room, WIDTH);
  GLOBAL const float *x = xs + GROUP() * width;
  GLOBAL float *y = ys + GROUP() * width;
  i64 limit = limits[GROUP()];
  float top = -INFINITY, total = 0;
  for (i64 j = LANE(); j < limit; j += WIDTH) top = greater(x[j], top);
  top = group_maximum(room, top);
  if (top == -INFINITY) top = 0;
  for (i64 j = LANE(); j < limit; j += WIDTH) total += expf(x[j] - top);
  total = group_sum(room, total);
  for (i64 j = LANE(); j < width; j += WIDTH) {
    y[j] = j < limit && x[j] != -INFINITY ? expf(x[j] - top) / total : 0;
  }
}

KERNEL void add_softmax_gradient(
    i64 width, int logarithm, GLOBAL const float *ys, GLOBAL const float *dys,
    GLOBAL float *dxs) {
  SHARED_FLOATS(room, WIDTH);
  GLOBAL const float *y = ys + GROUP() * width, *dy = dys + GROUP() * width;
  GLOBAL float *dx = dxs + GROUP() * width;
  float total = 0;
  for (i64 j = LANE(); j < width; j += WIDTH) total += logarithm ? dy[j] : dy[j] * y[j];
  total = group_sum(room, total);
  for (i64 j = LANE(); j < width; j += WIDTH) {
    dx[j] += logarithm ? dy[j] - expf(y[j]) * total : y[j] * (dy[j] - total);
  }
}

KERNEL void cross_entropy(
    i64 width, int ignored, float scale, GLOBAL const int *targets, GLOBAL const float *logits,
    GLOBAL float *losses, GLOBAL float *gradients) {
  SHARED_FLOATS(room, WIDTH);
  GLOBAL const float *x = logits + GROUP() * width;
  GLOBAL float *g = gradients + GROUP() * width;
  // All groups go the same way: some drivers cannot leave a kernel before a barrier.
  int is_ignored = targets[GROUP()] == ignored, target = is_ignored ? 0 : targets[GROUP()];
  float top = -INFINITY, total = 0;
  for (i64 j = LANE(); j < width; j += WIDTH) top = greater(x[j], top);
  top = group_maximum(room, top);
  for (i64 j = LANE(); j < width; j += WIDTH) {
    float e = expf(x[j] - top);
    g[j] = e;
    total += e;
  }
  total = group_sum(room, total);
  float factor = scale / total;
  for (i64 j = LANE(); j < width; j += WIDTH) {
    g[j] = is_ignored ? 0 : g[j] * factor - (j == target ? scale : 0);
  }
  if (LANE() == 0) losses[GROUP()] = is_ignored ? 0 : top - x[target] + logf(total);
}

// The place of the first greatest of a row.
DEVICE i64 top_place(
    GLOBAL const float *x, i64 width, float top, SHARED int *places) {
  int lane = LANE();
  places[lane] = 0x7fffffff;
  for (i64 j = lane; j < width; j += WIDTH) {
    if (x[j] == top) {
      places[lane] = (int)j;
      break;
    }
  }
  BARRIER();
  for (int reach = WIDTH / 2; reach > 0; reach /= 2) {
    if (lane < reach && places[lane + reach] < places[lane]) places[lane] = places[lane + reach];
    BARRIER();
  }
  int result = places[0];
  BARRIER();
  return result == 0x7fffffff ? 0 : result;
}

// The target is column 0, the others are samples: see ReferenceBlackOut.swift.
KERNEL void black_out(
    i64 width, float scale, GLOBAL const float *logits, GLOBAL float *losses,
    GLOBAL float *gradients) {
  SHARED_FLOATS(room, WIDTH);
  SHARED_INTS(places, WIDTH);
  GLOBAL const float *x = logits + GROUP() * width;
  GLOBAL float *g = gradients + GROUP() * width;
  float best = -INFINITY, second = -INFINITY, rest = 0;
  for (i64 j = LANE(); j < width; j += WIDTH) best = greater(x[j], best);
  best = group_maximum(room, best);
  i64 top = top_place(x, width, best, places);
  for (i64 j = LANE(); j < width; j += WIDTH) {
    if (j != top) second = greater(x[j], second);
  }
  second = group_maximum(room, second);
  int is_certain = second == -INFINITY && top == 0;
  for (i64 j = LANE(); j < width; j += WIDTH) rest += j == top ? 0 : expf(x[j] - second);
  rest = group_sum(room, rest);
  float distance = second - x[top] + logf(rest);
  float share = 1 / (1 + expf(-distance)), greatest = 1 / (1 + expf(distance));
  float odds = 0, loss = 0;
  for (i64 j = LANE(); j < width; j += WIDTH) {
    if (j == top || j == 0) continue;
    float p = share * (expf(x[j] - second) / rest);
    odds += p / (1 - p);
    loss -= log1pf(-p);
  }
  odds = group_sum(room, odds);
  loss = group_sum(room, loss);
  for (i64 j = LANE(); j < width; j += WIDTH) {
    float q = expf(x[j] - second) / rest;
    float p = j == top ? greatest : share * q;
    float d = j == 0 ? (top == 0 ? -share : p - 1) : p;
    if (j != top && j > 0) d += p / (1 - p);
    d -= p * odds;
    if (top > 0) d += j == top ? greatest : -greatest * q;
    g[j] = is_certain ? 0 : d * scale;
  }
  if (LANE() == 0) {
    loss += x[top] - x[0] + log1pf(expf(distance));
    if (top > 0) loss += log1pf(expf(distance)) - distance;
    losses[GROUP()] = is_certain ? 0 : loss;
  }
}

KERNEL void normalize_rows(
    i64 width, float epsilon, GLOBAL const float *xs, GLOBAL float *ys, GLOBAL float *inverse) {
  SHARED_FLOATS(room, WIDTH);
  GLOBAL const float *x = xs + GROUP() * width;
  GLOBAL float *y = ys + GROUP() * width;
  float sum = 0, squares = 0;
  for (i64 j = LANE(); j < width; j += WIDTH) sum += x[j];
  float mean = group_sum(room, sum) / width;
  for (i64 j = LANE(); j < width; j += WIDTH) squares += (x[j] - mean) * (x[j] - mean);
  float factor = 1 / sqrtf(group_sum(room, squares) / width + epsilon);
  for (i64 j = LANE(); j < width; j += WIDTH) y[j] = (x[j] - mean) * factor;
  if (LANE() == 0) inverse[GROUP()] = factor;
}

KERNEL void add_normalize_gradient(
    i64 width, GLOBAL const float *normalized, GLOBAL const float *inverse,
    GLOBAL const float *dys, GLOBAL float *dxs) {
  SHARED_FLOATS(room, WIDTH);
  GLOBAL const float *y = normalized + GROUP() * width, *dy = dys + GROUP() * width;
  GLOBAL float *dx = dxs + GROUP() * width;
  float sum = 0, products = 0, factor = inverse[GROUP()];
  for (i64 j = LANE(); j < width; j += WIDTH) {
    sum += dy[j];
    products += dy[j] * y[j];
  }
  float mean = group_sum(room, sum) / width, projection = group_sum(room, products) / width;
  for (i64 j = LANE(); j < width; j += WIDTH) dx[j] += factor * (dy[j] - mean - y[j] * projection);
}

// The greatest of the first lengths[b] steps of x [B, T, D], and which step it is: a lane for each of [B, D].
KERNEL void max_over_time(
    i64 n, i64 steps, i64 width, GLOBAL const int *lengths, GLOBAL const float *x,
    GLOBAL float *y, GLOBAL float *found) {
  i64 i = PLACE();
  if (i >= n) return;
  i64 row = i / width, column = i % width;
  float best = 0;
  int place = -1;
  for (int step = 0; step < lengths[row]; step++) {
    i64 at = (row * steps + step) * width + column;
    if (place < 0 || (!(x[at] <= best) && !is_nan(best))) {
      best = x[at];
      place = step;
    }
  }
  y[i] = best;
  found[i] = place;
}

KERNEL void add_max_over_time_gradient(
    i64 n, i64 steps, i64 width, GLOBAL const float *found, GLOBAL const float *dy,
    GLOBAL float *dx) {
  i64 i = PLACE();
  if (i >= n || found[i] < 0) return;
  dx[(i / width * steps + (i64)found[i]) * width + i % width] += dy[i];
}

// The greatest x[i] + x[j] - z[k] over each block of columns, for rows i, j, k: a group for each.
KERNEL void greatest_sums(
    i64 width, i64 block_width, i64 answers, GLOBAL const int *rows, GLOBAL const float *x,
    GLOBAL const float *z, GLOBAL float *y) {
  SHARED_FLOATS(room, WIDTH);
  i64 block = GROUP() / answers, answer = GROUP() % answers;
  i64 begin = block * block_width, end = begin + block_width < width ? begin + block_width : width;
  GLOBAL const float *a = x + rows[3 * answer] * width, *b = x + rows[3 * answer + 1] * width;
  GLOBAL const float *c = z + rows[3 * answer + 2] * width;
  float best = -INFINITY;
  for (i64 j = begin + LANE(); j < end; j += WIDTH) {
    float sum = a[j] + b[j] - c[j];
    if (sum > best) best = sum;
  }
  best = group_maximum(room, best);
  if (LANE() == 0) y[GROUP()] = best;
}

// Log-softmax over each segment of a flat array, a group for each: see RowGroups.swift.
KERNEL void log_softmax_segments(
    GLOBAL const i64 *starts, GLOBAL const int *counts, GLOBAL const float *xs,
    GLOBAL float *ys) {
  SHARED_FLOATS(room, WIDTH);
  GLOBAL const float *x = xs + starts[GROUP()];
  GLOBAL float *y = ys + starts[GROUP()];
  int count = counts[GROUP()];
  float top = -INFINITY, total = 0;
  for (int j = LANE(); j < count; j += WIDTH) top = greater(x[j], top);
  top = group_maximum(room, top);
  for (int j = LANE(); j < count; j += WIDTH) total += expf(x[j] - top);
  total = logf(group_sum(room, total));
  for (int j = LANE(); j < count; j += WIDTH) y[j] = x[j] - top - total;
}

KERNEL void add_log_softmax_segments_gradient(
    GLOBAL const i64 *starts, GLOBAL const int *counts, GLOBAL const float *ys,
    GLOBAL const float *dys, GLOBAL float *dxs) {
  SHARED_FLOATS(room, WIDTH);
  i64 start = starts[GROUP()];
  int count = counts[GROUP()];
  float total = 0;
  for (int j = LANE(); j < count; j += WIDTH) total += dys[start + j];
  total = group_sum(room, total);
  for (int j = LANE(); j < count; j += WIDTH) {
    dxs[start + j] += dys[start + j] - expf(ys[start + j]) * total;
  }
}
