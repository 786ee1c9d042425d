// A text's words as examples of bags: which are passed over, how wide each window is, and what else is drawn.

#include "bags.h"
#include "mix.h"

#include <string.h>

static const uint32_t LINE_END = UINT32_MAX;
static const uint64_t NEGATIVE_STREAM = 0x6E656761746976u;

// Where the parts of a piece's memory lie.
typedef struct {
  int32_t *units, *left, *right, *places;  // of each word that is kept
  int32_t *near_left, *near_right, *counts, *rows;  // of a batch
  int64_t *firsts;
  float *labels, *shares, *hidden, *gradients, *sums, *changes;
  double *losses;
  int64_t most;   // targets of an example
  int64_t bytes;  // of all
} layout;

static void *part(char *base, int64_t *used, int64_t count, int64_t size) {
  void *start = base + *used;
  *used += (count * size + 63) / 64 * 64;
  return start;
}

static int64_t most_targets(const pl_words *w) {
  const int64_t predictions = w->cbow ? 1 : 2 * (int64_t)w->window;
  return predictions * (w->paths ? w->longest : 1 + (int64_t)w->negatives);
}

static layout layout_of(const pl_words *w) {
  char *base = w->scratch;
  layout l = {.most = most_targets(w)};
  int64_t used = 0;
  const int64_t units = w->cbow ? w->batch + 2 * (int64_t)w->window : 0, width = w->tables.width;
  l.units = part(base, &used, w->count, 4);
  l.left = part(base, &used, w->count, 4);
  l.right = part(base, &used, w->count, 4);
  l.places = part(base, &used, w->count, 4);
  l.near_left = part(base, &used, w->batch, 4);
  l.near_right = part(base, &used, w->batch, 4);
  l.counts = part(base, &used, w->batch, 4);
  l.rows = part(base, &used, w->batch * l.most, 4);
  l.firsts = part(base, &used, w->batch, 8);
  l.labels = part(base, &used, w->batch * l.most, 4);
  l.shares = part(base, &used, w->batch * l.most, 4);
  l.hidden = part(base, &used, w->batch * width, 4);
  l.gradients = part(base, &used, w->batch * width, 4);
  l.sums = part(base, &used, units * width, 4);
  l.changes = part(base, &used, units * width, 4);
  l.losses = part(base, &used, w->batch, 8);
  l.bytes = used;
  return l;
}

int64_t pl_words_scratch(const pl_words *words) {
  pl_words sizes = *words;
  sizes.scratch = NULL;
  return layout_of(&sizes).bytes;
}

// Lists the words that are kept, each with its window within its line; returns how many.
static int64_t keep_words(const pl_words *w, const layout *l) {
  int64_t kept = 0, start = 0;
  for (int64_t place = 0; place <= w->count; place++) {
    if (place < w->count && w->text[place] != LINE_END) {
      const uint32_t word = w->text[place];
      uint64_t state = mix_state(w->key, (uint64_t)(w->place + place));
      if (w->kept[word] < 1 && mix_unit(&state) >= w->kept[word]) continue;
      const int32_t width = 1 + (int32_t)mix_below(&state, (uint64_t)w->window);
      l->units[kept] = (int32_t)word;
      l->places[kept] = (int32_t)place;
      l->left[kept] = (int32_t)(kept - start < width ? start : kept - width);
      l->right[kept] = width;
      kept++;
      continue;
    }
    for (; start < kept; start++) {
      const int64_t end = start + l->right[start] + 1;
      l->right[start] = (int32_t)(end < kept ? end : kept);
    }
  }
  return kept;
}

static int32_t draw_other(const pl_words *w, uint64_t *state, int32_t word) {
  for (int tries = 0; tries < 64; tries++) {
    const uint32_t slot = mix_below(state, (uint64_t)w->words);
    const int32_t drawn = mix_unit(state) < w->alias_shares[slot] ? (int32_t)slot : w->aliases[slot];
    if (drawn != word) return drawn;
  }
  return (word + 1) % w->words;
}

