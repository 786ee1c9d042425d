#define PART(j) (width - (j) < PL_LANES ? width - (j) : PL_LANES)
#define vb PL_NAME(vb)
#define byte_lanes PL_NAME(byte_lanes)
typedef int8_t vb __attribute__((vector_size(PL_LANES)));

// As many rows at once as a vector has lanes, so that their sums are turned round together.
#define EACH_ROW _Pragma("clang loop unroll(full)") for (int k = 0; k < PL_LANES; k++)

// y[k] = the sum of the lanes of sum[k], for k < count.
#define PUT_SUMS(y, count, scale)                            \
  transpose(sum);                                            \
  for (int k = 1; k < PL_LANES; k++) sum[0] += sum[k];       \
  store_part((y), sum[0] * (scale), (count));

PL_FUNCTION void PL_NAME(stored_floats)(const stored_call *call, int64_t begin, int64_t end) {
  const int64_t width = call->rows.width;
  const float *rows = (const float *)call->rows.rows + call->first * width;
  for (int64_t r = begin; r < end; r += PL_LANES) {
    const int64_t group = end - r < PL_LANES ? end - r : PL_LANES;
    // Beyond the last row the first of the group stands in.
    const float *row[PL_LANES];
    for (int k = 0; k < PL_LANES; k++) row[k] = rows + (r + (k < group ? k : 0)) * width;
    for (int64_t q = 0; q < call->query_count; q++) {
      const float *query = call->queries + q * width;
      vf sum[PL_LANES];
      EACH_ROW sum[k] = splat(0);
      int64_t j = 0;
      for (; j + PL_LANES <= width; j += PL_LANES) {
        const vf x = load(query + j);
        EACH_ROW sum[k] += x * load(row[k] + j);
      }
      if (j < width) {
        const vf x = load_part(query + j, PART(j));
        EACH_ROW sum[k] += x * load_part(row[k] + j, PART(j));
      }
      PUT_SUMS(call->y + q * call->count + r, group, splat(1))
    }
  }
}

// The first `count` bytes as floats; the others are zero.
PL_INLINE vf byte_lanes(const int8_t *p, int64_t count) {
  vb x = {0};
  if (count >= PL_LANES) memcpy(&x, p, sizeof x);
  else memcpy(&x, p, (size_t)count);
  return __builtin_convertvector(x, vf);
}

PL_FUNCTION void PL_NAME(stored_bytes)(const stored_call *call, int64_t begin, int64_t end) {
  const int64_t width = call->rows.width, rest = width % PL_LANES, whole = width - rest;
  const int8_t *rows = (const int8_t *)call->rows.rows + call->first * width;
  const float *scales = call->rows.scales + call->first;
  for (int64_t r = begin; r < end; r += PL_LANES) {
    const int64_t group = end - r < PL_LANES ? end - r : PL_LANES;
    const int8_t *row[PL_LANES];
    for (int k = 0; k < PL_LANES; k++) row[k] = rows + (r + (k < group ? k : 0)) * width;
    for (int64_t q = 0; q < call->query_count; q++) {
      const float *query = call->queries + q * width;
      vf sum[PL_LANES];
      EACH_ROW sum[k] = splat(0);
      for (int64_t j = 0; j < whole; j += PL_LANES) {
        const vf x = load(query + j);
        EACH_ROW sum[k] += x * byte_lanes(row[k] + j, PL_LANES);
      }
      if (rest > 0 && whole > 0) {
        // The last bytes with some that are done already, which count nothing.
        float last[PL_LANES] = {0};
        memcpy(last + PL_LANES - rest, query + whole, (size_t)rest * sizeof(float));
        const vf x = load(last);
        EACH_ROW sum[k] += x * byte_lanes(row[k] + width - PL_LANES, PL_LANES);
      } else if (rest > 0) {
        const vf x = load_part(query, rest);
        for (int k = 0; k < PL_LANES; k++) sum[k] += x * byte_lanes(row[k], rest);
      }
      PUT_SUMS(call->y + q * call->count + r, group, load_part(scales + r, group))
    }
  }
}

