#define PART(j) (width - (j) < PL_LANES ? width - (j) : PL_LANES)

// Columns begin ..< end; rows in groups of 64, so that no float sum grows long.
PL_FUNCTION void PL_NAME(column_sums)(const row_call *call, int64_t begin, int64_t end) {
  for (int64_t j = begin; j < end; j += PL_LANES) {
    int64_t n = end - j < PL_LANES ? end - j : PL_LANES;
    vf total = load_part(call->y + j, n);
    for (int64_t first = 0; first < call->rows; first += 64) {
      int64_t last = first + 64 < call->rows ? first + 64 : call->rows;
      vf sum = splat(0);
      for (int64_t row = first; row < last; row++)
        sum += load_part(call->a + row * call->width + j, n);
      total += sum;
    }
    store_part(call->y + j, total, n);
  }
}

PL_INLINE float PL_NAME(row_max)(const float *x, int64_t width) {
  vf top = splat(-__builtin_inff());
  int64_t j = 0;
  for (; j + PL_LANES <= width; j += PL_LANES) {
    vf v = load(x + j);
    top = pick(v > top, v, top);
  }
  float result = lane_max(top);
  for (; j < width; j++) result = x[j] > result ? x[j] : result;
  return result;
}

// y = exp(x − top); returns the sum. Lanes beyond the row add nothing. Groups of 64 vectors, so that
// no float sum grows long.
PL_INLINE float PL_NAME(row_exp)(const float *x, float *y, float top, int64_t width) {
  vf total = splat(0);
  int64_t j = 0;
  while (j + PL_LANES <= width) {
    vf sum = splat(0);
    const int64_t end = j + 64 * PL_LANES < width ? j + 64 * PL_LANES : width;
    for (; j + PL_LANES <= end; j += PL_LANES) {
      vf v = vexp(load(x + j) - splat(top));
      store(y + j, v);
      sum += v;
    }
    total += sum;
  }
  if (j < width) {
    vf v = vexp(load_part(x + j, width - j) - splat(top));
    store_part(y + j, v, width - j);
    total += load_part(y + j, width - j);
  }
  return lane_sum(total);
}

PL_INLINE float PL_NAME(log1)(float x) { return vlog(splat(x))[0]; }

PL_FUNCTION void PL_NAME(softmax)(const row_call *call, int64_t begin, int64_t end) {
  const int64_t width = call->width;
  for (int64_t row = begin; row < end; row++) {
    const float *x = call->a + row * width;
    float *y = call->y + row * width;
    float top = PL_NAME(row_max)(x, width);
    float sum = PL_NAME(row_exp)(x, y, top, width);
    vf shift = splat(top), total = splat(PL_NAME(log1)(sum)), factor = splat(1 / sum);
    for (int64_t j = 0; j < width; j += PL_LANES) {
      vf v = call->logarithm ? load_part(x + j, PART(j)) - shift - total
                             : load_part(y + j, PART(j)) * factor;
      store_part(y + j, v, PART(j));
    }
  }
}

PL_FUNCTION void PL_NAME(softmax_gradient)(const row_call *call, int64_t begin, int64_t end) {
  const int64_t width = call->width;
  for (int64_t row = begin; row < end; row++) {
    const float *y = call->a + row * width, *dy = call->b + row * width;
    float *dx = call->y + row * width;
    vf sums = splat(0);
    for (int64_t first = 0; first < width; first += 64 * PL_LANES) {
      const int64_t end = first + 64 * PL_LANES < width ? first + 64 * PL_LANES : width;
      vf sum = splat(0);
      for (int64_t j = first; j < end; j += PL_LANES) {
        vf d = load_part(dy + j, PART(j));
        sum += call->logarithm ? d : d * load_part(y + j, PART(j));
      }
      sums += sum;
    }
    vf total = splat(lane_sum(sums));
    for (int64_t j = 0; j < width; j += PL_LANES) {
      vf d = load_part(dy + j, PART(j)), v = load_part(y + j, PART(j));
      vf g = call->logarithm ? d - vexp(v) * total : v * (d - total);
      store_part(dx + j, load_part(dx + j, PART(j)) + g, PART(j));
    }
  }
}

// The exponentials are written once, into the gradient, and scaled where they lie.
PL_FUNCTION void PL_NAME(cross_entropy)(const row_call *call, int64_t begin, int64_t end) {
  const int64_t width = call->width;
  for (int64_t row = begin; row < end; row++) {
    const float *x = call->a + row * width;
    float *g = call->y + row * width;
    int32_t target = call->targets[row];
    if (target == call->ignored) {
      memset(g, 0, (size_t)width * 4);
      call->z[row] = 0;
      continue;
    }
    float top = PL_NAME(row_max)(x, width);
    float sum = PL_NAME(row_exp)(x, g, top, width);
    vf factor = splat(call->scale / sum);
    for (int64_t j = 0; j < width; j += PL_LANES)
      store_part(g + j, load_part(g + j, PART(j)) * factor, PART(j));
    call->z[row] = (top - x[target]) + PL_NAME(log1)(sum);
    g[target] -= call->scale;
  }
}

PL_FUNCTION void PL_NAME(normalize)(const row_call *call, int64_t begin, int64_t end) {
#pragma clang fp reassociate(on)
  const int64_t width = call->width;
  for (int64_t row = begin; row < end; row++) {
    const float *x = call->a + row * width;
    float *y = call->y + row * width;
    float mean = 0, variance = 0;
    for (int64_t j = 0; j < width; j++) mean += x[j];
    mean /= (float)width;
    for (int64_t j = 0; j < width; j++) variance += (x[j] - mean) * (x[j] - mean);
    float inverse = 1 / __builtin_sqrtf(variance / (float)width + call->epsilon);
    for (int64_t j = 0; j < width; j++) y[j] = (x[j] - mean) * inverse;
    call->z[row] = inverse;
  }
}

PL_FUNCTION void PL_NAME(normalize_gradient)(const row_call *call, int64_t begin, int64_t end) {
#pragma clang fp reassociate(on)
  const int64_t width = call->width;
  for (int64_t row = begin; row < end; row++) {
    const float *y = call->a + row * width, *dy = call->c + row * width;
    float *dx = call->y + row * width;
    float mean = 0, projection = 0;
    for (int64_t j = 0; j < width; j++) {
      mean += dy[j];
      projection += dy[j] * y[j];
    }
    mean /= (float)width;
    projection /= (float)width;
    for (int64_t j = 0; j < width; j++)
      dx[j] += call->b[row] * (dy[j] - mean - y[j] * projection);
  }
}

#undef PART
