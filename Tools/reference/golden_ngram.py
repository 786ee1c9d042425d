"""Golden n-gram models, estimated in plain Python from the definitions.

Nothing is shared with the library: counts are dictionaries of tuples, probabilities are double
precision. One thing is KenLM's alone: it gives its statistics of counts the endings of the n-gram that
its sort puts last as often as they occur, not adjusted.
"""

import collections
import json
import math
import random

START, END, UNKNOWN = "<s>", "</s>", "<unk>"
FALLBACK, SINGLE_FALLBACK = [0.5, 1.0, 1.5], [0.75] * 3


def grams(lines, order):
    """How often each n-gram of each length occurs; none goes over a line's end."""
    counts = collections.Counter()
    for line in lines:
        words = [START] + line.split() + [END]
        for begin in range(len(words)):
            for end in range(begin + 1, min(begin + order, len(words)) + 1):
                counts[tuple(words[begin:end])] += 1
    return counts


def adjusted(raw, order):
    """For n-grams below the highest order that do not begin a line: before how many words they stand."""
    before = collections.Counter(gram[1:] for gram in raw if len(gram) > 1)
    return {
        gram: count if len(gram) == order or gram[0] == START else before[gram]
        for gram, count in raw.items()
    }


def last_endings(lines, order):
    number = {START: 1, END: 2}
    for line in lines:
        for word in line.split():
            number.setdefault(word, len(number) + 1)
    padded = []
    for line in lines:
        words = [START] * (order - 1) + line.split() + [END]
        padded += [tuple(words[i:i + order]) for i in range(len(words) - order + 1)]
    if not padded:
        return set()
    last = max(padded, key=lambda gram: [number[word] for word in reversed(gram)])
    endings = set()
    for length in range(1, order):
        endings.add(last[-length:])
        if last[-length] == START:
            break
    return endings


def discounts(counts, raw, lines, order, smoothing):
    endings = last_endings(lines, order)
    result = []
    for length in range(1, order + 1):
        n = collections.Counter(
            raw[gram] if gram in endings else count
            for gram, count in counts.items() if len(gram) == length and gram != (START,))
        if smoothing == "kneser-ney":
            sound = n[1] > 0 and n[2] > 0
            result.append([n[1] / (n[1] + 2 * n[2])] * 3 if sound else SINGLE_FALLBACK)
            continue
        values = None
        if n[1] and n[2] and n[3]:
            y = n[1] / (n[1] + 2 * n[2])
            values = [j - (j + 1) * y * n[j + 1] / n[j] for j in (1, 2, 3)]
        sound = values and all(0 <= d <= j for d, j in zip(values, (1, 2, 3)))
        result.append(values if sound else FALLBACK)
    return result


def estimate(lines, order, smoothing, k, thresholds):
    """For each kept n-gram the probability of its last word and the factor of what follows it."""
    raw = grams(lines, order)
    continuation = smoothing in ("kneser-ney", "modified-kneser-ney")
    counts = adjusted(raw, order) if continuation else dict(raw)
    if continuation:
        amounts = discounts(counts, raw, lines, order, smoothing)
    counts.pop((START,), None)

    def kept(gram):
        return gram == (END,) or raw[gram] > thresholds[len(gram) - 1]

    words = sorted({gram[0] for gram in raw if len(gram) == 1 and kept(gram)} - {START} | {END})
    words.append(UNKNOWN + " of the model")
    after = collections.defaultdict(list)
    for gram in counts:
        after[gram[:-1]].append(gram)

    def whole(context):
        return len(context) == order - 1 or (context and context[0] == START)

    def share(gram):
        count = counts.get(gram, 0)
        if not continuation:
            return count
        return count - (amounts[len(gram) - 1][min(count, 3) - 1] if count else 0)

    def factors(context):
        """γ of a context, and what its shares are divided by."""
        children = after[context]
        total = sum(counts[gram] for gram in children)
        if total == 0 or (smoothing == "add-k" and not whole(context)):
            return 1.0, math.inf
        lost = sum(counts[gram] for gram in children if not kept(gram))
        if continuation:
            free = sum(counts[gram] - share(gram) for gram in children if kept(gram))
            return (free + lost) / total, total
        free = len(children) if smoothing == "witten-bell" else k * len(words)
        return (free + lost) / (total + free), total + free

    model = {}

    def probability(gram):
        gamma, whole_count = factors(gram[:-1])
        if len(gram) == 1 or smoothing == "add-k":
            lower = 1 / len(words)
        else:
            lower = model[gram[1:]][0]
        return share(gram) / whole_count + gamma * lower

    model[(START,)] = (1.0, factors((START,))[0] if order > 1 else 1.0)
    for gram in sorted([(w,) for w in words] + [g for g in counts if len(g) > 1 and kept(g)], key=len):
        has_children = len(gram) < order and after[gram]
        model[gram] = (probability(gram), factors(gram)[0] if has_children else 1.0)
    return model


def text(generator, lines, words, longest):
    weights = [1 / (rank + 1) for rank in range(words)]
    return [
        " ".join(f"w{i}" for i in generator.choices(range(words), weights, k=generator.randint(1, longest)))
        for _ in range(lines)
    ]


def case(generator, lines, order, smoothing="modified-kneser-ney", k=1.0, thresholds=()):
    full = list(thresholds) + [thresholds[-1] if thresholds else 0] * (order - len(thresholds))
    model = estimate(lines, order, smoothing, k, full)
    chosen = sorted(model)
    if len(chosen) > 150:
        chosen = sorted(generator.sample(chosen, 150))
    return {
        "lines": lines, "order": order, "smoothing": smoothing, "k": k,
        "prune": list(thresholds),
        "counts": [sum(len(gram) == n for gram in model) for n in range(1, order + 1)],
        "grams": [" ".join(gram) for gram in chosen],
        "logProbabilities": [round(math.log10(model[gram][0]), 9) for gram in chosen],
        "backoffs": [round(math.log10(model[gram][1]), 9) for gram in chosen],
    }


def write(folder):
    generator = random.Random(4)
    cases = [
        case(generator, ["a a b a", "b a a b"], 3),
        case(generator, ["a"], 5),
        case(generator, ["a b", "", "c"], 4),
        case(generator, ["a b c d e f g"], 1),
    ]
    for order in (1, 2, 3, 5):
        cases.append(case(generator, text(generator, 150, 40, 9), order))
    cases.append(case(generator, text(generator, 150, 30, 9), 4, thresholds=[0, 0, 1]))
    cases.append(case(generator, text(generator, 150, 60, 9), 3, thresholds=[1, 1, 2]))
    cases.append(case(generator, text(generator, 20, 12, 6), 3, thresholds=[0, 2]))
    for smoothing in ("kneser-ney", "witten-bell", "add-k"):
        for order, thresholds in ((1, ()), (3, ()), (3, (0, 1))):
            lines = text(generator, 60, 25, 8)
            cases.append(case(generator, lines, order, smoothing, 0.3, thresholds))
    cases.append(case(generator, ["a b a"], 2, "kneser-ney"))
    (folder / "ngrams.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
