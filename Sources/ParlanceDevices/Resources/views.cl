// Arrays seen through strides: see View.swift.

#define AXES 8

typedef struct {
  i64 rank, offset;
  i64 shape[AXES], strides[AXES];
} axes;

DEVICE i64 element(const axes *view, i64 place) {
  i64 at = view->offset;
  for (int axis = (int)view->rank - 1; axis > 0; axis--) {
    at += place % view->shape[axis] * view->strides[axis];
    place /= view->shape[axis];
  }
  return view->rank > 0 ? at + place * view->strides[0] : at;
}

KERNEL void gather(i64 n, axes view, GLOBAL const float *x, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] = x[element(&view, i)];
}

// The view sees no element twice.
KERNEL void scatter(i64 n, int adds, axes view, GLOBAL const float *x, GLOBAL float *y) {
  i64 i = PLACE();
  if (i >= n) return;
  i64 at = element(&view, i);
  y[at] = adds ? y[at] + x[i] : x[i];
}

// Element k of `kept` sees n of the targets; `places` are those of x that are added to the first, and `starts` leads
// from it to the others.
KERNEL void add_sums(
    i64 n, i64 count, axes kept, axes starts, axes places, GLOBAL const float *x,
    GLOBAL float *y) {
  i64 i = PLACE();
  if (i >= n) return;
  i64 first = element(&starts, i);
  exact sum = exact_of(0);
  for (i64 j = 0; j < count; j++) sum = exact_add(sum, exact_of(x[first + element(&places, j)]));
  y[element(&kept, i)] += exact_value(sum);
}

// The same for few targets: a group for each.
KERNEL void add_long_sums(
    i64 n, i64 count, axes kept, axes starts, axes places, GLOBAL const float *x,
    GLOBAL float *y) {
  SHARED_FLOATS(sums, WIDTH);
  SHARED_FLOATS(rests, WIDTH);
  i64 i = GROUP();
  i64 first = element(&starts, i);
  exact sum = exact_of(0);
  for (i64 j = LANE(); j < count; j += WIDTH) {
    sum = exact_add(sum, exact_of(x[first + element(&places, j)]));
  }
  sum = group_exact_sum(sums, rests, sum);
  if (LANE() == 0) y[element(&kept, i)] += exact_value(sum);
}

// Rows of a table [V, width].

KERNEL void gather_rows(
    i64 n, i64 width, GLOBAL const int *ids, GLOBAL const float *table, GLOBAL float *y) {
  i64 i = PLACE();
  if (i < n) y[i] = table[ids[i / width] * width + i % width];
}

// Of each row of the table that is named, the rows order[starts[r]] ... are added in that order.
KERNEL void add_rows(
    i64 n, i64 width, GLOBAL const int *named, GLOBAL const int *starts, GLOBAL const int *order,
    GLOBAL const float *rows, GLOBAL float *table) {
  i64 i = PLACE();
  if (i >= n) return;
  i64 row = i / width, column = i % width, at = named[row] * width + column;
  float sum = table[at];
  for (int j = starts[row]; j < starts[row + 1]; j++) sum += rows[order[j] * width + column];
  table[at] = sum;
}

// table[ids[n]] += alpha rows[n], no id twice.
KERNEL void add_scaled_rows(
    i64 n, i64 width, float alpha, GLOBAL const int *ids, GLOBAL const float *rows,
    GLOBAL float *table) {
  i64 i = PLACE();
  if (i < n) table[ids[i / width] * width + i % width] += alpha * rows[i];
}

// table[ids[n]] = rows[from[n]], no id twice.
KERNEL void set_rows(
    i64 n, i64 width, GLOBAL const int *ids, GLOBAL const int *from, GLOBAL const float *rows,
    GLOBAL float *table) {
  i64 i = PLACE();
  if (i < n) {
    table[ids[i / width] * width + i % width] = rows[from[i / width] * width + i % width];
  }
}

KERNEL void sum_bags(
    i64 n, i64 width, GLOBAL const i64 *starts, GLOBAL const int *ids,
    GLOBAL const float *weights, GLOBAL const float *table, GLOBAL float *y) {
  i64 i = PLACE();
  if (i >= n) return;
  i64 bag = i / width, column = i % width;
  float sum = 0;
  for (i64 j = starts[bag]; j < starts[bag + 1]; j++) {
    sum += (weights ? weights[j] : 1) * table[ids[j] * width + column];
  }
  y[i] = sum;
}
