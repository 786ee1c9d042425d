#ifndef CPARLANCE_H
#define CPARLANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Memory: blocks aligned to 64 bytes. A released block is kept for the next request of its size.
void *_Nullable pl_allocate(size_t bytes);
void pl_release(void *_Nonnull block, size_t bytes);

// A number that was not given out before in this process.
uint64_t pl_next_identifier(void);

// CRC-32C of bytes after those of `crc`, 0 at first; `plain` does without the processor's instruction.
uint32_t pl_crc32c(uint32_t crc, const void *_Nullable bytes, size_t count, bool plain);

// The words of the command line and how many, or NULL where the C library does not say.
char *_Nullable *_Nullable pl_arguments(int *_Nonnull count);

// From now on the process leaves with a message, and not by a signal, where a watched file is cut while it is
// mapped (exit code 74) or memory is missing (1); a write beyond `ulimit -f` is an error of the write.
void pl_leave_on_faults(void);
// Leaves so for want of memory; returns where `pl_leave_on_faults` was not called.
void pl_leave_without_memory(size_t bytes);
// Watches a file that is mapped; the descriptor stays open until it is forgotten.
void pl_watch_mapping(const void *_Nonnull base, size_t bytes, int descriptor, const char *_Nonnull name);
void pl_forget_mapping(const void *_Nonnull base);
// The name of a watched file that is not as it was when it was mapped, or NULL.
const char *_Nullable pl_changed_mapping(void);
// Leaves where there is one and `pl_leave_on_faults` was called.
void pl_leave_if_mapping_changed(void);

// Searches in sorted lists: list i is values[starts[i]] ..< values[starts[i + 1]]. found[j] is the place
// of targets[j] in list lists[j], UINT32_MAX where the list lacks it or there is no such list.
void pl_find_in_lists(
    const uint32_t *_Nonnull values, uint32_t value_count, const uint32_t *_Nonnull starts,
    uint32_t list_count, const uint32_t *_Nonnull lists, const uint32_t *_Nonnull targets,
    uint32_t *_Nonnull found, size_t count);

// Threads. Work comes as tiles whose results do not depend on which thread does them.
void pl_set_thread_count(int count);
int pl_thread_count(void);
// Runs task(context, tile) for each tile, on all threads.
typedef void (*pl_task)(void *_Nullable context, int64_t tile);
void pl_parallel(int64_t tiles, pl_task _Nonnull task, void *_Nullable context);

// "avx512", "avx2" or "baseline": the variant that runs; `pl_limit_variant` chooses a lower one for the calls
// of this thread.
const char *_Nonnull pl_variant(void);
void pl_limit_variant(int level);

// Elements. `scalars` and `code` mean what the function says.
typedef struct {
  int64_t count;
  const float *_Nullable a, *_Nullable b, *_Nullable c;
  float *_Nullable y, *_Nullable z;
  float scalars[10];
  uint64_t key;
  int64_t width, shared, first;
  int single;
} pl_elements;

typedef enum {
  PL_NEGATE, PL_EXP, PL_LOG, PL_SQRT, PL_RECIPROCAL, PL_SQUARE, PL_ABS, PL_SIGMOID, PL_TANH, PL_RELU,
  PL_SILU, PL_GELU, PL_GELU_TANH,
  PL_CLAMP,       // s0 <= y <= s1
  PL_LEAKY_RELU,  // s0: slope
  PL_ELU,         // s0: alpha, s1: scale, s2: scale of the input
  PL_SOFTPLUS     // s0: beta, s1: threshold
} pl_unary_function;
typedef enum {
  PL_ADD, PL_SUBTRACT, PL_MULTIPLY, PL_DIVIDE, PL_MINIMUM, PL_MAXIMUM,
  PL_EQUAL, PL_NOT_EQUAL, PL_LESS, PL_LESS_EQUAL, PL_GREATER, PL_GREATER_EQUAL,
  PL_AND, PL_OR, PL_XOR,
  PL_KEEP_WHERE, PL_KEEP_UNLESS  // b, or 0, by the mask a
} pl_binary_function;
typedef enum {
  PL_WHERE,            // a ? b : c
  PL_GREATER_GRADIENT  // c's share for a in max(a, b): c, c / 2 at a tie, 0
} pl_ternary_function;

