"""Minima of penalised linear classification by scikit-learn, in `Golden/regression.json`: `pip install scikit-learn`.

Sparse features beside one that all texts have, weights of texts, one label of several or any number of them; the
logits at the minimum of Σ w CE + ‖W‖² / 2C, and with squared hinges of each label against the rest for CE. Beside them
the log-count ratios of features that texts have or have not, from a `MultinomialNB` of each label and the rest.
"""

import json
import os

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
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


def ratios(own):
    """Of the features that some text has; `own`: by text and label, whether it has it."""
    known = has[:, has.any(0)]
    ratio = np.zeros(features)
    for k in range(labels):
        low, high = MultinomialNB(alpha=0.3).fit(known, own[:, k]).feature_log_prob_
        ratio[has.any(0)] += own[:, k].mean() * np.abs(high - low)
    return ratio.tolist()


golden = {"has": has.tolist(), "singleRatios": ratios(np.eye(labels, dtype=int)[y]), "severalRatios": ratios(several),
          "x": x.tolist(), "single": y.tolist(), "several": several.tolist(), "weights": weights.tolist(),
          "cases": cases}
path = os.path.join(os.path.dirname(__file__), "../../Tests/ParlanceTestSupport/Golden/regression.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump(golden, file)
    file.write("\n")
