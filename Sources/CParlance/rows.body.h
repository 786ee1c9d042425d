#define PART(j) (width - (j) < PL_LANES ? width - (j) : PL_LANES)

// Up to eight vectors of columns; rows in groups of 64, so that no float sum grows long. A row lies far
// from the one before it, so each is called for in time.
PL_INLINE void PL_NAME(sum_columns)(const row_call *call, int64_t j, int64_t n, const int vectors) {
  const int64_t rest = n - (vectors - 1) * PL_LANES, width = call->width;
  vf total[8];
  for (int v = 0; v + 1 < vectors; v++) total[v] = load(call->y + j + v * PL_LANES);
  total[vectors - 1] = load_part(call->y + j + (vectors - 1) * PL_LANES, rest);
  for (int64_t first = 0; first < call->rows; first += 64) {
    const int64_t last = first + 64 < call->rows ? first + 64 : call->rows;
    vf sum[8];
    for (int v = 0; v < vectors; v++) sum[v] = splat(0);
    for (int64_t row = first; row < last; row++) {
      const float *x = call->a + row * width + j;
      if (row + AHEAD < call->rows)
        for (int v = 0; v < vectors; v++) __builtin_prefetch(x + AHEAD * width + v * PL_LANES);
      for (int v = 0; v + 1 < vectors; v++) sum[v] += load(x + v * PL_LANES);
      sum[vectors - 1] += load_part(x + (vectors - 1) * PL_LANES, rest);
    }
    for (int v = 0; v < vectors; v++) total[v] += sum[v];
  }
  for (int v = 0; v + 1 < vectors; v++) store(call->y + j + v * PL_LANES, total[v]);
  store_part(call->y + j + (vectors - 1) * PL_LANES, total[vectors - 1], rest);
}

#define VECTORS(n) \
  case n: PL_NAME(sum_columns)(call, j, end - j < 8 * PL_LANES ? end - j : 8 * PL_LANES, n); break;
PL_FUNCTION void PL_NAME(column_sums)(const row_call *call, int64_t begin, int64_t end) {
  for (int64_t j = begin; j < end; j += 8 * PL_LANES) EACH_VECTORS((end - j + PL_LANES - 1) / PL_LANES)
}
#undef VECTORS

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
  for (int64_t row = begin; row < end; row++) {
    const int64_t width = row_width(call, row);
    const float *x = call->a + row_begin(call, row);
    float *y = call->y + row_begin(call, row);
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

PL_FUNCTION void PL_NAME(softmax_within)(const row_call *call, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const int64_t width = call->targets[row];
    const float *x = call->a + row * call->width;
    float *y = call->y + row * call->width;
    const float top = PL_NAME(row_max)(x, width);
    const bool is_empty = top == -__builtin_inff();
    const vf factor = splat(is_empty ? 0 : 1 / PL_NAME(row_exp)(x, y, top, width));
    for (int64_t j = 0; j < width; j += PL_LANES) {
      // What is not a number stays so.
      vf v = load_part(x + j, PART(j));
      v = is_empty ? pick(v == v, factor, v) : load_part(y + j, PART(j)) * factor;
      store_part(y + j, v, PART(j));
    }
    memset(y + width, 0, (size_t)(call->width - width) * 4);
  }
}

PL_FUNCTION void PL_NAME(max_over_time)(const row_call *call, int64_t begin, int64_t end) {
  const int64_t width = call->width;
  for (int64_t row = begin; row < end; row++) {
    const float *x = call->a + row * call->steps * width;
    float *y = call->y + row * width;
    float *places = call->places + row * width;
    for (int64_t j = 0; j < width; j++) {
      y[j] = call->targets[row] > 0 ? x[j] : 0;
      places[j] = call->targets[row] > 0 ? 0 : -1;
    }
    for (int32_t t = 1; t < call->targets[row]; t++) {
      const float *step = x + t * width;
      for (int64_t j = 0; j < width; j++) {
        // The first that is not a number stays.
        const bool takes = !(step[j] <= y[j]) && y[j] == y[j];
        y[j] = takes ? step[j] : y[j];
        places[j] = takes ? (float)t : places[j];
      }
    }
  }
}

