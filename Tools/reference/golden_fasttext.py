"""Small models made by fastText's own program (0.9.2), with its answers.

    python Tools/reference/golden_fasttext.py

writes Tests/ParlanceTestSupport/Golden/fasttext/: for each model NAME.bin or NAME.ftz, and in answers.json
what `fasttext predict-prob` (all labels), `print-sentence-vectors` and `print-word-vectors` say of some
lines and words. Needs `fasttext` (Debian: `apt-get install fasttext`) and nothing else.
"""

import json
import os
import random
import subprocess
import tempfile

FOLDER = os.path.join(os.path.dirname(__file__), "../../Tests/ParlanceTestSupport/Golden/fasttext")
LABELS = ["soup", "salad", "cake", "stew", "not sweet".replace(" ", "_")]
WORDS = [
    ["broth", "leek", "boil", "ladle", "süppchen"], ["lettuce", "oil", "vinegar", "crisp", "grün"],
    ["sugar", "flour", "bake", "icing", "crème"], ["beef", "simmer", "carrot", "pot", "brühe"],
    ["salt", "pepper", "cheese", "bread", "öl"],
]
COMMON = ["the", "a", "and", "with", "in", "then", "add", "stir", "1", "2"]
# name: (file, options of supervised or skipgram, options of quantize)
MODELS = {
    "softmax": ("softmax.bin", "supervised -loss softmax -bucket 0", None),
    "words": ("words.bin", "supervised -loss hs -wordNgrams 3 -bucket 90", None),
    "characters": ("characters.bin", "supervised -loss ns -minn 2 -maxn 4 -bucket 90", None),
    "one-versus-all": (
        "one-versus-all.bin", "supervised -loss one-vs-all -wordNgrams 2 -minn 1 -maxn 3 -bucket 90",
        None),
    "quantized": (
        "quantized.ftz", "supervised -loss softmax -wordNgrams 2 -minn 2 -maxn 3 -bucket 400",
        "-dsub 3"),
    "pruned": (
        "pruned.ftz", "supervised -loss hs -wordNgrams 2 -minn 2 -maxn 3 -bucket 900",
        "-qnorm -retrain -cutoff 280 -epoch 1 -lr 0.1"),
    "skip-gram": ("skip-gram.bin", "skipgram -minCount 1 -minn 2 -maxn 4 -bucket 90", None),
}
LINES = [
    "boil the broth and add leek", "sugar flour icing", "", "unknown words here",
    "crème brühe öl  süppchen", "the\tpot\x0bof stew __label__soup __label__nosuch bread",
    "bake bake bake bake", "</s> </s> salt", "lettucey broths", "a " * 40 + "cheese",
]
QUERIES = ["broth", "brothy", "süppchen", "x", "</s>", "<", ""]


def text(seed):
    """Lines with a label each."""
    draw = random.Random(seed)
    lines = []
    for _ in range(400):
        label = draw.choices(range(len(LABELS)), [5, 4, 3, 2, 1])[0]
        words = draw.choices(WORDS[label], k=draw.randint(1, 4)) + draw.choices(COMMON, k=draw.randint(0, 4))
        draw.shuffle(words)
        lines.append(f"__label__{LABELS[label]} {' '.join(words)}\n")
    return "".join(lines)


def run(*words, given=None):
    """The output of fastText's program."""
    done = subprocess.run(["fasttext", *words], input=given, capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[:-1]


def numbers(line, words):
    """The numbers at a line's end."""
    return [float(field) for field in line.split(" ")[words:] if field]


def main():
    os.makedirs(FOLDER, exist_ok=True)
    answers = {"lines": LINES, "words": QUERIES, "models": {}}
    with tempfile.TemporaryDirectory() as folder:
        train = os.path.join(folder, "train.txt")
        with open(train, "w", encoding="utf-8") as file:
            file.write(text(1))
        for name, (path, options, quantize) in MODELS.items():
            stem = os.path.join(folder, "model")
            kind, *rest = options.split()
            if "-bucket 0" in options:
                rest = [word for word in rest if word not in ("-bucket", "0")]
            learn = ["-lr", "0.5", "-epoch", "3", "-dim", "7", "-thread", "1", "-verbose", "0"]
            run(kind, "-input", train, "-output", stem, *rest, *learn)
            if quantize:
                run("quantize", "-input", train, "-output", stem, "-thread", "1", "-verbose", "0",
                    *quantize.split())
            target = os.path.join(FOLDER, path)
            os.replace(stem + os.path.splitext(path)[1], target)
            # One by one: a "</s>" within a line ends it, and what follows is another line.
            given = [line + "\n" for line in LINES]
            made = {"file": path}
            if kind == "supervised":
                made["predictions"] = [
                    [[label[len("__label__"):], float(value)]
                     for label, value in zip(line.split(" ")[::2], line.split(" ")[1::2])]
                    for line in (run("predict-prob", target, "-", "-1", given=line)[0] for line in given)]
                made["sentences"] = [
                    numbers(run("print-sentence-vectors", target, given=line)[0], 0) for line in given]
            made["vectors"] = [
                numbers(line, 1) for line in run(
                    "print-word-vectors", target, given=" ".join(QUERIES[:-2]) + "\n")][:len(QUERIES) - 2]
            answers["models"][name] = made
    with open(os.path.join(FOLDER, "answers.json"), "w", encoding="utf-8") as file:
        json.dump(answers, file, ensure_ascii=False, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
