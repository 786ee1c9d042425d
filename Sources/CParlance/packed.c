// Matrices in the form that products read: as float32, as bfloat16, or as int8 with a scale a row.

#include "pool.h"

#include <math.h>
#include <string.h>

// Rows of a strip, of the matrix in a tile, and of the other one in a tile.
enum { STRIP = 16, TILE_ROWS = 128, BLOCK = 96 };

typedef struct {
  pl_packed matrix;
  bool accumulate;
  int64_t m, lda, ldc, block_m, tiles_n;
  const float *a, *bias;
  float *c;
} packed_call;

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

static size_t element_size(pl_packed_form form) {
  return form == PL_PACKED_FLOAT32 ? 4 : form == PL_PACKED_BFLOAT16 ? 2 : 1;
}

// Rows that are there in memory, with those of zeros at the end: a multiple of what any variant reads at once.
static int64_t padded_rows(int64_t rows) { return (rows + 4 * STRIP - 1) / (4 * STRIP) * (4 * STRIP); }

static void *packed_place(const pl_packed *p, int64_t strip, int64_t place, int64_t lane) {
  return (char *)p->strips + (size_t)((strip * p->width + place) * STRIP + lane) * element_size(p->form);
}

#define PL_BODY "packed.body.h"
#include "variants.h"

size_t pl_packed_bytes(pl_packed_form form, int64_t rows, int64_t width) {
  return (size_t)(padded_rows(rows) * width) * element_size(form);
}

int64_t pl_packed_scales(pl_packed_form form, int64_t rows) {
  return form == PL_PACKED_INT8 ? padded_rows(rows) : 0;
}

// To the nearest, of two equally near ones to the even one; what is not a number stays none.
static uint16_t bfloat16(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  if (x != x) return (uint16_t)(bits >> 16 | 0x40);
  return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

void pl_round_row(pl_packed_form form, const float *x, int64_t width, void *y, float *scale) {
  if (form == PL_PACKED_FLOAT32) {
    memcpy(y, x, (size_t)width * 4);
    return;
  }
  if (form == PL_PACKED_BFLOAT16) {
    for (int64_t j = 0; j < width; j++) ((uint16_t *)y)[j] = bfloat16(x[j]);
    return;
  }
  float most = 0;
  for (int64_t j = 0; j < width; j++) most = fabsf(x[j]) > most ? fabsf(x[j]) : most;
  *scale = most / 127;
  for (int64_t j = 0; j < width; j++) {
    const float level = *scale > 0 ? rintf(x[j] / *scale) : 0;
    ((int8_t *)y)[j] = (int8_t)(level > 127 ? 127 : level >= -127 ? level : -127);
  }
}

typedef struct {
  pl_packed matrix;
  const char *rows;
  char *to;
} packing;

static void pack_strip(void *context, int64_t strip) {
  const packing *c = context;
  const pl_packed *p = &c->matrix;
  const size_t size = element_size(p->form);
  for (int64_t lane = 0; lane < STRIP; lane++) {
    const int64_t row = strip * STRIP + lane;
    const char *from = c->rows + (size_t)(row * p->width) * size;
    char *to = packed_place(p, strip, 0, lane);
    for (int64_t j = 0; j < p->width; j++, to += STRIP * size) {
      if (row >= p->rows) memset(to, 0, size);
      else memcpy(to, from + (size_t)j * size, size);
    }
  }
}

void pl_pack(pl_packed matrix, const void *rows) {
  packing call = {matrix, rows, NULL};
  pl_parallel(padded_rows(matrix.rows) / STRIP, pack_strip, &call);
}

static void unpack_strip(void *context, int64_t strip) {
  const packing *c = context;
  const pl_packed *p = &c->matrix;
  const size_t size = element_size(p->form);
  for (int64_t lane = 0; lane < least(STRIP, p->rows - strip * STRIP); lane++) {
    char *to = c->to + (size_t)((strip * STRIP + lane) * p->width) * size;
    const char *from = packed_place(p, strip, 0, lane);
    for (int64_t j = 0; j < p->width; j++) memcpy(to + (size_t)j * size, from + (size_t)j * STRIP * size, size);
  }
}

void pl_unpack(pl_packed matrix, void *rows) {
  packing call = {matrix, NULL, rows};
  pl_parallel((matrix.rows + STRIP - 1) / STRIP, unpack_strip, &call);
}

void pl_packed_row(pl_packed p, int64_t row, float *y, int64_t stride) {
  const void *at = packed_place(&p, row / STRIP, 0, row % STRIP);
  const float scale = p.form == PL_PACKED_INT8 ? p.scales[row] : 1;
  for (int64_t j = 0; j < p.width; j++, y += stride) {
    if (p.form == PL_PACKED_INT8) {
      *y = scale * (float)((const int8_t *)at)[j * STRIP];
    } else if (p.form == PL_PACKED_BFLOAT16) {
      const uint32_t bits = (uint32_t)((const uint16_t *)at)[j * STRIP] << 16;
      memcpy(y, &bits, 4);
    } else {
      *y = ((const float *)at)[j * STRIP];
    }
  }
}

typedef struct {
  pl_packed matrix;
  float *y;
  bool transposed;
} unpacking;

static void values_tile(void *context, int64_t strip) {
  const unpacking *c = context;
  const pl_packed p = c->matrix;
  for (int64_t row = strip * STRIP; row < least(p.rows, (strip + 1) * STRIP); row++)
    pl_packed_row(p, row, c->y + (c->transposed ? row : row * p.width), c->transposed ? p.rows : 1);
}

void pl_packed_values(pl_packed matrix, bool transposed, float *y) {
  unpacking call = {matrix, y, transposed};
  pl_parallel((matrix.rows + STRIP - 1) / STRIP, values_tile, &call);
}

void pl_packed_product(pl_packed matrix, int64_t m, const float *a, int64_t lda, const float *bias,
                       bool accumulate, float *c, int64_t ldc) {
  if (m <= 0 || matrix.rows <= 0) return;
  packed_call call = {.matrix = matrix, .accumulate = accumulate, .m = m, .lda = lda, .ldc = ldc,
                      .a = a, .bias = bias, .c = c};
  call.tiles_n = (matrix.rows + TILE_ROWS - 1) / TILE_ROWS;
  call.block_m = m < BLOCK ? m : BLOCK;
  const int64_t tiles = call.tiles_n * ((m + call.block_m - 1) / call.block_m);
  // A few microseconds of work are no work for two.
  if (m * matrix.rows * matrix.width < 1 << 17) pl_alone(tiles, PL_CHOOSE(packed_tile), &call);
  else pl_parallel(tiles, PL_CHOOSE(packed_tile), &call);
}