PL_FUNCTION void PL_NAME(softmax_gradient)(const row_call *call, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const int64_t width = row_width(call, row), at = row_begin(call, row);
    const float *y = call->a + at, *dy = call->b + at;
    float *dx = call->y + at;
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

// One candidate may hold nearly all of the probability: what the others hold is summed by itself, so
// that 1 - p keeps its digits. With t the greatest, q = softmax over the others, p[j] = (1 - p[t]) q[j]:
// g[j] = p[j] - onehot(0)[j] + r[j] - p[j] sum(r) - (p[t] q[j], or -p[t] for t itself, unless t = 0),
// where r[k] = p[k] / (1 - p[k]) for k other than 0 and t, which have none.
PL_FUNCTION void PL_NAME(black_out)(const row_call *call, int64_t begin, int64_t end) {
  const int64_t width = call->width;
  for (int64_t row = begin; row < end; row++) {
    const float *x = call->a + row * width;
    float *g = call->y + row * width;
    const float top = PL_NAME(row_max)(x, width);
    int64_t t = 0;
    while (t + 1 < width && x[t] != top) t++;
    if (x[t] != top) t = 0;
    const int64_t after = width - t - 1;
    const float before_max = PL_NAME(row_max)(x, t), after_max = PL_NAME(row_max)(x + t + 1, after);
    const float second = before_max > after_max ? before_max : after_max;
    if (second == -__builtin_inff() && x[0] == top) {  // no other candidate counts
      memset(g, 0, (size_t)width * 4);
      call->z[row] = 0;
      continue;
    }
    const float rest = PL_NAME(row_exp)(x, g, second, t) +
                       PL_NAME(row_exp)(x + t + 1, g + t + 1, second, after);
    const float first = g[0];
    const float distance = (second - top) + PL_NAME(log1)(rest);  // ln((1 - p[t]) / p[t])
    const float odds = vexp(splat(distance))[0];
    const float greatest = 1 / (1 + odds), others = 1 / (1 + 1 / odds);
    const vf to_p = splat(others / rest);
    g[t] = g[0] = 0;
    vf losses = splat(0), sums = splat(0);
    for (int64_t j = 0; j < width; j += PL_LANES) {
      const vf p = load_part(g + j, PART(j)) * to_p;
      losses += vlog1p(-p);
      sums += p / (splat(1) - p);
    }
    const float sum = lane_sum(sums), log_total = vlog1p(splat(odds))[0];
    float loss = (top - x[0]) + log_total - lane_sum(losses);
    if (t > 0) loss += log_total - distance;
    call->z[row] = loss;
    const vf keep = splat(1 - sum), from_t = splat(t > 0 ? greatest / rest : 0);
    const vf scale = splat(call->scale);
    for (int64_t j = 0; j < width; j += PL_LANES) {
      const vf e = load_part(g + j, PART(j)), p = e * to_p;
      store_part(g + j, scale * (p * keep + p / (splat(1) - p) - e * from_t), PART(j));
    }
    if (t > 0) {
      const float p = first * (others / rest);
      g[0] = call->scale * (p * (1 - sum) - 1 - first * (greatest / rest));
      g[t] = call->scale * greatest * (2 - sum);
    } else {
      g[0] = -call->scale * (others + greatest * sum);
    }
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

// y[block, row] = the greatest of a[i] + a[j] − b[k] over a block of columns, where i, j, k are the row's.
PL_FUNCTION void PL_NAME(greatest_sums)(const row_call *call, int64_t begin, int64_t end) {
  for (int64_t block = begin; block < end; block++) {
    const int64_t first = block * call->steps, rest = call->width - first;
    const int64_t width = rest < call->steps ? rest : call->steps;
    for (int64_t row = 0; row < call->rows; row++) {
      const int32_t *ids = call->targets + 3 * row;
      const float *x = call->a + ids[0] * call->width + first;
      const float *y = call->a + ids[1] * call->width + first;
      const float *z = call->b + ids[2] * call->width + first;
      vf top = splat(-__builtin_inff());
      int64_t j = 0;
      for (; j + PL_LANES <= width; j += PL_LANES) {
        vf v = load(x + j) + load(y + j) - load(z + j);
        top = pick(v > top, v, top);
      }
      float result = lane_max(top);
      for (; j < width; j++) {
        const float v = x[j] + y[j] - z[j];
        result = v > result ? v : result;
      }
      call->y[block * call->rows + row] = result;
    }
  }
}

#undef PART
