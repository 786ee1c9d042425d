// The parts of a batch of bags; see pl_bags in CParlance.h.

#include "pool.h"

// The examples, or units, that are a tile of the two first parts.
enum { BAG_TILE = 8 };

// Σ of each unit's rows, for windows.
void pl_bags_sum(const pl_bags *bags, int64_t begin, int64_t end);
// Hidden rows, shares, losses and gradients of some examples.
void pl_bags_forward(const pl_bags *bags, int64_t begin, int64_t end);
// All changes: to the outputs' rows, then to the bags' rows.
void pl_bags_apply(const pl_bags *bags);