void pl_fill(pl_elements e);                                  // y = s0
void pl_unary(pl_unary_function f, pl_elements e);            // y = f(a)
void pl_unary_gradient(pl_unary_function f, pl_elements e);   // y += c f'(a), b = f(a)
// y = f(a, b) and y = f(a, b, c): bit k of `single` is set where operand k is one number for all.
void pl_binary(pl_binary_function f, pl_elements e);
void pl_ternary(pl_ternary_function f, pl_elements e);
void pl_add_scaled(pl_elements e);                            // y += s0 a
void pl_add_product(pl_elements e);                           // y += a b
void pl_scale(pl_elements e);                                 // y *= s0
void pl_clamp(pl_elements e);                                 // y = min(max(y, s0), s1)
void pl_dropout(pl_elements e);                               // y += s1 a where the mask keeps
void pl_momentum(pl_elements e);  // a gradient, z velocity or NULL, y value; s: rate momentum decay nesterov share
void pl_adam(pl_elements e);      // a gradient, z first, second, y value; see updates
double pl_sum(const float *_Nonnull x, int64_t count);
double pl_sum_of_squares(const float *_Nonnull x, int64_t count);
bool pl_all_finite(const float *_Nonnull x, int64_t count);

// Views: between a dense array and another one that is seen through strides, which count elements.
typedef enum { PL_AXES = 8 } pl_limits;  // the greatest rank
void pl_gather(const float *_Nonnull x, float *_Nonnull y, int rank, const int64_t *_Nonnull shape,
               const int64_t *_Nonnull strides);               // y = the view of x
void pl_scatter(const float *_Nonnull x, float *_Nonnull y, int rank, const int64_t *_Nonnull shape,
                const int64_t *_Nonnull strides, bool add);    // the view of y (+)= x
void pl_add_sums(const float *_Nonnull x, float *_Nonnull y, int rank, const int64_t *_Nonnull shape,
                 const int64_t *_Nonnull strides);             // the same where strides are zero

// Rows: matrices [rows, width].
void pl_add_column_sums(const float *_Nonnull x, float *_Nonnull y, int64_t rows, int64_t width);
void pl_softmax(const float *_Nonnull x, float *_Nonnull y, int64_t rows, int64_t width, bool logarithm);
// Over the first limits[row] of each row, zeros after them; zeros too where all of these are -infinity.
void pl_softmax_within(const float *_Nonnull x, const int32_t *_Nonnull limits, float *_Nonnull y,
                       int64_t rows, int64_t width);
void pl_softmax_gradient(const float *_Nonnull y, const float *_Nonnull dy, float *_Nonnull dx,
                         int64_t rows, int64_t width, bool logarithm);
void pl_cross_entropy(const float *_Nonnull logits, const int32_t *_Nonnull targets, int32_t ignored,
                      float *_Nonnull losses, float *_Nonnull gradient, int64_t rows, int64_t width,
                      float scale);  // of the gradient
// The target is column 0, the others are samples; see `blackOutLoss`.
void pl_black_out(const float *_Nonnull logits, float *_Nonnull losses, float *_Nonnull gradient,
                  int64_t rows, int64_t width, float scale);  // of the gradient
// Softmax over counts[n] elements from starts[n] on.
void pl_log_softmax_segments(const float *_Nonnull x, const int64_t *_Nonnull starts,
                             const int32_t *_Nonnull counts, float *_Nonnull y, int64_t segments);
void pl_log_softmax_segments_gradient(const float *_Nonnull y, const float *_Nonnull dy,
                                      const int64_t *_Nonnull starts,
                                      const int32_t *_Nonnull counts, float *_Nonnull dx,
                                      int64_t segments);
// y[bag] = the sum of weights[n] table[ids[n]] over starts[bag] <= n < starts[bag + 1].
void pl_sum_bags(const float *_Nonnull table, const int32_t *_Nonnull ids,
                 const float *_Nullable weights, const int64_t *_Nonnull starts, float *_Nonnull y,
                 int64_t bags, int64_t width);
// table[ids[n]] += scale rows[n]; no id twice.
void pl_add_scaled_rows(const float *_Nonnull rows, const int32_t *_Nonnull ids, float scale,
                        float *_Nonnull table, int64_t count, int64_t width);
// The greatest of the first lengths[row] steps of x [rows, steps, width] and the element of x that it is,
// or 0 and -1 for no step.
void pl_max_over_time(const float *_Nonnull x, const int32_t *_Nonnull lengths, float *_Nonnull y,
                      int32_t *_Nonnull places, int64_t rows, int64_t steps, int64_t width);
// The greatest of positive[ids[3 row]] + positive[ids[3 row + 1]] − negative[ids[3 row + 2]] over each
// block of columns: y [blocks, rows].
void pl_greatest_sums(const float *_Nonnull positive, const float *_Nonnull negative,
                      const int32_t *_Nonnull ids, float *_Nonnull y, int64_t rows, int64_t width,
                      int64_t block_width);
void pl_normalize(const float *_Nonnull x, float *_Nonnull y, float *_Nonnull inverse,
                  int64_t rows, int64_t width, float epsilon);
void pl_normalize_gradient(const float *_Nonnull normalized, const float *_Nonnull inverse,
                           const float *_Nonnull dy, float *_Nonnull dx, int64_t rows, int64_t width);

