"""A translator's defaults beside the same network in PyTorch: words/s and BLEU from the same pairs.

    python Benchmarks/quality/translate.py PARLANCE --train F.tsv --validation F.tsv --test F.tsv [--epochs 5] [--model-type transformer] [--size 128] [--same [--dropout 0]]

Parlance trains first, with its defaults and so many epochs; PyTorch then gets its tokens (codes and vocabularies of
the model directory) and trains a network of the same sizes with the same rule, rates, dropout, smoothing, clipping
and batches of like lengths. Orders and first weights are drawn by each for itself; with `--same` PyTorch takes
Parlance's batches, in its order, and the first weights of its recurrent network: then only the masks of dropout
differ, and with `--dropout 0` nothing does. The best epoch on the validation pairs translates the test pairs
greedily, and beside it Parlance's beam of 5. BLEU is sacrebleu's. Needs `torch` and `sacrebleu`; prints one JSON
object, each epoch's cross-entropies of the validation pairs among it.
"""

import argparse
import copy
import json
import math
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
import sacrebleu
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

ROOT = pathlib.Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "Benchmarks/peers"), str(ROOT / "Tools/reference")]
import pytorch_translate
import safetensors_file

PAD, UNKNOWN, BEGIN, END = 0, 1, 2, 3
LIMIT = 256
# How the file of a vocabulary writes white space but the blank.
ESCAPE = re.compile(r"\\u\{([0-9A-Fa-f]+)\}")
SEED, BATCH, LEAST_STEPS = 1, 64, 500


def run(*words, given=None):
    done = subprocess.run(words, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr}")
    return done.stdout


def sides(path):
    with open(path, encoding="utf-8") as file:
        return zip(*(line.rstrip("\n").split("\t")[:2] for line in file))


class Side:
    """The tokens of one side of a model directory."""

    def __init__(self, parlance, model, name):
        self.parlance, self.codes = parlance, os.path.join(model, f"{name}-codes.bpe")
        with open(os.path.join(model, f"{name}-vocabulary.txt"), encoding="utf-8") as file:
            self.tokens = [ESCAPE.sub(lambda found: chr(int(found[1], 16)), line) for line in file.read().split("\n")]
        if not self.tokens[-1]:
            self.tokens.pop()
        self.ids = {token: place for place, token in enumerate(self.tokens)}
        self.counts = os.path.join(model, f"{name}-counts.txt")
        with open(self.counts, "w", encoding="utf-8") as file:
            file.writelines(f"{token} 1\n" for token in self.tokens)

    def encode(self, lines):
        pieces = run(
            self.parlance, "subwords", "encode", "--codes", self.codes, "--vocabulary", self.counts, "--byte-fallback",
            given="".join(line + "\n" for line in lines))
        # No-break spaces are parts of words.
        return [
            [self.ids.get(piece, UNKNOWN) for piece in line.split(" ") if piece][:LIMIT - 1]
            for line in pieces.split("\n")[:len(lines)]]

    def decode(self, rows):
        lines = "\n".join(" ".join(self.tokens[token] for token in row) for row in rows) + "\n"
        return run(self.parlance, "subwords", "decode", "--codes", self.codes, given=lines).split("\n")[:len(rows)]


class Recurrent(pytorch_translate.Recurrent):
    """The network that is timed, with dropout and first weights as Parlance has them."""

    def __init__(self, options):
        super().__init__(options)
        self.output = nn.Linear(options.hidden, options.targets)
        self.source = nn.Embedding(options.sources, options.embedding)
        self.target = nn.Embedding(options.targets, options.embedding)
        for table in (self.source, self.target):
            nn.init.uniform_(table.weight, -0.1, 0.1)
        nn.init.uniform_(self.output.weight, -0.1, 0.1)
        nn.init.zeros_(self.output.bias)
        self.dropout = nn.Dropout(options.dropout)

    def take(self, weights):
        """The weights of one of Parlance's, by their names there."""
        own = {
            "source.weight": weights["sourceTable.weight"], "target.weight": weights["targetTable.weight"],
            "energy": weights["attention.energy"].reshape(-1),
            "cell.weight_ih": numpy.concatenate([weights["decoder.weight_ih_l0"], weights["feed.weight"]], 1),
            "query.weight": weights["attention.query.weight"], "query.bias": weights["attention.query.bias"],
            "key.weight": weights["attention.key.weight"],
        }
        for name in ("weight_hh", "bias_ih", "bias_hh"):
            own[f"cell.{name}"] = weights[f"decoder.{name}_l0"]
        for name in self.state_dict():
            own.setdefault(name, weights.get(name))
        self.load_state_dict({name: torch.from_numpy(value) for name, value in own.items()})

    def encode(self, source, lengths):
        packed = pack_padded_sequence(
            self.dropout(self.source(source)), lengths, batch_first=True, enforce_sorted=False)
        values, state = self.encoder(packed)
        values, _ = pad_packed_sequence(values, batch_first=True)
        values = self.dropout(values)
        hidden = torch.arange(values.shape[1])[None] >= lengths[:, None]
        return (values, self.key(values), hidden), torch.tanh(self.bridge(torch.cat([state[0], state[1]], 1)))

    def step(self, x, h, memory):
        values, keys, hidden = memory
        scores = torch.tanh(self.query(h)[:, None] + keys) @ self.energy
        weights = torch.softmax(scores.masked_fill(hidden, -math.inf), 1)
        context = torch.bmm(weights[:, None], values)[:, 0]
        h = self.cell(torch.cat([x, context], 1), h)
        return torch.cat([context, h], 1), h

    def forward(self, source, lengths, inputs):
        memory, h = self.encode(source, lengths)
        seen = []
        for x in self.dropout(self.target(inputs)).unbind(1):
            both, h = self.step(x, h, memory)
            seen.append(both)
        return self.output(self.dropout(torch.tanh(self.combine(torch.stack(seen, 1)))))

    @torch.inference_mode()
    def translate(self, source, lengths, most):
        memory, h = self.encode(source, lengths)
        token = torch.full((len(source),), BEGIN)
        written, done = [], torch.zeros(len(source), dtype=torch.bool)
        while len(written) < most and not bool(done.all()):
            both, h = self.step(self.target(token), h, memory)
            scores = self.output(torch.tanh(self.combine(both)))
            scores[:, [PAD, UNKNOWN, BEGIN]] = -math.inf
            token = scores.argmax(1).masked_fill(done, END)
            written.append(token)
            done |= token == END
        return [row[:row.index(END)] if END in row else row for row in torch.stack(written, 1).tolist()]