// Four sums a row, so that one addition does not wait for the last.
PL_FUNCTION void PL_NAME(stored_codes)(const stored_call *call, int64_t begin, int64_t end) {
  const int64_t parts = call->parts;
  const uint8_t *rows = (const uint8_t *)call->rows.rows + call->first * parts;
  const float *scales = call->rows.scales + call->first;
  for (int64_t r = begin; r < end; r++) {
    const uint8_t *row = rows + r * parts;
    for (int64_t q = 0; q < call->query_count; q++) {
      const float *table = call->tables + q * parts * CENTROIDS;
      float a = 0, b = 0, c = 0, d = 0;
      int64_t m = 0;
      for (; m + 4 <= parts; m += 4, table += 4 * CENTROIDS) {
        a += table[row[m]];
        b += table[CENTROIDS + row[m + 1]];
        c += table[2 * CENTROIDS + row[m + 2]];
        d += table[3 * CENTROIDS + row[m + 3]];
      }
      for (; m < parts; m++, table += CENTROIDS) a += table[row[m]];
      call->y[q * call->count + r] = scales[r] * ((a + b) + (c + d));
    }
  }
}

PL_FUNCTION void PL_NAME(stored_values)(const stored_call *call, int64_t begin, int64_t end) {
  const pl_stored_rows rows = call->rows;
  const int64_t width = rows.width;
  for (int64_t r = begin; r < end; r++) {
    float *y = call->y + r * width;
    const int64_t row = call->first + r;
    if (rows.form == 0) {
      memcpy(y, (const float *)rows.rows + row * width, (size_t)width * sizeof(float));
    } else if (rows.form == 1) {
      const int8_t *bytes = (const int8_t *)rows.rows + row * width;
      const vf scale = splat(rows.scales[row]);
      for (int64_t j = 0; j < width; j += PL_LANES)
        store_part(y + j, scale * byte_lanes(bytes + j, PART(j)), PART(j));
    } else {
      const uint8_t *codes = (const uint8_t *)rows.rows + row * call->parts;
      for (int64_t m = 0; m < call->parts; m++) {
        const int64_t start = m * rows.part_width;
        const int64_t count = width - start < rows.part_width ? width - start : rows.part_width;
        const float *centroid = rows.centroids + CENTROIDS * start + codes[m] * count;
        for (int64_t j = 0; j < count; j++) y[start + j] = rows.scales[row] * centroid[j];
      }
    }
  }
}

// Of equally near ones the first. The centroids' first numbers stand side by side, then their second ones.
PL_FUNCTION void PL_NAME(nearest_centroids)(const stored_call *call, int64_t begin, int64_t end) {
  const int64_t width = call->part;
  vi lanes;
  for (int lane = 0; lane < PL_LANES; lane++) lanes[lane] = lane;
  for (int64_t n = begin; n < end; n++) {
    const float *point = call->points + n * call->stride;
    vf best = splat(__builtin_inff());
    vi code = lanes;
    for (int c = 0; c < CENTROIDS; c += PL_LANES) {
      vf distance = splat(0);
      for (int64_t j = 0; j < width; j++) {
        const vf difference = load(call->centroids + j * CENTROIDS + c) - splat(point[j]);
        distance += difference * difference;
      }
      const vi nearer = distance < best;
      best = pick(nearer, distance, best);
      code = (nearer & (lanes + c)) | (~nearer & code);
    }
    int nearest = 0;
    for (int lane = 1; lane < PL_LANES; lane++)
      if (best[lane] < best[nearest] || (best[lane] == best[nearest] && code[lane] < code[nearest]))
        nearest = lane;
    call->codes[n * call->parts] = (uint8_t)code[nearest];
  }
}

#undef PART
#undef EACH_ROW
#undef PUT_SUMS
#undef vb
#undef byte_lanes
