"""Entities of random tags as seqeval and the Python port of conlleval count them.

Needs `pip install seqeval conlleval` (made with 1.2.2 and 0.2).
"""

import json
import random

import conlleval
from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.metrics.sequence_labeling import get_entities


def tags(choose, marks, length):
    result = []
    for _ in range(length):
        mark = choose.choice(marks)
        result.append("O" if mark == "O" else f"{mark}-{choose.choice(['PER', 'LOC', 'a-b'])}")
    return result


def cases():
    choose = random.Random(3)
    for marks in ["BIO", "IO", "BIIIO", "BIESO", "BBIIO"]:
        for _ in range(6):
            truth = [tags(choose, marks, choose.randint(1, 9)) for _ in range(5)]
            predicted = [
                [tag if choose.random() < 0.7 else tags(choose, marks, 1)[0] for tag in sentence]
                for sentence in truth]
            lines = [
                line for a, b in zip(truth, predicted)
                for line in [f"w {x} {y}" for x, y in zip(a, b)] + [""]]
            result = conlleval.evaluate(lines)["overall"]["chunks"]["evals"]
            ours = [precision_score(truth, predicted), recall_score(truth, predicted),
                    f1_score(truth, predicted)]
            theirs = [result["prec"], result["rec"], result["f1"]]
            assert all(abs(a - b) < 1e-9 for a, b in zip(ours, theirs)), (ours, theirs)
            yield {
                "truth": truth, "predicted": predicted, "scores": [float(x) for x in ours],
                "spans": [[[kind, first, last + 1] for kind, first, last in get_entities(sentence)]
                          for sentence in truth]}


def write(folder):
    (folder / "entities.json").write_text(json.dumps(list(cases()), separators=(",", ":")) + "\n")
