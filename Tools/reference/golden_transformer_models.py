"""Golden numbers of whole small transformers: encoder, classifiers, tagger, language models, translators.

Loss and every gradient; of classifiers and the tagger ten losses too.
"""

import math

import torch
from torch import nn
from torch.nn import functional
from torchcrf import CRF

import cases
from golden_classifier import Attention, Maximum
from golden_recurrent import draw
from golden_tagger import Convolution, LENGTHS, SHAPE_OF_WORD, TAGS, Words
from golden_transformer import future, kept, padding

WORDS, LABELS, EMBEDDING, SIZE, INNER, HEADS = 11, 3, 5, 8, 6, 2
POSITIONS = ["sinusoidal", "learned", "rotary"]
PLACES = 9


def rotated(x):
    """Su et al., 2021: [B, H, T, D], the pairs (i, i + D / 2)."""
    half = x.shape[-1] // 2
    frequencies = 10_000 ** (-2 * torch.arange(half, dtype=x.dtype) / x.shape[-1])
    angles = torch.arange(x.shape[2], dtype=x.dtype)[:, None] * frequencies
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * angles.cos() - b * angles.sin(), b * angles.cos() + a * angles.sin()], -1)


class RotaryLayer(nn.TransformerEncoderLayer):
    """PyTorch's layer with queries and keys turned."""

    def _sa_block(self, x, attn_mask, key_padding_mask, is_causal=False):
        own = self.self_attn
        batch, steps, size = x.shape
        parts = functional.linear(x, own.in_proj_weight, own.in_proj_bias).chunk(3, -1)
        q, k, v = (
            part.view(batch, steps, own.num_heads, -1).transpose(1, 2) for part in parts)
        scores = rotated(q) @ rotated(k).mT / math.sqrt(q.shape[-1])
        if attn_mask is not None:
            scores = scores + attn_mask
        if key_padding_mask is not None:
            scores = scores + key_padding_mask[:, None, None]
        sums = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, steps, size)
        return own.out_proj(sums)


def sines(steps, size, dtype):
    place = torch.arange(steps, dtype=dtype)[:, None]
    unit = torch.arange(size)
    angles = place * 10_000 ** (-(unit - unit % 2).to(dtype) / size)
    return torch.where(unit % 2 == 0, angles.sin(), angles.cos())


class Encoder(nn.Module):
    """nn.TransformerEncoder with positions."""

    def __init__(self, kind, norm_first=True, activation="gelu", layers=2, places=PLACES):
        super().__init__()
        self.kind = kind
        if kind == "learned":
            self.positions = nn.ModuleDict({"table": nn.Embedding(places, SIZE)})
        layer = RotaryLayer if kind == "rotary" else nn.TransformerEncoderLayer
        self.layers = nn.ModuleList(
            layer(SIZE, HEADS, INNER, dropout=0.0, batch_first=True, norm_first=norm_first,
                  activation=activation) for _ in range(layers))
        if norm_first:
            self.norm = nn.LayerNorm(SIZE)

    def forward(self, x, lengths=None, mask=None):
        steps = x.shape[1]
        if self.kind == "learned":
            x = x + self.positions["table"].weight[:steps]
        if self.kind == "sinusoidal":
            x = x + sines(steps, SIZE, x.dtype)
        hidden = None if lengths is None else torch.zeros(
            len(lengths), steps, dtype=x.dtype).masked_fill(padding(lengths, steps), -math.inf)
        for layer in self.layers:
            x = layer(x, src_mask=mask, src_key_padding_mask=hidden)
        return self.norm(x) if hasattr(self, "norm") else x


def encoders():
    for number in range(6):
        kind, norm_first = POSITIONS[number % 3], number < 3
        lengths = torch.tensor([4, 1, 3])

        def call(module, x, lengths=lengths):
            return kept(module(x, lengths), lengths, 4)

        yield cases.module_case(
            "encoder", Encoder(kind, norm_first).train(), {"x": draw(3, 4, SIZE)}, call,
            {"lengths": lengths}, positions=kind, norm_first=norm_first)


class Mean(nn.Module):
    def forward(self, states, mask):
        return (states * mask[..., None]).sum(1) / mask.sum(1)[:, None]


class First(nn.Module):
    def forward(self, states, mask):
        return states[:, 0]


