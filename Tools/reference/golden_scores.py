"""Scores of classifiers as scikit-learn (and SciPy) compute them: `pip install scikit-learn` first."""

import json
import warnings

import numpy as np
import scipy.optimize
import scipy.special
import scipy.stats
import sklearn.metrics as metrics
from sklearn.calibration import calibration_curve

from golden_mixture import items


def averages(truth, predicted, **options):
    result = {}
    for average in ["macro", "micro", "weighted"]:
        values = metrics.precision_recall_fscore_support(
            truth, predicted, average=average, zero_division=0, **options)
        result[average] = [float(x) for x in values[:3]]
    return result


def mean_of_columns(function, columns, probabilities, is_defined):
    values = [function(columns[:, k], probabilities[:, k]) for k in range(columns.shape[1])
              if k < probabilities.shape[1] and is_defined(columns[:, k])]
    return float(np.mean(values)) if values else None


def rankings(columns, probabilities):
    known = columns[:, :probabilities.shape[1]]
    return {
        "rocAUC": mean_of_columns(
            metrics.roc_auc_score, known, probabilities, lambda y: 0 < y.sum() < len(y)),
        "averagePrecision": mean_of_columns(
            metrics.average_precision_score, known, probabilities, lambda y: y.sum() > 0),
    }


def single_case(generator, texts, labels, known, skill, rounded):
    """Labels 0 ..< known are the model's; ties where probabilities are rounded."""
    truth = generator.choice(labels, texts, p=generator.dirichlet(np.ones(labels)))
    logits = generator.normal(size=(texts, known))
    for text, label in enumerate(truth):
        if label < known:
            logits[text, label] += skill
    probabilities = scipy.special.softmax(logits, axis=1)
    if rounded:
        probabilities = np.round(probabilities * 4) / 4
        probabilities[probabilities.sum(axis=1) != 1] = np.eye(known)[0]
    predicted = probabilities.argmax(axis=1)
    full = np.hstack([probabilities, np.zeros((texts, labels - known))])
    scores = metrics.precision_recall_fscore_support(
        truth, predicted, labels=range(labels), zero_division=0)
    drawn = [items(texts, sample, 5) for sample in range(40)]
    macro = [metrics.f1_score(truth[d], predicted[d], average="macro", zero_division=0)
             for d in drawn]
    return {
        "labels": labels, "known": known, "truth": truth.tolist(),
        "probabilities": probabilities.tolist(), "predicted": predicted.tolist(),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "averages": averages(truth, predicted),
        "byLabel": np.array(scores).T.tolist(),
        "confusion": metrics.confusion_matrix(truth, predicted, labels=range(labels)).tolist(),
        "logLoss": metrics.log_loss(truth, full, labels=range(max(labels, 2))),
        "macroInterval": np.percentile(macro, [2.5, 97.5]).tolist(),
        **rankings(np.eye(labels, dtype=int)[truth], probabilities),
    }


def multiple_case(generator, texts, labels, share, rounded):
    truth = (generator.random((texts, labels)) < share).astype(int)
    logits = generator.normal(size=(texts, labels)) + 1.5 * (2 * truth - 1)
    probabilities = scipy.special.expit(logits)
    if rounded:
        probabilities = np.round(probabilities * 8) / 8
    thresholds = np.round(generator.uniform(0.25, 0.75, labels), 3)
    predicted = (probabilities >= thresholds).astype(int)
    best = []
    for k in range(labels):
        precision, recall, _ = metrics.precision_recall_curve(truth[:, k], probabilities[:, k])
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-300)
        best.append(float(f1.max()) if truth[:, k].any() else 0.0)
    return {
        "truth": [np.flatnonzero(row).tolist() for row in truth], "labels": labels,
        "probabilities": probabilities.tolist(), "thresholds": thresholds.tolist(),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "hammingLoss": metrics.hamming_loss(truth, predicted),
        "averages": averages(truth, predicted),
        "logLoss": float(np.mean([metrics.log_loss(truth[:, k], probabilities[:, k], labels=[0, 1])
                                  for k in range(labels)])),
        "greatestF1": best, **rankings(truth, probabilities),
    }


def calibration_case(generator, count, bins, rounded):
    confidences = generator.random(count)
    if rounded:
        confidences = np.round(confidences * 16) / 16
    right = generator.random(count) < confidences ** 1.5
    accuracy, confidence = calibration_curve(right, confidences, n_bins=bins)
    # As scikit-learn's bins: (k / n, (k + 1) / n], 0 in the first.
    places = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidences)
    counts = np.bincount(places, minlength=bins)
    weights = counts[counts > 0] / count
    return {
        "confidences": confidences.tolist(), "right": right.tolist(), "bins": bins,
        "accuracy": accuracy.tolist(), "confidence": confidence.tolist(),
        "counts": counts[counts > 0].tolist(),
        "expectedError": float((weights * np.abs(accuracy - confidence)).sum()),
        "maximumError": float(np.abs(accuracy - confidence).max()),
    }


def temperature_case(generator, count, labels, scale):
    truth = generator.integers(0, labels, count)
    logits = generator.normal(size=(count, labels))
    logits[np.arange(count), truth] += 1
    logits *= scale
    # The prior: ln T is normal around 0 with deviation 1.
    nll = lambda t: t * t / 2 - scipy.special.log_softmax(logits / np.exp(t), axis=1)[
        np.arange(count), truth].sum()
    columns = np.eye(labels)[truth]
    binary = lambda t: t * t / 2 + (
        np.logaddexp(0, logits / np.exp(t)) - columns * logits / np.exp(t)).sum()
    best = [scipy.optimize.minimize_scalar(f, bounds=(np.log(0.05), np.log(20)), method="bounded",
                                           options={"xatol": 1e-12}).x for f in (nll, binary)]
    return {"logits": logits.tolist(), "truth": truth.tolist(), "temperature": float(np.exp(best[0])),
            "binaryTemperature": float(np.exp(best[1]))}


def tests():
    for b, c in [(0, 0), (1, 0), (5, 5), (3, 11), (40, 17), (200, 260), (1500, 1700)]:
        p = scipy.stats.binomtest(b, b + c).pvalue if b + c else 1.0
        yield {"first": b, "second": c, "pValue": float(p)}


def write(folder):
    warnings.simplefilter("ignore")
    generator = np.random.default_rng(23)
    cases = {
        "single": [
            single_case(generator, *settings) for settings in
            [(1, 2, 2, 1, False), (40, 2, 2, 1, False), (60, 3, 3, 1, True), (50, 8, 8, 0.5, False),
             (12, 9, 9, 2, False), (30, 5, 3, 1, False), (30, 4, 2, 1, True), (25, 4, 4, 9, False)]
        ],
        "multiple": [
            multiple_case(generator, *settings) for settings in
            [(1, 2, 0.5, False), (40, 3, 0.3, False), (50, 5, 0.1, True), (9, 6, 0.05, False),
             (30, 4, 0.6, True)]
        ],
        "calibration": [
            calibration_case(generator, *settings) for settings in
            [(1, 10, False), (100, 10, False), (80, 15, False), (90, 8, True)]
        ],
        "temperature": [
            temperature_case(generator, *settings) for settings in
            [(60, 3, 1), (80, 4, 5), (50, 2, 0.2)]
        ],
        "mcNemar": list(tests()),
    }
    (folder / "scores.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
