// What update rules do to values where they lie: see Kernels+Updates.swift and the rules of ParlanceOptim.

KERNEL void momentum_step(
    i64 n, float rate, float momentum, float decay, float share, int is_nesterov,
    GLOBAL const float *gradient, GLOBAL float *velocity, GLOBAL float *value) {
  i64 i = PLACE();
  if (i >= n) return;
  float v = value[i], g = gradient[i] + decay * v, speed = g;
  if (velocity) {
    speed = velocity[i] = momentum * velocity[i] + share * g;
    if (is_nesterov) speed = g + momentum * speed;
  }
  value[i] = v - rate * speed;
}

typedef struct {
  float n[12];
} numbers;

// n: rate / c1, 1 / sqrt(c2), beta1, 1 - beta1, beta2, 1 - beta2, epsilon, weight decay, what stays of the value.
KERNEL void adam_step(
    i64 n, numbers of, GLOBAL const float *gradient, GLOBAL float *first, GLOBAL float *second,
    GLOBAL float *value) {
  i64 i = PLACE();
  if (i >= n) return;
  float v = value[i], g = gradient[i] + of.n[7] * v;
  float m = first[i] = of.n[2] * first[i] + of.n[3] * g;
  float s = second[i] = of.n[4] * second[i] + of.n[5] * g * g;
  value[i] = v * of.n[8] - of.n[0] * m / (sqrtf(s) * of.n[1] + of.n[6]);
}

// In the order of DeviceRule.Kind.
enum { AMSGRAD, SPARSE_ADAM, NADAM, ADAMAX, RPROP, AVERAGING, RADAM, ADAGRAD, RMSPROP, ADADELTA };

// One element: n are the rule's numbers in the order in which it names them.
DEVICE float updated(int rule, const float *n, float value, float gradient, float *s) {
  switch (rule) {
    case AMSGRAD: {  // beta1, 1 - beta1, beta2, 1 - beta2, decay, 1 / sqrt(c2), epsilon, keep, rate / c1
      float g = gradient + n[4] * value;
      s[0] = n[0] * s[0] + n[1] * g;
      s[1] = n[2] * s[1] + n[3] * g * g;
      if (s[2] < s[1]) s[2] = s[1];
      return value * n[7] - n[8] * s[0] / (sqrtf(s[2]) * n[5] + n[6]);
    }
    case SPARSE_ADAM:  // rate, 1 - beta1, 1 - beta2, epsilon
      s[0] += n[1] * (gradient - s[0]);
      s[1] += n[2] * (gradient * gradient - s[1]);
      return value - n[0] * s[0] / (sqrtf(s[1]) + n[3]);
    case NADAM: {  // gradient rate, moment rate, 1 - beta1, beta2, 1 - beta2, correction, epsilon, decay, keep
      float g = gradient + n[7] * value;
      s[0] += n[2] * (g - s[0]);
      s[1] = n[3] * s[1] + n[4] * g * g;
      return n[8] * value - (n[0] * g + n[1] * s[0]) / (sqrtf(s[1] / n[5]) + n[6]);
    }
    case ADAMAX: {  // rate, 1 - beta1, beta2, epsilon, decay
      float g = gradient + n[4] * value;
      s[0] += n[1] * (g - s[0]);
      float before = n[2] * s[1], now = fabsf(g) + n[3];
      s[1] = now < before ? before : now;
      return value - n[0] * s[0] / s[1];
    }
    case RPROP: {  // whether it begins, initial, shrink, grow, least, greatest
      float agreement = gradient * s[0];
      float factor = agreement > 0 ? n[3] : agreement < 0 ? n[2] : 1;
      float size = (n[0] != 0 ? n[1] : s[1]) * factor, g = agreement < 0 ? 0 : gradient;
      s[1] = size < n[4] ? n[4] : size > n[5] ? n[5] : size;
      s[0] = g;
      return value - (g > 0 ? s[1] : g < 0 ? -s[1] : 0);
    }
    case AVERAGING: {  // rate, 1 - shrinking rate, share, decay
      float g = gradient + n[3] * value, next = value * n[1] - n[0] * g;
      s[0] = n[2] == 1 ? next : s[0] + n[2] * (next - s[0]);
      return next;
    }
    case RADAM: {  // rate, whether it is rectified, 1 - beta1, beta2, 1 - beta2, epsilon, decay, keep
      float g = gradient + n[6] * value;
      s[0] += n[2] * (g - s[0]);
      s[1] = n[3] * s[1] + n[4] * g * g;
      return n[7] * value - n[0] * (n[1] != 0 ? s[0] / (sqrtf(s[1]) + n[5]) : s[0]);
    }
    case ADAGRAD: {  // rate, epsilon, decay
      float g = gradient + n[2] * value;
      s[0] += g * g;
      return value - n[0] * g / (sqrtf(s[0]) + n[1]);
    }
    case RMSPROP: {  // rate, alpha, 1 - alpha, epsilon, decay, momentum, whether it is centred
      float g = gradient + n[4] * value;
      s[0] = n[1] * s[0] + n[2] * g * g;
      float variance = s[0];
      if (n[6] != 0) {
        s[1] += n[2] * (g - s[1]);
        variance -= s[1] * s[1];
      }
      float step = g / (sqrtf(variance) + n[3]);
      if (n[5] == 0) return value - n[0] * step;
      int slot = n[6] != 0 ? 2 : 1;
      s[slot] = n[5] * s[slot] + step;
      return value - n[0] * s[slot];
    }
    default: {  // ADADELTA: rate, rho, 1 - rho, epsilon, decay
      float g = gradient + n[4] * value;
      s[0] = n[1] * s[0] + n[2] * g * g;
      float change = sqrtf(s[1] + n[3]) / sqrtf(s[0] + n[3]) * g;
      s[1] = n[1] * s[1] + n[2] * change * change;
      return value - n[0] * change;
    }
  }
}

// With `rows`, the value is a table, and the gradient belongs to those of its rows.
KERNEL void update_elements(
    i64 n, i64 width, int rule, numbers of, GLOBAL const int *rows, GLOBAL const float *gradient,
    GLOBAL float *value, GLOBAL float *first, GLOBAL float *second, GLOBAL float *third) {
  i64 i = PLACE();
  if (i >= n) return;
  i64 at = rows ? rows[i / width] * width + i % width : i;
  float s[3];
  s[0] = first ? first[at] : 0;
  s[1] = second ? second[at] : 0;
  s[2] = third ? third[at] : 0;
  value[at] = updated(rule, of.n, value[at], gradient[i], s);
  if (first) first[at] = s[0];
  if (second) second[at] = s[1];
  if (third) third[at] = s[2];
}
