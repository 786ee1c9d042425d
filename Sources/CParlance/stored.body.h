#define PART(j) (width - (j) < PL_LANES ? width - (j) : PL_LANES)
#define vb PL_NAME(vb)
#define byte_lanes PL_NAME(byte_lanes)
typedef int8_t vb __attribute__((vector_size(PL_LANES)));

// Four rows at once, so that a sum does not wait for the last.
#define GROUP 4

PL_FUNCTION void PL_NAME(stored_floats)(const stored_call *call, int64_t begin, int64_t end) {
  const int64_t width = call->rows.width;
  const float *rows = (const float *)call->rows.rows + call->first * width;
  for (int64_t r = begin; r < end; r += GROUP) {
    const int64_t group = end - r < GROUP ? end - r : GROUP;
    for (int64_t q = 0; q < call->query_count; q++) {
      const float *query = call->queries + q * width;
      vf sum[GROUP];
      for (int k = 0; k < GROUP; k++) sum[k] = splat(0);
      for (int64_t j = 0; j < width; j += PL_LANES) {
        const vf x = load_part(query + j, PART(j));
        // Beyond the last row the first of the group stands in.
        for (int k = 0; k < GROUP; k++)
          sum[k] += x * load_part(rows + (r + (k < group ? k : 0)) * width + j, PART(j));
      }
      for (int64_t k = 0; k < group; k++)
        call->y[q * call->count + r + k] = lane_sum(sum[k]);
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
  const int64_t width = call->rows.width, whole = width - width % PL_LANES;
  const int8_t *rows = (const int8_t *)call->rows.rows + call->first * width;
  const float *scales = call->rows.scales + call->first;
  for (int64_t r = begin; r < end; r += GROUP) {
    const int64_t group = end - r < GROUP ? end - r : GROUP;
    for (int64_t q = 0; q < call->query_count; q++) {
      const float *query = call->queries + q * width;
      vf sum[GROUP];
      for (int k = 0; k < GROUP; k++) sum[k] = splat(0);
      for (int64_t j = 0; j < whole; j += PL_LANES) {
        const vf x = load(query + j);
        for (int k = 0; k < GROUP; k++)
          sum[k] += x * byte_lanes(rows + (r + (k < group ? k : 0)) * width + j, PL_LANES);
      }
      for (int64_t k = 0; k < group; k++) {
        const int8_t *row = rows + (r + k) * width;
        float total = lane_sum(sum[k]);
        for (int64_t j = whole; j < width; j++) total += query[j] * row[j];
        call->y[q * call->count + r + k] = scales[r + k] * total;
      }
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
#undef GROUP
#undef vb
#undef byte_lanes
