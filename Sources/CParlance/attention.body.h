// One query against the places of its source, forward and back. Sums run in one order whoever takes them.

#define PART(j, n) ((n) - (j) < PL_LANES ? (n) - (j) : PL_LANES)

PL_INLINE float PL_NAME(products)(const float *a, const float *b, int64_t n) {
  vf sum = splat(0);
  for (int64_t j = 0; j < n; j += PL_LANES)
    sum += load_part(a + j, PART(j, n)) * load_part(b + j, PART(j, n));
  return lane_sum(sum);
}

// v · tanh(q + k); lanes beyond the end have a v of 0.
PL_INLINE float PL_NAME(energy_of)(const float *v, const float *q, const float *k, int64_t n) {
  vf sum = splat(0);
  for (int64_t j = 0; j < n; j += PL_LANES) {
    const int64_t part = PART(j, n);
    sum += load_part(v + j, part) * vtanh(load_part(q + j, part) + load_part(k + j, part));
  }
  return lane_sum(sum);
}

// y[0 ..< n] = the sum over places of weights[p] · x[p].
PL_INLINE void PL_NAME(weighted_sum)(const float *weights, const float *x, int64_t places, int64_t n,
                                     float *y) {
  for (int64_t j = 0; j < n; j += PL_LANES) {
    vf sum = splat(0);
    for (int64_t p = 0; p < places; p++)
      sum += splat(weights[p]) * load_part(x + p * n + j, PART(j, n));
    store_part(y + j, sum, PART(j, n));
  }
}

PL_FUNCTION void PL_NAME(attend_forward)(const pl_attention *call, int64_t row) {
  const int64_t size = call->size, places = call->lengths[row];
  const float *q = call->queries + row * size, *k = call->keys + row * call->places * size;
  float *w = call->weights + row * call->places;
  float top = -__builtin_inff();
  for (int64_t p = 0; p < places; p++) {
    w[p] = call->energy ? PL_NAME(energy_of)(call->energy, q, k + p * size, size)
                        : PL_NAME(products)(q, k + p * size, size);
    top = w[p] > top ? w[p] : top;
  }
  vf total = splat(0);
  for (int64_t p = 0; p < places; p += PL_LANES) {
    store_part(w + p, vexp(load_part(w + p, PART(p, places)) - splat(top)), PART(p, places));
    total += load_part(w + p, PART(p, places));
  }
  const float factor = 1 / lane_sum(total);
  for (int64_t p = 0; p < places; p++) w[p] *= factor;
  for (int64_t p = places; p < call->places; p++) w[p] = 0;
  PL_NAME(weighted_sum)(w, call->values + row * call->places * call->width, places, call->width,
                        call->contexts + row * call->width);
}

PL_FUNCTION void PL_NAME(attend_backward)(const pl_attention *call, int64_t row) {
  const int64_t size = call->size, places = call->lengths[row], width = call->width;
  const int64_t first = row * call->places;
  const float *q = call->queries + row * size, *keys = call->keys + first * size;
  const float *w = call->weights + first, *dc = call->d_contexts + row * width;
  float *d = call->scores + first, *dq = call->d_queries + row * size;
  float mean = 0;
  for (int64_t p = 0; p < places; p++) {
    d[p] = PL_NAME(products)(dc, call->values + (first + p) * width, width);
    if (call->d_weights) d[p] += call->d_weights[first + p];
    mean += w[p] * d[p];
  }
  for (int64_t p = 0; p < places; p++) d[p] = w[p] * (d[p] - mean);
  for (int64_t j = 0; j < size; j += PL_LANES) {
    const int64_t part = PART(j, size);
    const vf query = load_part(q + j, part);
    vf sum = splat(0);
    if (!call->energy) {
      for (int64_t p = 0; p < places; p++) {
        float *dk = call->d_keys + (first + p) * size + j;
        const vf ds = splat(d[p]);
        store_part(dk, load_part(dk, part) + ds * query, part);
        sum += ds * load_part(keys + p * size + j, part);
      }
      store_part(dq + j, sum, part);
      continue;
    }
    const vf v = load_part(call->energy + j, part);
    float *dv = call->d_energies + row * size + j;
    vf energies = load_part(dv, part);
    for (int64_t p = 0; p < places; p++) {
      float *dk = call->d_keys + (first + p) * size + j;
      const vf t = vtanh(query + load_part(keys + p * size + j, part)), ds = splat(d[p]);
      const vf g = ds * v * (splat(1) - t * t);
      energies += ds * t;
      store_part(dk, load_part(dk, part) + g, part);
      sum += g;
    }
    store_part(dv, energies, part);
    store_part(dq + j, sum, part);
  }
}

#undef PART
