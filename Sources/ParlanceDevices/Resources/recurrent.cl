// One step of a recurrent layer, a lane for each unit of each sequence; the products come between: see
// RecurrentKernel.swift for the equations.

enum { CELL_TANH, CELL_RELU, CELL_LSTM, CELL_GRU, CELL_GRU_RESET_BEFORE };

typedef struct {
  i64 batch, steps, size, cell;
  i64 zoneout;                    // 0 none, 1 drawn, 2 the expectation
  i64 first_row, hidden_below, cell_below;
  u64 key;
  float hidden_rate, cell_rate;
} layer;

// How much of the state before stays: of h (state 2) or of c (3). See ZoneoutMask.swift.
DEVICE float kept(const layer *of, int state, i64 row, i64 step, i64 unit) {
  if (of->zoneout == 0) return 0;
  if (of->zoneout == 2) return state == 2 ? of->hidden_rate : of->cell_rate;
  u32 word = random_word(
      of->key, (u64)(unit / 4) | (u64)step << 32, (u32)(of->first_row + row), (u32)state,
      (int)(unit % 4));
  return word < (u32)(state == 2 ? of->hidden_below : of->cell_below) ? 1 : 0;
}

DEVICE float mixed(float share, float before, float after) {
  return share == 0 ? after : share * before + (1 - share) * after;
}

// The product with U lies in `gates` already, or for the GRU's n in `extra`. Phase 1 is the second half of the
// reset-before GRU's step, after its second product.
KERNEL void recurrent_forward(
    layer of, i64 step, int phase, GLOBAL const int *lengths, GLOBAL const float *peephole,
    GLOBAL const float *inner_bias, GLOBAL const float *mask, GLOBAL float *gates,
    GLOBAL float *hidden, GLOBAL float *cell, GLOBAL float *fed, GLOBAL float *previous,
    GLOBAL float *masked, GLOBAL float *extra, GLOBAL float *outputs) {
  i64 i = PLACE(), size = of.size;
  if (i >= of.batch * size) return;
  i64 row = i / size, unit = i % size, place = row * of.steps + step, at = place * size + unit;
  int kind = (int)of.cell, is_long = kind != CELL_TANH && kind != CELL_RELU;
  if (lengths && step >= lengths[row]) {
    outputs[at] = 0;
    previous[at] = 0;
    if (mask) masked[at] = 0;
    if (is_long) extra[at] = 0;
    return;
  }
  float h = hidden[i], after = 0;
  GLOBAL float *g = gates + place * size * (kind == CELL_LSTM ? 4 : is_long ? 3 : 1) + unit;
  if (phase == 0) {
    previous[at] = h;
    if (mask) masked[at] = fed[i];
  }
  if (kind == CELL_TANH) {
    after = g[0] = tanhf(g[0]);
  } else if (kind == CELL_RELU) {
    after = g[0] = g[0] > 0 || is_nan(g[0]) ? g[0] : 0;
  } else if (kind == CELL_LSTM) {
    float before = cell[i];
    float in = sigmoid(g[0] + (peephole ? peephole[unit] * before : 0));
    float forget = sigmoid(g[size] + (peephole ? peephole[size + unit] * before : 0));
    float candidate = tanhf(g[2 * size]), now = forget * before + in * candidate;
    float out = sigmoid(g[3 * size] + (peephole ? peephole[2 * size + unit] * now : 0));
    g[0] = in;
    g[size] = forget;
    g[2 * size] = candidate;
    g[3 * size] = out;
    after = out * tanhf(now);
    cell[i] = extra[at] = mixed(kept(&of, 3, row, step, unit), before, now);
  } else if (phase == 0) {
    float reset = g[0] = sigmoid(g[0]), update = g[size] = sigmoid(g[size]);
    if (kind == CELL_GRU_RESET_BEFORE) {
      extra[at] = reset * (mask ? fed[i] : h);
      return;
    }
    float inner = extra[at] + (inner_bias ? inner_bias[unit] : 0);
    float candidate = g[2 * size] = tanhf(g[2 * size] + reset * inner);
    extra[at] = inner;
    after = (1 - update) * candidate + update * h;
  } else {
    float candidate = g[2 * size] = tanhf(g[2 * size]);
    after = (1 - g[size]) * candidate + g[size] * h;
  }
  after = mixed(kept(&of, 2, row, step, unit), h, after);
  hidden[i] = outputs[at] = after;
  if (mask) fed[i] = after * mask[i];
}

