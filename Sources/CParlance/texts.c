// Texts as bags of rows that are told their labels: a batch of `pl_bags` with what it needs beside the tables.

#include "include/CParlance.h"

#include <string.h>

double pl_texts_learn(
    float *in, float *out, int64_t width, const int32_t *ids, const int64_t *starts,
    int64_t examples, const int64_t *firsts, const int32_t *counts, const int32_t *rows,
    const float *labels, bool softmax, float rate) {
  if (examples == 0) return 0;
  const int64_t targets = firsts[examples - 1] + counts[examples - 1];
  // Losses first, since they need the strictest alignment; the hidden rows begin at whole lines.
  const size_t lines = (size_t)(examples * 8 + 63) / 64 * 64;
  const size_t numbers = (size_t)(2 * examples * width + targets);
  const size_t bytes = lines + numbers * sizeof(float) + (size_t)examples * sizeof(int32_t);
  char *block = pl_allocate(bytes);
  float *hidden = (float *)(block + lines);
  int32_t *bags = (int32_t *)(hidden + numbers);
  for (int64_t i = 0; i < examples; i++) bags[i] = (int32_t)i;
  const pl_bags call = {
    .width = width, .in = in, .out = out, .ids = ids, .starts = starts, .units = examples,
    .bags = bags, .examples = examples, .firsts = firsts, .counts = counts, .rows = rows,
    .labels = labels, .softmax = softmax, .divided = true, .rate = rate, .hidden = hidden,
    .gradients = hidden + examples * width, .shares = hidden + 2 * examples * width,
    .losses = (double *)block};
  pl_bags_learn(&call);
  double loss = 0;
  for (int64_t i = 0; i < examples; i++) loss += call.losses[i];
  pl_release(block, bytes);
  return loss;
}
