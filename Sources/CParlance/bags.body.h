
// y = Σ of a bag's rows.
PL_FUNCTION void PL_NAME(sum_bag)(const pl_bags *b, int64_t bag, float *y) {
  const int64_t width = b->width, end = b->starts[bag + 1];
  memset(y, 0, (size_t)width * sizeof *y);
  for (int64_t place = b->starts[bag]; place < end; place++) {
    const float *row = b->in + (int64_t)b->ids[place] * width;
    if (place + 2 < end) {
      const float *next = b->in + (int64_t)b->ids[place + 2] * width;
      for (int64_t i = 0; i < width; i += 16) __builtin_prefetch(next + i);
    }
    for (int64_t i = 0; i < width; i += PL_LANES) store(y + i, load(y + i) + load(row + i));
  }
}

PL_FUNCTION void PL_NAME(bags_sum)(const pl_bags *b, int64_t begin, int64_t end) {
  for (int64_t unit = begin; unit < end; unit++)
    PL_NAME(sum_bag)(b, b->bags[unit], b->sums + unit * b->width);
}

PL_FUNCTION int64_t PL_NAME(bag_count)(const pl_bags *b, int64_t unit) {
  const int64_t bag = b->bags[unit];
  return b->starts[bag + 1] - b->starts[bag];
}

// h = the mean of the rows that an example reads.
PL_FUNCTION void PL_NAME(bag_hidden)(const pl_bags *b, int64_t example, float *h) {
  const int64_t width = b->width, unit = b->first_unit + example;
  int64_t count = 0;
  if (b->left) {
    memset(h, 0, (size_t)width * sizeof *h);
    for (int64_t other = b->left[example]; other < b->right[example]; other++) {
      if (other == unit) continue;
      count += PL_NAME(bag_count)(b, other);
      const float *sum = b->sums + other * width;
      for (int64_t i = 0; i < width; i += PL_LANES) store(h + i, load(h + i) + load(sum + i));
    }
  } else {
    count = PL_NAME(bag_count)(b, unit);
    PL_NAME(sum_bag)(b, b->bags[unit], h);
  }
  const vf share = splat(count > 0 ? 1 / (float)count : 0);
  for (int64_t i = 0; i < width; i += PL_LANES) store(h + i, load(h + i) * share);
}

// The scores of an example's targets: as many dot products at once as there are lanes.
PL_FUNCTION void PL_NAME(bag_scores)(const pl_bags *b, int64_t example, const float *h) {
  const int64_t width = b->width, first = b->firsts[example], count = b->counts[example];
  for (int64_t place = 0; place < count; place++) {
    const float *row = b->out + (int64_t)b->rows[first + place] * width;
    for (int64_t i = 0; i < width; i += 16) __builtin_prefetch(row + i);
  }
  for (int64_t place = 0; place < count; place += PL_LANES) {
    const int64_t n = count - place < PL_LANES ? count - place : PL_LANES;
    vf x[PL_LANES];
    for (int64_t k = 0; k < PL_LANES; k++) {
      x[k] = splat(0);
      if (k >= n) continue;
      const float *row = b->out + (int64_t)b->rows[first + place + k] * width;
      for (int64_t i = 0; i < width; i += PL_LANES) x[k] += load(row + i) * load(h + i);
    }
    transpose(x);
    vf sum = x[0];
    for (int lane = 1; lane < PL_LANES; lane++) sum += x[lane];
    store_part(b->shares + first + place, sum, n);
  }
}

// Scores become the rate times (label − probability); the loss is that of each target by itself.
PL_FUNCTION double PL_NAME(bag_logistic)(const pl_bags *b, int64_t first, int64_t count) {
  double loss = 0;
  for (int64_t place = first; place < first + count; place += PL_LANES) {
    const int64_t n = first + count - place < PL_LANES ? first + count - place : PL_LANES;
    const vf score = load_part(b->shares + place, n), label = load_part(b->labels + place, n);
    // z > 0 where the score has the label's side.
    const vf z = (splat(2) * label - splat(1)) * score;
    const vf losses = pick(z < splat(0), -z, splat(0)) + vlog1p(vexp(-vabs(z)));
    for (int64_t k = 0; k < n; k++) loss += losses[k];
    store_part(b->shares + place, splat(b->rate) * (label - vsigmoid(score)), n);
  }
  return loss;
}