// Lists what one prediction of a word is made of; returns how many targets that are.
static int32_t list_targets(const pl_words *w, int32_t word, uint64_t *state, int32_t *rows, float *labels) {
  if (w->paths) {
    const int64_t first = w->paths[word], count = w->paths[word + 1] - first;
    memcpy(rows, w->nodes + first, (size_t)count * sizeof *rows);
    memcpy(labels, w->ways + first, (size_t)count * sizeof *labels);
    return (int32_t)count;
  }
  rows[0] = word;
  labels[0] = 1;
  const int32_t negatives = w->words > 1 ? w->negatives : 0;
  for (int32_t i = 1; i <= negatives; i++) {
    rows[i] = draw_other(w, state, word);
    labels[i] = 0;
  }
  return 1 + negatives;
}

typedef struct {
  const pl_words *words;
  const layout *parts;
  const pl_bags *bags;
  int64_t first;  // of the batch, among the words that are kept
} batch_work;

static void list_example(const batch_work *work, int64_t example) {
  const pl_words *w = work->words;
  const layout *l = work->parts;
  const int64_t kept = work->first + example, first = example * l->most;
  uint64_t state = mix_state(w->key ^ NEGATIVE_STREAM, (uint64_t)(w->place + l->places[kept]));
  int32_t *rows = l->rows + first;
  float *labels = l->labels + first;
  int32_t count = 0;
  if (w->cbow) {
    // A word without neighbours is told by nothing.
    if (l->right[kept] - l->left[kept] > 1) count = list_targets(w, l->units[kept], &state, rows, labels);
  } else {
    for (int64_t other = l->left[kept]; other < l->right[kept]; other++)
      if (other != kept) count += list_targets(w, l->units[other], &state, rows + count, labels + count);
  }
  l->firsts[example] = first;
  l->counts[example] = count;
}

static int64_t tile_end(int64_t tile, int64_t count) {
  const int64_t end = (tile + 1) * BAG_TILE;
  return end < count ? end : count;
}

static void forward_tile(void *context, int64_t tile) {
  const batch_work *work = context;
  const int64_t end = tile_end(tile, work->bags->examples);
  for (int64_t example = tile * BAG_TILE; example < end; example++) list_example(work, example);
  pl_bags_forward(work->bags, tile * BAG_TILE, end);
}

static void sum_tile(void *context, int64_t tile) {
  const batch_work *work = context;
  pl_bags_sum(work->bags, tile * BAG_TILE, tile_end(tile, work->bags->units));
}

static void learn_batch(pl_words *w, const layout *l, int64_t first, int64_t end, int64_t kept) {
  pl_bags bags = w->tables;
  const int64_t reach = w->cbow ? w->window : 0;
  const int64_t from = first > reach ? first - reach : 0, to = end + reach < kept ? end + reach : kept;
  bags.units = to - from;
  bags.bags = l->units + from;
  bags.examples = end - first;
  bags.first_unit = first - from;
  bags.reach = reach;
  bags.firsts = l->firsts;
  bags.counts = l->counts;
  bags.rows = l->rows;
  bags.labels = l->labels;
  bags.hidden = l->hidden;
  bags.gradients = l->gradients;
  bags.sums = l->sums;
  bags.changes = l->changes;
  bags.shares = l->shares;
  bags.losses = l->losses;
  if (w->cbow) {
    for (int64_t example = 0; example < bags.examples; example++) {
      l->near_left[example] = l->left[first + example] - (int32_t)from;
      l->near_right[example] = l->right[first + example] - (int32_t)from;
    }
    bags.left = l->near_left;
    bags.right = l->near_right;
  }
  batch_work work = {w, l, &bags, first};
  if (w->cbow) pl_parallel((bags.units + BAG_TILE - 1) / BAG_TILE, sum_tile, &work);
  pl_parallel((bags.examples + BAG_TILE - 1) / BAG_TILE, forward_tile, &work);
  pl_bags_apply(&bags);
  for (int64_t example = 0; example < bags.examples; example++) {
    const int64_t others = l->right[first + example] - l->left[first + example] - 1;
    w->loss += l->losses[example];
    w->predictions += w->cbow ? others > 0 : others;
  }
}

void pl_words_learn(pl_words *words) {
  const layout l = layout_of(words);
  const int64_t kept = keep_words(words, &l);
  words->loss = 0;
  words->predictions = 0;
  for (int64_t first = 0; first < kept; first += words->batch)
    learn_batch(words, &l, first, first + words->batch < kept ? first + words->batch : kept, kept);
}
