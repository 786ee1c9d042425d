PL_FUNCTION double PL_NAME(line_sum)(const float *x, int64_t count) {
#pragma clang fp reassociate(on)
  double total = 0;
  for (int64_t i = 0; i < count; i++) total += (double)x[i];
  return total;
}

// sums += the rows of a matrix [rows, width] whose rows lie `stride` apart.
PL_FUNCTION void PL_NAME(add_lanes)(const float *x, int64_t rows, int64_t stride, double *sums,
                                    int64_t width) {
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < width; j++) sums[j] += (double)x[i * stride + j];
}
