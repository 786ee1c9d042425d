"""Neighbours, analogies and scores of word vectors as gensim computes them, and maps of them as
scikit-learn does: `pip install gensim==4.4.0 scikit-learn==1.9.1` first.

`vectors.json` is about a small table of random vectors. `vectors_glove.json` is about the published
GloVe vectors in ../shared/data, and is left as it is where these are missing; the analogies take some
minutes.
"""

import json
import pathlib
import tempfile
import time

import numpy as np
import scipy.stats
from gensim.models import KeyedVectors
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

from golden_mixture import items

DATA = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"


def pairs_of(found):
    return [{"word": word, "similarity": float(value)} for word, value in found]


def pair_scores(vectors, path):
    scores = {}
    for name, counts_unknown in [("covered", False), ("all", True)]:
        pearson, spearman, unknown = vectors.evaluate_word_pairs(
            str(path), dummy4unknown=counts_unknown)
        scores[name] = {"pearson": float(pearson[0]), "spearman": float(spearman[0])}
    return scores | {"unknown": float(unknown)}


def analogy_scores(vectors, path, counts_unknown=False):
    accuracy, sections = vectors.evaluate_word_analogies(str(path), dummy4unknown=counts_unknown)
    return {
        "accuracy": accuracy,
        "sections": [
            {"name": s["section"], "correct": len(s["correct"]),
             "questions": len(s["correct"]) + len(s["incorrect"])} for s in sections[:-1]],
    }


def multiplied_scores(vectors, path):
    """evaluate_word_analogies of gensim with 3CosMul in place of 3CosAdd."""
    usual = vectors.most_similar
    vectors.most_similar = lambda restrict_vocab=None, **rest: vectors.most_similar_cosmul(
        **rest, restrict_vocab=restrict_vocab)
    try:
        return analogy_scores(vectors, path)
    finally:
        vectors.most_similar = usual


def small_vectors(generator):
    words = [f"w{k}" for k in range(56)] + ["Paris", "paris", "ROME", "Zürich"]
    vectors = KeyedVectors(6)
    # Few decimals, so that any program reads the same numbers.
    numbers = np.round(generator.normal(size=(len(words), 6)), 3).astype(np.float32)
    vectors.add_vectors(words, numbers)
    return vectors


def sentence_vectors(vectors, sentences, probabilities, a=1e-3):
    """Smooth inverse frequency: Arora et al. 2017."""
    means = np.array([
        np.mean([a / (a + probabilities[w]) * vectors[w].astype(np.float64) for w in s], axis=0)
        for s in sentences])
    first = np.linalg.svd(means, full_matrices=False)[2][0]
    return means - np.outer(means @ first, first)


def maps(generator):
    centres = generator.normal(size=(4, 10)) * 4
    points = np.round(
        np.concatenate([c + generator.normal(size=(12, 10)) for c in centres]), 3)
    pca = PCA(n_components=2, svd_solver="full").fit(points)
    embedding = TSNE(
        n_components=2, perplexity=8, init="pca", method="exact", random_state=1).fit(points)
    return {
        "points": points.tolist(),
        "pca": pca.transform(points).tolist(),
        "explained": pca.explained_variance_ratio_.tolist(),
        "perplexity": 8,
        "divergence": float(embedding.kl_divergence_),
    }


def correlation(generator):
    x = generator.integers(0, 6, 25).astype(float)
    y = np.round(x + generator.normal(size=25) * 3)
    samples = [items(25, sample, 3) for sample in range(50)]
    spearman = [float(scipy.stats.spearmanr(x[s], y[s])[0]) for s in samples]
    return {
        "x": x.tolist(), "y": y.tolist(), "spearman": float(scipy.stats.spearmanr(x, y)[0]),
        "pearson": float(scipy.stats.pearsonr(x, y)[0]),
        "interval": np.percentile(spearman, [2.5, 97.5]).tolist(),
    }


