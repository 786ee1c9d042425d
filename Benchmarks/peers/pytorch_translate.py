"""Times whole training steps of a translator in PyTorch.

A step is embeddings, encoder, decoder, output layer, cross-entropy over the targets' tokens, backward and
Adam. The recurrent decoder attends by additive attention before each step, which the context enters, as
`parlance bench translate` does by default: nn.GRU packed as the encoder, one nn.GRUCell a step as the decoder,
keys made once, and the output layer taken once over all steps. The transformer is PyTorch's own layers, norm
first. The options are those of `parlance bench translate`; one JSON object is printed.
"""

import argparse
import json
import math
import statistics
import time

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class Recurrent(nn.Module):
    def __init__(self, o):
        super().__init__()
        self.source = nn.Embedding(o.vocabulary, o.embedding)
        self.target = nn.Embedding(o.vocabulary, o.embedding)
        self.encoder = nn.GRU(
            o.embedding, o.hidden, batch_first=True, bidirectional=True)
        self.bridge = nn.Linear(2 * o.hidden, o.hidden)
        self.query = nn.Linear(o.hidden, o.hidden)
        self.key = nn.Linear(2 * o.hidden, o.hidden, bias=False)
        self.energy = nn.Parameter(torch.randn(o.hidden) * 0.05)
        self.cell = nn.GRUCell(o.embedding + 2 * o.hidden, o.hidden)
        self.combine = nn.Linear(3 * o.hidden, o.hidden, bias=False)
        self.output = nn.Linear(o.hidden, o.vocabulary)

    def forward(self, source, lengths, inputs):
        packed = pack_padded_sequence(
            self.source(source), lengths, batch_first=True, enforce_sorted=False)
        values, state = self.encoder(packed)
        values, _ = pad_packed_sequence(values, batch_first=True)
        h = torch.tanh(self.bridge(torch.cat([state[0], state[1]], 1)))
        keys = self.key(values)
        hidden = torch.arange(values.shape[1])[None] >= lengths[:, None]
        seen = []
        for x in self.target(inputs).unbind(1):
            scores = torch.tanh(self.query(h)[:, None] + keys) @ self.energy
            weights = torch.softmax(scores.masked_fill(hidden, -math.inf), 1)
            context = torch.bmm(weights[:, None], values)[:, 0]
            h = self.cell(torch.cat([x, context], 1), h)
            seen.append(torch.cat([context, h], 1))
        return self.output(torch.tanh(self.combine(torch.stack(seen, 1))))


class Transformer(nn.Module):
    def __init__(self, o):
        super().__init__()
        self.size = o.hidden
        self.source = nn.Embedding(o.vocabulary, o.hidden)
        self.target = nn.Embedding(o.vocabulary, o.hidden)
        self.layers = nn.Transformer(
            o.hidden, o.heads, o.layers, o.layers, o.feed_forward, dropout=0.0,
            batch_first=True, norm_first=True)
        self.output = nn.Linear(o.hidden, o.vocabulary)
        rates = 10000.0 ** (-torch.arange(0, o.hidden, 2) / o.hidden)
        angles = torch.arange(o.longest + 2)[:, None] * rates
        self.places = torch.stack([angles.sin(), angles.cos()], 2).flatten(1)

    def embedded(self, table, ids):
        return table(ids) * math.sqrt(self.size) + self.places[:ids.shape[1]]

    def forward(self, source, lengths, inputs):
        hidden = torch.arange(source.shape[1])[None] >= lengths[:, None]
        future = torch.ones(inputs.shape[1], inputs.shape[1], dtype=torch.bool).triu(1)
        y = self.layers(
            self.embedded(self.source, source), self.embedded(self.target, inputs),
            tgt_mask=future, src_key_padding_mask=hidden, memory_key_padding_mask=hidden)
        return self.output(y)


def batches(o, count=16):
    """Random pairs of like lengths, tokens in proportion to 1 / (n + 1), as `parlance bench translate`."""
    weights = 1 / torch.arange(1, o.vocabulary - 3)

    def side(lengths):
        shape = (o.batch, int(lengths.max()))
        ids = torch.multinomial(weights, shape[0] * shape[1], replacement=True).view(shape) + 4
        return ids.masked_fill(torch.arange(shape[1])[None] >= lengths[:, None], 0)

    for batch in range(count):
        about = o.shortest + batch * (o.longest - o.shortest + 1) // count
        lengths = torch.full((o.batch,), about)
        others = (about + torch.randint(-2, 3, (o.batch,))).clamp(1, o.longest)
        target = side(others)
        end = torch.zeros(o.batch, 1, dtype=torch.long)
        targets = torch.cat([target, end], 1).scatter(1, others[:, None], 3)
        inputs = torch.cat([end + 2, target], 1)
        yield side(lengths), lengths, inputs, targets


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model-type", choices=["recurrent", "transformer"], default="recurrent")
    for name, value in [
        ("vocabulary", 8000), ("embedding", 256), ("hidden", 256), ("layers", 1), ("heads", 4),
        ("feed-forward", 1024), ("batch", 64), ("shortest", 4), ("longest", 24), ("steps", 50),
        ("warmup", 3), ("threads", 2),
    ]:
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    if options.model_type == "recurrent" and options.layers != 1:
        parser.error("--layers: this recurrent translator has one")
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    model = (Recurrent if options.model_type == "recurrent" else Transformer)(options)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    data = list(batches(options))
    times = []
    for step in range(options.warmup + options.steps):
        source, lengths, inputs, targets = data[step % len(data)]
        began = time.perf_counter()
        logits = model(source, lengths, inputs)
        loss = nn.functional.cross_entropy(
            logits.flatten(0, 1), targets.flatten(), ignore_index=0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()
        times.append(time.perf_counter() - began)
    seconds = statistics.median(times[options.warmup:])
    tokens = statistics.mean(int((targets != 0).sum()) for *_, targets in data)
    print(json.dumps({
        "wordsPerSecond": tokens / seconds, "sentencesPerSecond": options.batch / seconds,
        "millisecondsPerStep": 1000 * seconds,
    }))


if __name__ == "__main__":
    main()
