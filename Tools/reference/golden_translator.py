"""Golden numbers of whole small translators: the loss of a padded batch, and every gradient."""

import math

import torch
from torch import nn
from torch.nn import functional

import cases
from golden_recurrent import packed
from golden_transformer import Attention, future, padding

SOURCES, TARGETS, SIZE = 9, 8, 6
SOURCE = [[4, 5, 6, 3], [7, 3, 0, 0], [8, 4, 3, 0]]
INPUT = [[2, 4, 5], [2, 6, 7], [2, 0, 0]]
TARGET = [[4, 5, 3], [6, 7, 3], [3, 0, 0]]


def loss(logits, smoothing):
    return functional.cross_entropy(
        logits.flatten(0, 1), torch.tensor(TARGET).flatten(), ignore_index=0,
        label_smoothing=smoothing)


class Table(nn.Module):
    """What both kinds of translators have: tables of embeddings and an output layer, shared or not."""

    def __init__(self, tied, shared, copying):
        super().__init__()
        if copying:
            self.pointer = nn.Module()
            self.pointer.gate = nn.Linear(SIZE, 1)
        self.copying = copying
        vocabulary = SOURCES if shared else TARGETS
        self.tied, self.shared = tied, shared
        if not shared:
            self.sourceTable = nn.Embedding(SOURCES, SIZE)
        self.targetTable = nn.Embedding(vocabulary, SIZE)
        if tied:
            self.output = nn.Module()
            self.output.bias = nn.Parameter(torch.empty(vocabulary))
        else:
            self.output = nn.Linear(SIZE, vocabulary)

    def sources(self):
        return (self.targetTable if self.shared else self.sourceTable)(torch.tensor(SOURCE))

    def logits(self, hidden, weights):
        table = self.targetTable.weight if self.tied else self.output.weight
        written = hidden @ table.mT + self.output.bias
        if not self.copying:
            return written
        gate = torch.sigmoid(self.pointer.gate(hidden))
        source = torch.tensor(SOURCE)
        # The source's last token is none of the target's.
        copies = source if self.shared else source.where(source < TARGETS, 1)
        copied = weights @ functional.one_hot(copies, written.shape[-1]).to(weights.dtype)
        return torch.log(gate * torch.softmax(written, -1) + (1 - gate) * copied)


class Recurrent(Table):
    """The last layer of the decoder attends; `feeding` says what enters its recurrence."""

    def __init__(self, cell, score, feeding, bidirectional, layers, tied, shared, copying):
        super().__init__(tied, shared, copying)
        self.lstm, self.feeding, self.layers = cell == "lstm", feeding, layers
        kind = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[cell]
        self.encoder = kind(SIZE, SIZE, layers, batch_first=True, bidirectional=bidirectional)
        self.decoder = kind(SIZE, SIZE, layers, batch_first=True)
        width = 2 * SIZE if bidirectional else SIZE
        if bidirectional:
            self.bridge = nn.Linear(width, SIZE)
            if self.lstm:
                self.cellBridge = nn.Linear(width, SIZE)
        self.attention = Attention(score, SIZE, width, SIZE)
        self.combine = nn.Linear(width + SIZE, SIZE, bias=False)
        gates = self.decoder.weight_ih_l0.shape[0]
        if feeding != "none":
            self.feed = nn.Linear(width if feeding == "context" else SIZE, gates, bias=False)

    def first(self, state, bridge, function):
        if not self.encoder.bidirectional:
            return state
        pairs = state.reshape(self.layers, 2, len(SOURCE), SIZE).permute(0, 2, 1, 3).flatten(2)
        return function(bridge(pairs))

    def step(self, layer, x, fed, h, c):
        names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
        weight, *rest = [getattr(self.decoder, f"{name}_l{layer}") for name in names]
        if fed is not None:
            x, weight = torch.cat([x, fed], 1), torch.cat([weight, self.feed.weight], 1)
        if self.lstm:
            return torch.lstm_cell(x, (h, c), weight, *rest)
        cell = torch.gru_cell if isinstance(self.decoder, nn.GRU) else torch.rnn_tanh_cell
        return cell(x, h, weight, *rest), None

    def forward(self, lengths, smoothing):
        values, state = packed(self.encoder, self.sources(), None, lengths)
        hidden, cells = state if self.lstm else (state, None)
        h = list(self.first(hidden, getattr(self, "bridge", None), torch.tanh))
        c = [None] * self.layers
        if self.lstm:
            c = list(self.first(cells, getattr(self, "cellBridge", None), lambda x: x))
        combined = torch.zeros_like(h[0])
        outputs, looks = [], []

        def attend(state):
            return [part[:, 0] for part in self.attention(state[:, None], values, lengths)]

        for token in torch.tensor(INPUT).unbind(1):
            x = self.targetTable(token)
            for layer in range(self.layers):
                fed = None
                if layer + 1 == self.layers and self.feeding != "none":
                    context, weights = attend(h[-1])
                    fed = context if self.feeding == "context" else combined
                h[layer], c[layer] = self.step(layer, x, fed, h[layer], c[layer])
                x = h[layer]
            if self.feeding != "context":
                context, weights = attend(x)
            combined = torch.tanh(self.combine(torch.cat([context, x], 1)))
            outputs.append(combined)
            looks.append(weights)
        return loss(self.logits(torch.stack(outputs, 1), torch.stack(looks, 1)), smoothing)


