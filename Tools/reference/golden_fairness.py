"""Gaps between groups as fairlearn computes them, and paired t-tests as SciPy does:
`pip install fairlearn==0.15.0` first."""

import json
import pathlib

import numpy as np
import scipy.stats
from fairlearn.metrics import (
    MetricFrame, demographic_parity_difference, equalized_odds_difference, false_positive_rate,
    selection_rate, true_positive_rate)
from sklearn.metrics import accuracy_score, f1_score


def case(generator, texts, labels, groups):
    truth = generator.integers(0, labels, texts)
    group = generator.integers(0, groups, texts)
    skill = 0.5 + 0.4 * group / groups
    guess = generator.integers(0, labels, texts)
    predicted = np.where(generator.random(texts) < skill, truth, guess)
    frame = MetricFrame(
        metrics={"accuracy": accuracy_score,
                 "macroF1": lambda t, p: f1_score(t, p, average="macro", zero_division=0)},
        y_true=truth, y_pred=predicted, sensitive_features=group)
    by_label = []
    for label in range(labels):
        t, p = (truth == label).astype(int), (predicted == label).astype(int)
        rates = MetricFrame(
            metrics={"selection": selection_rate, "hit": true_positive_rate,
                     "alarm": false_positive_rate},
            y_true=t, y_pred=p, sensitive_features=group)
        by_label.append({
            "rates": rates.by_group.to_numpy().tolist(),
            "demographicParity": float(
                demographic_parity_difference(t, p, sensitive_features=group)),
            "equalizedOdds": float(equalized_odds_difference(t, p, sensitive_features=group)),
        })
    return {
        "labels": labels, "truth": truth.tolist(), "predicted": predicted.tolist(),
        "groups": [f"g{g}" for g in group], "accuracy": frame.by_group["accuracy"].tolist(),
        "macroF1": frame.by_group["macroF1"].tolist(),
        "accuracyGap": float(frame.difference()["accuracy"]),
        "macroF1Gap": float(frame.difference()["macroF1"]), "byLabel": by_label,
    }


def t_case(generator, count, shift, scale):
    first = generator.normal(size=count)
    second = first + shift + scale * generator.normal(size=count)
    result = scipy.stats.ttest_rel(first, second)
    return {"first": first.tolist(), "second": second.tolist(), "t": float(result.statistic),
            "p": float(result.pvalue)}


def write(folder):
    generator = np.random.default_rng(23)
    golden = {
        "cases": [case(generator, 60, 2, 2), case(generator, 90, 3, 3),
                  case(generator, 120, 4, 5)],
        "tTests": [t_case(generator, 2, 0.5, 1), t_case(generator, 5, 0.1, 1),
                   t_case(generator, 40, 0.3, 0.5), t_case(generator, 40, 0, 1),
                   t_case(generator, 200, 1, 0.5)],
    }
    text = json.dumps(golden, separators=(",", ":")) + "\n"
    (folder / "fairness.json").write_text(text)


if __name__ == "__main__":
    write(pathlib.Path("Tests/ParlanceTestSupport/Golden"))
