"""Word vectors: counts by brute force, and steps of GloVe, skip-gram and CBOW in NumPy's float64.

What is random is drawn by the same small generator (SplitMix64) from the same keys.
"""

import json

import numpy as np

ALL = 2**64 - 1
LINE_END = 2**32 - 1
NEGATIVES = 0x6E656761746976


class Mix:
    def __init__(self, key, place):
        self.state = key ^ (place * 0xD1342543DE82EF95 & ALL)
        self.state = self.next() ^ key

    def next(self):
        self.state = self.state + 0x9E3779B97F4A7C15 & ALL
        x = self.state
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & ALL
        x = (x ^ x >> 27) * 0x94D049BB133111EB & ALL
        return x ^ x >> 31

    def below(self, bound):
        return (self.next() >> 32) * bound >> 32

    def unit(self):
        return (self.next() >> 40) * 2.0**-24


def counts(lines, window, symmetric, weighted, minimum):
    frequency = {}
    for line in lines:
        for word in line.split():
            frequency[word] = frequency.get(word, 0) + 1
    words = [w for w in sorted(frequency, key=lambda w: -frequency[w]) if frequency[w] >= minimum]
    found = {}
    for line in lines:
        ids = [words.index(w) for w in line.split() if w in words]
        for i, a in enumerate(ids):
            for j, b in enumerate(ids):
                if 0 < i - j <= window or symmetric and 0 < j - i <= window:
                    found[a, b] = found.get((a, b), 0) + (1 / abs(i - j) if weighted else 1)
    return {"words": words, "counts": [frequency[w] for w in words],
            "entries": [[a, b, x] for (a, b), x in sorted(found.items())],
            "window": window, "symmetric": symmetric, "weighted": weighted, "minimum": minimum}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Words:
    """A text learned batch by batch, each against the tables as they stand."""

    def __init__(self, random, text, words, bags, cbow, paths, window, batch, dimension):
        self.text, self.bags, self.cbow, self.paths = text, bags, cbow, paths
        self.window, self.batch = window, batch
        rows = max(max(bag) for bag in bags) + 1
        outputs = words if paths is None else words - 1
        self.input = random.uniform(-0.5, 0.5, (rows, dimension)).astype(np.float32)
        self.output = random.uniform(-0.5, 0.5, (outputs, dimension)).astype(np.float32)
        self.kept = random.uniform(0.5, 1.2, words).astype(np.float32)
        self.shares = random.uniform(0.2, 1, words).astype(np.float32)
        self.others = random.integers(0, words, words)
        self.start = {"input": self.input.ravel().tolist(), "output": self.output.ravel().tolist()}
        self.input, self.output = self.input.astype(float), self.output.astype(float)

    def keep(self, key):
        kept, line = [], []
        for place, word in enumerate(self.text + [LINE_END]):
            if word == LINE_END:
                start, end = len(kept), len(kept) + len(line)
                for i, (word, place, width) in enumerate(line):
                    kept.append((word, place, max(start + i - width, start), min(start + i + width + 1, end)))
                line = []
                continue
            mix = Mix(key, place)
            if self.kept[word] < 1 and mix.unit() >= self.kept[word]:
                continue
            line.append((word, place, 1 + mix.below(self.window)))
        return kept

    def targets(self, word, mix):
        if self.paths is not None:
            return list(self.paths[word])
        found = [(word, 1)]
        for _ in range(2):
            while True:
                slot = mix.below(len(self.bags))
                drawn = slot if mix.unit() < self.shares[slot] else int(self.others[slot])
                if drawn != word:
                    break
            found.append((drawn, 0))
        return found

    def learn(self, key, rate):
        kept, total, predictions = self.keep(key), 0.0, 0
        for first in range(0, len(kept), self.batch):
            input, output = self.input.copy(), self.output.copy()
            for place in range(first, min(first + self.batch, len(kept))):
                word, at, left, right = kept[place]
                others = [k for k in range(left, right) if k != place]
                mix = Mix(key ^ NEGATIVES, at)
                if self.cbow:
                    rows = [r for k in others for r in self.bags[kept[k][0]]]
                    told = [word] if others else []
                else:
                    rows = self.bags[word]
                    told = [kept[k][0] for k in others]
                if not rows:
                    continue
                hidden, gradient = self.input[rows].mean(0), 0
                for other in told:
                    predictions += 1
                    for row, label in self.targets(other, mix):
                        p = sigmoid(self.output[row] @ hidden)
                        total -= np.log(p if label else 1 - p)
                        gradient = gradient + rate * (label - p) * self.output[row]
                        output[row] += rate * (label - p) * hidden
                for row in rows:
                    input[row] += gradient
            self.input, self.output = input, output
        return total / predictions


