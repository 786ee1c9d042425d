"""ROC and precision over recall as scikit-learn draws them: `pip install scikit-learn` first."""

import json

import numpy as np
import sklearn.metrics as metrics


def case(generator, count, share, decimals):
    truth = generator.random(count) < share
    truth[:2] = [True, False]
    scores = np.round(generator.random(count) + 0.4 * truth, decimals)
    false_positive, true_positive, _ = metrics.roc_curve(truth, scores, drop_intermediate=False)
    precision, recall, _ = metrics.precision_recall_curve(truth, scores)
    return {
        "scores": scores.tolist(), "isPositive": truth.tolist(),
        "falsePositiveRate": false_positive.tolist(), "truePositiveRate": true_positive.tolist(),
        # From the highest threshold down, less the point that stands for none.
        "precision": precision[:-1][::-1].tolist(), "recall": recall[:-1][::-1].tolist(),
    }


def write(folder):
    generator = np.random.default_rng(29)
    cases = [case(generator, *settings) for settings in [(30, 0.5, 8), (40, 0.2, 1), (60, 0.8, 2)]]
    (folder / "ranking_curves.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
