// Linear-chain conditional random fields, a group for each sequence, a lane for each tag: see CRFKernel.swift.

// ln Σ e^x over a group's lanes; -infinity where all are.
DEVICE float group_log_sum(SHARED float *room, GLOBAL const float *x, i64 size) {
  float top = -INFINITY, sum = 0;
  for (i64 j = LANE(); j < size; j += WIDTH) top = greater(x[j], top);
  top = group_maximum(room, top);
  float shift = top == -INFINITY ? 0 : top;
  for (i64 j = LANE(); j < size; j += WIDTH) sum += expf(x[j] - shift);
  return shift + logf(group_sum(room, sum));
}

// The score of a path.
DEVICE float path_score(
    i64 size, int length, GLOBAL const int *tags, GLOBAL const float *emissions,
    GLOBAL const float *transitions, GLOBAL const float *start, GLOBAL const float *end) {
  float score = start[tags[0]] + end[tags[length - 1]];
  for (int t = 0; t < length; t++) {
    score += emissions[t * size + tags[t]];
    if (t > 0) score += transitions[tags[t - 1] * size + tags[t]];
  }
  return score;
}

// `ends` is room for a row of tags of each sequence.
KERNEL void crf_forward(
    i64 steps, i64 size, GLOBAL const int *lengths, GLOBAL const int *targets,
    GLOBAL const float *emissions, GLOBAL const float *transitions, GLOBAL const float *start,
    GLOBAL const float *end, GLOBAL float *ends, GLOBAL float *alphas, GLOBAL float *norms,
    GLOBAL float *losses) {
  SHARED_FLOATS(room, WIDTH);
  i64 row = GROUP();
  int length = lengths[row];
  GLOBAL const float *x = emissions + row * steps * size;
  GLOBAL float *alpha = alphas + row * steps * size, *last = ends + row * size;
  GLOBAL float *norm = norms + row * (steps + 1);
  float loss = 0;
  for (int t = 0; t < length; t++) {
    GLOBAL float *now = alpha + t * size;
    GLOBAL const float *before = now - size;
    for (i64 tag = LANE(); tag < size; tag += WIDTH) {
      float way = start[tag];
      if (t > 0) {
        float top = -INFINITY, sum = 0;
        for (i64 i = 0; i < size; i++) top = greater(before[i] + transitions[i * size + tag], top);
        for (i64 i = 0; i < size; i++) {
          sum += top == -INFINITY ? 0 : expf(before[i] + transitions[i * size + tag] - top);
        }
        way = top == -INFINITY ? top : top + logf(sum);
      }
      now[tag] = x[t * size + tag] + way;
    }
    BARRIER();
    float total = group_log_sum(room, now, size);
    for (i64 tag = LANE(); tag < size; tag += WIDTH) now[tag] -= total;
    if (LANE() == 0) norm[t] = total;
    loss += total;
    BARRIER();
  }
  for (i64 tag = LANE(); tag < size; tag += WIDTH) {
    last[tag] = length > 0 ? alpha[(length - 1) * size + tag] + end[tag] : 0;
  }
  BARRIER();
  float total = group_log_sum(room, last, size);
  if (LANE() == 0) {
    if (length > 0) norm[length] = total;
    loss = length > 0 ? loss + total : 0;
    if (targets && length > 0) {
      loss -= path_score(size, length, targets + row * steps, x, transitions, start, end);
    }
    losses[row] = loss;
  }
}

