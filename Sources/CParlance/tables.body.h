#define PART(j) (width - (j) < PL_LANES ? width - (j) : PL_LANES)

// Columns j ... of one bag, as many vectors of them: the sums stay in registers.
PL_INLINE void PL_NAME(bag_columns)(const row_call *call, int64_t bag, int64_t last, int64_t j,
                                    const int vectors) {
  const int64_t rest = call->width - j - (vectors - 1) * PL_LANES;
  vf sum[8];
  for (int v = 0; v < vectors; v++) sum[v] = splat(0);
  for (int64_t n = call->starts[bag]; n < call->starts[bag + 1]; n++) {
    const float *row = call->a + call->targets[n] * call->width + j;
    if (n + AHEAD < last) {
      const float *next = call->a + call->targets[n + AHEAD] * call->width + j;
      for (int v = 0; v < vectors; v++) __builtin_prefetch(next + v * PL_LANES);
    }
    const vf weight = splat(call->b ? call->b[n] : 1);
    for (int v = 0; v + 1 < vectors; v++) sum[v] += weight * load(row + v * PL_LANES);
    sum[vectors - 1] += weight * load_part(row + (vectors - 1) * PL_LANES, rest);
  }
  float *y = call->y + bag * call->width + j;
  for (int v = 0; v + 1 < vectors; v++) store(y + v * PL_LANES, sum[v]);
  store_part(y + (vectors - 1) * PL_LANES, sum[vectors - 1], rest);
}

#define VECTORS(n) \
  case n: PL_NAME(bag_columns)(call, bag, last, j, n); break;
PL_FUNCTION void PL_NAME(sum_bags)(const row_call *call, int64_t begin, int64_t end) {
  const int64_t last = call->starts[end];
  for (int64_t bag = begin; bag < end; bag++)
    for (int64_t j = 0; j < call->width; j += 8 * PL_LANES)
      EACH_VECTORS((call->width - j + PL_LANES - 1) / PL_LANES)
}
#undef VECTORS

// Each row of y is named once at most, so that any thread may do any of them.
PL_FUNCTION void PL_NAME(add_scaled_rows)(const row_call *call, int64_t begin, int64_t end) {
  const int64_t width = call->width;
  const vf scale = splat(call->scale);
  for (int64_t n = begin; n < end; n++) {
    const float *row = call->a + n * width;
    float *y = call->y + call->targets[n] * width;
    if (n + AHEAD < end) {
      const float *next = call->y + call->targets[n + AHEAD] * width;
      for (int64_t j = 0; j < width; j += 16) __builtin_prefetch(next + j, 1);
    }
    for (int64_t j = 0; j < width; j += PL_LANES)
      store_part(y + j, load_part(y + j, PART(j)) + scale * load_part(row + j, PART(j)), PART(j));
  }
}

#undef PART
