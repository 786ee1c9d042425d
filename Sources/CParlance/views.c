// Copies and sums between a dense array and a strided view of another one.

#include "pool.h"

#include <string.h>

#define PL_BODY "views.body.h"
#include "variants.h"

enum { TILE = 16384, SIDE = 16, LANES = 256 };

typedef struct {
  int64_t length, from, to;
} axis;

// A copy goes in units, blocks of two axes: `line`, along which the dense array lies, and `row`.
// Equal-sized groups of units are the tiles.
typedef struct {
  const float *from;
  float *to;
  bool add;
  int outer_count;
  axis outer[PL_AXES];
  axis row, line;
  int64_t row_block, line_block, row_blocks, line_blocks;
  int64_t units, group;
} copy_call;

// The place of a tuple of indices, numbered with the last axis fastest, in both arrays.
static void locate(const axis *axes, int count, int64_t number, int64_t *from, int64_t *to) {
  for (int k = count - 1; k >= 0; k--) {
    int64_t index = number % axes[k].length;
    number /= axes[k].length;
    *from += index * axes[k].from;
    *to += index * axes[k].to;
  }
}

// Along lines that lie in both arrays in one piece.
static void copy_lines(const float *from, float *to, axis row, axis line, bool add) {
  for (int64_t i = 0; i < row.length; i++) {
    const float *source = from + i * row.from;
    float *target = to + i * row.to;
    if (add) {
      for (int64_t j = 0; j < line.length; j++) target[j] += source[j];
    } else {
      memcpy(target, source, (size_t)line.length * 4);
    }
  }
}

// In squares that fit the nearest cache, so that a transposition reads and writes whole lines.
static void copy_squares(const float *from, float *to, axis row, axis line, bool add) {
  for (int64_t i0 = 0; i0 < row.length; i0 += SIDE) {
    int64_t i1 = i0 + SIDE < row.length ? i0 + SIDE : row.length;
    for (int64_t j0 = 0; j0 < line.length; j0 += SIDE) {
      int64_t j1 = j0 + SIDE < line.length ? j0 + SIDE : line.length;
      for (int64_t i = i0; i < i1; i++) {
        const float *source = from + i * row.from;
        float *target = to + i * row.to;
        if (add)
          for (int64_t j = j0; j < j1; j++) target[j * line.to] += source[j * line.from];
        else
          for (int64_t j = j0; j < j1; j++) target[j * line.to] = source[j * line.from];
      }
    }
  }
}

static void copy_unit(const copy_call *c, int64_t unit) {
  int64_t blocks = c->row_blocks * c->line_blocks, block = unit % blocks;
  int64_t i = block / c->line_blocks * c->row_block, j = block % c->line_blocks * c->line_block;
  axis row = c->row, line = c->line;
  row.length = row.length - i < c->row_block ? row.length - i : c->row_block;
  line.length = line.length - j < c->line_block ? line.length - j : c->line_block;
  int64_t from = i * row.from + j * line.from, to = i * row.to + j * line.to;
  locate(c->outer, c->outer_count, unit / blocks, &from, &to);
  if (line.from == 1 && line.to == 1) copy_lines(c->from + from, c->to + to, row, line, c->add);
  else copy_squares(c->from + from, c->to + to, row, line, c->add);
}

static void copy_tile(void *context, int64_t tile) {
  const copy_call *c = context;
  int64_t end = (tile + 1) * c->group < c->units ? (tile + 1) * c->group : c->units;
  for (int64_t unit = tile * c->group; unit < end; unit++) copy_unit(c, unit);
}

