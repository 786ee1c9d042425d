"""Words, vocabularies and streams, counted as Parlance counts them.

A line is split at white space and followed by `</s>`; blank lines are left out. The first input of a
stream is `</s>`.
"""

import collections

import torch

SPECIALS = ["<pad>", "<unk>", "<s>", "</s>"]
PAD, UNKNOWN, START, END = range(4)
IGNORED = -100


def read_lines(path):
    """The words of each line that has any."""
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    return [words for words in (line.split() for line in text.split("\n")) if words]


def build_vocabulary(lines, size):
    """The specials and the `size` most frequent words (0 for all), ties in the order of the text.

    A word spelt like a special takes its place among the most frequent but keeps the special's id.
    """
    counts = collections.Counter(word for words in lines for word in words)
    ranked = [word for word, _ in counts.most_common(size or None)]
    return SPECIALS + [word for word in ranked if word not in SPECIALS]


def encode(lines, vocabulary):
    """All lines as one list of ids, each line followed by `</s>`."""
    ids = {word: index for index, word in enumerate(vocabulary)}
    stream = []
    for words in lines:
        stream.extend(ids.get(word, UNKNOWN) for word in words)
        stream.append(END)
    return stream


def columns(stream, batch_size):
    """Inputs and targets, each [batch_size, ceil(n / batch_size)]; targets past the end are ignored."""
    count = len(stream)
    length = -(-count // batch_size)
    inputs = torch.full([batch_size * length], PAD)
    targets = torch.full([batch_size * length], IGNORED)
    targets[:count] = torch.tensor(stream)
    inputs[:count] = torch.tensor([END] + stream[:-1])
    return inputs.view(batch_size, length), targets.view(batch_size, length)