class Transformer(pytorch_translate.Transformer):
    def __init__(self, options):
        options.longest = LIMIT
        super().__init__(options)
        size = options.hidden
        self.layers = nn.Transformer(
            size, options.heads, options.layers, options.layers, options.feed_forward,
            dropout=options.dropout, batch_first=True, norm_first=True)
        self.output = nn.Linear(size, options.targets)
        self.source = nn.Embedding(options.sources, size)
        self.target = nn.Embedding(options.targets, size)
        for table in (self.source, self.target):
            nn.init.normal_(table.weight, 0, size ** -0.5)
        nn.init.xavier_uniform_(self.output.weight)
        self.dropout = nn.Dropout(options.dropout)

    def embedded(self, table, ids):
        return self.dropout(super().embedded(table, ids))

    @torch.inference_mode()
    def translate(self, source, lengths, most):
        written, done = torch.full((len(source), 1), BEGIN), torch.zeros(len(source), dtype=torch.bool)
        while written.shape[1] <= most and not bool(done.all()):
            scores = self(source, lengths, written)[:, -1]
            scores[:, [PAD, UNKNOWN, BEGIN]] = -math.inf
            token = scores.argmax(1).masked_fill(done, END)
            written = torch.cat([written, token[:, None]], 1)
            done |= token == END
        return [row[:row.index(END)] if END in row else row for row in written[:, 1:].tolist()]


def padded(rows):
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD)


class Order:
    """An epoch's numbers, as Parlance draws them: SplitMix64 from a key of Philox4x32-10."""

    def __init__(self, epoch):
        a, b, c, d = epoch, 0, 0x616E6365, 0x5061726C
        first, second = SEED, 0
        for _ in range(10):
            p, q = 0xD2511F53 * a, 0xCD9E8D57 * c
            a, c = (q >> 32) ^ b ^ first, (p >> 32) ^ d ^ second
            b, d = q & 0xFFFFFFFF, p & 0xFFFFFFFF
            first, second = (first + 0x9E3779B9) & 0xFFFFFFFF, (second + 0xBB67AE85) & 0xFFFFFFFF
        self.state = a | b << 32

    def shuffle(self, elements):
        for last in range(len(elements) - 1, 0, -1):
            self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
            mixed = self.state
            mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
            mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
            place = (mixed ^ mixed >> 31) * (last + 1) >> 64
            elements[last], elements[place] = elements[place], elements[last]


