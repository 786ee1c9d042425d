class Characters(nn.Module):
    """A vector for each word from its characters: the greatest answers of filters, or the last states of an LSTM."""

    def __init__(self, made):
        super().__init__()
        inputs, size = made["characterEmbeddingSize"], made["characterSize"]
        self.embedding = nn.Embedding(made["characterCount"], inputs, padding_idx=0)
        if made["characters"] == "cnn":
            self.convolution = nn.Conv1d(inputs, size, 3, padding="same")
        else:
            self.rnn = recurrent("lstm", inputs, size // 2, 1, True)

    def forward(self, ids, lengths):
        lengths = lengths.clamp(min=1)
        x = self.embedding(ids)
        if hasattr(self, "rnn"):
            _, (last, _) = last_and_all(self.rnn, x, lengths)
            return torch.cat([last[0], last[1]], dim=1)
        found = self.convolution(x.transpose(1, 2))
        return found.masked_fill(~mask(lengths, found.shape[2])[:, None], -torch.inf).amax(dim=2)


class Words(nn.Module):
    """A vector for each word, of all that is given of it, side by side: [N, T, D]."""

    def __init__(self, made):
        super().__init__()
        if made["embeddingSize"] > 0:
            self.words = nn.Embedding(made["vocabularySize"], made["embeddingSize"])
        if made["vectors"] != "none":
            self.vectors = nn.Embedding(made["vectorCount"], made["vectorSize"])
        if made["characters"] != "none":
            self.characters = Characters(made)
        if made["shapeSize"] > 0:
            self.shapes = nn.Embedding(*WEIGHTS["words.shapes.weight"].shape)
        if made["affixSize"] > 0:
            self.affixes = nn.EmbeddingBag(*WEIGHTS["words.affixes.weight"].shape, mode="sum")

    def forward(self, given):
        parts = [
            table(given[name])
            for name, table in self.named_children()
            if name in ("words", "vectors")
        ]
        if hasattr(self, "characters"):
            ids, lengths = given["characters"], given["character_lengths"]
            parts.append(self.characters(ids.flatten(0, 1), lengths.flatten()).unflatten(0, ids.shape[:2]))
        if hasattr(self, "shapes"):
            parts.append(self.shapes(given["shapes"]))
        if hasattr(self, "affixes"):
            ids, counts = given["affixes"], given["affix_counts"].flatten()
            shares = mask(counts, ids.shape[2]) / counts.clamp(min=1)[:, None]
            mean = self.affixes(ids.flatten(0, 1), per_sample_weights=shares)
            parts.append(mean.unflatten(0, ids.shape[:2]))
        return torch.cat(parts, dim=2)


class Field(nn.Module):
    """A linear-chain conditional random field."""

    def __init__(self, tags):
        super().__init__()
        self.start_transitions, self.end_transitions = nn.Parameter(torch.zeros(tags)), nn.Parameter(torch.zeros(tags))
        self.transitions = nn.Parameter(torch.zeros(tags, tags))

    def best(self, scores):
        """The likeliest tags of one sentence, by Viterbi: scores [T, K]."""
        total, before = self.start_transitions + scores[0], []
        for step in scores[1:]:
            total, place = (total[:, None] + self.transitions).max(dim=0)
            before.append(place)
            total = total + step
        tags = [int((total + self.end_transitions).argmax())]
        for place in reversed(before):
            tags.append(int(place[tags[-1]]))
        return tags[::-1]


class Model(nn.Module):
    """What is given of each word to the scores of its tags: [N, T, K]."""

    def __init__(self):
        super().__init__()
        made = MADE
        self.kind, size = DESCRIPTION["modelType"], made["hiddenSize"]
        self.words = Words(made)
        if self.kind == "window":
            self.window = made["window"]
            self.boundary = nn.Parameter(torch.zeros_like(WEIGHTS["boundary"]))
            widths = [self.window * self.boundary.shape[1]] + [size] * made["layers"]
            self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        elif self.kind == "transformer":
            self.projection = nn.Linear(WEIGHTS["projection.weight"].shape[1], size)
            self.encoder = Encoder(made, size)
        else:
            both = made["bidirectional"]
            self.rnn = recurrent(self.kind, WEIGHTS["rnn.weight_ih_l0"].shape[1], size, made["layers"], both)
            size *= 2 if both else 1
        self.decoder = nn.Linear(size, made["tagCount"])
        self.crf = Field(made["tagCount"]) if made["output"] == "crf" else None

    def forward(self, lengths, **given):
        x = self.words(given)
        if self.kind == "window":
            reach = self.window // 2
            x = torch.where(mask(lengths, x.shape[1])[:, :, None], x, self.boundary)
            side = self.boundary.expand(len(x), reach, -1)
            wide = torch.cat([side, x, side], dim=1)
            x = torch.cat([wide[:, i : i + x.shape[1]] for i in range(self.window)], dim=2)
            for layer in self.hidden:
                x = layer(x).tanh()
        elif self.kind == "transformer":
            x = self.encoder(self.projection(x), lengths)
        else:
            x, _ = last_and_all(self.rnn, x, lengths)
        return self.decoder(x)


@torch.no_grad()
def predict(model, given):
    """The tags of a sentence's words."""
    if not int(given["lengths"][0]):
        return {"tags": []}
    scores = model(**given)[0]
    best = model.crf.best(scores) if model.crf else scores.argmax(dim=1).tolist()
    names = read_lines("labels.txt")
    return {"tags": [names[tag] for tag in best]}


given_of = given_as_json
