class SourceAttention(nn.Module):
    """How much a decoder's state looks at each place of the source."""

    def __init__(self, kind, size, width):
        super().__init__()
        self.kind = kind
        if kind == "general":
            self.key = nn.Linear(width, size, bias=False)
        elif kind in ("additive", "concat"):
            self.query = nn.Linear(size, size, bias=kind == "additive")
            self.key = nn.Linear(width, size, bias=False)
            self.energy = nn.Parameter(torch.zeros(size))

    def forward(self, query, source):
        if self.kind in ("dot", "general"):
            scores = (source["keys"] * query[:, None]).sum(dim=2)
        else:
            scores = (self.query(query)[:, None] + source["keys"]).tanh() @ self.energy
        source["weights"] = scores.masked_fill(~source["inside"], -torch.inf).softmax(dim=1)
        return (source["weights"][:, :, None] * source["values"]).sum(dim=1)


class Model(nn.Module):
    """A recurrent encoder and a decoder that attends to its states."""

    def __init__(self):
        super().__init__()
        made, size, inputs = MADE, MADE["hiddenSize"], MADE["embeddingSize"]
        self.cell, self.layers, both = made["cell"], made["layers"], made["bidirectional"]
        if not made["sharesVocabulary"]:
            self.sourceTable = nn.Embedding(made["sourceVocabularySize"], inputs)
        self.targetTable = nn.Embedding(made["targetVocabularySize"], inputs)
        self.encoder = recurrent(self.cell, inputs, size, self.layers, both)
        self.decoder = recurrent(self.cell, inputs, size, self.layers)
        width = size * (2 if both else 1)
        if both:
            self.bridge = nn.Linear(width, size)
            if self.cell == "lstm":
                self.cellBridge = nn.Linear(width, size)
        self.attends = made["attention"] != "none"
        self.feeding = made["feeding"] if self.attends else "none"
        if self.attends:
            self.attention = SourceAttention(made["attention"], size, width)
            self.combine = nn.Linear(width + size, size, bias=False)
        if self.feeding != "none":
            gates = self.decoder.weight_hh_l0.shape[0]
            self.feed = nn.Linear(width if self.feeding == "context" else size, gates, bias=False)
        self.output = nn.Linear(size, made["targetVocabularySize"])
        if made["tied"]:
            self.output.weight = self.targetTable.weight
        if made.get("copying"):
            self.pointer = PointerGenerator(size)

    def encode(self, tokens, lengths):
        """A source, and the decoder's first state: (h, c) of each layer, c None but of an LSTM."""
        table = self.sourceTable if hasattr(self, "sourceTable") else self.targetTable
        values, last = last_and_all(self.encoder, table(tokens), lengths)
        hidden, cell = last if self.cell == "lstm" else (last, None)
        state = []
        for layer in range(self.layers):
            if hasattr(self, "bridge"):
                h = self.bridge(torch.cat([hidden[2 * layer], hidden[2 * layer + 1]], dim=1)).tanh()
                c = None
                if cell is not None:
                    c = self.cellBridge(torch.cat([cell[2 * layer], cell[2 * layer + 1]], dim=1))
            else:
                h, c = hidden[layer], None if cell is None else cell[layer]
            state.append((h, c))
        source = {"tokens": tokens, "values": values, "inside": mask(lengths, values.shape[1])}
        if self.attends:
            source["keys"] = self.attention.key(values) if hasattr(self.attention, "key") else values
        return source, (state, torch.zeros_like(state[0][0]))

    def layer(self, index, x, state, fed=None):
        """One step of one of the decoder's layers; what is fed is added to the gates' input."""
        hidden, cell = state
        weights = [getattr(self.decoder, f"{name}_l{index}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        of_input = nn.functional.linear(x, weights[0], weights[2])
        of_state = nn.functional.linear(hidden, weights[1], weights[3])
        if fed is not None:
            of_input = of_input + self.feed(fed)
        if self.cell == "lstm":
            i, f, g, o = (of_input + of_state).chunk(4, dim=1)
            cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()
            return o.sigmoid() * cell.tanh(), cell
        if self.cell == "gru":
            (r, z, n), (hr, hz, hn) = of_input.chunk(3, dim=1), of_state.chunk(3, dim=1)
            z = (z + hz).sigmoid()
            n = (n + (r + hr).sigmoid() * hn).tanh()
            return (1 - z) * n + z * hidden, None
        total = of_input + of_state
        return (total.relu() if self.cell == "rnn-relu" else total.tanh()), None

    def step(self, token, state, source):
        """After a token of each row: the log-probabilities of the next one [N, V], and the state."""
        layers, combined = state
        x, after = self.targetTable(token), []
        for index in range(self.layers):
            fed = None
            if index == self.layers - 1 and self.feeding == "context":
                fed = self.attention(layers[index][0], source)
                context = fed
            elif index == self.layers - 1 and self.feeding == "input":
                fed = combined
            after.append(self.layer(index, x, layers[index], fed))
            x = after[-1][0]
        if self.attends:
            if self.feeding != "context":
                context = self.attention(x, source)
            x = combined = self.combine(torch.cat([context, x], dim=1)).tanh()
        logits = self.output(x)
        found = self.pointer(logits, x, source) if hasattr(self, "pointer") else logits.log_softmax(dim=1)
        return found, (after, combined)
