// Four vectors of a packed matrix's rows at a time: of one, two or four strips.

#define vhalf PL_NAME(vhalf)
#define vword PL_NAME(vword)
#define vbyte PL_NAME(vbyte)
#define packed_load PL_NAME(packed_load)
#define packed_sum PL_NAME(packed_sum)
typedef uint16_t vhalf __attribute__((vector_size(PL_LANES * 2)));
typedef uint32_t vword __attribute__((vector_size(PL_LANES * 4)));
typedef int8_t vbyte __attribute__((vector_size(PL_LANES)));

enum { PL_NAME(PANEL_ROWS) = 4 * PL_LANES };

// PL_LANES numbers from place `at` of a strip on, each times its row's scale where there are scales.
PL_INLINE vf packed_load(const int form, const void *strip, int64_t at, vf scale) {
  if (form == PL_PACKED_FLOAT32) return load((const float *)strip + at);
  if (form == PL_PACKED_BFLOAT16) {
    vhalf x;
    memcpy(&x, (const uint16_t *)strip + at, sizeof x);
    return (vf)(__builtin_convertvector(x, vword) << 16);
  }
  vbyte x;
  memcpy(&x, (const int8_t *)strip + at, sizeof x);
  return scale * __builtin_convertvector(x, vf);
}

// sums[row][vector] of `rows` rows of a with the panel's rows: over the width in order, so that a sum depends on
// nothing beside it. A row of the matrix is what it is unpacked, to the last bit.
PL_INLINE void packed_sum(const int form, const int rows, const packed_call *c, int64_t row, int64_t panel,
                          float *sums) {
  const int64_t width = c->matrix.width;
  const void *strip[4];
  vf scale[4], sum[PL_ROWS][4];
  for (int v = 0; v < 4; v++) {
    const int64_t first = panel * PL_NAME(PANEL_ROWS) + v * PL_LANES;
    strip[v] = packed_place(&c->matrix, first / STRIP, 0, first % STRIP);
    scale[v] = form == PL_PACKED_INT8 ? load(c->matrix.scales + first) : splat(1);
    for (int r = 0; r < rows; r++) sum[r][v] = splat(0);
  }
  const float *a = c->a + row * c->lda;
  for (int64_t p = 0; p < width; p++) {
    vf x[PL_ROWS];
    for (int r = 0; r < rows; r++) x[r] = splat(a[r * c->lda + p]);
    for (int v = 0; v < 4; v++) {
      const vf b = packed_load(form, strip[v], p * STRIP, scale[v]);
      for (int r = 0; r < rows; r++) sum[r][v] += x[r] * b;
    }
  }
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < 4; v++) store(sums + (r * 4 + v) * PL_LANES, sum[r][v]);
}

#define SUM(form, r) case (form) * 8 + (r): packed_sum(form, r, c, row, panel, sums); break;
#if PL_ROWS > 3
#define SUMS(form) SUM(form, 1) SUM(form, 2) SUM(form, 3) SUM(form, 4) SUM(form, 5) SUM(form, 6)
#else
#define SUMS(form) SUM(form, 1) SUM(form, 2) SUM(form, 3)
#endif

PL_FUNCTION void PL_NAME(packed_tile)(void *context, int64_t tile) {
  const packed_call *c = context;
  const int64_t first = tile / c->tiles_n * c->block_m, last = least(c->m, first + c->block_m);
  const int64_t begin = tile % c->tiles_n * TILE_ROWS, n = c->matrix.rows;
  const int64_t end = least((n + STRIP - 1) / STRIP * STRIP, begin + TILE_ROWS);
  float sums[PL_ROWS * 4 * PL_LANES];
  for (int64_t column = begin; column < end; column += PL_NAME(PANEL_ROWS)) {
    const int64_t panel = column / PL_NAME(PANEL_ROWS);
    for (int64_t row = first; row < last; row += PL_ROWS) {
      const int rows = (int)least(PL_ROWS, last - row);
      switch ((int)c->matrix.form * 8 + rows) {
        SUMS(PL_PACKED_FLOAT32)
        SUMS(PL_PACKED_BFLOAT16)
        SUMS(PL_PACKED_INT8)
      }
      for (int r = 0; r < rows; r++) {
        for (int v = 0; v < 4; v++) {
          const int64_t j = column + v * PL_LANES, valid = least(n - j, PL_LANES);
          if (valid <= 0) break;
          float *to = c->c + (row + r) * c->ldc + j;
          vf sum = load(sums + (r * 4 + v) * PL_LANES);
          if (c->accumulate) sum += load_part(to, valid);
          if (c->bias) sum += load_part(c->bias + j, valid);
          store_part(to, sum, valid);
        }
      }
    }
  }
}

#undef SUM
#undef SUMS
#undef vhalf
#undef vword
#undef vbyte
#undef packed_load
#undef packed_sum
