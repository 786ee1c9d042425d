"""Golden mixture weights and bootstrap intervals, with numpy alone."""

import json

import numpy as np


def fitted(log_probabilities):
    """The weights of the likeliest mixture: expectation maximisation, far beyond what shows."""
    shares = np.exp(log_probabilities - log_probabilities.max(axis=0))
    weights = np.full(len(shares), 1 / len(shares))
    for _ in range(200_000):
        weights = weights * (shares / (weights @ shares)).mean(axis=1)
    return weights / weights.sum()


def weight_case(generator, parts, tokens, spread):
    scores = np.round(-generator.gamma(2, 2, (parts, tokens)) - spread * generator.random((parts, 1)), 4)
    weights = fitted(scores)
    shares = np.exp(scores)
    return {
        "logProbabilities": scores.tolist(), "weights": weights.tolist(),
        "mixed": float(np.log(weights @ shares).mean()),
    }


MASK = (1 << 32) - 1


def philox(counter, key):
    """Philox4x32-10. Salmon et al., 2011."""
    c = [counter[0] & MASK, counter[0] >> 32, counter[1] & MASK, counter[1] >> 32]
    k = [key & MASK, key >> 32]
    for _ in range(10):
        p, q = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(q >> 32) ^ c[1] ^ k[0], q & MASK, (p >> 32) ^ c[3] ^ k[1], p & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


def items(count, sample, seed):
    block = philox((sample, 0x5061726C616E6365), seed)
    key = block[0] | block[1] << 32
    numbers = []
    for counter in range((count + 1) // 2):
        block = philox((counter, 1), key)
        numbers += [block[0] | block[1] << 32, block[2] | block[3] << 32]
    return [number * count >> 64 for number in numbers[:count]]


def bootstrap_case(generator, count, samples, seed):
    tokens = generator.integers(1, 20, count)
    losses = np.round(tokens * generator.gamma(4, 1, (2, count)), 3)
    drawn = np.array([items(count, sample, seed) for sample in range(samples)])
    sizes = tokens[drawn].sum(axis=1)
    perplexities = np.exp(losses[:, drawn].sum(axis=2) / sizes)
    differences = perplexities[0] - perplexities[1]
    below, above = (differences <= 0).sum(), (differences >= 0).sum()
    return {
        "tokens": tokens.tolist(), "losses": losses.tolist(), "samples": samples, "seed": seed,
        "firstItems": drawn[0].tolist(),
        "intervals": np.percentile(perplexities, [2.5, 97.5], axis=1).T.tolist(),
        "difference": np.percentile(differences, [2.5, 97.5]).tolist(),
        "pValue": min(1, 2 * (int(min(below, above)) + 1) / (samples + 1)),
    }


def write(folder):
    generator = np.random.default_rng(11)
    cases = {
        "weights": [
            weight_case(generator, parts, tokens, spread)
            for parts, tokens, spread in [(2, 40, 1), (2, 1, 0), (2, 60, 8), (3, 50, 1), (5, 60, 2)]
        ],
        "bootstrap": [
            bootstrap_case(generator, count, samples, seed)
            for count, samples, seed in [(1, 5, 1), (2, 40, 2), (37, 100, 3), (60, 333, (1 << 64) - 1)]
        ],
    }
    (folder / "mixture.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
