// Means of rows and products of rows, for one instruction set. Rows may lie at any byte.

// y = Σ rows[ids[i]] / count, in the order of ids; n columns from j on, at most four vectors.
PL_INLINE void PL_NAME(mean_columns)(
    const char *rows, int64_t width, const int32_t *ids, int64_t count, float *y, int64_t j,
    const int vectors) {
  const int64_t rest = width - j - (vectors - 1) * PL_LANES;
  vf sum[4];
  for (int v = 0; v < vectors; v++) sum[v] = splat(0);
  for (int64_t i = 0; i < count; i++) {
    const float *x = (const float *)(rows + ((int64_t)ids[i] * width + j) * 4);
    if (i + MEAN_AHEAD < count) {
      const char *next = rows + ((int64_t)ids[i + MEAN_AHEAD] * width + j) * 4;
      for (int v = 0; v < vectors; v++) __builtin_prefetch(next + v * PL_LANES * 4);
    }
    for (int v = 0; v + 1 < vectors; v++) sum[v] += load(x + v * PL_LANES);
    sum[vectors - 1] += load_part(x + (vectors - 1) * PL_LANES, rest);
  }
  const vf scale = splat(count > 0 ? 1.0f / (float)count : 0);
  for (int v = 0; v + 1 < vectors; v++) store(y + j + v * PL_LANES, sum[v] * scale);
  store_part(y + j + (vectors - 1) * PL_LANES, sum[vectors - 1] * scale, rest);
}

PL_FUNCTION void PL_NAME(mean_rows)(
    const char *rows, int64_t width, const int32_t *ids, int64_t count, float *y) {
  for (int64_t j = 0; j < width; j += 4 * PL_LANES) {
    const int64_t vectors = (width - j + PL_LANES - 1) / PL_LANES;
    switch (vectors < 4 ? vectors : 4) {
      case 1: PL_NAME(mean_columns)(rows, width, ids, count, y, j, 1); break;
      case 2: PL_NAME(mean_columns)(rows, width, ids, count, y, j, 2); break;
      case 3: PL_NAME(mean_columns)(rows, width, ids, count, y, j, 3); break;
      default: PL_NAME(mean_columns)(rows, width, ids, count, y, j, 4);
    }
  }
}

PL_INLINE float PL_NAME(row_product)(const char *row, const float *x, int64_t width) {
  vf sum = splat(0), other = splat(0);
  int64_t j = 0;
  for (; j + 2 * PL_LANES <= width; j += 2 * PL_LANES) {
    sum += load((const float *)(row + j * 4)) * load(x + j);
    other += load((const float *)(row + (j + PL_LANES) * 4)) * load(x + j + PL_LANES);
  }
  for (; j < width; j += PL_LANES)
    sum += load_part((const float *)(row + j * 4), width - j) * load_part(x + j, width - j);
  return lane_sum(sum + other);
}

PL_FUNCTION void PL_NAME(row_products)(
    const char *rows, int64_t width, int64_t count, const float *x, float *y) {
  for (int64_t i = 0; i < count; i++)
    y[i] = PL_NAME(row_product)(rows + i * width * 4, x, width);
}

// Whether all are finite: x − x is 0 for those and NaN for others.
PL_FUNCTION bool PL_NAME(floats_finite)(const char *numbers, int64_t count) {
  vf sum = splat(0);
  for (int64_t j = 0; j < count; j += PL_LANES) {
    const vf x = load_part((const float *)(numbers + j * 4), count - j);
    sum += x - x;
  }
  return lane_sum(sum) == 0;
}
