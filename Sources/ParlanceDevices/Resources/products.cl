// Matrix products without a library, for batches of small ones: c[i] (+)= the sum over t of
// op(a[a_at[i terms + t]]) op(b[b_at[i terms + t]]). A group makes a square of TILE × TILE, a lane two of its numbers.

#define TILE 16

typedef struct {
  i64 offset, stride, size;
  i64 is_transposed;
} matrix;

DEVICE float number(matrix m, GLOBAL const float *x, i64 row, i64 column) {
  return x[m.is_transposed ? column * m.stride + row : row * m.stride + column];
}

KERNEL void matrix_products(
    i64 m, i64 n, i64 k, i64 terms, int adds, matrix a, matrix b, matrix c,
    GLOBAL const i64 *a_at, GLOBAL const i64 *b_at, GLOBAL const float *as, GLOBAL const float *bs,
    GLOBAL float *cs) {
  SHARED_FLOATS(left, TILE * (TILE + 1));
  SHARED_FLOATS(right, TILE * (TILE + 1));
  i64 down = (m + TILE - 1) / TILE, across = (n + TILE - 1) / TILE;
  i64 output = GROUP() / (down * across), tile = GROUP() % (down * across);
  i64 first_row = tile / across * TILE, first_column = tile % across * TILE;
  int row = LANE() / TILE, column = LANE() % TILE;
  float upper = 0, lower = 0;
  for (i64 t = 0; t < terms; t++) {
    GLOBAL const float *x = as + a.offset + (a_at ? a_at[output * terms + t] * a.size : 0);
    GLOBAL const float *y = bs + b.offset + (b_at ? b_at[output * terms + t] * b.size : 0);
    for (i64 at = 0; at < k; at += TILE) {
      for (int part = 0; part < 2; part++) {
        int r = row + part * (TILE / 2);
        i64 i = first_row + r, j = first_column + column;
        left[r * (TILE + 1) + column] =
            i < m && at + column < k ? number(a, x, i, at + column) : 0;
        right[r * (TILE + 1) + column] = at + r < k && j < n ? number(b, y, at + r, j) : 0;
      }
      BARRIER();
      for (int inner = 0; inner < TILE; inner++) {
        float factor = right[inner * (TILE + 1) + column];
        upper = fmaf(left[row * (TILE + 1) + inner], factor, upper);
        lower = fmaf(left[(row + TILE / 2) * (TILE + 1) + inner], factor, lower);
      }
      BARRIER();
    }
  }
  for (int part = 0; part < 2; part++) {
    i64 i = first_row + row + part * (TILE / 2), j = first_column + column;
    if (i < m && j < n) {
      i64 at = c.offset + output * c.size + i * c.stride + j;
      cs[at] = (adds ? cs[at] : 0) + (part ? lower : upper);
    }
  }
}

// Groups of places with ranges of a table's rows: see RowGroups.swift. A group for each place, or for each row.

KERNEL void group_products(
    i64 width, GLOBAL const i64 *lines, GLOBAL const i64 *firsts, GLOBAL const int *counts,
    GLOBAL const float *x, GLOBAL const float *table, GLOBAL const float *bias, GLOBAL float *y) {
  i64 place = GROUP(), first = firsts[place];
  for (int row = LANE(); row < counts[place]; row += WIDTH) {
    float sum = bias ? bias[first + row] : 0;
    for (i64 j = 0; j < width; j++) sum += x[place * width + j] * table[(first + row) * width + j];
    y[lines[place] + row] = sum;
  }
}

KERNEL void group_input_gradients(
    i64 width, GLOBAL const i64 *lines, GLOBAL const i64 *firsts, GLOBAL const int *counts,
    GLOBAL const float *dy, GLOBAL const float *table, GLOBAL float *dx) {
  i64 place = GROUP(), first = firsts[place];
  for (i64 j = LANE(); j < width; j += WIDTH) {
    float sum = 0;
    for (int row = 0; row < counts[place]; row++) {
      sum += dy[lines[place] + row] * table[(first + row) * width + j];
    }
    dx[place * width + j] = sum;
  }
}

// Row r of all groups' rows: its numbers stand from lines[r] on, strides[r] apart, for counts[r] places from
// places[r] on.
KERNEL void group_weight_gradients(
    i64 width, GLOBAL const i64 *lines, GLOBAL const int *strides, GLOBAL const i64 *places,
    GLOBAL const int *counts, GLOBAL const float *dy, GLOBAL const float *x, GLOBAL float *table,
    GLOBAL float *bias) {
  i64 row = GROUP();
  GLOBAL const float *d = dy + lines[row];
  for (i64 j = LANE(); j < width; j += WIDTH) {
    float sum = 0;
    for (int p = 0; p < counts[row]; p++) {
      sum += d[(i64)p * strides[row]] * x[(places[row] + p) * width + j];
    }
    table[row * width + j] = sum;
  }
  if (LANE() == 0) {
    float sum = 0;
    for (int p = 0; p < counts[row]; p++) sum += d[(i64)p * strides[row]];
    bias[row] = sum;
  }
}
