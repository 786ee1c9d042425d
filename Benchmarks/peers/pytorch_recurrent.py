"""Times whole training steps of a recurrent language model in PyTorch.

A step is embedding, stacked recurrent layers, output layer, cross-entropy, backward, clipping by the
global norm and SGD. The options are those of `parlance bench recurrent`; one JSON object is printed.
`--precision bfloat16` is autocast: the forward pass and the loss under it, parameters in float32.
"""

import argparse
import json
import resource
import statistics
import sys
import time

import torch
from torch import nn

CELLS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


class Model(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.encoder = nn.Embedding(options.vocabulary, options.hidden)
        self.rnn = CELLS[options.cell](
            options.hidden, options.hidden, options.layers, batch_first=True
        )
        self.decoder = nn.Linear(options.hidden, options.vocabulary)

    def forward(self, tokens, state=None):
        outputs, state = self.rnn(self.encoder(tokens), state)
        return self.decoder(outputs), state


def model_options(description):
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--cell", choices=sorted(CELLS), default="lstm")
    parser.add_argument("--vocabulary", type=int, default=10000)
    parser.add_argument("--hidden", type=int, default=650)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    return parser


def peak_memory_megabytes():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def train_step(model, optimizer, tokens, targets, state, precision="float32"):
    with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16"):
        logits, state = model(tokens, state)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 0.25)
    optimizer.step()
    loss.item()
    if isinstance(state, tuple):
        return tuple(part.detach() for part in state)
    return state.detach()


def main():
    parser = model_options(__doc__)
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--length", type=int, default=35)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--warmup", type=int, default=3, help="steps before the clock starts")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    model = Model(options)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    shape = [options.batch, options.length]
    state, times = None, []
    for step in range(options.warmup + options.steps):
        tokens = torch.randint(0, options.vocabulary, shape)
        targets = torch.randint(0, options.vocabulary, shape)
        began = time.perf_counter()
        state = train_step(model, optimizer, tokens, targets, state, options.precision)
        if step >= options.warmup:
            times.append(time.perf_counter() - began)
    seconds = statistics.mean(times)
    print(json.dumps({
        "wordsPerSecond": options.batch * options.length / seconds,
        "millisecondsPerStep": seconds * 1e3,
        "peakMemoryMB": peak_memory_megabytes(),
    }))


if __name__ == "__main__":
    main()
