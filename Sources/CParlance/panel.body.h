// The one inner loop of all products: up to PL_ROWS rows of a times a panel of up to four vectors
// of columns. Sums run over k in order, so a row's result depends neither on the rows beside it nor
// on the threads.

#define PANEL PL_NAME(pl_panel)

typedef struct {
  int vectors;         // 1 ... 4
  int64_t column[4];   // first column of each vector
  int64_t valid[4];    // its columns that exist
} PANEL;

#define panel_sum PL_NAME(panel_sum)
#define panel_product PL_NAME(panel_product)
#define panel_pack PL_NAME(panel_pack)
#define panel_set PL_NAME(panel_set)

// a[r · row_stride + p · k_stride]; out holds rows of 4 · PL_LANES floats.
PL_INLINE void panel_sum(const int rows, const int vectors, int64_t k, const float *a,
                         int64_t row_stride, int64_t k_stride, const float *panel, float *out) {
  vf sum[PL_ROWS][4];
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) sum[r][v] = splat(0);
  for (int64_t p = 0; p < k; p++) {
    // All of a and one vector of b at a time: with the sums they fit into AVX2's sixteen registers.
    vf x[PL_ROWS];
    for (int r = 0; r < rows; r++) x[r] = splat(a[r * row_stride + p * k_stride]);
    for (int v = 0; v < vectors; v++) {
      const vf b = load(panel + (p * vectors + v) * PL_LANES);
      for (int r = 0; r < rows; r++) sum[r][v] += x[r] * b;
    }
  }
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) store(out + (r * 4 + v) * PL_LANES, sum[r][v]);
}

#define SUM(r, v) \
  case (r) * 8 + (v): panel_sum(r, v, k, a, row_stride, k_stride, panel, out); break;
#define SUMS(r) SUM(r, 1) SUM(r, 2) SUM(r, 3) SUM(r, 4)
PL_FUNCTION __attribute__((unused)) void panel_product(int rows, int vectors, int64_t k, const float *a, int64_t row_stride,
                               int64_t k_stride, const float *panel, float *out) {
  switch (rows * 8 + vectors) {
    SUMS(1)
    SUMS(2)
    SUMS(3)
#if PL_ROWS > 3
    SUMS(4)
    SUMS(5)
    SUMS(6)
#endif
  }
}
#undef SUMS
#undef SUM

// Sets panel `index` of those over consecutive columns.
PL_INLINE void panel_set(PANEL *panel, int64_t index, int64_t columns) {
  panel->vectors = 0;
  for (int v = 0; v < 4; v++) {
    int64_t column = (index * 4 + v) * PL_LANES;
    if (column >= columns) break;
    panel->column[v] = column;
    panel->valid[v] = columns - column < PL_LANES ? columns - column : PL_LANES;
    panel->vectors++;
  }
}

// Rows 0 ..< k of b's columns into packed[p][vector][lane]; b[p · ldb + column], or transposed
// b[column · ldb + p].
PL_FUNCTION __attribute__((unused)) void panel_pack(const PANEL *panel, const float *b, int64_t ldb, bool transposed,
                            int64_t k, float *packed) {
  const int vectors = panel->vectors;
  for (int v = 0; v < vectors; v++) {
    const int64_t column = panel->column[v], valid = panel->valid[v];
    float *to = packed + v * PL_LANES;
    const int64_t step = vectors * PL_LANES;
    if (!transposed) {
      for (int64_t p = 0; p < k; p++) store(to + p * step, load_part(b + p * ldb + column, valid));
      continue;
    }
    // Squares of PL_LANES; the lanes of columns that do not exist are zero.
    for (int64_t p = 0; p < k; p += PL_LANES) {
      const int64_t depth = k - p < PL_LANES ? k - p : PL_LANES;
      vf square[PL_LANES];
      for (int lane = 0; lane < PL_LANES; lane++)
        square[lane] = lane < valid ? load_part(b + (column + lane) * ldb + p, depth) : splat(0);
      transpose(square);
      for (int d = 0; d < PL_LANES; d++)
        if (d < depth) store(to + (p + d) * step, square[d]);
    }
  }
}
