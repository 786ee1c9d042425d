"""Golden numbers of whole small taggers: loss, every gradient, ten losses.

Needs `pip install pytorch-crf` (made with 0.7.2).
"""

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torchcrf import CRF

import cases

WORDS, TAGS, SHAPES, HIDDEN = 7, 4, 216, 3
LENGTHS = [5, 2, 4]
SPELLINGS = [[4], [5, 6, 7], [4, 4, 8, 9, 5], [6, 5], [7, 8], [9, 9, 9, 9], [5, 4, 5]]
SHAPE_OF_WORD = [3, 9, 200, 3, 0, 215, 9]


class Convolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(10, 3, padding_idx=0)
        self.convolution = nn.Conv1d(3, 4, 3, padding=1)

    def forward(self):
        words = [self.convolution(self.embedding(torch.tensor([word])).mT) for word in SPELLINGS]
        return torch.cat([word.max(2).values for word in words])


class Recurrence(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(10, 3, padding_idx=0)
        self.rnn = nn.LSTM(3, 2, batch_first=True, bidirectional=True)

    def forward(self):
        states = [self.rnn(self.embedding(torch.tensor([word])))[1][0] for word in SPELLINGS]
        return torch.cat([state.permute(1, 0, 2).flatten(1) for state in states])


class Words(nn.Module):
    def __init__(self, characters):
        super().__init__()
        self.words = nn.Embedding(WORDS, 3)
        self.characters = characters
        self.shapes = nn.Embedding(SHAPES, 2)

    def forward(self):
        return torch.cat(
            [self.words.weight, self.characters(), self.shapes(torch.tensor(SHAPE_OF_WORD))], 1)


class Recurrent(nn.Module):
    def __init__(self, cell, characters, layers):
        super().__init__()
        self.words = Words(characters)
        self.rnn = cell(9, HIDDEN, layers, batch_first=True, bidirectional=True)
        self.decoder = nn.Linear(2 * HIDDEN, TAGS)

    def emissions(self, places):
        packed = pack_padded_sequence(
            self.words()[places], LENGTHS, batch_first=True, enforce_sorted=False)
        return self.decoder(pad_packed_sequence(self.rnn(packed)[0], batch_first=True)[0])


class Window(nn.Module):
    def __init__(self, characters):
        super().__init__()
        self.words = Words(characters)
        self.boundary = nn.Parameter(torch.zeros(1, 9))
        self.hidden = nn.ModuleList([nn.Linear(27, HIDDEN), nn.Linear(HIDDEN, HIDDEN)])
        self.decoder = nn.Linear(HIDDEN, TAGS)

    def emissions(self, places):
        rows = torch.cat([self.boundary, self.words()])
        mask = torch.arange(5)[None] < torch.tensor(LENGTHS)[:, None]
        padded = functional.pad(torch.where(mask, places + 1, 0), (1, 1))
        x = rows[padded.unfold(1, 3, 1)].flatten(2)
        for layer in self.hidden:
            x = torch.tanh(layer(x))
        return self.decoder(x)


def with_crf(model):
    model.crf = CRF(TAGS, batch_first=True)
    return model


def loss(model, places, tags):
    mask = torch.arange(5)[None] < torch.tensor(LENGTHS)[:, None]
    scores = model.emissions(places)
    if hasattr(model, "crf"):
        return -model.crf(scores, tags, mask=mask, reduction="sum") / sum(LENGTHS)
    return functional.cross_entropy(scores[mask], tags[mask])


def taggers():
    makers = {
        "gru": lambda: Recurrent(nn.GRU, Recurrence(), 1),
        "lstm": lambda: with_crf(Recurrent(nn.LSTM, Convolution(), 2)),
        "window": lambda: Window(Convolution()),
    }
    for name, make in makers.items():
        places, tags = torch.randint(0, WORDS, (3, 5)), torch.randint(0, TAGS, (3, 5))
        model = make()
        settings, tensors = cases.module_case(
            "tagger", model, {}, lambda model: loss(model, places, tags),
            {"places": places.flatten(), "tags": tags.flatten(), "shapes": SHAPE_OF_WORD},
            model=name)
        # The padding's row, which no word has: zeros, as PyTorch makes it.
        tensors["in.words.characters.embedding.weight"][0] = 0
        model = make().double()
        for own, parameter in model.named_parameters():
            parameter.data = tensors[f"in.{own}"].clone()
        optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
        losses = []
        for _ in range(10):
            value = loss(model, places, tags)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            losses.append(value.item())
        tensors["curve"] = torch.tensor(losses, dtype=torch.float64)
        yield settings, tensors


def write(folder):
    torch.manual_seed(52)
    cases.write(folder, "tagger", list(taggers()))