// From the gradients of h and c after the step, in d_hidden (and, times the mask, `through`) and d_cell, to those
// before it but for the product with U'. Phase 1 is the reset gate of the reset-before GRU, from the product in
// `through`.
KERNEL void recurrent_backward(
    layer of, i64 step, int phase, int adds_through, GLOBAL const int *lengths,
    GLOBAL const float *peephole, GLOBAL const float *mask, GLOBAL const float *gates,
    GLOBAL const float *extra, GLOBAL const float *previous, GLOBAL const float *masked,
    GLOBAL const float *first_cell, GLOBAL const float *d_outputs, GLOBAL const float *through,
    GLOBAL float *d_hidden, GLOBAL float *d_cell, GLOBAL float *d_projected,
    GLOBAL float *d_recurrent) {
  i64 i = PLACE(), size = of.size;
  if (i >= of.batch * size) return;
  i64 row = i / size, unit = i % size, place = row * of.steps + step, at = place * size + unit;
  int kind = (int)of.cell, is_long = kind != CELL_TANH && kind != CELL_RELU;
  int count = kind == CELL_LSTM ? 4 : is_long ? 3 : 1;
  i64 first = place * size * count + unit;
  GLOBAL const float *g = gates + first;
  GLOBAL float *dx = d_projected + first, *du = d_recurrent + first;
  float factor = mask ? mask[i] : 1;
  int is_padding = lengths && step >= lengths[row];
  if (phase == 1) {
    if (is_padding) return;
    float d = through[i], reset = g[0];
    dx[0] = d * (masked ? masked[at] : previous[at]) * reset * (1 - reset);
    d_hidden[i] += d * reset * factor;
    return;
  }
  float dh = d_hidden[i] + (adds_through ? through[i] * factor : 0);
  if (is_padding) {
    d_hidden[i] = dh;
    for (int gate = 0; gate < count; gate++) dx[gate * size] = du[gate * size] = 0;
    return;
  }
  if (d_outputs) dh += d_outputs[at];
  float stays = kept(&of, 2, row, step, unit), d = (1 - stays) * dh, before = stays * dh;
  if (kind == CELL_TANH) {
    dx[0] = d * (1 - g[0] * g[0]);
  } else if (kind == CELL_RELU) {
    dx[0] = g[0] > 0 ? d : 0;
  } else if (kind == CELL_LSTM) {
    float in = g[0], forget = g[size], candidate = g[2 * size], out = g[3 * size];
    float c = step > 0 ? extra[at - size] : first_cell[i], dc = d_cell[i];
    float carried = kept(&of, 3, row, step, unit);
    float t = tanhf(forget * c + in * candidate);
    float d_out = d * t * out * (1 - out);
    float through_cell = (1 - carried) * dc + d * out * (1 - t * t);
    if (peephole) through_cell += d_out * peephole[2 * size + unit];
    float d_in = through_cell * candidate * in * (1 - in);
    float d_forget = through_cell * c * forget * (1 - forget);
    dx[0] = d_in;
    dx[size] = d_forget;
    dx[2 * size] = through_cell * in * (1 - candidate * candidate);
    dx[3 * size] = d_out;
    float dc_before = through_cell * forget;
    if (peephole) dc_before += d_in * peephole[unit] + d_forget * peephole[size + unit];
    d_cell[i] = carried * dc + dc_before;
  } else {
    float reset = g[0], update = g[size], candidate = g[2 * size];
    float d_candidate = d * (1 - update) * (1 - candidate * candidate);
    dx[size] = d * (previous[at] - candidate) * update * (1 - update);
    dx[2 * size] = d_candidate;
    before += d * update;
    if (kind == CELL_GRU) {
      dx[0] = d_candidate * extra[at] * reset * (1 - reset);
      du[0] = dx[0];
      du[size] = dx[size];
      du[2 * size] = d_candidate * reset;
    }
  }
  d_hidden[i] = before;
}
