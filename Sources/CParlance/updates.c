// What update rules do to each element.

#include "elements.h"

#define PL_BODY "updates.body.h"
#include "variants.h"

void pl_momentum(pl_elements e) { run(&e, PL_CHOOSE(momentum), 0); }
void pl_adam(pl_elements e) { run(&e, PL_CHOOSE(adam), 0); }