def small(folder):
    generator = np.random.default_rng(7)
    vectors = small_vectors(generator)
    words = vectors.index_to_key
    lines = [f"{words[a]}\t{words[b]}\t{s}" for a, b, s in zip(
        generator.integers(0, 56, 40), generator.integers(0, 56, 40),
        generator.integers(0, 9, 40))]
    lines += ["PARIS\trome\t3", "w1\tmissing\t5", "zürich\tParis\t1.5"]
    questions = [": one"] + [
        " ".join(words[k] for k in generator.choice(56, 4, replace=False)) for _ in range(30)]
    # Some that are right, so that there is something to count.
    for _ in range(20):
        a, b, c = (words[k] for k in generator.choice(56, 3, replace=False))
        answer = vectors.most_similar(positive=[b, c], negative=[a], topn=1)[0][0]
        questions.append(f"{a} {b} {c} {answer}")
    questions += [": two", "w1 w2 missing w4", "PARIS w2 rome w5"]
    with tempfile.TemporaryDirectory() as at:
        at = pathlib.Path(at)
        (at / "pairs").write_text("\n".join(lines) + "\n")
        (at / "questions").write_text("\n".join(questions) + "\n")
        scores = {
            "pairs": pair_scores(vectors, at / "pairs"),
            "analogies": analogy_scores(vectors, at / "questions"),
            "analogiesOfAll": analogy_scores(vectors, at / "questions", True),
            "multiplied": multiplied_scores(vectors, at / "questions"),
        }
    probabilities = {w: float(p) for w, p in zip(words, generator.dirichlet(np.ones(60)))}
    sentences = [[words[k] for k in generator.integers(0, 56, n)] for n in [3, 5, 1, 8, 4]]
    result = {
        "words": words, "vectors": vectors.vectors.astype(float).ravel().tolist(),
        "pairs": "\n".join(lines) + "\n", "questions": "\n".join(questions) + "\n",
        "scores": scores,
        "nearest": [{"words": q, "neighbours": pairs_of(vectors.most_similar(q, topn=8))}
                    for q in [["w0"], ["w3", "w5"], ["paris", "w7", "w9"]]],
        "analogies": [{
            "words": [a, b, c],
            "add": pairs_of(vectors.most_similar([b, c], [a], topn=5)),
            "mul": pairs_of(vectors.most_similar_cosmul([b, c], [a], topn=5)),
        } for a, b, c in [("w0", "w1", "w2"), ("paris", "ROME", "w9"), ("w4", "w5", "w5")]],
        "odd": [{"words": q, "ranking": [[float(s), w] for s, w in vectors.rank_by_centrality(q)]}
                for q in [["w0", "w1", "w2", "w3"], ["w10", "w20", "w30"]]],
        "probabilities": probabilities, "sentences": sentences,
        "sentenceVectors": sentence_vectors(vectors, sentences, probabilities).tolist(),
        "map": maps(generator), "correlation": correlation(generator),
    }
    (folder / "vectors.json").write_text(json.dumps(result, ensure_ascii=False) + "\n")


NEAREST = [["king"], ["paris"], ["frog"], ["computer"], ["good"], ["3"], ["king", "queen"],
           ["ice", "steam"]]
ANALOGIES = [("man", "king", "woman"), ("france", "paris", "italy"), ("good", "better", "bad"),
             ("he", "doctor", "she"), ("athens", "greece", "baghdad")]
ODD = ["breakfast cereal dinner lunch", "cat dog car horse", "red green blue table",
       "france germany paris spain"]


def glove(folder):
    path = DATA / "glove-6b-50d-100k" / "glove.6B.50d.100k.txt"
    if not path.exists():
        return
    vectors = KeyedVectors.load_word2vec_format(str(path), no_header=True)
    vectors.fill_norms()
    questions = DATA / "word-analogy" / "questions-words.txt"
    began = time.time()
    added = analogy_scores(vectors, questions)
    print(f"gensim answered all analogies in {time.time() - began:.1f} s")
    result = {
        "nearest": [{"words": q, "neighbours": pairs_of(vectors.most_similar(q, topn=10))}
                    for q in NEAREST],
        "analogies": [{
            "words": [a, b, c],
            "add": pairs_of(vectors.most_similar([b, c], [a], topn=5)),
            "mul": pairs_of(vectors.most_similar_cosmul([b, c], [a], topn=5)),
        } for a, b, c in ANALOGIES],
        "odd": [{"words": q.split(), "odd": vectors.doesnt_match(q.split())} for q in ODD],
        "pairs": {p.name: pair_scores(vectors, p)
                  for p in sorted((DATA / "word-similarity").glob("EN-*.txt"))},
        "added": added,
        "multiplied": multiplied_scores(vectors, questions),
    }
    (folder / "vectors_glove.json").write_text(json.dumps(result, ensure_ascii=False) + "\n")


def write(folder):
    small(folder)
    glove(folder)
