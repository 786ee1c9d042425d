"""The sets of the quality benchmarks: one entry each, from a folder of data to parts.

A set of texts is `(training, test)`, lists of (text, label); a set of tagged sentences is the same with lists of
(tokens, tags). To add one, write a function and name it in `TEXTS` or `SENTENCES`.
"""

import os
import random


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
