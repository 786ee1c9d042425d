"""The tagger with its defaults beside a conditional random field, on every set of sentences of `sets.py`.

    python Benchmarks/quality/tag.py PARLANCE DATA [--sets A,B] [--sizes 200,1000,0] [--draws 3] [--options "…"]

As `classify.py`: so many sentences are drawn, and models are measured on the set's test part, by the F1 of entities
where tags are BIO, else by the share of right tags, in per cent. The field is CRFsuite's (L-BFGS, c1 0.1, c2 0.1)
over words, their beginnings, ends and shapes, and those of the neighbours. Needs `python-crfsuite`.
"""

import argparse
import json
import os
import re
import resource
import statistics
import tempfile

import pycrfsuite

import sets
from classify import run


def shape(word):
    return re.sub(r"(.)\1+", r"\1\1", re.sub("[0-9]", "0", re.sub("[a-z]", "x", re.sub("[A-Z]", "X", word))))


def features(tokens):
    rows = []
    for place, word in enumerate(tokens):
        row = ["bias", "w=" + word.lower(), "s=" + shape(word)]
        row += [f"p{n}={word[:n].lower()}" for n in (1, 2, 3)] + [f"e{n}={word[-n:].lower()}" for n in (1, 2, 3, 4)]
        for offset in (-2, -1, 1, 2):
            other = tokens[place + offset] if 0 <= place + offset < len(tokens) else "\n"
            row += [f"{offset}w={other.lower()}", f"{offset}s={shape(other)}"]
        rows.append(row)
    return rows


def field(training, test):
    trainer = pycrfsuite.Trainer(verbose=False)
    for tokens, tags in training:
        trainer.append(features(tokens), tags)
    trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": 100, "feature.possible_transitions": True})
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        return [tagger.tag(features(tokens)) for tokens, _ in test]


def entities(tags):
    """(begin, end, type) of BIO tags; an I after anything else begins an entity."""
    found, begin, kind = set(), 0, None
    for place, tag in enumerate(tags + ["O"]):
        prefix, _, own = tag.partition("-")
        if kind is not None and (prefix != "I" or own != kind):
            found.add((begin, place, kind))
            kind = None
        if prefix in "BI" and kind is None and own:
            begin, kind = place, own
    return found


def score(test, found):
    truth = [tags for _, tags in test]
    if not any(tag.startswith("B-") for tags in truth for tag in tags):
        pairs = [pair for own, other in zip(truth, found) for pair in zip(own, other)]
        return 100 * sum(a == b for a, b in pairs) / len(pairs)
    both = [(entities(own), entities(other)) for own, other in zip(truth, found)]
    right = sum(len(own & other) for own, other in both)
    return 200 * right / max(1, sum(len(own) + len(other) for own, other in both))


def parlance(program, training, test, *options):
    with tempfile.TemporaryDirectory() as folder:
        train, held, model = (os.path.join(folder, name) for name in ("train.conll", "test.conll", "model"))
        for path, items in ((train, training), (held, test)):
            with open(path, "w", encoding="utf-8") as file:
                file.writelines("".join(f"{token}\t{tag}\n" for token, tag in zip(*item)) + "\n" for item in items)
        run(program, "tag", "train", "--train", train, "--output", model, "--quiet", "--threads", "1", *options)
        report = json.loads(run(program, "tag", "evaluate", "--model", model, "--data", held, "--format", "json"))
        return 100 * (report["accuracy"] if report.get("entityF1") is None else report["entityF1"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("parlance")
    parser.add_argument("data")
    parser.add_argument("--sets", default=",".join(sets.SENTENCES))
    parser.add_argument("--sizes", default="200,1000,0")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--options", default="", help="more options of `parlance tag train`")
    asked = parser.parse_args()
    print("| set | sentences | parlance | CRF | seconds |\n|---|---|---|---|---|", flush=True)
    for name in asked.sets.split(","):
        whole, test = sets.SENTENCES[name](asked.data)
        for size in map(int, asked.sizes.split(",")):
            if size >= len(whole):
                continue
            own, theirs, seconds = [], [], []
            for seed in range(asked.draws if size else 1):
                training = sets.drawn(whole, size, seed)
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                own.append(parlance(asked.parlance, training, test, *asked.options.split()))
                seconds.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime)
                theirs.append(score(test, field(training, test)))
            print(f"| {name} | {size or len(training)} | {statistics.mean(own):.1f} | {statistics.mean(theirs):.1f} | "
                  f"{statistics.mean(seconds):.1f} |", flush=True)


if __name__ == "__main__":
    main()
