"""Times whole training steps of a bidirectional GRU tagger in PyTorch.

A step is embedding, packed sequences through the recurrent layers, output layer, cross-entropy over the
tokens, backward and Adam. The options are those of `parlance bench tag`; one JSON object is printed.
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

CELLS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


class Tagger(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.words = nn.Embedding(options.vocabulary, options.embedding)
        self.rnn = CELLS[options.model_type](
            options.embedding, options.hidden, options.layers, batch_first=True,
            bidirectional=True)
        self.decoder = nn.Linear(2 * options.hidden, options.tags)

    def forward(self, words, lengths):
        packed = pack_padded_sequence(
            self.words(words), lengths, batch_first=True, enforce_sorted=False)
        outputs, _ = self.rnn(packed)
        return self.decoder(outputs.data), outputs


def batches(options, count=16):
    """Random sentences, words in proportion to 1 / (n + 1), as `parlance bench tag` draws them."""
    weights = 1 / torch.arange(1, options.vocabulary + 1)
    for _ in range(count):
        lengths = torch.randint(options.shortest, options.longest + 1, (options.batch,))
        shape = (options.batch, int(lengths.max()))
        words = torch.multinomial(weights, shape[0] * shape[1], replacement=True).view(shape)
        yield words, torch.randint(0, options.tags, shape), lengths


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model-type", choices=sorted(CELLS), default="gru")
    for name, value in [
        ("vocabulary", 10000), ("embedding", 100), ("hidden", 128), ("layers", 1), ("tags", 17),
        ("batch", 32), ("shortest", 3), ("longest", 40), ("steps", 50), ("warmup", 3),
        ("threads", 2),
    ]:
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    model = Tagger(options)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    data = list(batches(options))
    times = []
    for step in range(options.warmup + options.steps):
        words, tags, lengths = data[step % len(data)]
        began = time.perf_counter()
        logits, outputs = model(words, lengths)
        packed = pack_padded_sequence(tags, lengths, batch_first=True, enforce_sorted=False)
        loss = nn.functional.cross_entropy(logits, packed.data)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()
        times.append(time.perf_counter() - began)
    seconds = statistics.median(times[options.warmup:])
    tokens = statistics.mean(int(lengths.sum()) for _, _, lengths in data)
    print(json.dumps({
        "wordsPerSecond": tokens / seconds, "sentencesPerSecond": options.batch / seconds,
        "millisecondsPerStep": 1000 * seconds,
    }))


if __name__ == "__main__":
    main()