class Classifier(nn.Module):
    def __init__(self, kind, pooling, embedding=EMBEDDING):
        super().__init__()
        self.embedding = nn.Embedding(WORDS, embedding, padding_idx=0)
        if embedding != SIZE:
            self.projection = nn.Linear(embedding, SIZE, bias=False)
        if isinstance(pooling, First):
            self.start = nn.Parameter(torch.zeros(1, 1, SIZE))
        self.encoder = Encoder(kind, places=8 + isinstance(pooling, First))
        self.pooling = pooling
        self.output = nn.Linear(SIZE, LABELS)

    def forward(self, texts):
        lengths = torch.tensor([len(text) for text in texts])
        x = nn.utils.rnn.pad_sequence([self.embedding(text) for text in texts], batch_first=True)
        if hasattr(self, "projection"):
            x = self.projection(x)
        x = x * math.sqrt(SIZE)
        if hasattr(self, "start"):
            x = torch.cat([self.start.expand(len(texts), 1, SIZE), x], 1)
            lengths = lengths + 1
        states = self.encoder(x, lengths)
        return self.output(self.pooling(states, ~padding(lengths, states.shape[1])))


BATCHES = [[5, 2, 4], [1, 6, 3], [2, 2]]


def curve(make, tensors, losses, count):
    """The loss of each of ten steps of Adam, the batches one after the other."""
    model = make().double().train()
    for own, parameter in model.named_parameters():
        parameter.data = tensors[f"in.{own}"].clone()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    found = []
    for step in range(10):
        value = losses(model, step % count)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        found.append(value.item())
    return torch.tensor(found, dtype=torch.float64)


def classifiers():
    for kind, pooling, make_pooling, embedding in [
        ("rotary", "mean", Mean, EMBEDDING), ("sinusoidal", "first", First, SIZE),
        ("learned", "max", Maximum, SIZE), ("learned", "first", First, EMBEDDING),
        ("rotary", "attention", lambda: Attention(SIZE), SIZE),
    ]:
        def make(kind=kind, make_pooling=make_pooling, embedding=embedding):
            return Classifier(kind, make_pooling(), embedding)

        batches = [
            ([torch.randint(4, WORDS, (length,)) for length in lengths],
             torch.randint(0, LABELS, (len(lengths),)))
            for lengths in BATCHES
        ]

        def loss(model, number, batches=batches):
            texts, labels = batches[number]
            return functional.cross_entropy(model(texts), labels)

        settings, tensors = cases.module_case(
            "classifier", make().train(), {}, lambda model: loss(model, 0),
            {"ids": torch.cat([text for texts, _ in batches for text in texts]),
             "labels": torch.cat([labels for _, labels in batches])},
            model="transformer", positions=kind, pooling=pooling, embedding=embedding)
        # The padding's row, which no word has: zeros, as PyTorch makes it.
        tensors["in.embedding.weight"][0] = 0
        tensors["curve"] = curve(make, tensors, loss, len(batches))
        yield settings, tensors


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = Words(Convolution())
        self.projection = nn.Linear(9, SIZE)
        self.encoder = Encoder("rotary")
        self.decoder = nn.Linear(SIZE, TAGS)
        self.crf = CRF(TAGS, batch_first=True)

    def emissions(self, places):
        x = self.projection(self.words())[places]
        return self.decoder(self.encoder(x, torch.tensor(LENGTHS)))


def taggers():
    places, tags = torch.randint(0, 7, (3, 5)), torch.randint(0, TAGS, (3, 5))
    mask = ~padding(torch.tensor(LENGTHS), 5)

    def loss(model, number=0):
        scores = model.emissions(places)
        return -model.crf(scores, tags, mask=mask, reduction="sum") / sum(LENGTHS)

    settings, tensors = cases.module_case(
        "tagger", Tagger().train(), {}, loss,
        {"places": places.flatten(), "tags": tags.flatten(), "shapes": SHAPE_OF_WORD},
        model="transformer")
    tensors["in.words.characters.embedding.weight"][0] = 0
    tensors["curve"] = curve(Tagger, tensors, loss, 1)
    yield settings, tensors


