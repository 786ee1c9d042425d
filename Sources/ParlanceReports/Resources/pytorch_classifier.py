class Pooling(nn.Module):
    """One vector from the states of a text's steps."""

    def __init__(self, kind, size):
        super().__init__()
        self.kind = kind
        if kind == "attention":
            self.projection, self.context = nn.Linear(size, size), nn.Linear(size, 1, bias=False)

    def forward(self, states, lengths, end):
        inside = mask(lengths, states.shape[1])[:, :, None]
        if self.kind in ("last", "first"):
            return end
        if self.kind == "max":
            return states.masked_fill(~inside, -torch.inf).amax(dim=1)
        if self.kind == "mean":
            return (states * inside).sum(dim=1) / lengths[:, None]
        scores = self.context(self.projection(states).tanh()).masked_fill(~inside, -torch.inf)
        return (scores.softmax(dim=1) * states).sum(dim=1)


def sums(bag, features, weights):
    """The sum of the features' rows, zeros where a text has none: [N, D]."""
    if features.shape[1] == 0:
        return bag.weight.new_zeros(len(features), bag.weight.shape[1])
    return bag(features, per_sample_weights=weights)


class Model(nn.Module):
    """Texts to the probability of each label: [N, L]."""

    def __init__(self):
        super().__init__()
        made = MADE
        self.made, self.kind = made, made["modelType"]
        labels, words = made["labelCount"], made["vocabularySize"]
        size, inputs, layers = made.get("hiddenSize", 100), made.get("embeddingSize", 100), made.get("layers", 1)
        if self.kind in ("logistic", "feedforward"):
            hashes = made.get("order", 1) > 1 or made.get("shapes") or made.get("characters") is not None
            words += made.get("buckets", 0) if hashes else 0
            if made.get("weighting", "mean") == "tfidf":
                # What rare features count is part of the weights that are given.
                self.register_buffer("idf", torch.ones(words))
        if self.kind == "logistic":
            self.features = nn.EmbeddingBag(words, labels, mode="sum")
            self.bias = nn.Parameter(torch.zeros(labels))
            return
        if self.kind in ("feedforward", "dan"):
            self.embedding = nn.EmbeddingBag(words, inputs, mode="sum")
            widths = [inputs] + [size] * layers
            self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
            self.output = nn.Linear(widths[-1], labels)
            return
        self.embedding = nn.Embedding(words, inputs, padding_idx=0)
        if self.kind == "cnn":
            widths, count = made.get("filterWidths", [3, 4, 5]), made.get("filterCount", 100)
            self.convolutions = nn.ModuleList(nn.Conv1d(inputs, count, width) for width in widths)
            self.output = nn.Linear(len(widths) * count, labels)
        elif self.kind == "transformer":
            if inputs != size:
                self.projection = nn.Linear(inputs, size, bias=False)
            pooling = made.get("pooling", "attention")
            if pooling == "first":
                self.start = nn.Parameter(torch.zeros(1, 1, size))
            self.encoder = Encoder(made, size)
            self.pooling = Pooling(pooling, size)
            self.output = nn.Linear(size, labels)
        else:
            both = made.get("isBidirectional", True)
            self.rnn = recurrent(self.kind, inputs, size, layers, both)
            width = size * (2 if both else 1)
            self.pooling = Pooling(made.get("pooling", "attention"), width)
            self.output = nn.Linear(width, labels)

    def logits(self, features=None, weights=None, tokens=None, lengths=None):
        if self.kind == "logistic":
            return sums(self.features, features, weights) + self.bias
        if self.kind in ("feedforward", "dan"):
            x = sums(self.embedding, features, weights)
            for layer in self.hidden:
                x = layer(x).relu()
            return self.output(x)
        x = self.embedding(tokens)
        if self.kind == "cnn":
            answers = []
            longest = max(layer.kernel_size[0] for layer in self.convolutions)
            for layer in self.convolutions:
                found = layer(x.transpose(1, 2)).relu()
                windows = lengths.clamp(min=longest) - layer.kernel_size[0] + 1
                answers.append((found * mask(windows, found.shape[2])[:, None]).amax(dim=2))
            return self.output(torch.cat(answers, dim=1))
        if self.kind == "transformer":
            x = self.projection(x) if hasattr(self, "projection") else x
            x = x * x.shape[2] ** 0.5
            if hasattr(self, "start"):
                x, lengths = torch.cat([self.start.expand(len(x), -1, -1), x], dim=1), lengths + 1
            states = self.encoder(x, lengths)
            return self.output(self.pooling(states, lengths, states[:, 0]))
        states, last = last_and_all(self.rnn, x, lengths)
        last = last[0] if isinstance(last, tuple) else last
        end = torch.cat(list(last[-(2 if self.rnn.bidirectional else 1) :]), dim=1)
        return self.output(self.pooling(states, lengths, end))

    def forward(self, **given):
        scaled = self.logits(**given) / DESCRIPTION.get("temperature", 1.0)
        return scaled.sigmoid() if self.made.get("isMultiLabel") else scaled.softmax(dim=-1)


@torch.no_grad()
def predict(model, given):
    """The probability of each label."""
    return dict(zip(read_lines("labels.txt"), model(**given)[0].tolist()))


given_of = given_as_json
