// Functions over elements.

#include "elements.h"

#define PL_BODY "elements.body.h"
#include "variants.h"

void pl_fill(pl_elements e) { run(&e, PL_CHOOSE(fill), 0); }
void pl_unary(pl_unary_function f, pl_elements e) { run(&e, PL_CHOOSE(unary), (int)f); }
void pl_unary_gradient(pl_unary_function f, pl_elements e) {
  run(&e, PL_CHOOSE(unary_gradient), (int)f);
}
void pl_binary(pl_binary_function f, pl_elements e) { run(&e, PL_CHOOSE(binary), (int)f); }
void pl_ternary(pl_ternary_function f, pl_elements e) { run(&e, PL_CHOOSE(ternary), (int)f); }
void pl_add_scaled(pl_elements e) { run(&e, PL_CHOOSE(add_scaled), 0); }
void pl_add_product(pl_elements e) { run(&e, PL_CHOOSE(add_product), 0); }
void pl_scale(pl_elements e) { run(&e, PL_CHOOSE(scale), 0); }
void pl_clamp(pl_elements e) { run(&e, PL_CHOOSE(clamp), 0); }
void pl_dropout(pl_elements e) { run(&e, PL_CHOOSE(dropout), 0); }