def readings(count):
    """How often an epoch reads each pair."""
    return min(max(1, ((LEAST_STEPS - 1) * BATCH + count) // count), 1000)


def batches(pairs, generator=None):
    """Of like lengths, as Parlance makes them: by the target's length, then the source's."""
    order = list(range(len(pairs)))
    if generator:
        order *= readings(len(pairs))
        generator.shuffle(order)
    order.sort(key=lambda place: 64 * len(pairs[place][1]) + min(len(pairs[place][0]), 63))
    cut = [order[first:first + BATCH] for first in range(0, len(order), BATCH)]
    if generator:
        generator.shuffle(cut)
    return cut


def tensors(pairs, places):
    sources = [pairs[place][0] for place in places]
    targets = [pairs[place][1] for place in places]
    return (
        padded(sources), torch.tensor([len(row) for row in sources]),
        padded([[BEGIN] + row for row in targets]), padded([row + [END] for row in targets]))


def cross_entropy(model, pairs):
    model.eval()
    total, tokens = 0.0, 0
    with torch.inference_mode():
        for places in batches(pairs):
            *given, targets = tensors(pairs, places)
            total += nn.functional.cross_entropy(
                model(*given).flatten(0, 1), targets.flatten(), ignore_index=PAD, reduction="sum").item()
            tokens += int((targets != PAD).sum())
    model.train()
    return total / tokens


def train(model, pairs, validation, o):
    recurrent = o.model_type == "recurrent"
    rate = 0.002 if recurrent else 0.001
    rule = torch.optim.Adam(model.parameters(), lr=rate)
    steps = math.ceil(len(pairs) * readings(len(pairs)) / BATCH) * o.epochs
    own, best, losses, taken, speeds = random.Random(1), None, [], 0, []
    for epoch in range(o.epochs):
        began, tokens = time.perf_counter(), 0
        for places in batches(pairs, Order(epoch) if o.same else own):
            warm = 0 if recurrent else 400
            factor = taken / warm if taken < warm else 1 - (taken - warm) / max(steps - warm, 1)
            rule.param_groups[0]["lr"] = rate * max(factor, 0)
            taken += 1
            *given, targets = tensors(pairs, places)
            loss = nn.functional.cross_entropy(
                model(*given).flatten(0, 1), targets.flatten(), ignore_index=PAD, label_smoothing=0.1)
            rule.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1)
            rule.step()
            tokens += int((targets != PAD).sum())
        speeds.append(tokens / (time.perf_counter() - began))
        losses.append(cross_entropy(model, validation))
        print(f"PyTorch epoch {epoch + 1}: validation {losses[-1]:.4f} nats, {speeds[-1]:.0f} words/s", file=sys.stderr)
        if losses[-1] == min(losses):
            best = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    model.eval()
    return losses, statistics.median(speeds)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parlance")
    for name in ("train", "validation", "test"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--model-type", choices=["recurrent", "transformer"], default="recurrent")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--size", type=int, help="numbers of a token and of a layer's state; Parlance's default without")
    parser.add_argument("--dropout", type=float, help="Parlance's default without")
    parser.add_argument("--same", action="store_true", help="Parlance's batches and first weights")
    parser.add_argument("--threads", type=int, default=2)
    o = parser.parse_args()
    if o.same and o.model_type != "recurrent":
        parser.error("--same: of recurrent translators")
    torch.set_num_threads(o.threads)
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "model")
        threads = ["--threads", str(o.threads)]
        sizes = ["--embedding-size", str(o.size), "--hidden-size", str(o.size)] if o.size else []
        dropout = [] if o.dropout is None else ["--dropout", str(o.dropout)]
        given = [
            o.parlance, "translate", "train", "--train", o.train, "--validation", o.validation, "--model-type",
            o.model_type, "--format", "json", "--seed", str(SEED), *threads, *sizes, *dropout]
        report = json.loads(run(*given, "--test", o.test, "--epochs", str(o.epochs), "--output", model))
        with open(os.path.join(model, "model.json"), encoding="utf-8") as file:
            made = json.load(file)["architecture"]
        with open(os.path.join(model, "run/metrics.jsonl"), encoding="utf-8") as file:
            epochs = [json.loads(line).get("validation") for line in file]
        ours = [epoch["crossEntropy"] for epoch in epochs if epoch]
        source, target = (Side(o.parlance, model, name) for name in ("source", "target"))
        sources, targets = sides(o.test)
        greedy = run(
            o.parlance, "translate", "predict", "--model", model, "--beam", "1", *threads,
            given="\n".join(sources) + "\n").split("\n")[:len(sources)]

        def encoded(path):
            first, second = sides(path)
            # A source ends in </s> here as there.
            return [(a + [END], b) for a, b in zip(source.encode(first), target.encode(second))]

        o.sources, o.targets = len(source.tokens), len(target.tokens)
        o.vocabulary, o.embedding, o.hidden = o.targets, made["embeddingSize"], made["hiddenSize"]
        o.layers, o.heads, o.feed_forward = made["layers"], made["heads"], made["feedForwardSize"]
        o.dropout = made["dropout"]
        network = (Recurrent if o.model_type == "recurrent" else Transformer)(o)
        if o.same:
            # At this rate no weight moves.
            first = os.path.join(folder, "first")
            run(*given, "--epochs", "1", "--learning-rate", "1e-30", "--output", first)
            network.take(safetensors_file.read(os.path.join(first, "weights.safetensors")))
        losses, speed = train(network, encoded(o.train), encoded(o.validation), o)
        test, written = encoded(o.test), [[]] * len(sources)
        for places in batches(test):
            rows, lengths, *_ = tensors(test, places)
            for place, row in zip(places, network.translate(rows, lengths, LIMIT - 1)):
                written[place] = row
        theirs = target.decode(written)

    def bleu(lines):
        return sacrebleu.corpus_bleu(list(lines), [list(targets)]).score

    print(json.dumps({
        "parlance": {
            "wordsPerSecond": report["wordsPerSecond"], "crossEntropies": ours,
            "greedyBLEU": bleu(greedy), "beamBLEU": report["test"]["bleu"]},
        "pytorch": {"wordsPerSecond": speed, "crossEntropies": losses, "greedyBLEU": bleu(theirs)},
    }, indent=2))


if __name__ == "__main__":
    main()
