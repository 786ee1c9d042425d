"""Classifiers with their defaults beside fastText and a support vector machine, on every set of `sets.py`.

    python Benchmarks/quality/classify.py PARLANCE DATA [--sets A,B] [--sizes 50,200,1000,0] [--draws 5] [--rare]
        [--ways parlance,SVM]

DATA is the folder of the sets. Of each set so many training texts are drawn (0: all, drawn once), and models are
measured on the set's test part: accuracy and macro F1 in per cent, the mean over draws. `--rare` makes the label of
the fewest texts one in fifty before texts are drawn, in training alone. The machine is scikit-learn's `LinearSVC`
over tf-idf of words and pairs of words, and of characters (2 to 5, within words), its C chosen by five-fold
cross-validation; fastText has its defaults, and 25 epochs with pairs of words. Needs `scikit-learn` and `fasttext`.
A set is added by an entry in `sets.py`. Prints a row of a Markdown table for each set and size as it comes.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import tempfile

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

import sets


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr}")
    return done.stdout


def flat(text):
    return " ".join(text.split()) or "."


def machine(training, test):
    texts, labels = zip(*training)
    least = min(labels.count(label) for label in set(labels))
    features = make_union(
        TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]"),
        TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5)))
    if least < 2:
        model = make_pipeline(features, LinearSVC())
    else:
        folds = StratifiedKFold(min(5, least), shuffle=True, random_state=0)
        model = make_pipeline(features, GridSearchCV(LinearSVC(), {"C": [0.03, 0.1, 0.3, 1, 3, 10]}, cv=folds))
    return list(model.fit(texts, labels).predict([text for text, _ in test]))


def fasttext(training, test, *options):
    with tempfile.TemporaryDirectory() as folder:
        train, held, model = (os.path.join(folder, name) for name in ("train", "test", "model"))
        with open(train, "w", encoding="utf-8") as file:
            file.writelines(f"__label__{label} {flat(text)}\n" for text, label in training)
        with open(held, "w", encoding="utf-8") as file:
            file.writelines(flat(text) + "\n" for text, _ in test)
        run("fasttext", "supervised", "-input", train, "-output", model, "-thread", "1", "-verbose", "0", *options)
        return [line.removeprefix("__label__") for line in run("fasttext", "predict", model + ".bin", held).split()]


def parlance(program, training, test, *options):
    with tempfile.TemporaryDirectory() as folder:
        train, held, model = (os.path.join(folder, name) for name in ("train.jsonl", "test.jsonl", "model"))
        for path, items in ((train, training), (held, test)):
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(json.dumps({"text": text, "label": label}) + "\n" for text, label in items)
        run(program, "classify", "train", "--train", train, "--output", model, "--quiet", "--threads", "1", *options)
        found = run(program, "classify", "predict", "--model", model, "--format", "json", held)
        return [json.loads(line)["labels"][0]["label"] for line in found.split("\n")[:-1]]


WAYS = {
    "parlance": lambda asked, *parts: parlance(asked.parlance, *parts, *asked.options.split()),
    "SVM": lambda asked, *parts: machine(*parts),
    "fastText": lambda asked, *parts: fasttext(*parts),
    "fastText 25": lambda asked, *parts: fasttext(*parts, "-epoch", "25", "-wordNgrams", "2"),
}


def scores(test, found):
    truth = [label for _, label in test]
    return 100 * accuracy_score(truth, found), 100 * f1_score(truth, found, average="macro", zero_division=0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("parlance")
    parser.add_argument("data")
    parser.add_argument("--sets", default=",".join(sets.TEXTS))
    parser.add_argument("--sizes", default="50,200,1000,0")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--rare", action="store_true")
    parser.add_argument("--options", default="", help="more options of `parlance classify train`")
    parser.add_argument("--ways", default=",".join(WAYS))
    asked = parser.parse_args()
    ways = asked.ways.split(",")
    print("| set | texts | " + " | ".join(ways) + " | seconds |\n|" + "---|" * (len(ways) + 3), flush=True)
    for name in asked.sets.split(","):
        whole, test = (sets.TEXTS | sets.PACKAGED_TEXTS)[name](asked.data)
        for size in map(int, asked.sizes.split(",")):
            if size >= len(whole):
                continue
            each, seconds = {way: [] for way in ways}, []
            for seed in range(asked.draws if size else 1):
                source = sets.rare(whole, 0.02, seed) if asked.rare else whole
                training = sets.drawn(source, size, seed)
                if len({label for _, label in training}) < 2:
                    continue
                for way in ways:
                    before = resource.getrusage(resource.RUSAGE_CHILDREN)
                    each[way].append(scores(test, WAYS[way](asked, training, test)))
                    after = resource.getrusage(resource.RUSAGE_CHILDREN)
                    if way == "parlance":
                        seconds.append(after.ru_utime - before.ru_utime)
            cells = [" / ".join(f"{statistics.mean(own):.1f}" for own in zip(*each[way])) for way in ways]
            print(f"| {name} | {size or len(training)} | " + " | ".join(cells)
                  + " | " + (f"{statistics.mean(seconds):.1f}" if seconds else "–") + " |", flush=True)


if __name__ == "__main__":
    main()
