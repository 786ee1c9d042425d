PL_FUNCTION double PL_NAME(sum)(const float *x, int64_t count) {
#pragma clang fp reassociate(on)
  double total = 0;
  for (int64_t i = 0; i < count; i++) total += (double)x[i];
  return total;
}

PL_FUNCTION double PL_NAME(sum_of_squares)(const float *x, int64_t count) {
#pragma clang fp reassociate(on)
  double total = 0;
  for (int64_t i = 0; i < count; i++) total += (double)x[i] * (double)x[i];
  return total;
}

PL_FUNCTION double PL_NAME(count_not_finite)(const float *x, int64_t count) {
  uint32_t found = 0;
  for (int64_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, x + i, 4);
    found += (bits & 0x7f800000u) == 0x7f800000u;
  }
  return found;
}
