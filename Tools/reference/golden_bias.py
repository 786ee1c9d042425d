"""Bias of random word vectors as wefe, scikit-learn and SciPy measure it, and wefe's hard debiasing:
`pip install wefe==1.0.1 gensim` first."""

import json
import pathlib
from math import comb

import numpy as np
import scipy.stats
from gensim.models import KeyedVectors
from sklearn.decomposition import PCA
from wefe.debias.hard_debias import HardDebias
from wefe.metrics import ECT, RNSB, WEAT
from wefe.query import Query
from wefe.word_embedding_model import WordEmbeddingModel

DIMENSION = 8


def model_of(words, vectors):
    keyed = KeyedVectors(vectors.shape[1])
    keyed.add_vectors(words, vectors.astype(np.float32))
    return WordEmbeddingModel(keyed, "random")


def names(prefix, count):
    return [f"{prefix}{index}" for index in range(count)]


def vectors_of(generator, sizes):
    """Targets x lean to attributes a, y to b, so that some effect is there to see."""
    lean = generator.normal(size=DIMENSION)
    words, rows = [], []
    for prefix, count in sizes.items():
        for word in names(prefix, count):
            side = {"x": 0.4, "a": 0.8, "y": -0.4, "b": -0.8}.get(prefix, 0)
            words.append(word)
            rows.append(generator.normal(size=DIMENSION) + side * lean)
    return words, np.round(np.array(rows), 4)


def association(vectors, word, a, b):
    def cosine(u, v):
        return u @ v / (np.linalg.norm(u) * np.linalg.norm(v))
    return (np.mean([cosine(vectors[word], vectors[w]) for w in a])
            - np.mean([cosine(vectors[word], vectors[w]) for w in b]))


def exact_p(vectors, x, y, a, b):
    s = [np.array([association(vectors, w, a, b) for w in words]) for words in (x, y)]
    result = scipy.stats.permutation_test(
        s, lambda u, v, axis: u.sum(axis=axis) - v.sum(axis=axis), vectorized=True,
        permutation_type="independent", n_resamples=10**6, alternative="greater")
    assert comb(len(x) + len(y), len(x)) <= 10**6
    return float(result.pvalue)


def test_case(generator, sizes):
    words, rows = vectors_of(generator, sizes)
    vectors = {w: row.astype(np.float32).astype(float) for w, row in zip(words, rows)}
    sets = [names(prefix, sizes[prefix]) for prefix in "xyab"]
    model = model_of(words, rows)
    query = Query([sets[0], sets[1]], [sets[2], sets[3]])
    weat = WEAT().run_query(query, model)
    rnsb = RNSB().run_query(
        query, model, holdout=False,
        estimator_params={"solver": "liblinear", "max_iter": 100000, "tol": 1e-10})
    joined = Query([sets[0], sets[1]], [sets[2] + sets[3]])
    return {
        "words": words, "numbers": rows.flatten().tolist(), "sets": sets,
        "effectSize": float(weat["effect_size"]), "statistic": float(weat["weat"]),
        "p": exact_p(vectors, *sets), "ect": float(ECT().run_query(joined, model)["ect"]),
        "rnsb": float(rnsb["rnsb"]),
    }


def debias_case(generator):
    """Pairs p0 q0, p1 q1, …; n are neutral, k are kept; the last pair is equalised only."""
    words, rows = vectors_of(generator, {"p": 4, "q": 4, "n": 6, "k": 2})
    rows[:4] += rows[0]
    rows = np.round(rows, 4)
    pairs = [[f"p{index}", f"q{index}"] for index in range(4)]
    model = model_of(words, rows)
    debias = HardDebias(pca_args={"n_components": 1})
    debias.fit(model, definitional_pairs=pairs[:3], equalize_pairs=pairs)
    after = debias.transform(model, ignore=["k0", "k1"], copy=True)
    # wefe divides equalised vectors by the norms of before: gensim keeps them.
    ends = [after[word] / np.linalg.norm(after[word]) for word in words]
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    differences = np.array([units[index] - units[4 + index] for index in range(3)])
    share = PCA(n_components=1).fit(np.vstack([differences, -differences]))
    direction = debias.bias_direction_
    if differences.sum(axis=0) @ direction < 0:
        direction = -direction
    cosines = units[8:14] @ direction
    return {
        "words": words, "numbers": rows.flatten().tolist(), "pairs": pairs,
        "direction": direction.tolist(),
        "explained": float(share.explained_variance_ratio_[0]),
        "projections": cosines.tolist(), "directBias": float(np.mean(np.abs(cosines))),
        "strictBias": float(np.mean(np.abs(cosines) ** 2)),
        "after": np.concatenate(ends).tolist(),
    }


def write(folder):
    generator = np.random.default_rng(17)
    cases = [
        {"x": 5, "y": 5, "a": 4, "b": 4}, {"x": 4, "y": 6, "a": 3, "b": 5},
        {"x": 8, "y": 8, "a": 6, "b": 6}, {"x": 2, "y": 2, "a": 2, "b": 2},
        {"x": 2, "y": 3, "a": 1, "b": 1},
    ]
    golden = {
        "tests": [test_case(generator, sizes) for sizes in cases],
        "debias": debias_case(generator),
    }
    text = json.dumps(golden, separators=(",", ":")) + "\n"
    (folder / "bias.json").write_text(text)


if __name__ == "__main__":
    write(pathlib.Path("Tests/ParlanceTestSupport/Golden"))
