"""Golden cases of transformers: encoder and decoder layers, positions, attention of recurrent decoders."""

import math

import torch
from torch import nn

import cases
from golden_recurrent import draw


def padding(lengths, steps):
    """True where a row has no token."""
    return torch.arange(steps)[None, :] >= lengths[:, None]


def future(steps):
    return torch.ones(steps, steps, dtype=torch.bool).triu(1)


def sizes(number):
    heads = [1, 2, 3][number % 3]
    return heads, heads * int(torch.randint(1, 4, ())) * 2


def options(number):
    return {"norm_first": number % 2 == 1, "activation": ["relu", "gelu"][number // 2 % 2]}


def kept(y, lengths, steps):
    """Without the rows of padding, of which PyTorch says other things."""
    return y * ~padding(lengths, steps)[:, :, None]


def encoder_layers():
    for number in range(12):
        heads, width = sizes(number)
        batch, steps = int(torch.randint(1, 4, ())), int(torch.randint(1, 6, ()))
        inner = int(torch.randint(1, 9, ()))
        lengths = torch.randint(1, steps + 1, (batch,))
        causal = number % 3 == 0
        module = nn.TransformerEncoderLayer(
            width, heads, inner, dropout=0.0, batch_first=True, **options(number))

        def call(module, x, lengths=lengths, steps=steps, causal=causal):
            mask = future(steps) if causal else None
            return kept(
                module(x, src_mask=mask, src_key_padding_mask=padding(lengths, steps)), lengths,
                steps)

        yield cases.module_case(
            "encoder_layer", module.train(), {"x": draw(batch, steps, width)}, call,
            {"lengths": lengths}, width=width, heads=heads, inner=inner, causal=causal,
            **options(number))


def decoder_layers():
    for number in range(12):
        heads, width = sizes(number)
        batch, steps, places = (int(torch.randint(1, 5, ())) for _ in range(3))
        inner = int(torch.randint(1, 9, ()))
        lengths = torch.randint(1, places + 1, (batch,))
        module = nn.TransformerDecoderLayer(
            width, heads, inner, dropout=0.0, batch_first=True, **options(number))

        def call(module, x, source, lengths=lengths, steps=steps, places=places):
            return module(
                x, source, tgt_mask=future(steps),
                memory_key_padding_mask=padding(lengths, places))

        yield cases.module_case(
            "decoder_layer", module.train(),
            {"x": draw(batch, steps, width), "source": draw(batch, places, width)}, call,
            {"lengths": lengths}, width=width, heads=heads, inner=inner, **options(number))


class Attention(nn.Module):
    """Bahdanau's and Luong's scores, with names as Parlance has them."""

    def __init__(self, score, query, source, size):
        super().__init__()
        self.score = score
        if score == "general":
            self.key = nn.Linear(source, query, bias=False)
        if score in ["additive", "concat"]:
            self.query = nn.Linear(query, size, bias=score == "additive")
            self.key = nn.Linear(source, size, bias=False)
            self.energy = nn.Parameter(torch.empty(size))

    def forward(self, queries, source, lengths):
        keys = source if self.score == "dot" else self.key(source)
        if self.score in ["dot", "general"]:
            scores = queries @ keys.mT
        else:
            sums = self.query(queries)[:, :, None] + keys[:, None]
            scores = torch.tanh(sums) @ self.energy
        scores = scores.masked_fill(padding(lengths, source.shape[1])[:, None], -math.inf)
        weights = torch.softmax(scores, -1)
        return [weights @ source, weights]


def attentions():
    for number in range(16):
        score = ["dot", "general", "additive", "concat"][number % 4]
        batch, steps, places = (int(torch.randint(1, 5, ())) for _ in range(3))
        query = int(torch.randint(1, 6, ()))
        source = query if score == "dot" else int(torch.randint(1, 6, ()))
        size = int(torch.randint(1, 6, ()))
        lengths = torch.randint(1, places + 1, (batch,))

        def call(module, queries, source, lengths=lengths):
            return module(queries, source, lengths)

        yield cases.module_case(
            "sequence_attention", Attention(score, query, source, size),
            {"queries": draw(batch, steps, query), "source": draw(batch, places, source)}, call,
            {"lengths": lengths}, score=score, query=query, source=source, size=size)


def rotated(x, starts, base):
    """Rotary positions with complex numbers."""
    half = x.shape[-1] // 2
    rates = base ** (-2 * torch.arange(half, dtype=torch.float64) / x.shape[-1])
    places = starts[:, None] + torch.arange(x.shape[2])[None]
    turn = torch.polar(
        torch.ones((), dtype=torch.float64), (places[:, :, None] * rates).double())[:, None]
    z = torch.complex(x[..., :half].double(), x[..., half:].double()) * turn
    return torch.cat([z.real, z.imag], -1).to(x.dtype)


def positions():
    for number in range(6):
        batch, heads, steps = (int(torch.randint(1, 4, ())) for _ in range(3))
        starts = torch.randint(0, 50, (batch,))
        base = [10000.0, 100.0][number % 2]
        yield cases.case(
            "rotary", lambda x, starts=starts, base=base: rotated(x, starts, base),
            {"x": draw(batch, heads, steps, 2 * (number + 1))}, {"starts": starts}, base=base)
        width = number + 1

        def sinusoidal(x, starts=starts, width=width):
            unit = torch.arange(width)
            rates = 10000.0 ** (-(unit - unit % 2).double() / width)
            angles = (starts[:, None] + torch.arange(x.shape[1]))[:, :, None] * rates
            return x + torch.where(unit % 2 == 0, angles.sin(), angles.cos()).to(x.dtype)

        yield cases.case(
            "sinusoidal", sinusoidal, {"x": draw(batch, steps, width)}, {"starts": starts})


def write(folder):
    torch.manual_seed(8000)
    cases.write(
        folder, "transformer", [*encoder_layers(), *decoder_layers(), *attentions(), *positions()])
