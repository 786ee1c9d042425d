class Model(nn.Module):
    """Tokens [N, T], of which the first is </s>, to the log-probabilities of the token after each: [N, T, V]."""

    def __init__(self):
        super().__init__()
        self.kind = DESCRIPTION.get("modelType") or "recurrent"
        words, inputs, size = MADE["vocabularySize"], MADE["embeddingSize"], MADE["hiddenSize"]
        self.encoder = nn.Embedding(words, inputs)
        outputs = size
        if self.kind == "recurrent":
            self.rnn = recurrent(MADE.get("cell", "lstm"), inputs, size, MADE["layers"])
        elif self.kind == "window":
            self.window = MADE["window"]
            widths = [self.window * inputs] + [size] * MADE["layers"]
            self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
            outputs += self.window * inputs if MADE.get("direct") else 0
        else:
            self.window = MADE["window"]
            if inputs != size:
                self.projection = nn.Linear(inputs, size, bias=False)
            inner = MADE.get("feedForwardSize") or 4 * size
            self.layers = nn.ModuleList(
                EncoderLayer(size, head_count(MADE, size), inner, True) for _ in range(MADE["layers"])
            )
            self.norm = nn.LayerNorm(size)
        self.decoder = nn.Linear(outputs, words)
        if MADE.get("tied"):
            self.decoder.weight = self.encoder.weight

    def hidden_states(self, tokens, state):
        if self.kind == "recurrent":
            return self.rnn(self.encoder(tokens), state)
        if self.kind == "window":
            # The nearest token first; before a text stands <s>.
            padded = nn.functional.pad(tokens, (self.window - 1, 0), value=2)
            x = self.encoder(padded.unfold(1, self.window, 1).flip(2)).flatten(2)
            h = x
            for layer in self.hidden:
                h = layer(h).tanh()
            return (torch.cat([h, x], dim=2) if MADE.get("direct") else h), None
        x = self.encoder(tokens)
        x = self.projection(x) if hasattr(self, "projection") else x
        places = torch.arange(tokens.shape[1])
        distance = places[:, None] - places
        seen = ((distance >= 0) & (distance < self.window))[None, None]
        for layer in self.layers:
            x = layer(x, seen, True)
        return self.norm(x), None

    def forward(self, tokens, state=None):
        """Also gives the state of recurrent layers, to be given with the next tokens."""
        hidden, state = self.hidden_states(tokens, state)
        return self.decoder(hidden).log_softmax(dim=-1), state


NUMBERS = {token: number for number, token in enumerate(read_lines("vocabulary.txt")) if number > 3}


def given_of(line):
    """The numbers of a line's tokens after </s>; of pieces of words, what `parlance export inputs` prints."""
    level = MADE.get("level", "word")
    if level in ("word", "character"):
        tokens = list(line) if level == "character" else line.split()
        return {"tokens": torch.tensor([[3] + [NUMBERS.get(token, 1) for token in tokens]])}
    return given_as_json(line)


@torch.no_grad()
def predict(model, given):
    """The log-probability of a line, its end included."""
    tokens = torch.cat([given["tokens"], given["tokens"][:, :1]], dim=1)
    log_probabilities, _ = model(tokens[:, :-1])
    chosen = log_probabilities.gather(2, tokens[:, 1:, None])
    return {"logProbability": chosen.double().sum().item(), "tokens": tokens.shape[1] - 1}