// Chooses the blocks for axes in dense order; `row` is the axis along which the other array lies,
// where there is one, else the last but one.
static copy_call plan(const float *from, float *to, const axis *axes, int rank, bool add) {
  const axis one = {1, 0, 0};
  copy_call c = {.from = from, .to = to, .add = add, .row = one, .line = one};
  int line = rank - 1, row = rank - 2;
  if (rank > 0) c.line = axes[line];
  if (rank > 0 && (c.line.from != 1 || c.line.to != 1))
    for (int k = 0; k < rank - 1; k++)
      if (axes[k].from == 1 || axes[k].to == 1) row = k;
  if (row >= 0) c.row = axes[row];
  for (int k = 0; k < rank - 1; k++)
    if (k != row) c.outer[c.outer_count++] = axes[k];

  int64_t widest = c.line.from == 1 && c.line.to == 1 ? TILE : 256;
  c.line_block = c.line.length < widest ? c.line.length : widest;
  int64_t rows = TILE / c.line_block;
  c.row_block = c.row.length < rows ? c.row.length : rows;
  c.line_blocks = (c.line.length + c.line_block - 1) / c.line_block;
  c.row_blocks = (c.row.length + c.row_block - 1) / c.row_block;
  c.units = c.line_blocks * c.row_blocks;
  for (int k = 0; k < c.outer_count; k++) c.units *= c.outer[k].length;
  int64_t each = c.line_block * c.row_block;
  c.group = each < TILE ? TILE / each : 1;
  return c;
}

static int64_t tiles(const copy_call *c) { return (c->units + c->group - 1) / c->group; }

static int64_t size(int64_t x) { return x < 0 ? -x : x; }

// How far the axes but one reach in the view.
static int64_t reach(const axis *axes, int rank, int without) {
  int64_t total = 0;
  for (int k = 0; k < rank; k++)
    if (k != without) total += (axes[k].length - 1) * size(axes[k].to);
  return total;
}

// Whether no two places of a view are one element: each axis steps over all that have lesser strides.
static bool is_injective(const axis *axes, int rank) {
  for (int k = 0; k < rank; k++) {
    int64_t below = 0;
    for (int other = 0; other < rank; other++) {
      bool is_less = size(axes[other].to) < size(axes[k].to) ||
                     (size(axes[other].to) == size(axes[k].to) && other > k);
      if (other != k && is_less) below += (axes[other].length - 1) * size(axes[other].to);
    }
    if (size(axes[k].to) <= below && axes[k].length > 1) return false;
  }
  return true;
}

typedef struct {
  copy_call rest;
  axis first;
} batch_call;

static void batch_tile(void *context, int64_t index) {
  const batch_call *batch = context;
  copy_call c = batch->rest;
  c.from += index * batch->first.from;
  c.to += index * batch->first.to;
  for (int64_t tile = 0; tile < tiles(&c); tile++) copy_tile(&c, tile);
}

// Places that overlap are added one after the other; only the axis of the greatest stride, where it
// steps over all others, is shared out.
static void copy_overlapping(const float *from, float *to, axis *axes, int rank, bool add) {
  int widest = 0;
  for (int k = 1; k < rank; k++)
    if (size(axes[k].to) > size(axes[widest].to)) widest = k;
  batch_call batch = {.first = {1, 0, 0}};
  if (size(axes[widest].to) > reach(axes, rank, widest)) {
    batch.first = axes[widest];
    memmove(axes + widest, axes + widest + 1, (size_t)(--rank - widest) * sizeof(axis));
  }
  batch.rest = plan(from, to, axes, rank, add);
  pl_parallel(batch.first.length, batch_tile, &batch);
}

static void dense_strides(int rank, const int64_t *shape, int64_t *strides) {
  int64_t stride = 1;
  for (int k = rank - 1; k >= 0; k--) {
    strides[k] = stride;
    stride *= shape[k];
  }
}

void pl_gather(const float *x, float *y, int rank, const int64_t *shape, const int64_t *strides) {
  int64_t dense[PL_AXES];
  axis axes[PL_AXES];
  dense_strides(rank, shape, dense);
  for (int k = 0; k < rank; k++) axes[k] = (axis){shape[k], strides[k], dense[k]};
  copy_call c = plan(x, y, axes, rank, false);
  pl_parallel(tiles(&c), copy_tile, &c);
}

