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

// Rows of `width` floats, which may lie at any byte: the mean of those that ids name, in that order; the
// products of `count` rows with x; whether numbers are all finite.
void pl_mean_rows(
    const void *_Nonnull rows, int64_t width, const int32_t *_Nonnull ids, int64_t count,
    float *_Nonnull y);
void pl_row_products(
    const void *_Nonnull rows, int64_t width, int64_t count, const float *_Nonnull x,
    float *_Nonnull y);
bool pl_floats_finite(const void *_Nonnull numbers, int64_t count);

// y = Σ vector(ids[i]) / count, of vectors as codes: a row of `runs` bytes names for each run of
// `run_length` numbers (the last may be shorter) one of its 256 centroids. Row i is scaled by
// factors[scales[i]] where there are scales.
void pl_mean_codes(
    const uint8_t *_Nonnull codes, int64_t runs, const float *_Nonnull centroids, int64_t dimension,
    int64_t run_length, const uint8_t *_Nullable scales, const float *_Nullable factors,
    const int32_t *_Nonnull ids, int64_t count, float *_Nonnull y);

// Threads. Work comes as tiles whose results do not depend on which thread does them.
void pl_set_thread_count(int count);
int pl_thread_count(void);
// The processors that the process may use, as bits in words of 64; returns how many the machine has.
int pl_allowed_processors(uint64_t *_Nonnull bits, int words);
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
// Rows that lie in memory or in a file: see StoredRows.swift. Form 0 is float32, 1 is int8, 2 codes of 256
// centroids for each part of the width.
typedef struct {
  int32_t form;
  int64_t width, part_width;
  const void *_Nullable rows;
  const float *_Nullable scales, *_Nullable centroids;
} pl_stored_rows;
// y[q, r] = queries[q] . row first + r, for r < count; what a product is depends on no other.
void pl_stored_products(pl_stored_rows rows, int64_t first, int64_t count, const float *_Nonnull queries,
                        int64_t query_count, float *_Nonnull y);
// y[r] = row first + r, for r < count.
void pl_stored_values(pl_stored_rows rows, int64_t first, int64_t count, float *_Nonnull y);
// codes[n * code_stride] = the nearest of 256 centroids [width, 256] to points[n * stride ...].
void pl_nearest_centroids(const float *_Nonnull points, int64_t count, int64_t stride, int64_t width,
                          const float *_Nonnull centroids, uint8_t *_Nonnull codes, int64_t code_stride);
// The greatest of the first lengths[row] steps of x [rows, steps, width] and the step that it is, or 0 and
// -1 for no step.
void pl_max_over_time(const float *_Nonnull x, const int32_t *_Nonnull lengths, float *_Nonnull y,
                      float *_Nonnull found, int64_t rows, int64_t steps, int64_t width);
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
// Whether the calling thread's products give a row the same bits whatever other rows there are: as if each
// was alone, at some cost in speed. → what was in force before.
bool pl_keep_rows_apart(bool are_apart);
// Whether the calling thread's products round what they multiply to bfloat16, sums being in float32. → what was in
// force before. For tests: whether that is done by the processor's instruction where there is one.
bool pl_multiply_in_bfloat16(bool rounds);
void pl_use_bfloat16(bool is_used);
// The same of products that cuBLAS makes, and TF32.
bool pl_multiply_in_tf32(bool rounds);
void pl_matrix_product(bool ta, bool tb, int64_t m, int64_t n, int64_t k,
                       const float *_Nonnull a, int64_t lda, const float *_Nonnull b, int64_t ldb,
                       const float *_Nullable bias, bool accumulate, float *_Nonnull c, int64_t ldc);
