#include "each.h"

// v = momentum v + share g; value −= rate (nesterov ? g + momentum v : v), g = a + decay value.
PL_FUNCTION void PL_NAME(momentum)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  (void)code;
  const vf rate = splat(e->scalars[0]), momentum = splat(e->scalars[1]), decay = splat(e->scalars[2]);
  const vf share = splat(e->scalars[4]);
  const bool nesterov = e->scalars[3] != 0;
  if (!e->z) {
    EACH(vf y = Y; SET_Y(y - rate * (A + decay * y)))
    return;
  }
  EACH(
    vf y = Y;
    vf g = A + decay * y;
    vf v = momentum * load_part(e->z + i, n) + share * g;
    store_part(e->z + i, v, n);
    SET_Y(y - rate * (nesterov ? g + momentum * v : v)))
}

// scalars: step, root, beta1, beta2, epsilon, L2, keep, 1 − beta1, 1 − beta2; z is the first moment,
// b the second.
PL_FUNCTION void PL_NAME(adam)(const pl_elements *e, int code, int64_t begin, int64_t end) {
  (void)code;
  const float *s = e->scalars;
  const vf step = splat(s[0]), root = splat(s[1]), beta1 = splat(s[2]), beta2 = splat(s[3]);
  const vf epsilon = splat(s[4]), decay = splat(s[5]), keep = splat(s[6]);
  const vf rest1 = splat(s[7]), rest2 = splat(s[8]);
  float *second = (float *)e->b;
  EACH(
    vf y = Y;
    vf g = A + decay * y;
    vf m = beta1 * load_part(e->z + i, n) + rest1 * g;
    vf v = beta2 * load_part(second + i, n) + rest2 * g * g;
    store_part(e->z + i, m, n);
    store_part(second + i, v, n);
    SET_Y(y * keep - step * m / (__builtin_elementwise_sqrt(v) * root + epsilon)))
}

#include "uneach.h"
