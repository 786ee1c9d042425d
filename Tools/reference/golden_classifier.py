"""Golden numbers of whole small classifiers: loss, every gradient, ten losses."""

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import cases

WORDS, LABELS, SIZE, HIDDEN = 11, 3, 3, 4
# The lengths of the texts of three batches; some are shorter than the widest filter.
BATCHES = [[5, 2, 4], [1, 6, 3], [2, 2]]
WIDTHS = [2, 3]
CLASS_WEIGHTS = [1.0, 2.0, 0.5]


def embedded(table, texts):
    return nn.utils.rnn.pad_sequence([table(text) for text in texts], batch_first=True)


class Attention(nn.Module):
    """Yang et al., 2016."""

    def __init__(self, size):
        super().__init__()
        self.projection = nn.Linear(size, size)
        self.context = nn.Linear(size, 1, bias=False)

    def forward(self, states, mask):
        scores = self.context(torch.tanh(self.projection(states))).squeeze(2)
        shares = scores.masked_fill(~mask, -torch.inf).softmax(1)
        return (shares[..., None] * states).sum(1)


class Maximum(nn.Module):
    def forward(self, states, mask):
        return states.masked_fill(~mask[..., None], -torch.inf).max(1).values


class Recurrent(nn.Module):
    def __init__(self, cell, pooling):
        super().__init__()
        self.embedding = nn.Embedding(WORDS, SIZE, padding_idx=0)
        self.rnn = cell(SIZE, HIDDEN, batch_first=True, bidirectional=True)
        self.pooling = pooling
        self.output = nn.Linear(2 * HIDDEN, LABELS)

    def forward(self, texts):
        lengths = torch.tensor([len(text) for text in texts])
        packed = pack_padded_sequence(
            embedded(self.embedding, texts), lengths, batch_first=True, enforce_sorted=False)
        states = pad_packed_sequence(self.rnn(packed)[0], batch_first=True)[0]
        mask = torch.arange(states.shape[1])[None] < lengths[:, None]
        return self.output(self.pooling(states, mask))


class Convolutional(nn.Module):
    """Kim, 2014. A text shorter than the widest filter is padded up to it."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(WORDS, SIZE, padding_idx=0)
        self.convolutions = nn.ModuleList([nn.Conv1d(SIZE, HIDDEN, width) for width in WIDTHS])
        self.output = nn.Linear(len(WIDTHS) * HIDDEN, LABELS)

    def answers(self, text):
        vectors = self.embedding(text).mT[None]
        vectors = functional.pad(vectors, (0, max(0, max(WIDTHS) - len(text))))
        return torch.cat(
            [torch.relu(each(vectors)).max(2).values for each in self.convolutions], 1)

    def forward(self, texts):
        return self.output(torch.cat([self.answers(text) for text in texts]))


class DeepAveraging(nn.Module):
    """Iyyer et al., 2015, without word dropout."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.EmbeddingBag(WORDS, SIZE, mode="mean")
        self.hidden = nn.ModuleList([nn.Linear(SIZE, HIDDEN), nn.Linear(HIDDEN, HIDDEN)])
        self.output = nn.Linear(HIDDEN, LABELS)

    def forward(self, texts):
        x = torch.cat([self.embedding(text[None]) for text in texts])
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.output(x)


class Logistic(nn.Module):
    """Word k of a text counts 1 / 4 + (k mod 5) / 8."""

    def __init__(self):
        super().__init__()
        self.features = nn.Embedding(WORDS, LABELS)
        self.bias = nn.Parameter(torch.zeros(LABELS))

    def forward(self, texts):
        counts = [0.25 + 0.125 * (torch.arange(len(text)) % 5) for text in texts]
        return self.bias + torch.stack(
            [(self.features(text) * count[:, None]).sum(0) for text, count in zip(texts, counts)])


def loss(model, texts, labels):
    """The mean over texts; of logistic regression each weighted by its label."""
    if not isinstance(model, Logistic):
        return functional.cross_entropy(model(texts), labels)
    logits = model(texts)
    weight = torch.tensor(CLASS_WEIGHTS, dtype=logits.dtype)
    return functional.cross_entropy(logits, labels, weight, reduction="sum") / len(texts)


def curve(model, tensors, batches, optimizer):
    """The loss of each of ten steps, the batches one after the other."""
    model = model.double()
    for own, parameter in model.named_parameters():
        parameter.data = tensors[f"in.{own}"].clone()
    optimizer = optimizer(model.parameters())
    losses = []
    for step in range(10):
        value = loss(model, *batches[step % len(batches)])
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return torch.tensor(losses, dtype=torch.float64)


def classifiers():
    makers = {
        "gru": lambda: Recurrent(nn.GRU, Attention(2 * HIDDEN)),
        "lstm": lambda: Recurrent(nn.LSTM, Maximum()),
        "cnn": Convolutional,
        "dan": DeepAveraging,
        "logistic": Logistic,
    }
    for name, make in makers.items():
        batches = [
            ([torch.randint(4, WORDS, (length,)) for length in lengths],
             torch.randint(0, LABELS, (len(lengths),)))
            for lengths in BATCHES
        ]
        settings, tensors = cases.module_case(
            "classifier", make(), {}, lambda model: loss(model, *batches[0]),
            {"ids": torch.cat([text for texts, _ in batches for text in texts]),
             "labels": torch.cat([labels for _, labels in batches])},
            model=name)
        if name in ("gru", "lstm", "cnn"):
            # The padding's row, which no word has: zeros, as PyTorch makes it.
            tensors["in.embedding.weight"][0] = 0
        tensors["curve"] = curve(
            make(), tensors, batches,
            lambda parameters: torch.optim.SGD(parameters, lr=0.5) if name == "logistic"
            else torch.optim.Adam(parameters, lr=0.02))
        yield settings, tensors


def write(folder):
    torch.manual_seed(53)
    cases.write(folder, "classifier", list(classifiers()))
