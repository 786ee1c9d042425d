"""Trains the recurrent language model in PyTorch, for comparison with `parlance lm train`.

The corpus is one stream cut into `--batch-size` contiguous columns, read in windows of
`--sequence-length` steps with the state carried and its history cut. All weight matrices, embeddings
included, start from uniform(-0.1, 0.1), all biases at zero. The loss is the mean cross-entropy over the
tokens of a window; gradients are clipped by their global norm. Evaluation carries the state and counts
every token.

Prints one JSON object a line: the configuration, then each epoch.
"""

import argparse
import json
import math
import os
import sys
import time

import torch
from torch import nn

import word_corpus
from model_directory import write_model
from recurrent_model import CELLS, RecurrentLanguageModel, detached


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", default="../shared/data/wikitext-2", help="train.txt valid.txt test.txt")
    parser.add_argument("--cell", choices=sorted(CELLS), default="lstm")
    parser.add_argument("--vocabulary-size", type=int, default=10000, help="most frequent words kept; 0 for all")
    parser.add_argument("--cutoffs", type=int, nargs="+", help="take an adaptive softmax")
    parser.add_argument("--embedding-size", type=int, default=200)
    parser.add_argument("--hidden-size", type=int, default=200)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--batch-size", type=int, default=20)
    parser.add_argument("--sequence-length", type=int, default=20)
    parser.add_argument("--optimizer", choices=["sgd", "adam", "adamw"], default="sgd")
    parser.add_argument("--learning-rate", type=float, default=20.0)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--clip-norm", type=float, default=0.25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", help="write the last epoch's model directory here")
    return parser.parse_args()


def make_optimizer(name, parameters, learning_rate):
    rules = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}
    return rules[name](parameters, lr=learning_rate)


def windows(inputs, targets, length):
    """Pairs of [B, <= length] blocks from left to right."""
    for first in range(0, inputs.shape[1], length):
        yield inputs[:, first : first + length], targets[:, first : first + length]


def train_epoch(model, optimizer, data, options):
    """One pass over the corpus; returns the mean loss per token."""
    model.train()
    state, total, count, began, noted = None, 0.0, 0, time.time(), time.time()
    for inputs, targets in windows(*data, options.sequence_length):
        if state is not None:
            state = detached(state)
        hidden, state = model.hidden(inputs, state)
        tokens = int((targets != word_corpus.IGNORED).sum())
        loss = model.summed_loss(hidden, targets, word_corpus.IGNORED) / tokens
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), options.clip_norm)
        optimizer.step()
        total += loss.item() * tokens
        count += tokens
        if time.time() - noted > 30:
            noted = time.time()
            rate = count / (noted - began)
            print(f"{count} words, loss {total / count:.4f}, {rate:.0f} words/s", file=sys.stderr, flush=True)
    return total / count


@torch.no_grad()
def evaluate(model, data, length):
    """Mean cross-entropy in nats over every token of the stream."""
    model.eval()
    state, total, count = None, 0.0, 0
    for inputs, targets in windows(*data, length):
        hidden, state = model.hidden(inputs, state)
        total += model.summed_loss(hidden, targets, word_corpus.IGNORED).item()
        count += int((targets != word_corpus.IGNORED).sum())
    return total / count


def main():
    options = parse_arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    lines = {
        part: word_corpus.read_lines(os.path.join(options.data, part + ".txt"))
        for part in ("train", "valid", "test")
    }
    vocabulary = word_corpus.build_vocabulary(lines["train"], options.vocabulary_size)
    streams = {part: word_corpus.encode(lines[part], vocabulary) for part in lines}
    data = {part: word_corpus.columns(streams[part], options.batch_size) for part in streams}
    model = RecurrentLanguageModel(
        len(vocabulary), options.embedding_size, options.hidden_size, options.layers,
        options.cell, options.dropout, options.cutoffs,
    )
    model.initialize()
    optimizer = make_optimizer(options.optimizer, model.parameters(), options.learning_rate)
    tokens = {part: len(stream) for part, stream in streams.items()}
    settings = {key: value for key, value in vars(options).items() if key not in ("data", "output")}
    print(json.dumps({"vocabulary": len(vocabulary), "tokens": tokens, **settings}), flush=True)
    for epoch in range(1, options.epochs + 1):
        began = time.time()
        train_loss = train_epoch(model, optimizer, data["train"], options)
        seconds = time.time() - began
        validation = evaluate(model, data["valid"], options.sequence_length)
        test = evaluate(model, data["test"], options.sequence_length)
        print(json.dumps({
            "epoch": epoch,
            "trainLoss": train_loss,
            "validation": {"crossEntropy": validation, "perplexity": math.exp(validation)},
            "test": {"crossEntropy": test, "perplexity": math.exp(test)},
            "seconds": seconds,
            "wordsPerSecond": tokens["train"] / seconds,
        }), flush=True)
    if options.output:
        write_model(options.output, model, vocabulary, options.cell)


if __name__ == "__main__":
    main()
