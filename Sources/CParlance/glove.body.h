// One pair: a row of each table moves against the gradient of ½ f(x) (w·w̃ + b + b̃ − ln x)². The row holds
// its bias where the other has a one, so that one product says all; the ones have sums so great that
// they stay.
PL_FUNCTION double PL_NAME(glove_pair)(const pl_glove *g, pl_pair pair) {
  const int64_t width = g->width;
  float *row = g->rows + (int64_t)pair.row * 2 * width;
  float *column = g->columns + (int64_t)pair.column * 2 * width;
  vf total = splat(0);
  for (int64_t i = 0; i < width; i += PL_LANES) total += load(row + i) * load(column + i);
  const float difference = tree_sum(total) - pair.logarithm;
  const float weighted = pair.weight * difference;
  const vf slope = splat(weighted), most = splat(100);
  for (int64_t i = 0; i < width; i += PL_LANES) {
    const vf a = load(row + i), b = load(column + i), rate = load(g->rates + i);
    const vf sa = load(row + width + i), sb = load(column + width + i);
    const vf da = __builtin_elementwise_min(__builtin_elementwise_max(slope * b, -most), most) * rate;
    const vf db = __builtin_elementwise_min(__builtin_elementwise_max(slope * a, -most), most) * rate;
    store(row + i, a - da / __builtin_elementwise_sqrt(sa));
    store(column + i, b - db / __builtin_elementwise_sqrt(sb));
    store(row + width + i, sa + da * da);
    store(column + width + i, sb + db * db);
  }
  return 0.5 * (double)weighted * (double)difference;
}

PL_FUNCTION double PL_NAME(glove_block)(const pl_glove *g, int64_t begin, int64_t end, const uint32_t *order) {
  enum { AHEAD = 4 };
  double loss = 0;
  for (int64_t place = 0; place < end - begin; place++) {
    if (place + AHEAD < end - begin) {
      const pl_pair next = g->pairs[begin + order[place + AHEAD]];
      const float *row = g->rows + (int64_t)next.row * 2 * g->width;
      const float *column = g->columns + (int64_t)next.column * 2 * g->width;
      for (int64_t i = 0; i < 2 * g->width; i += 16) {
        __builtin_prefetch(row + i, 1);
        __builtin_prefetch(column + i, 1);
      }
    }
    loss += PL_NAME(glove_pair)(g, g->pairs[begin + order[place]]);
  }
  return loss;
}