def predicting(random, cbow, hierarchical):
    words, dimension = 6, 5
    text = [int(w) for w in random.integers(0, words, 70)]
    for place in (9, 10, 31, 69):
        text[place] = LINE_END
    bags = [[w] + [int(r) for r in random.integers(6, 12, 3)] for w in range(words)]
    # Any binary tree over six words.
    paths = None
    if hierarchical:
        paths = [[(0, 1), (4, 0)], [(0, 0), (4, 0)], [(1, 1), (3, 0), (4, 1)], [(1, 0), (3, 0), (4, 1)],
                 [(2, 1), (3, 1), (4, 1)], [(2, 0), (3, 1), (4, 1)]]
    model = Words(random, text, words, bags, cbow, paths, window=3, batch=7, dimension=dimension)
    case = {"cbow": cbow, "text": text, "bags": bags, "dimension": dimension, "window": 3, "batch": 7,
            "kept": model.kept.tolist(), "shares": model.shares.tolist(), "negatives": 2,
            "others": model.others.tolist(), "paths": paths and [[n for n, _ in p] for p in paths],
            "ways": paths and [w for p in paths for _, w in p], "rate": 0.05, **model.start}
    case["losses"] = [float(model.learn(key, 0.05)) for key in (1, 2, 3, 4, 5)]
    case["afterInput"] = model.input.ravel().tolist()
    case["afterOutput"] = model.output.ravel().tolist()
    return case


def glove(random):
    words, side, dimension, rate = 5, 2, 3, 0.1
    tables = {name: random.uniform(-0.5, 0.5, (words, dimension)).astype(np.float32) for name in "ab"}
    biases = {name: random.uniform(-0.5, 0.5, words).astype(np.float32) for name in "ab"}
    pairs = [[i, j, float(np.float32(random.uniform(0.2, 30)))] for i in range(words) for j in range(words)
             if random.random() < 0.7]
    pairs.sort(key=lambda p: (p[0] % side, p[1] % side))
    case = {"a": tables["a"].ravel().tolist(), "b": tables["b"].ravel().tolist(),
            "biasA": biases["a"].tolist(), "biasB": biases["b"].tolist(), "pairs": pairs, "side": side,
            "dimension": dimension, "rate": rate, "xMax": 10, "alpha": 0.75}
    # Each row with its bias as one more number, and their sums of squares. GloVe's own program multiplies the
    # steps of vectors by its rate, and not those of biases.
    rates = np.append(np.full(dimension, rate), 1)
    a, b = (np.hstack([tables[n], biases[n][:, None]]).astype(float) for n in "ab")
    sums = [np.ones_like(a), np.ones_like(b)]
    losses = []
    for key in (1, 2, 3):
        for turn in range(side):
            total = 0.0
            for tile in range(side):
                block = [p for p in pairs if p[0] % side == tile and p[1] % side == (tile + turn) % side]
                mix, order = Mix(key, tile), []
                for place in range(len(block)):
                    other = mix.below(place + 1)
                    order.append(order[other] if other < place else place)
                    order[other] = place
                for i, j, x in (block[k] for k in order):
                    d = a[i, :-1] @ b[j, :-1] + a[i, -1] + b[j, -1] - np.log(x)
                    slope = min(1, (x / 10) ** 0.75) * d
                    total += 0.5 * slope * d
                    da = rates * slope * np.append(b[j, :-1], 1)
                    db = rates * slope * np.append(a[i, :-1], 1)
                    a[i] -= da / np.sqrt(sums[0][i])
                    b[j] -= db / np.sqrt(sums[1][j])
                    sums[0][i] += da * da
                    sums[1][j] += db * db
            losses.append(total)
    case["losses"] = losses
    case["afterA"], case["afterB"] = a.ravel().tolist(), b.ravel().tolist()
    return case


def write(folder):
    random = np.random.default_rng(15)
    lines = [" ".join(random.choice(list("abcdefg"), 12, p=[.3, .2, .2, .1, .1, .05, .05])) for _ in range(8)]
    lines += ["a", "", "g", "<unk> a <unk>"]
    golden = {
        "lines": lines,
        "counting": [counts(lines, *options) for options in
                     [(3, True, True, 1), (3, False, True, 1), (5, True, False, 2), (30, True, True, 3)]],
        "glove": glove(random),
        "predicting": [predicting(random, cbow, hierarchical)
                       for cbow in (False, True) for hierarchical in (False, True)],
    }
    (folder / "word_vectors.json").write_text(json.dumps(golden, indent=1) + "\n")
