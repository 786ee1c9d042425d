"""Parlance beside fastText's own program, on the same models and texts, both ways.

    python Tools/reference/compare_fasttext.py PARLANCE TRAIN TEST [TEXTS]

TRAIN and TEST are files of lines `__label__x text`; the first TEXTS (1000) of TEST are predicted. Six kinds
of models are trained by each program and read by both; all labels, their order and their probabilities are
compared. Needs `fasttext`.
"""

import json
import os
import subprocess
import sys
import tempfile

# name: (fastText's options, Parlance's, fastText's options of quantize, Parlance's)
KINDS = {
    "softmax": ("-loss softmax", "--loss softmax", None, ""),
    "hierarchical, word n-grams": (
        "-loss hs -wordNgrams 2 -bucket 50000", "--loss hs --word-n-grams 2 --buckets 50000", None, ""),
    "negative sampling, characters": (
        "-loss ns -minn 2 -maxn 4 -bucket 50000", "--loss ns --min-n 2 --max-n 4 --buckets 50000", None, ""),
    "one versus all, both n-grams": (
        "-loss one-vs-all -wordNgrams 2 -minn 3 -maxn 5 -bucket 50000",
        "--loss ova --word-n-grams 2 --min-n 3 --max-n 5 --buckets 50000", None, ""),
    "quantised": (
        "-loss softmax -wordNgrams 2 -bucket 50000", "--loss softmax --word-n-grams 2 --buckets 50000",
        "-dsub 2", "--quantize"),
    "quantised, cutoff, retrained": (
        "-loss softmax -wordNgrams 2 -bucket 50000", "--loss softmax --word-n-grams 2 --buckets 50000",
        "-qnorm -retrain -cutoff 5000 -epoch 2 -lr 0.5", "--quantize --qnorm --cutoff 5000 --retrain"),
}
COMMON = ("-lr 0.5 -epoch 10 -thread 2 -verbose 0", "--learning-rate 0.5 --epochs 10 --quiet")


def run(*words, given=None):
    done = subprocess.run(words, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stderr}")
    return done.stdout.split("\n")[:-1]


def theirs(model, texts):
    """[(label, probability)] of each text."""
    found = []
    for line in run("fasttext", "predict-prob", model, "-", "-1", given=texts):
        fields = line.split(" ") if line else []
        found.append([(label[len("__label__"):], float(p)) for label, p in zip(fields[::2], fields[1::2])])
    return found


def ours(parlance, model, texts, labels):
    lines = run(parlance, "classify", "predict", "--model", model, "--top", str(labels), "--format", "json", "-",
                given=texts)
    return [[(found["label"], found["probability"]) for found in json.loads(line)["labels"]] for line in lines]


def compare(name, a, b):
    """Prints how far two programs' predictions lie apart; true where they are the same."""
    first = sum(x[:1] == [] or y[:1] == [] or x[0][0] != y[0][0] for x, y in zip(a, b) if x or y)
    # Six digits are all that is written: what lies nearer may be in either order.
    order = sum(any(p[0] != q[0] and abs(p[1] - q[1]) > 2e-6 for p, q in zip(x, y)) for x, y in zip(a, b))
    lengths = sum(len(x) != len(y) for x, y in zip(a, b))
    worst = max((abs(p - dict(y).get(label, 0)) for x, y in zip(a, b) for label, p in x), default=0)
    good = len(a) == len(b) and not first and not order and not lengths and worst <= 1e-5
    print(f"{name:52} texts {len(a)}/{len(b)}  other first label {first}  other order {order}  "
          f"other number {lengths}  greatest difference {worst:.1e}  {'equal' if good else 'DIFFERENT'}", flush=True)
    return good


def main():
    parlance, train, test = sys.argv[1:4]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 1000
    with open(test, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split(" ", 1)[-1] for line in file][:count]
    texts = "".join(line + "\n" for line in lines)
    with open(train, encoding="utf-8") as file:
        labels = len({line.split(" ", 1)[0] for line in file})
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for name, (options, own, quantize, own_quantize) in KINDS.items():
            stem = os.path.join(folder, "theirs")
            run("fasttext", "supervised", "-input", train, "-output", stem, *options.split(), *COMMON[0].split())
            model = stem + ".bin"
            if quantize:
                run("fasttext", "quantize", "-input", train, "-output", stem, *quantize.split())
                model = stem + ".ftz"
            good &= compare("theirs: " + name, theirs(model, texts), ours(parlance, model, texts, labels))
            target = os.path.join(folder, "ours")
            run(parlance, "classify", "train", "--model-type", "fasttext", "--train", train, "--validation", test,
                "--output", target, "--overwrite", *own.split(), *own_quantize.split(), *COMMON[1].split())
            model = os.path.join(target, "model.ftz" if quantize else "model.bin")
            good &= compare("ours: " + name, theirs(model, texts), ours(parlance, model, texts, labels))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