void pl_scatter(const float *x, float *y, int rank, const int64_t *shape, const int64_t *strides,
                bool add) {
  int64_t dense[PL_AXES];
  axis axes[PL_AXES];
  dense_strides(rank, shape, dense);
  for (int k = 0; k < rank; k++) axes[k] = (axis){shape[k], dense[k], strides[k]};
  if (!is_injective(axes, rank)) return copy_overlapping(x, y, axes, rank, add);
  copy_call c = plan(x, y, axes, rank, add);
  pl_parallel(tiles(&c), copy_tile, &c);
}

// Sums: one for each place of the kept axes, over the tuples of the summed ones.
typedef struct {
  const float *x;
  float *y;
  int kept_count, summed_count;
  axis kept[PL_AXES], summed[PL_AXES];
  // The last axis: kept, in chunks of LANES, or the one that is summed innermost.
  axis lanes;
  int64_t line, chunks, units, group;
} sums_call;

static void sum_unit(const sums_call *c, int64_t unit) {
  int64_t from = 0, to = 0, first = unit % c->chunks * LANES;
  locate(c->kept, c->kept_count, unit / c->chunks, &from, &to);
  int64_t width = c->lanes.length - first < LANES ? c->lanes.length - first : LANES;
  double sums[LANES] = {0};
  axis inner = c->summed_count > 0 ? c->summed[c->summed_count - 1] : (axis){1, 0, 0};
  int64_t tuples = 1;
  for (int k = 0; k < c->summed_count - 1; k++) tuples *= c->summed[k].length;
  for (int64_t tuple = 0; tuple < tuples; tuple++) {
    int64_t place = from + first, unused = 0;
    locate(c->summed, c->summed_count - 1, tuple, &place, &unused);
    if (c->line > 0)
      for (int64_t i = 0; i < inner.length; i++)
        sums[0] += PL_CHOOSE(line_sum)(c->x + place + i * inner.from, c->line);
    else
      PL_CHOOSE(add_lanes)(c->x + place, inner.length, inner.from, sums, width);
  }
  for (int64_t j = 0; j < width; j++) {
    float *y = c->y + to + (first + j) * c->lanes.to;
    *y = (float)(*y + sums[j]);
  }
}

static void sum_tile(void *context, int64_t tile) {
  const sums_call *c = context;
  int64_t end = (tile + 1) * c->group < c->units ? (tile + 1) * c->group : c->units;
  for (int64_t unit = tile * c->group; unit < end; unit++) sum_unit(c, unit);
}

void pl_add_sums(const float *x, float *y, int rank, const int64_t *shape, const int64_t *strides) {
  int64_t dense[PL_AXES], each = 1;
  axis targets[PL_AXES];
  int target_count = 0;
  dense_strides(rank, shape, dense);
  sums_call c = {.x = x, .y = y, .lanes = {1, 0, 0}, .chunks = 1, .units = 1};
  for (int k = 0; k < rank; k++) {
    axis a = {shape[k], dense[k], strides[k]};
    if (strides[k] != 0) targets[target_count++] = a;
    if (k == rank - 1 && strides[k] == 0) c.line = a.length;
    else if (k == rank - 1) c.lanes = a;
    else if (strides[k] == 0) c.summed[c.summed_count++] = a;
    else c.kept[c.kept_count++] = a;
    if (strides[k] == 0) each *= a.length;
  }
  c.chunks = (c.lanes.length + LANES - 1) / LANES;
  for (int k = 0; k < c.kept_count; k++) c.units *= c.kept[k].length;
  c.units *= c.chunks;
  each *= c.lanes.length < LANES ? c.lanes.length : LANES;
  c.group = each < TILE ? TILE / each : 1;
  int64_t count = (c.units + c.group - 1) / c.group;
  if (is_injective(targets, target_count)) {
    pl_parallel(count, sum_tile, &c);
  } else {
    for (int64_t tile = 0; tile < count; tile++) sum_tile(&c, tile);
  }
}