// A matrix of `rows` rows of `width` numbers in the form that products read: strips of 16 rows, in each of which the
// numbers of one place of the width stand beside each other; strips of zeros fill up the last four. A number of
// int8 stands for its value times its row's scale.
typedef enum { PL_PACKED_FLOAT32, PL_PACKED_BFLOAT16, PL_PACKED_INT8 } pl_packed_form;
typedef struct {
  pl_packed_form form;
  int64_t rows, width;
  void *_Nullable strips;           // pl_packed_bytes
  const float *_Nullable scales;    // of int8: pl_packed_scales, beyond the rows anything
} pl_packed;
size_t pl_packed_bytes(pl_packed_form form, int64_t rows, int64_t width);
int64_t pl_packed_scales(pl_packed_form form, int64_t rows);
// A row in the form's numbers, nearest to these; int8 has the scale of its greatest.
void pl_round_row(pl_packed_form form, const float *_Nonnull x, int64_t width, void *_Nonnull y,
                  float *_Nonnull scale);
// Strips from rows of the form's numbers one after the other, and back.
void pl_pack(pl_packed matrix, const void *_Nonnull rows);
void pl_unpack(pl_packed matrix, void *_Nonnull rows);
// y[j · stride] = one row's numbers; y [rows, width], or transposed, = those of all.
void pl_packed_row(pl_packed matrix, int64_t row, float *_Nonnull y, int64_t stride);
void pl_packed_values(pl_packed matrix, bool transposed, float *_Nonnull y);
// c [m, rows] (+)= a [m, width] matrixᵀ (+ bias in each row): the same bits in a row whatever others there are, those
// of `pl_matrix_product` with the values where rows are kept apart.
void pl_packed_product(pl_packed matrix, int64_t m, const float *_Nonnull a, int64_t lda,
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
  const pl_packed *_Nullable packed;           // the weight's transpose, read instead where there is one step
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

// One step of attention, layouts as in Kernels+Attention.swift.
typedef struct {
  int64_t batch, places, size, width;
  const int32_t *_Nullable lengths;            // the places of each row
  const float *_Nullable queries, *_Nullable keys, *_Nullable values;
  const float *_Nullable energy;               // NULL for products
  float *_Nullable weights, *_Nullable contexts;
  // backward: d_keys and d_energies are added to; scores is room for [batch, places]
  const float *_Nullable d_weights, *_Nullable d_contexts;
  float *_Nullable scores, *_Nullable d_queries, *_Nullable d_keys, *_Nullable d_energies;
} pl_attention;

void pl_attend_forward(pl_attention call);
void pl_attend_backward(pl_attention call);

// Bags of rows in, rows out: what word vectors and linear classifiers of texts are learned by. The examples
// of a batch are all taken against the tables as they stand, then all changes are added in the examples'
// order. Rows are `width` floats, a multiple of 16.
typedef struct {
  int64_t width;
  float *_Nullable in, *_Nullable out;
  const int32_t *_Nullable ids;     // bag b is the rows ids[starts[b]] ..< ids[starts[b + 1]] of `in`
  const int64_t *_Nullable starts;
  int64_t units;                   // places with a bag each
  const int32_t *_Nullable bags;    // the bag of each unit
  int64_t examples;
  int64_t first_unit;              // example e stands at unit first_unit + e
  // Without these the hidden row of an example is the mean of its unit's rows; with them that of the rows of
  // all units left[e] ..< right[e] but its own.
  const int32_t *_Nullable left, *_Nullable right;
  int64_t reach;                   // how far from its own the units of a window are at most
  // Targets of example e: rows of `out` from place firsts[e] on, and what their probabilities should be.
  const int64_t *_Nullable firsts;
  const int32_t *_Nullable counts;
  const int32_t *_Nullable rows;
  const float *_Nullable labels;
  bool softmax;                    // over an example's targets; else each by itself
  bool divided;                    // whether a bag's change is shared among its rows
  float rate;
  float *_Nullable hidden, *_Nullable gradients;  // [examples, width]
  float *_Nullable sums, *_Nullable changes;    // [units, width], with left and right
  float *_Nullable shares;          // as rows
  double *_Nullable losses;         // [examples]
} pl_bags;
void pl_bags_learn(const pl_bags *_Nonnull bags);

// Words of a text as examples of `pl_bags`: each word tells its neighbours (skip-gram), or they it (CBOW).
// What is random is a function of the key and a word's place in the text.
typedef struct {
  pl_bags tables;                  // width, in, out, ids, starts, divided, rate; the rest is filled in
  const uint32_t *_Nullable text;  // UINT32_MAX where a line ends
  int64_t count, place;            // how many there are, and the place of the first in the whole text
  uint64_t key;
  const float *_Nullable kept;      // of each word, the share of its places that are not passed over
  bool cbow;
  int32_t window;
  // Negative sampling: others by an alias table; none where a text has one word.
  int32_t negatives, words;
  const float *_Nullable alias_shares;
  const int32_t *_Nullable aliases;
  // Hierarchical softmax: the path of word w is nodes[paths[w]] ..< nodes[paths[w + 1]], with the way at each.
  const int64_t *_Nullable paths;
  const int32_t *_Nullable nodes;
  const float *_Nullable ways;
  int32_t longest;                 // path
  int64_t batch;                   // words at once
  void *_Nullable scratch;         // pl_words_scratch bytes
  double loss;                     // out: the sum over all predictions
  int64_t predictions;
} pl_words;
int64_t pl_words_scratch(const pl_words *_Nonnull words);
void pl_words_learn(pl_words *_Nonnull words);

// GloVe: one round of blocks of which no two share a row or a column.
typedef struct {
  uint32_t row, column;
  float logarithm, weight;         // ln x and f(x)
} pl_pair;
typedef struct {
  int64_t width;                   // of half a row: values, a bias, a one, zeros; then the sums of squares
  float *_Nullable rows, *_Nullable columns;
  const pl_pair *_Nullable pairs;
  int64_t blocks;                  // a side
  const int64_t *_Nullable starts;  // of block (r, c) at r · blocks + c
  int64_t round;                   // block r goes with column (r + round) mod blocks
  const float *_Nullable rates;     // [width]: of each number of a half
  uint64_t key;                    // of the order in each block
  uint32_t *_Nullable order;        // scratch: [blocks, longest]
  int64_t longest;
  double *_Nullable losses;         // of each row of blocks: Σ ½ f(x) (…)²
} pl_glove;
void pl_glove_round(const pl_glove *_Nonnull glove);

// Adds to sums[j] the weight of each place of word j at most `window` before one of `places`, and behind it
// where `symmetric`: weights[d] at the distance d. Lists the words whose sum was 0, and returns how many.
int64_t pl_count_neighbours(
    const uint32_t *_Nonnull text, int64_t count, const uint32_t *_Nonnull places, int64_t place_count,
    int64_t window, bool symmetric, const uint64_t *_Nonnull weights, uint64_t *_Nonnull sums,
    uint32_t *_Nonnull found);

// One step of texts that are told their labels: bag i is the rows ids[starts[i]] ..< ids[starts[i + 1]] of `in`,
// its targets are those of `pl_bags`. Returns the sum of the losses.
double pl_texts_learn(
    float *_Nonnull in, float *_Nonnull out, int64_t width, const int32_t *_Nonnull ids,
    const int64_t *_Nonnull starts, int64_t examples, const int64_t *_Nonnull firsts,
    const int32_t *_Nonnull counts, const int32_t *_Nonnull rows, const float *_Nonnull labels,
    bool softmax, float rate);

// MPI of the system, opened under a name; the first function that fails says why in `pl_mpi_problem`. Bytes
// only: a request is 0 before it is begun, and is tested until it is done. Calls of several threads take turns.
bool pl_mpi_open(const char *_Nonnull name);
bool pl_mpi_initialize(int *_Nonnull rank, int *_Nonnull size);
const char *_Nonnull pl_mpi_problem(void);
void pl_mpi_version(char *_Nonnull text, size_t capacity);
bool pl_mpi_send(
    const void *_Nonnull bytes, int count, int rank, int tag, intptr_t *_Nonnull request);
bool pl_mpi_receive(void *_Nonnull bytes, int count, int rank, int tag, intptr_t *_Nonnull request);
bool pl_mpi_test(intptr_t *_Nonnull request, bool *_Nonnull done);
// Whether a message of a rank and a tag is here.
bool pl_mpi_probe(int rank, int tag, bool *_Nonnull found);
bool pl_mpi_finalize(void);
// Ends all ranks.
void pl_mpi_abort(int code);

#include "device.h"

#endif
