import json
import pathlib
import re
import sys

import torch
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
DESCRIPTION = json.loads((HERE / "model.json").read_text("utf-8"))
# What the model is made of.
MADE = DESCRIPTION["architecture"]


def read_weights(path):
    """The arrays of a safetensors file by name."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    types = {"F32": torch.float32, "F64": torch.float64}
    arrays = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name == "__metadata__":
            continue
        begin, end = (8 + size + place for place in entry["data_offsets"])
        values = torch.frombuffer(bytearray(data[begin:end]), dtype=types[entry["dtype"]])
        arrays[name] = values.reshape(entry["shape"])
    return arrays


def read_lines(name):
    """A vocabulary or labels: one a line, by number; blanks and marks of control are written as escapes."""
    plain = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}

    def unescaped(line):
        return re.sub(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))", lambda x: chr(int(x[1], 16)) if x[1] else plain[x[2]], line)

    return [unescaped(x) for x in (HERE / name).read_text("utf-8").removesuffix("\n").split("\n")]


WEIGHTS = read_weights(HERE / "weights.safetensors")


def load():
    """The model with its weights, to be asked."""
    model = Model()
    model.load_state_dict(WEIGHTS)
    return model.eval()


def mask(lengths, steps):
    """Which places hold tokens: [N, T]."""
    return torch.arange(steps) < lengths.long()[:, None]


def last_and_all(rnn, x, lengths):
    """What recurrent layers say at each step, zeros beyond the lengths, and their last states."""
    packed = nn.utils.rnn.pack_padded_sequence(x, lengths.long(), batch_first=True, enforce_sorted=False)
    outputs, state = rnn(packed)
    return nn.utils.rnn.pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0], state


def recurrent(cell, inputs, size, layers, both=False):
    """Recurrent layers as model.json names them."""
    options = dict(num_layers=layers, bidirectional=both, batch_first=True)
    if cell == "lstm":
        return nn.LSTM(inputs, size, **options)
    if cell == "gru":
        return nn.GRU(inputs, size, **options)
    return nn.RNN(inputs, size, nonlinearity="relu" if cell == "rnn-relu" else "tanh", **options)


def given_as_json(line):
    """What `parlance export inputs` prints for a line of text, as tensors."""
    return {
        x["name"]: torch.tensor(
            x.get("integers", x.get("floats")), dtype=torch.long if "integers" in x else torch.float32
        ).reshape(x["shape"])
        for x in json.loads(line)
    }
