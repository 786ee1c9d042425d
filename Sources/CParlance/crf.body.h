// Linear-chain conditional random fields, one sequence at a time; see CRFKernel.swift.

#define PART(j) (size - (j))
#define NOTHING splat(-__builtin_inff())

// y[j] = ln sum over i of exp(x[i] + w[i, j]), w [size, size].
PL_FUNCTION void PL_NAME(crf_sums)(const float *x, const float *w, float *y, int64_t size) {
  for (int64_t j = 0; j < size; j += PL_LANES) {
    vf top = NOTHING;
    for (int64_t i = 0; i < size; i++) {
      const vf s = splat(x[i]) + load_part(w + i * size + j, PART(j));
      top = pick(s > top, s, top);
    }
    // Where no way leads, -infinity stays.
    const vf base = pick(top == NOTHING, splat(0), top);
    vf sum = splat(0);
    for (int64_t i = 0; i < size; i++)
      sum += vexp(splat(x[i]) + load_part(w + i * size + j, PART(j)) - base);
    store_part(y + j, base + vlog(pick(top == NOTHING, splat(0), sum)), PART(j));
  }
}

// ln of the sum of exp(x).
PL_FUNCTION float PL_NAME(crf_total)(const float *x, int64_t size) {
  vf tops = NOTHING, sums = splat(0);
  for (int64_t j = 0; j < size; j++) tops[0] = x[j] > tops[0] ? x[j] : tops[0];
  const float top = tops[0];
  if (top == -__builtin_inff()) return top;
  for (int64_t j = 0; j < size; j += PL_LANES) {
    vf e = vexp(load_part(x + j, PART(j)) - splat(top));
    for (int64_t lane = PART(j); lane < PL_LANES; lane++) e[lane] = 0;
    sums += e;
  }
  return top + vlog(splat(lane_sum(sums)))[0];
}

PL_FUNCTION void PL_NAME(crf_forward)(const pl_crf *call, int64_t row, float *scratch) {
  const int64_t size = call->size, length = call->lengths[row];
  const float *x = call->emissions + row * call->steps * size;
  float *a = call->alphas + row * call->steps * size;
  float *norms = call->norms + row * (call->steps + 1);
  double loss = 0;
  for (int64_t t = 0; t < length; t++, x += size, a += size) {
    if (t > 0) PL_NAME(crf_sums)(a - size, call->transitions, a, size);
    else memcpy(a, call->start, (size_t)size * 4);
    for (int64_t j = 0; j < size; j++) a[j] += x[j];
    norms[t] = PL_NAME(crf_total)(a, size);
    for (int64_t j = 0; j < size; j++) a[j] -= norms[t];
    loss += norms[t];
  }
  if (length > 0) {
    float *last = scratch;
    for (int64_t j = 0; j < size; j++) last[j] = a[j - size] + call->end[j];
    norms[length] = PL_NAME(crf_total)(last, size);
    loss += norms[length];
  }
  if (call->targets) {
    const int32_t *y = call->targets + row * call->steps;
    x = call->emissions + row * call->steps * size;
    for (int64_t t = 0; t < length; t++)
      loss -= (t > 0 ? (double)call->transitions[y[t - 1] * size + y[t]] : (double)call->start[y[0]]) +
              (double)x[t * size + y[t]];
    if (length > 0) loss -= (double)call->end[y[length - 1]];
  }
  call->losses[row] = (float)loss;
}

