// The inner loop of products in bfloat16 with sums in float32: panels as in panel.body.h, of pairs of neighbours
// in the sum's order. The first of a pair is the lower half of a 32-bit word. Odd places of a sum come before even
// ones, each product added with one rounding: so AVX-512 BF16 has it, and all others do as it does.

#define vword PL_NAME(vword)
#define vhalf PL_NAME(vhalf)
#define vround PL_NAME(vround)
#define pair_up PL_NAME(pair_up)
#define pair_row PL_NAME(pair_row)
#define pairs_add PL_NAME(pairs_add)
#define pairs_sum PL_NAME(pairs_sum)
#define pairs_product PL_NAME(pairs_product)
#define pairs_pack PL_NAME(pairs_pack)
typedef uint32_t vword __attribute__((vector_size(PL_LANES * 4)));
typedef uint16_t vhalf __attribute__((vector_size(PL_LANES * 2)));

// To the nearest, of two equally near ones to the even one; what is not a number stays none. In the upper half.
PL_INLINE vword vround(vf x) {
  const vword bits = (vword)x;
  const vword rounded = bits + 0x7FFF + (bits >> 16 & 1);
  return (vword)pick(x == x, (vf)rounded, (vf)(bits | 0x400000)) & 0xFFFF0000;
}

PL_INLINE vword pair_up(vf even, vf odd) { return vround(even) >> 16 | vround(odd); }

// k numbers of a row as (k + 1) / 2 pairs, the last filled up with 0.
PL_FUNCTION void pair_row(const float *x, int64_t k, uint32_t *pairs) {
  char *y = (char *)pairs;
  for (int64_t j = 0; j < k; j += PL_LANES) {
    const int64_t n = least(k - j, PL_LANES);
    const vhalf half = __builtin_convertvector(vround(load_part(x + j, n)) >> 16, vhalf);
    if (n == PL_LANES) memcpy(y + 2 * j, &half, sizeof half);
    else memcpy(y + 2 * j, &half, (size_t)n * 2);
  }
  if (k % 2) memset(y + 2 * k, 0, 2);
}

PL_INLINE vf pairs_add(vf sum, vword a, vword b) {
#if PL_BFLOAT16_LEVEL
  return (vf)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
#else
  sum += (vf)(a & 0xFFFF0000) * (vf)(b & 0xFFFF0000);
  sum += (vf)(a << 16) * (vf)(b << 16);
  return sum;
#endif
}

// a[r · row_stride + p · k_stride] are pairs; out holds rows of 4 · PL_LANES floats.
PL_INLINE void pairs_sum(const int rows, const int vectors, int64_t pairs, const uint32_t *a,
                         int64_t row_stride, int64_t k_stride, const uint32_t *panel, float *out) {
  vf sum[PL_ROWS][4];
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) sum[r][v] = splat(0);
  for (int64_t p = 0; p < pairs; p++) {
    vword x[PL_ROWS];
    for (int r = 0; r < rows; r++) x[r] = a[r * row_stride + p * k_stride] - (vword){0};
    for (int v = 0; v < vectors; v++) {
      vword b;
      memcpy(&b, panel + (p * vectors + v) * PL_LANES, sizeof b);
      for (int r = 0; r < rows; r++) sum[r][v] = pairs_add(sum[r][v], x[r], b);
    }
  }
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) store(out + (r * 4 + v) * PL_LANES, sum[r][v]);
}

#define SUM(r, v) \
  case (r) * 8 + (v): pairs_sum(r, v, pairs, a, row_stride, k_stride, panel, out); break;
#define SUMS(r) SUM(r, 1) SUM(r, 2) SUM(r, 3) SUM(r, 4)
PL_FUNCTION void pairs_product(int rows, int vectors, int64_t pairs, const uint32_t *a,
                               int64_t row_stride, int64_t k_stride, const uint32_t *panel, float *out) {
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

// As panel_pack: packed[pair][vector][lane].
PL_FUNCTION void pairs_pack(const PANEL *panel, const float *b, int64_t ldb, bool transposed,
                            int64_t k, uint32_t *packed) {
  const int vectors = panel->vectors;
  const int64_t step = vectors * PL_LANES;
  for (int v = 0; v < vectors; v++) {
    const int64_t column = panel->column[v], valid = panel->valid[v];
    uint32_t *to = packed + v * PL_LANES;
    if (!transposed) {
      for (int64_t p = 0; p < k; p += 2) {
        const vf even = load_part(b + p * ldb + column, valid);
        const vf odd = p + 1 < k ? load_part(b + (p + 1) * ldb + column, valid) : splat(0);
        const vword word = pair_up(even, odd);
        memcpy(to + p / 2 * step, &word, sizeof word);
      }
      continue;
    }
    for (int64_t p = 0; p < k; p += PL_LANES) {
      const int64_t depth = k - p < PL_LANES ? k - p : PL_LANES;
      vf square[PL_LANES];
      for (int lane = 0; lane < PL_LANES; lane++)
        square[lane] = lane < valid ? load_part(b + (column + lane) * ldb + p, depth) : splat(0);
      transpose(square);
      for (int d = 0; d < PL_LANES; d += 2) {
        const vword word = pair_up(square[d], square[d + 1]);
        if (d < depth) memcpy(to + (p + d) / 2 * step, &word, sizeof word);
      }
    }
  }
}