class LanguageModel(nn.Module):
    """A token attends to itself and to those before it, as many as the window holds."""

    def __init__(self, embedding, window, tied):
        super().__init__()
        self.window = window
        self.encoder = nn.Embedding(WORDS, embedding)
        if embedding != SIZE:
            self.projection = nn.Linear(embedding, SIZE, bias=False)
        stack = Encoder("rotary")
        self.layers, self.norm = stack.layers, stack.norm
        self.decoder = nn.Linear(SIZE, WORDS)
        self.tied = tied
        if tied:
            del self.decoder.weight

    def forward(self, tokens):
        steps = tokens.shape[1]
        x = self.encoder(tokens)
        if hasattr(self, "projection"):
            x = self.projection(x)
        distance = torch.arange(steps)[:, None] - torch.arange(steps)[None]
        seen = (distance >= 0) & (distance < self.window)
        mask = torch.zeros(steps, steps, dtype=x.dtype).masked_fill(~seen, -math.inf)
        for layer in self.layers:
            x = layer(x, src_mask=mask)
        weight = self.encoder.weight if self.tied else self.decoder.weight
        return functional.linear(self.norm(x), weight, self.decoder.bias)


def language_models():
    for embedding, window, tied in [(EMBEDDING, 9, False), (SIZE, 3, True), (SIZE, 4, False)]:
        tokens, targets = torch.randint(0, WORDS, (3, 6)), torch.randint(1, WORDS, (3, 6))
        lengths = torch.tensor([6, 2, 4])
        targets[padding(lengths, 6)] = 0

        def loss(model, tokens=tokens, targets=targets):
            return functional.cross_entropy(
                model(tokens).flatten(0, 1), targets.flatten(), ignore_index=0)

        yield cases.module_case(
            "language_model", LanguageModel(embedding, window, tied).train(), {}, loss,
            {"tokens": tokens.flatten(), "targets": targets.flatten(), "lengths": lengths},
            embedding=embedding, window=window, tied=tied)


class Translator(nn.Module):
    """nn.Transformer with embeddings, sinusoidal places and an output layer."""

    def __init__(self, norm_first):
        super().__init__()
        self.sourceTable = nn.Embedding(WORDS, SIZE)
        self.targetTable = nn.Embedding(WORDS, SIZE)
        options = {"dropout": 0.0, "batch_first": True, "norm_first": norm_first}
        self.encoder = nn.ModuleList(
            nn.TransformerEncoderLayer(SIZE, HEADS, INNER, **options) for _ in range(2))
        self.decoder = nn.ModuleList(
            nn.TransformerDecoderLayer(SIZE, HEADS, INNER, **options) for _ in range(2))
        if norm_first:
            self.encoderNorm, self.decoderNorm = nn.LayerNorm(SIZE), nn.LayerNorm(SIZE)
        self.output = nn.Linear(SIZE, WORDS)

    def embedded(self, tokens, table):
        x = table(tokens) * math.sqrt(SIZE)
        return x + sines(tokens.shape[1], SIZE, x.dtype)

    def forward(self, source, lengths, target):
        hidden = padding(lengths, source.shape[1])
        x = self.embedded(source, self.sourceTable)
        for layer in self.encoder:
            x = layer(x, src_key_padding_mask=hidden)
        if hasattr(self, "encoderNorm"):
            x = self.encoderNorm(x)
        y = self.embedded(target, self.targetTable)
        for layer in self.decoder:
            y = layer(
                y, x, tgt_mask=future(target.shape[1]), memory_key_padding_mask=hidden)
        return self.output(self.decoderNorm(y) if hasattr(self, "decoderNorm") else y)


def translators():
    for norm_first in [True, False]:
        source, target = torch.randint(4, WORDS, (3, 5)), torch.randint(4, WORDS, (3, 4))
        following = torch.randint(1, WORDS, (3, 4))
        lengths, target_lengths = torch.tensor([5, 2, 4]), torch.tensor([3, 4, 1])
        following[padding(target_lengths, 4)] = 0

        def loss(model, source=source, lengths=lengths, target=target, following=following):
            return functional.cross_entropy(
                model(source, lengths, target).flatten(0, 1), following.flatten(), ignore_index=0)

        yield cases.module_case(
            "translator", Translator(norm_first).train(), {}, loss,
            {"source": source.flatten(), "lengths": lengths, "target": target.flatten(),
             "following": following.flatten(), "target_lengths": target_lengths},
            norm_first=norm_first)


def write(folder):
    torch.manual_seed(54)
    found = [
        *encoders(), *classifiers(), *taggers(), *language_models(), *translators()]
    cases.write(folder, "transformer_models", found)