class Decoder(nn.TransformerDecoderLayer):
    """Keeps the weights of its attention to the source."""

    def _mha_block(self, x, source, mask, hidden, is_causal=False):
        y, self.weights = self.multihead_attn(
            x, source, source, attn_mask=mask, key_padding_mask=hidden, need_weights=True)
        return y


class Transformer(Table):
    def __init__(self, first, layers, tied, shared, copying):
        super().__init__(tied, shared, copying)
        options = {
            "dim_feedforward": 5, "dropout": 0.0, "batch_first": True, "norm_first": first}
        self.encoder = nn.ModuleList(
            nn.TransformerEncoderLayer(SIZE, 2, **options) for _ in range(layers))
        self.decoder = nn.ModuleList(
            Decoder(SIZE, 2, **options) for _ in range(layers))
        self.encoderNorm = nn.LayerNorm(SIZE) if first else nn.Identity()
        self.decoderNorm = nn.LayerNorm(SIZE) if first else nn.Identity()

    @staticmethod
    def placed(x):
        unit = torch.arange(SIZE)
        rates = 10000.0 ** (-(unit - unit % 2).double() / SIZE)
        angles = torch.arange(x.shape[1])[:, None] * rates
        places = torch.where(unit % 2 == 0, angles.sin(), angles.cos())
        return x * math.sqrt(SIZE) + places.to(x.dtype)

    def forward(self, lengths, smoothing):
        mask = padding(lengths, len(SOURCE[0]))
        x = self.placed(self.sources())
        for layer in self.encoder:
            x = layer(x, src_key_padding_mask=mask)
        source = self.encoderNorm(x)
        y = self.placed(self.targetTable(torch.tensor(INPUT)))
        for layer in self.decoder:
            y = layer(
                y, source, tgt_mask=future(len(INPUT[0])), memory_key_padding_mask=mask)
        return loss(self.logits(self.decoderNorm(y), self.decoder[-1].weights), smoothing)


def batch():
    lengths = [[sum(x != 0 for x in row) for row in rows] for rows in (SOURCE, INPUT)]
    return {
        "source": torch.tensor(SOURCE), "sourceLengths": torch.tensor(lengths[0]),
        "inputs": torch.tensor(INPUT), "inputLengths": torch.tensor(lengths[1]),
        "targets": torch.tensor(TARGET)}


def case(operation, module, **settings):
    integers = batch()
    smoothing = 0.1 if settings.get("tied") else 0.0

    def call(module):
        return module(integers["sourceLengths"], smoothing)

    return cases.module_case(
        operation, module.train(), {}, call, integers, smoothing=smoothing, **settings)


RECURRENT = [
    # cell, score, feeding, both directions, layers, tied, shared, copying
    ("gru", "additive", "context", True, 1, False, False, False),
    ("lstm", "general", "input", True, 1, False, False, False),
    ("lstm", "additive", "context", True, 2, True, False, False),
    ("gru", "concat", "input", True, 2, False, False, False),
    ("rnn", "dot", "input", False, 1, True, True, False),
    ("gru", "dot", "context", False, 2, False, False, False),
    ("gru", "general", "none", True, 2, False, True, False),
    ("lstm", "additive", "none", False, 1, True, False, False),
    ("gru", "additive", "context", True, 1, False, False, True),
    ("lstm", "general", "input", True, 1, True, True, True),
    ("rnn", "concat", "none", False, 2, False, False, True),
]
TRANSFORMER = [
    # norm first, layers, tied, shared, copying
    (True, 1, False, False, False), (False, 2, True, False, False), (True, 2, True, True, False),
    (True, 2, False, False, True), (False, 1, True, True, True),
]


def translators():
    for *parts, tied, shared, copying in RECURRENT:
        cell, score, feeding, bidirectional, layers = parts
        yield case(
            "recurrent", Recurrent(*parts, tied, shared, copying), cell=cell, score=score,
            feeding=feeding, bidirectional=bidirectional, layers=layers, tied=tied, shared=shared,
            copying=copying)
    for first, layers, tied, shared, copying in TRANSFORMER:
        yield case(
            "transformer", Transformer(first, layers, tied, shared, copying), first=first,
            layers=layers, tied=tied, shared=shared, copying=copying)


def write(folder):
    torch.manual_seed(9000)
    cases.write(folder, "translator", list(translators()))