// Betas as ln p(rest | tag) less the rest's norms, so that alpha + beta is a log-marginal; sums into
// this row's own part: d_transitions [size, size], d_start [size], d_end [size].
PL_FUNCTION void PL_NAME(crf_backward)(const pl_crf *call, int64_t row, float *scratch) {
  const int64_t size = call->size, length = call->lengths[row], steps = call->steps;
  const float *x = call->emissions + row * steps * size, *a = call->alphas + row * steps * size;
  const float *norms = call->norms + row * (steps + 1);
  float *b = call->betas + row * steps * size, *dx = call->d_emissions + row * steps * size;
  const vf share = splat(call->shares[row]);
  float *next = scratch, *part = scratch + 2 * size;
  float *d_start = part + size * size, *d_end = d_start + size;
  if (length == 0) return;
  for (int64_t t = length - 1; t >= 0; t--) {
    const float *alpha = a + t * size;
    float *beta = b + t * size;
    if (t == length - 1) {
      for (int64_t j = 0; j < size; j++) beta[j] = call->end[j] - norms[length];
    } else {
      for (int64_t j = 0; j < size; j++)
        next[j] = x[(t + 1) * size + j] + beta[size + j] - norms[t + 1];
      PL_NAME(crf_sums)(next, call->transposed, beta, size);
      for (int64_t i = 0; i < size; i++) {
        const vf from = splat(alpha[i]);
        if (alpha[i] == -__builtin_inff()) continue;
        for (int64_t j = 0; j < size; j += PL_LANES) {
          const vf way = from + load_part(call->transitions + i * size + j, PART(j));
          float *sum = part + i * size + j;
          store_part(sum, load_part(sum, PART(j)) + share * vexp(way + load_part(next + j, PART(j))),
                     PART(j));
        }
      }
    }
    for (int64_t j = 0; j < size; j += PL_LANES) {
      const vf p = share * vexp(load_part(alpha + j, PART(j)) + load_part(beta + j, PART(j)));
      store_part(dx + t * size + j, p, PART(j));
      if (t == 0) store_part(d_start + j, load_part(d_start + j, PART(j)) + p, PART(j));
      if (t == length - 1) store_part(d_end + j, load_part(d_end + j, PART(j)) + p, PART(j));
    }
  }
  if (!call->targets) return;
  const int32_t *y = call->targets + row * steps;
  for (int64_t t = 0; t < length; t++) {
    dx[t * size + y[t]] -= call->shares[row];
    if (t > 0) part[y[t - 1] * size + y[t]] -= call->shares[row];
  }
  d_start[y[0]] -= call->shares[row];
  d_end[y[length - 1]] -= call->shares[row];
}

// The first of equally good tags, at each step and at the end.
PL_FUNCTION void PL_NAME(crf_best)(const pl_crf *call, int64_t row, float *scratch) {
  const int64_t size = call->size, length = call->lengths[row], steps = call->steps;
  const float *x = call->emissions + row * steps * size;
  int32_t *from = call->places + row * steps * size, *y = call->best + row * steps;
  float *scores = scratch, *next = scratch + size;
  if (length == 0) return;
  for (int64_t j = 0; j < size; j++) scores[j] = call->start[j] + x[j];
  for (int64_t t = 1; t < length; t++) {
    for (int64_t j = 0; j < size; j += PL_LANES) {
      vf top = splat(scores[0]) + load_part(call->transitions + j, PART(j));
      vi place = {0};
      for (int64_t i = 1; i < size; i++) {
        const vf s = splat(scores[i]) + load_part(call->transitions + i * size + j, PART(j));
        const vi better = s > top;
        top = pick(better, s, top);
        place = (better & (int32_t)i) | (~better & place);
      }
      store_part(next + j, top + load_part(x + t * size + j, PART(j)), PART(j));
      for (int64_t lane = 0; lane < PL_LANES && j + lane < size; lane++)
        from[t * size + j + lane] = place[lane];
    }
    // Scores stay near zero, so that long sequences lose no digits.
    float top = next[0];
    for (int64_t j = 1; j < size; j++) top = next[j] > top ? next[j] : top;
    for (int64_t j = 0; j < size; j++) scores[j] = next[j] - (top > -__builtin_inff() ? top : 0);
  }
  int32_t tag = 0;
  for (int32_t j = 1; j < size; j++)
    if (scores[j] + call->end[j] > scores[tag] + call->end[tag]) tag = j;
  for (int64_t t = length - 1; t >= 0; t--) {
    y[t] = tag;
    if (t > 0) tag = from[t * size + tag];
  }
}

#undef PART
#undef NOTHING