// `parts` holds for each sequence the gradients of transitions [K, K], start and end [K], zeros at first.
KERNEL void crf_backward(
    i64 steps, i64 size, GLOBAL const int *lengths, GLOBAL const int *targets,
    GLOBAL const float *emissions, GLOBAL const float *transitions, GLOBAL const float *end,
    GLOBAL const float *shares, GLOBAL const float *alphas, GLOBAL const float *norms,
    GLOBAL float *betas, GLOBAL float *gradients, GLOBAL float *parts) {
  i64 row = GROUP(), first = row * steps * size;
  int length = lengths[row];
  GLOBAL const float *x = emissions + first, *alpha = alphas + first;
  GLOBAL const float *norm = norms + row * (steps + 1);
  GLOBAL float *beta = betas + first, *dx = gradients + first;
  GLOBAL float *dw = parts + row * size * (size + 2);
  GLOBAL float *d_start = dw + size * size, *d_end = d_start + size;
  float share = shares[row];
  for (int t = length - 1; t >= 0; t--) {
    GLOBAL const float *next = x + (t + 1) * size, *after = beta + (t + 1) * size;
    for (i64 i = LANE(); i < size; i += WIDTH) {
      float b = end[i] - norm[length];
      if (t < length - 1) {
        float top = -INFINITY, sum = 0;
        for (i64 j = 0; j < size; j++) {
          top = greater(transitions[i * size + j] + next[j] + after[j] - norm[t + 1], top);
        }
        for (i64 j = 0; j < size; j++) {
          float way = transitions[i * size + j] + next[j] + after[j] - norm[t + 1];
          sum += top == -INFINITY ? 0 : expf(way - top);
          dw[i * size + j] += share * expf(alpha[t * size + i] + way);
        }
        b = top == -INFINITY ? top : top + logf(sum);
      }
      beta[t * size + i] = b;
      float p = share * expf(alpha[t * size + i] + b);
      dx[t * size + i] = p;
      if (t == 0) d_start[i] = p;
      if (t == length - 1) d_end[i] = p;
    }
    BARRIER();
  }
  if (!targets || LANE() != 0 || length == 0) return;
  GLOBAL const int *tags = targets + row * steps;
  for (int t = 0; t < length; t++) {
    dx[t * size + tags[t]] -= share;
    if (t > 0) dw[tags[t - 1] * size + tags[t]] -= share;
  }
  d_start[tags[0]] -= share;
  d_end[tags[length - 1]] -= share;
}

// The most likely tags; `places` is room for where each came from, `scores` for two rows of tags of each sequence.
KERNEL void crf_best(
    i64 steps, i64 size, GLOBAL const int *lengths, GLOBAL const float *emissions,
    GLOBAL const float *transitions, GLOBAL const float *start, GLOBAL const float *end,
    GLOBAL float *scores, GLOBAL int *places, GLOBAL int *best) {
  i64 row = GROUP();
  int length = lengths[row];
  GLOBAL const float *x = emissions + row * steps * size;
  GLOBAL int *from = places + row * steps * size;
  for (int t = 0; t < length; t++) {
    GLOBAL float *now = scores + (2 * row + t % 2) * size;
    GLOBAL const float *before = scores + (2 * row + (t + 1) % 2) * size;
    for (i64 tag = LANE(); tag < size; tag += WIDTH) {
      if (t == 0) {
        now[tag] = start[tag] + x[tag];
        continue;
      }
      i64 top = 0;
      for (i64 i = 1; i < size; i++) {
        if (before[i] + transitions[i * size + tag] > before[top] + transitions[top * size + tag]) {
          top = i;
        }
      }
      from[t * size + tag] = (int)top;
      now[tag] = before[top] + transitions[top * size + tag] + x[t * size + tag];
    }
    BARRIER();
  }
  if (LANE() != 0) return;
  for (i64 t = length; t < steps; t++) best[row * steps + t] = 0;
  if (length == 0) return;
  GLOBAL const float *last = scores + (2 * row + (length - 1) % 2) * size;
  int tag = 0;
  for (i64 i = 1; i < size; i++) {
    if (last[i] + end[i] > last[tag] + end[tag]) tag = (int)i;
  }
  for (int t = length - 1; t >= 0; t--) {
    best[row * steps + t] = tag;
    if (t > 0) tag = from[t * size + tag];
  }
}
