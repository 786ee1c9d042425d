"""Minima of penalised linear classification by scikit-learn, in `Golden/regression.json`: `pip install scikit-learn`.

Sparse features beside one that all texts have, weights of texts, one label of several or any number of them; the
logits at the minimum of Σ w CE + ‖W‖² / 2C, and with squared hinges of each label against the rest for CE. Beside them,
of features that texts have or have not, the relative entropy (SciPy's) of their texts' labels, with two texts of all
labels' shares among them, to these shares.
"""

import json
import os

import numpy as np
from scipy.stats import entropy
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

random = np.random.default_rng(5)
texts, features, labels = 40, 12, 3
x = np.where(random.random((texts, features)) < 0.4, random.normal(size=(texts, features)), 0).round(3)
y = (x @ random.normal(size=(features, labels)) + random.normal(size=(texts, labels))).argmax(1)
several = (x @ random.normal(size=(features, labels)) + random.normal(size=(texts, labels)) > 0).astype(int)
weights = random.uniform(0.5, 2, size=texts).round(3)
weights[::7] = 0
whole = np.hstack([x, np.ones((texts, 1))])


def regression(cost, truth):
    model = LogisticRegression(C=cost, fit_intercept=False, tol=1e-12, max_iter=100_000)
    return model.fit(whole, truth, sample_weight=weights).decision_function(whole)


def machine(cost):
    model = LinearSVC(C=cost, fit_intercept=False, dual=False, tol=1e-12, max_iter=1_000_000)
    return model.fit(whole, y, sample_weight=weights).decision_function(whole)


cases = []
for cost in [0.1, 3.0, 100.0]:
    logits = regression(cost, y)
    # A shift of all labels' logits alike changes nothing, and at the minimum their weights sum to 0.
    cases.append({"cost": cost, "single": (logits - logits.mean(1, keepdims=True)).tolist(),
                  "several": np.stack([regression(cost, several[:, k]) for k in range(labels)], 1).tolist(),
                  "hinges": machine(cost).tolist()})
has = (random.random((texts, features)) < 0.3).astype(int)
has[:, 0] = 0


def divergences(own):
    """`own`: by text and label, whether it has it; to have none is a label too."""
    own = np.hstack([own, own.sum(1, keepdims=True) == 0])
    own = own[:, own.any(0)]
    shares = own.sum(0) / own.sum()
    counts = has.T @ own
    divergences = [entropy((row + 2 * shares) / (row.sum() + 2), shares) for row in counts]
    return [float(d) if row.any() else 0.0 for d, row in zip(divergences, counts)]


golden = {"has": has.tolist(), "singleDivergences": divergences(np.eye(labels, dtype=int)[y]),
          "severalDivergences": divergences(several),
          "x": x.tolist(), "single": y.tolist(), "several": several.tolist(), "weights": weights.tolist(),
          "cases": cases}
path = os.path.join(os.path.dirname(__file__), "../../Tests/ParlanceTestSupport/Golden/regression.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump(golden, file)
    file.write("\n")
