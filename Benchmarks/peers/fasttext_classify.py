"""Classifiers of fastText's form by Parlance and by fastText's own program, side by side.

    python Benchmarks/peers/fasttext_classify.py PARLANCE FOLDER NAME... [-- FASTTEXT_OPTIONS -- PARLANCE_OPTIONS]

FOLDER has NAME.train, NAME.val and NAME.test, lines of `__label__x text`. Both programs train with seeds 1 to 3,
by default with fastText's defaults (the same in Parlance), and are measured on NAME.test: accuracy and macro F1,
mean and deviation, and seconds of processor time for training and for predicting NAME.test fifty times over, in
turns. Parlance chooses its best epoch by NAME.val; fastText has its last. Needs `fasttext`.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile


def timed(*words):
    """The output of a command, and the seconds of processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stderr}")
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def scores(truth, found):
    """Accuracy and macro F1 in per cent."""
    each = []
    for label in set(truth):
        right = sum(a == b == label for a, b in zip(truth, found))
        each.append(2 * right / (truth.count(label) + found.count(label)))
    return 100 * sum(a == b for a, b in zip(truth, found)) / len(truth), 100 * statistics.mean(each)


def theirs(data, folder, seed, options):
    stem = os.path.join(folder, "theirs")
    _, seconds = timed("fasttext", "supervised", "-input", data + ".train", "-output", stem, "-seed", str(seed),
                       "-thread", "2", "-verbose", "0", *options)
    found, _ = timed("fasttext", "predict", stem + ".bin", data + ".test")
    return found.split(), seconds, stem + ".bin"


def ours(parlance, data, folder, seed, options):
    target = os.path.join(folder, "ours")
    _, seconds = timed(parlance, "classify", "train", "--model-type", "fasttext", "--train", data + ".train",
                       "--validation", data + ".val", "--output", target, "--overwrite", "--quiet", "--threads", "2",
                       "--seed", str(seed), *options)
    found, _ = timed(parlance, "classify", "predict", "--model", target, "--format", "json", data + ".test")
    labels = ["__label__" + json.loads(line)["labels"][0]["label"] for line in found.split("\n")[:-1]]
    return labels, seconds, os.path.join(target, "model.bin")


def main():
    parlance, root, *rest = sys.argv[1:]
    parts = " ".join(rest).split(" -- ")
    names, options = parts[0].split(), [part.split() for part in parts[1:]] + [[], []]
    for name in names:
        data = os.path.join(root, name)
        with open(data + ".test", encoding="utf-8") as file:
            lines = file.read().split("\n")[:-1]
        truth = [line.split(" ", 1)[0] for line in lines]
        with tempfile.TemporaryDirectory() as folder:
            found = {"fastText": [], "Parlance": []}
            for seed in (1, 2, 3):
                found["fastText"].append(theirs(data, folder, seed, options[0]))
                found["Parlance"].append(ours(parlance, data, folder, seed, options[1]))
            model = found["fastText"][-1][2]
            texts = os.path.join(folder, "texts")
            with open(texts, "w", encoding="utf-8") as file:
                file.write("".join(line.split(" ", 1)[-1] + "\n" for line in lines) * 50)
            predicting = {"fastText": [], "Parlance": []}
            for _ in range(3):
                predicting["fastText"].append(timed("fasttext", "predict-prob", model, texts)[1])
                predicting["Parlance"].append(timed(parlance, "classify", "predict", "--model", model, texts)[1])
            for program, runs in found.items():
                pairs = [scores(truth, labels) for labels, _, _ in runs]
                line = "  ".join(
                    f"{what} {statistics.mean(values):.2f} ± {statistics.stdev(values):.2f}"
                    for what, values in zip(("accuracy", "macro F1"), zip(*pairs)))
                train = statistics.mean(seconds for _, seconds, _ in runs)
                print(f"{name:10} {program:9} {line}  training {train:.2f} s  predicting "
                      f"{min(predicting[program]):.2f} s", flush=True)


if __name__ == "__main__":
    main()