// Linear-chain conditional random fields of `size` tags over padded sequences: see CRFKernel.swift.
typedef struct {
  int64_t batch, steps, size;
  const int32_t *_Nonnull lengths;
  const float *_Nonnull emissions, *_Nonnull transitions, *_Nonnull start, *_Nonnull end;
  const int32_t *_Nullable targets;
  float *_Nullable alphas, *_Nullable norms, *_Nullable losses;
  // backward
  const float *_Nullable transposed;           // the transitions' transpose
  const float *_Nullable shares;               // dy of each sequence
  float *_Nullable betas, *_Nullable d_emissions;
  // the best tags, and where each came from
  int32_t *_Nullable best, *_Nullable places;
  // part_size numbers for each block of sequences: scratch of 2 size, then (backward) sums of the
  // gradients of transitions, start and end.
  float *_Nonnull parts;
  int64_t part_size;
} pl_crf;
int64_t pl_crf_blocks(int64_t batch);
void pl_crf_forward(pl_crf call);
void pl_crf_backward(pl_crf call);
void pl_crf_best(pl_crf call);

// Matrix products: c[m, n] = op(a) op(b) (+ c) (+ bias[n] in each row). A provider with the signature of `dnnl_sgemm`
// (row-major) or NULL for the kernels of this library.
typedef int (*pl_sgemm)(char ta, char tb, int64_t m, int64_t n, int64_t k, float alpha,
                        const float *_Nonnull a, int64_t lda, const float *_Nonnull b, int64_t ldb,
                        float beta, float *_Nonnull c, int64_t ldc);
void pl_set_sgemm(pl_sgemm _Nullable provider);
// Whether the provider serves the calls of this thread, as it does at first.
void pl_use_sgemm(bool is_used);
void pl_matrix_product(bool ta, bool tb, int64_t m, int64_t n, int64_t k,
                       const float *_Nonnull a, int64_t lda, const float *_Nonnull b, int64_t ldb,
                       const float *_Nullable bias, bool accumulate, float *_Nonnull c, int64_t ldc);
// `outputs` dense matrices, each the sum of `terms` products: c[i] (+)= sum over t of
// op(a[a_at[i * terms + t]]) op(b[b_at[i * terms + t]]).
void pl_matrix_products(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const float *_Nonnull a,
                        const float *_Nonnull b, const int64_t *_Nonnull a_at,
                        const int64_t *_Nonnull b_at, int64_t outputs, int64_t terms,
                        bool accumulate, float *_Nonnull c);

// Groups of places with ranges of a table's rows: see RowGroups.swift.
typedef struct {
  int64_t count, width, alignment;
  const int64_t *_Nonnull places, *_Nullable first, *_Nonnull rows, *_Nonnull lines;
} pl_groups;
void pl_group_products(pl_groups groups, const float *_Nonnull x, const float *_Nonnull table,
                       const float *_Nullable bias, float *_Nonnull y);
void pl_group_input_gradients(pl_groups groups, const float *_Nonnull dy, const float *_Nonnull table,
                              float *_Nonnull dx);
void pl_group_weight_gradients(pl_groups groups, const float *_Nonnull dy, const float *_Nonnull x,
                               float *_Nonnull table, float *_Nonnull bias);

// Recurrent sequences, layouts as in RecurrentKernel.swift.
typedef enum { PL_CELL_TANH, PL_CELL_RELU, PL_CELL_LSTM, PL_CELL_GRU, PL_CELL_GRU_RESET_BEFORE } pl_cell;

typedef struct {
  pl_cell cell;
  int64_t batch, steps, size;
  const int64_t *_Nullable lengths;
  const float *_Nullable weight;
  const float *_Nullable inner_bias;
  const float *_Nullable hidden0;
  const float *_Nullable cell0;
  float *_Nullable gates, *_Nullable previous;
  float *_Nullable extra;
  const float *_Nullable peephole;             // of the LSTM: [3, size]
  const float *_Nullable state_mask;           // [batch, size]: factors of h in its product
  float *_Nullable masked;                     // h times the mask, laid out as previous
  float zoneout_hidden, zoneout_cell;          // rates
  uint32_t zoneout_hidden_below, zoneout_cell_below;  // rates of 2^32
  bool draws_zoneout;                          // else the expectation
  int64_t first_row;                           // of the batch's rows among those that are drawn for
  uint64_t key;
  // forward
  float *_Nullable outputs, *_Nullable hidden, *_Nullable final_cell;
  // backward: d_hidden and d_cell come in as the gradients of the final state
  const float *_Nullable d_outputs;
  float *_Nullable d_projected, *_Nullable d_recurrent, *_Nullable d_hidden, *_Nullable d_cell;
} pl_recurrent;

void pl_recurrent_forward(pl_recurrent r);
void pl_recurrent_backward(pl_recurrent r);

#endif
