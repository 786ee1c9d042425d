// One step of attention, a group for each row: see Kernels+Attention.swift.

KERNEL void attend_forward(
    i64 places, i64 size, i64 width, GLOBAL const int *lengths, GLOBAL const float *queries,
    GLOBAL const float *keys, GLOBAL const float *values, GLOBAL const float *energy,
    GLOBAL float *weights, GLOBAL float *contexts) {
  SHARED_FLOATS(room, WIDTH);
  i64 row = GROUP();
  int count = lengths[row];
  GLOBAL const float *q = queries + row * size, *k = keys + row * places * size;
  GLOBAL const float *x = values + row * places * width;
  GLOBAL float *w = weights + row * places;
  float top = -INFINITY, total = 0;
  for (i64 place = LANE(); place < places; place += WIDTH) {
    float score = 0;
    if (place < count) {
      for (i64 i = 0; i < size; i++) {
        float u = q[i], v = k[place * size + i];
        score += energy ? energy[i] * tanhf(u + v) : u * v;
      }
      top = greater(score, top);
    }
    w[place] = score;
  }
  top = group_maximum(room, top);
  for (i64 place = LANE(); place < count; place += WIDTH) {
    w[place] = expf(w[place] - top);
    total += w[place];
  }
  total = group_sum(room, total);
  for (i64 place = LANE(); place < count; place += WIDTH) w[place] /= total;
  BARRIER();
  for (i64 i = LANE(); i < width; i += WIDTH) {
    float sum = 0;
    for (int place = 0; place < count; place++) sum += w[place] * x[place * width + i];
    contexts[row * width + i] = sum;
  }
}

KERNEL void attend_backward(
    i64 places, i64 size, i64 width, GLOBAL const int *lengths, GLOBAL const float *queries,
    GLOBAL const float *keys, GLOBAL const float *values, GLOBAL const float *energy,
    GLOBAL const float *weights, GLOBAL const float *d_weights, GLOBAL const float *d_contexts,
    GLOBAL float *scores, GLOBAL float *d_queries, GLOBAL float *d_keys,
    GLOBAL float *d_energies) {
  SHARED_FLOATS(room, WIDTH);
  i64 row = GROUP();
  int count = lengths[row];
  GLOBAL const float *q = queries + row * size, *k = keys + row * places * size;
  GLOBAL const float *x = values + row * places * width, *dc = d_contexts + row * width;
  GLOBAL const float *w = weights + row * places;
  GLOBAL float *score = scores + row * places, *dk = d_keys + row * places * size;
  float mean = 0;
  for (i64 place = LANE(); place < count; place += WIDTH) {
    float given = d_weights ? d_weights[row * places + place] : 0;
    for (i64 i = 0; i < width; i++) given += dc[i] * x[place * width + i];
    score[place] = given;
    mean += w[place] * given;
  }
  mean = group_sum(room, mean);
  for (i64 i = LANE(); i < size; i += WIDTH) {
    float dq = 0, dv = 0;
    for (int place = 0; place < count; place++) {
      float d = w[place] * (score[place] - mean);
      i64 key = place * size + i;
      if (energy) {
        float t = tanhf(q[i] + k[key]), through = d * energy[i] * (1 - t * t);
        dv += d * t;
        dk[key] += through;
        dq += through;
      } else {
        dk[key] += d * q[i];
        dq += d * k[key];
      }
    }
    d_queries[row * size + i] = dq;
    if (energy) d_energies[row * size + i] += dv;
  }
}
