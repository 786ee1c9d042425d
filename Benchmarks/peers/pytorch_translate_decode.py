"""Times beam search of a translator in PyTorch: batched, with caches.

A bidirectional GRU encoder and a GRU decoder with Luong's general attention, or a transformer whose decoder
keeps keys and values; random weights. The keys of the source are made once; a step reads all hypotheses of
all sentences as rows, and takes the states of those that go on. Options as `parlance bench decode`; one JSON
object is printed.
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional


class Recurrent(nn.Module):
    def __init__(self, vocabulary, hidden, layers):
        super().__init__()
        self.source = nn.Embedding(vocabulary, hidden)
        self.target = nn.Embedding(vocabulary, hidden)
        self.encoder = nn.GRU(hidden, hidden, layers, bidirectional=True, batch_first=True)
        self.decoder = nn.GRU(hidden, hidden, layers, batch_first=True)
        self.bridge = nn.Linear(2 * hidden, hidden)
        self.keys = nn.Linear(2 * hidden, hidden, bias=False)
        self.combine = nn.Linear(3 * hidden, hidden, bias=False)
        self.output = nn.Linear(hidden, vocabulary)
        self.layers = layers

    def encode(self, sources, beam):
        values, last = self.encoder(self.source(sources))
        last = last.reshape(self.layers, 2, len(sources), -1)
        state = torch.tanh(self.bridge(torch.cat([last[:, 0], last[:, 1]], dim=2)))
        values = values.repeat_interleave(beam, dim=0)
        return (values, self.keys(values)), state.repeat_interleave(beam, dim=1)

    def step(self, tokens, source, state, place):
        values, keys = source
        hidden, state = self.decoder(self.target(tokens).unsqueeze(1), state)
        weights = torch.softmax(hidden @ keys.transpose(1, 2), dim=2)
        combined = torch.tanh(self.combine(torch.cat([weights @ values, hidden], dim=2)))
        return torch.log_softmax(self.output(combined[:, 0]), dim=1), state

    def rows(self, state, places):
        return state.index_select(1, places)


class Layer(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.heads = heads
        self.norms = nn.ModuleList(nn.LayerNorm(size) for _ in range(3))
        self.projections = nn.ModuleList(nn.Linear(size, size) for _ in range(8))
        self.first, self.second = nn.Linear(size, 4 * size), nn.Linear(4 * size, size)

    def split(self, x):
        return x.reshape(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def memory(self, x):
        return self.split(self.projections[5](x)), self.split(self.projections[6](x))

    def forward(self, x, memory, cache):
        y = self.norms[0](x)
        key, value = self.split(self.projections[1](y)), self.split(self.projections[2](y))
        if cache is not None:
            key, value = torch.cat([cache[0], key], 2), torch.cat([cache[1], value], 2)
        found = functional.scaled_dot_product_attention(
            self.split(self.projections[0](y)), key, value)
        x = x + self.projections[3](found.transpose(1, 2).flatten(2))
        y = self.norms[1](x)
        found = functional.scaled_dot_product_attention(
            self.split(self.projections[4](y)), *memory)
        x = x + self.projections[7](found.transpose(1, 2).flatten(2))
        y = self.norms[2](x)
        return x + self.second(torch.relu(self.first(y))), (key, value)


class Transformer(nn.Module):
    def __init__(self, vocabulary, hidden, layers, heads=4):
        super().__init__()
        self.source = nn.Embedding(vocabulary, hidden)
        self.target = nn.Embedding(vocabulary, hidden)
        self.places = nn.Parameter(torch.randn(4096, hidden))
        layer = nn.TransformerEncoderLayer(
            hidden, heads, 4 * hidden, batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(
            layer, layers, nn.LayerNorm(hidden), enable_nested_tensor=False)
        self.decoder = nn.ModuleList(Layer(hidden, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(hidden)
        self.output = nn.Linear(hidden, vocabulary)

    def encode(self, sources, beam):
        x = self.encoder(self.source(sources) + self.places[:sources.shape[1]])
        x = x.repeat_interleave(beam, dim=0)
        return [layer.memory(x) for layer in self.decoder], None

    def step(self, tokens, source, state, place):
        x = self.target(tokens).unsqueeze(1) + self.places[place]
        after = []
        for index, layer in enumerate(self.decoder):
            x, cache = layer(x, source[index], state[index] if state else None)
            after.append(cache)
        return torch.log_softmax(self.output(self.norm(x[:, 0])), dim=1), after

    def rows(self, state, places):
        return [(k.index_select(0, places), v.index_select(0, places)) for k, v in state]


@torch.inference_mode()
def translate(model, sources, beam, length):
    batch = len(sources)
    source, state = model.encode(sources, beam)
    tokens = torch.full((batch * beam,), 2)
    # At first all hypotheses of a sentence are one.
    scores = torch.full((batch, beam), -1e9)
    scores[:, 0] = 0
    written = torch.zeros((batch * beam, 0), dtype=torch.long)
    begins = torch.arange(batch).unsqueeze(1) * beam
    for place in range(length):
        values, state = model.step(tokens, source, state, place)
        values[:, :4] = -1e9
        vocabulary = values.shape[1]
        # The best of each hypothesis are enough.
        best, ids = values.topk(beam, dim=1)
        sums = (scores.reshape(-1, 1) + best).reshape(batch, -1)
        scores, chosen = sums.topk(beam, dim=1)
        places = (begins + chosen // beam).reshape(-1)
        tokens = ids.reshape(batch, -1).gather(1, chosen).reshape(-1)
        state = model.rows(state, places)
        written = torch.cat([written.index_select(0, places), tokens.unsqueeze(1)], dim=1)
    return written.reshape(batch, beam, -1)[:, 0].tolist()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model-type", default="recurrent")
    for name, value in [("vocabulary", 8000), ("hidden", 256), ("layers", 2), ("beam", 5),
                        ("batch", 32), ("tokens", 20), ("threads", 2)]:
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    kind = Recurrent if options.model_type == "recurrent" else Transformer
    model = kind(options.vocabulary, options.hidden, options.layers).eval()
    sources = torch.randint(4, options.vocabulary, (options.batch, options.tokens))
    times = []
    for _ in range(6):
        began = time.perf_counter()
        translate(model, sources, options.beam, options.tokens)
        times.append(time.perf_counter() - began)
    seconds = statistics.median(times[1:])
    print(json.dumps({"sentencesPerSecond": options.batch / seconds,
                      "millisecondsPerBatch": 1000 * seconds}))


if __name__ == "__main__":
    main()