// The same with probabilities that sum to one.
PL_FUNCTION double PL_NAME(bag_softmax)(const pl_bags *b, int64_t first, int64_t count) {
  float *x = b->shares + first;
  float top = count > 0 ? x[0] : 0;
  for (int64_t k = 1; k < count; k++) top = x[k] > top ? x[k] : top;
  double sum = 0, loss = 0;
  for (int64_t k = 0; k < count; k += PL_LANES) {
    const int64_t n = count - k < PL_LANES ? count - k : PL_LANES;
    const vf e = vexp(load_part(x + k, n) - splat(top));
    for (int64_t lane = 0; lane < n; lane++) {
      sum += e[lane];
      if (b->labels[first + k + lane] != 0) loss -= (double)b->labels[first + k + lane] * (x[k + lane] - top);
    }
    store_part(x + k, e, n);
  }
  double labels = 0;
  for (int64_t k = 0; k < count; k++) {
    labels += b->labels[first + k];
    x[k] = b->rate * (b->labels[first + k] - (float)(x[k] / sum));
  }
  return count > 0 ? loss + labels * log(sum) : 0;
}

PL_FUNCTION void PL_NAME(bags_forward)(const pl_bags *b, int64_t begin, int64_t end) {
  const int64_t width = b->width;
  for (int64_t example = begin; example < end; example++) {
    float *h = b->hidden + example * width, *g = b->gradients + example * width;
    const int64_t first = b->firsts[example], count = b->counts[example];
    PL_NAME(bag_hidden)(b, example, h);
    PL_NAME(bag_scores)(b, example, h);
    b->losses[example] = b->softmax ? PL_NAME(bag_softmax)(b, first, count)
                                    : PL_NAME(bag_logistic)(b, first, count);
    memset(g, 0, (size_t)width * sizeof *g);
    for (int64_t place = first; place < first + count; place++) {
      const float *row = b->out + (int64_t)b->rows[place] * width;
      const vf share = splat(b->shares[place]);
      for (int64_t i = 0; i < width; i += PL_LANES) store(g + i, load(g + i) + share * load(row + i));
    }
    if (!b->divided) continue;
    const int64_t rows = PL_NAME(bag_count)(b, b->first_unit + example);
    const vf share = splat(rows > 0 ? 1 / (float)rows : 0);
    for (int64_t i = 0; i < width; i += PL_LANES) store(g + i, load(g + i) * share);
  }
}

// What each unit of a window learns: the gradients of all examples that read it.
PL_FUNCTION void PL_NAME(bags_spread)(const pl_bags *b, int64_t begin, int64_t end) {
  const int64_t width = b->width;
  for (int64_t unit = begin; unit < end; unit++) {
    float *change = b->changes + unit * width;
    memset(change, 0, (size_t)width * sizeof *change);
    int64_t example = unit - b->reach - b->first_unit, last = unit + b->reach - b->first_unit;
    if (example < 0) example = 0;
    if (last >= b->examples) last = b->examples - 1;
    for (; example <= last; example++) {
      const bool is_read = b->left[example] <= unit && unit < b->right[example];
      if (!is_read || b->first_unit + example == unit) continue;
      const float *g = b->gradients + example * width;
      for (int64_t i = 0; i < width; i += PL_LANES) store(change + i, load(change + i) + load(g + i));
    }
  }
}

// Sixteen columns of all changes.
PL_FUNCTION void PL_NAME(bags_apply)(const pl_bags *b, int64_t column) {
  enum { PARTS = 16 / PL_LANES, AHEAD = 12 };
  const int64_t width = b->width;
  float *out = b->out + column, *in = b->in + column;
  for (int64_t example = 0; example < b->examples; example++) {
    const int64_t first = b->firsts[example], end = first + b->counts[example];
    const float *hidden = b->hidden + example * width + column;
    vf h[PARTS];
    for (int part = 0; part < PARTS; part++) h[part] = load(hidden + part * PL_LANES);
    for (int64_t place = first; place < end; place++) {
      if (place + AHEAD < end) __builtin_prefetch(out + (int64_t)b->rows[place + AHEAD] * width, 1);
      float *row = out + (int64_t)b->rows[place] * width;
      const vf share = splat(b->shares[place]);
      for (int part = 0; part < PARTS; part++)
        store(row + part * PL_LANES, load(row + part * PL_LANES) + share * h[part]);
    }
  }
  const float *changes = b->left ? b->changes : b->gradients - b->first_unit * width;
  const int64_t begin = b->left ? 0 : b->first_unit, units = b->left ? b->units : begin + b->examples;
  for (int64_t unit = begin; unit < units; unit++) {
    const int64_t first = b->starts[b->bags[unit]], end = b->starts[b->bags[unit] + 1];
    const float *change = changes + unit * width + column;
    vf g[PARTS];
    for (int part = 0; part < PARTS; part++) g[part] = load(change + part * PL_LANES);
    for (int64_t place = first; place < end; place++) {
      if (place + AHEAD < end) __builtin_prefetch(in + (int64_t)b->ids[place + AHEAD] * width, 1);
      float *row = in + (int64_t)b->ids[place] * width;
      for (int part = 0; part < PARTS; part++)
        store(row + part * PL_LANES, load(row + part * PL_LANES) + g[part]);
    }
  }
}

