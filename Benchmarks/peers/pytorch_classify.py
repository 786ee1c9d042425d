"""Trains the character classifier of `parlance classify train` in PyTorch.

A folder holds one file a class, one text a line. The network, its sizes, its dropout, Adam, the batches
of similar lengths, the tenth of the training texts that is held out, the choice of the best epoch by
its macro F1 and the patience are Parlance's defaults; sequences are packed. One JSON object is printed:
the scores on the test texts, seconds of training steps and characters per second of them.

  parlance classify train --train DIR --test DIR --model-type gru --level character --threads 2
  python pytorch_classify.py --train DIR --test DIR --threads 2
"""

import argparse
import copy
import json
import pathlib
import random
import time

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

CELLS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}
PAD, UNKNOWN, END = 0, 1, 3


class Classifier(nn.Module):
    """A bidirectional recurrent layer and attention over its states: Yang et al., 2016."""

    def __init__(self, options, vocabulary, labels):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, options.embedding_size, padding_idx=PAD)
        nn.init.uniform_(self.embedding.weight[1:], -0.25, 0.25)
        self.rnn = CELLS[options.model_type](
            options.embedding_size, options.hidden_size, options.layers, batch_first=True,
            bidirectional=True, dropout=options.dropout if options.layers > 1 else 0)
        size = 2 * options.hidden_size
        self.projection = nn.Linear(size, size)
        self.context = nn.Linear(size, 1, bias=False)
        self.output = nn.Linear(size, labels)
        self.input_dropout = nn.Dropout(options.input_dropout)
        self.dropout = nn.Dropout(options.dropout)

    def forward(self, ids, lengths):
        x = self.input_dropout(self.embedding(ids))
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        states, _ = pad_packed_sequence(self.rnn(packed)[0], batch_first=True)
        scores = self.context(torch.tanh(self.projection(states))).squeeze(2)
        mask = torch.arange(states.shape[1])[None] < lengths[:, None]
        shares = scores.masked_fill(~mask, -torch.inf).softmax(1)
        pooled = torch.bmm(shares[:, None], states).squeeze(1)
        return self.output(self.dropout(pooled))


def read(folder):
    """[(text, label)]"""
    return [
        (line.strip(), path.stem) for path in sorted(pathlib.Path(folder).glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def split(items):
    """The last tenth of an order in which every label is spread evenly is held out."""
    groups = {}
    for item in items:
        groups.setdefault(item[1], []).append(item)
    places = []
    for group in groups.values():
        random.shuffle(group)
        places += [((rank + 0.5) / len(group), item) for rank, item in enumerate(group)]
    order = [item for _, item in sorted(places)]
    held = max(1, len(order) // 10)
    return order[:-held], order[-held:]


def batches(texts, size, shuffle):
    """Indices of texts of similar lengths; with `shuffle` ties and batches at random."""
    order = list(range(len(texts)))
    if shuffle:
        random.shuffle(order)
    order.sort(key=lambda index: len(texts[index][0]))
    parts = [order[begin:begin + size] for begin in range(0, len(order), size)]
    if shuffle:
        random.shuffle(parts)
    return parts


def tensors(texts, part):
    ids = [texts[index][0] for index in part]
    lengths = torch.tensor([len(row) for row in ids])
    targets = torch.tensor([texts[index][1] for index in part])
    return pad_sequence(ids, batch_first=True), lengths, targets


def scores(model, texts, labels):
    """Accuracy, and macro F1 over the labels that are there or were said."""
    model.eval()
    counts = torch.zeros(labels, labels)
    with torch.no_grad():
        for part in batches(texts, 64, shuffle=False):
            ids, lengths, targets = tensors(texts, part)
            for truth, found in zip(targets, model(ids, lengths).argmax(1)):
                counts[truth, found] += 1
    right, wanted, said = counts.diag(), counts.sum(1), counts.sum(0)
    present = wanted + said > 0
    f1 = (2 * right / (wanted + said).clamp(min=1))[present]
    return (right.sum() / counts.sum()).item(), f1.mean().item()


def step(model, optimizer, texts, part, clip_norm):
    ids, lengths, targets = tensors(texts, part)
    loss = nn.functional.cross_entropy(model(ids, lengths), targets)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
    optimizer.step()
    return loss.item()


def train(model, training, validation, labels, options):
    """Leaves the best epoch in the model; returns seconds of steps, epochs and which was best."""
    optimizer = torch.optim.Adam(model.parameters(), lr=options.learning_rate)
    seconds, best, best_epoch, weights = 0.0, -1.0, 0, None
    for epoch in range(1, options.epochs + 1):
        model.train()
        for part in batches(training, options.batch_size, shuffle=True):
            began = time.perf_counter()
            step(model, optimizer, training, part, options.clip_norm)
            seconds += time.perf_counter() - began
        score = scores(model, validation, labels)[1]
        if score > best:
            best, best_epoch, weights = score, epoch, copy.deepcopy(model.state_dict())
        if options.patience and epoch - best_epoch >= options.patience:
            break
    model.load_state_dict(weights)
    return seconds, epoch, best_epoch


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", required=True)
    parser.add_argument("--test", required=True)
    parser.add_argument("--model-type", choices=sorted(CELLS), default="gru")
    for name, value in [
        ("embedding-size", 100), ("hidden-size", 100), ("layers", 1), ("dropout", 0.5),
        ("input-dropout", 0.3), ("batch-size", 32), ("learning-rate", 0.002), ("clip-norm", 5.0),
        ("epochs", 20), ("patience", 5), ("seed", 1), ("threads", 2),
    ]:
        parser.add_argument(f"--{name}", type=type(value), default=value)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    training, validation = split(read(options.train))
    characters = {c: n + 4 for n, c in enumerate(sorted({c for text, _ in training for c in text}))}
    labels = {label: n for n, label in enumerate(sorted({label for _, label in training}))}

    def encoded(items):
        return [
            (torch.tensor([characters.get(c, UNKNOWN) for c in text] + [END]), labels[label])
            for text, label in items
        ]

    test = encoded(read(options.test))
    training, validation = encoded(training), encoded(validation)
    model = Classifier(options, len(characters) + 4, len(labels))
    seconds, epochs, best = train(model, training, validation, len(labels), options)
    accuracy, macro_f1 = scores(model, test, len(labels))
    count = sum(len(ids) - 1 for ids, _ in training) * epochs
    print(json.dumps({
        "epochs": epochs, "bestEpoch": best, "seconds": seconds,
        "charactersPerSecond": count / seconds,
        "validationAccuracy": scores(model, validation, len(labels))[0],
        "accuracy": accuracy, "macroF1": macro_f1, "texts": len(test),
    }))


if __name__ == "__main__":
    main()
