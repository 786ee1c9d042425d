class DecoderLayer(nn.Module):
    """Attention to the tokens before, attention to the source, and a feed-forward part."""

    def __init__(self, size, heads, inner, norm_first):
        super().__init__()
        self.norm_first = norm_first
        self.self_attn, self.multihead_attn = Attention(size, heads), Attention(size, heads)
        self.linear1, self.linear2 = nn.Linear(size, inner), nn.Linear(inner, size)
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(size), nn.LayerNorm(size), nn.LayerNorm(size)

    def forward(self, x, before, memory, inside, rotary):
        parts = [
            (self.norm1, lambda y: self.self_attn(y, before, rotary)),
            (self.norm2, lambda y: self.multihead_attn(y, inside, False, memory)),
            (self.norm3, lambda y: self.linear2(self.linear1(y).relu())),
        ]
        for norm, part in parts:
            x = x + part(norm(x)) if self.norm_first else norm(x + part(x))
        return x


class Model(nn.Module):
    """A transformer encoder and decoder."""

    def __init__(self):
        super().__init__()
        made, size = MADE, MADE["hiddenSize"]
        self.size, self.kind, norm_first = size, made["positions"], made["normalisesFirst"]
        shape = (size, made["heads"], made["feedForwardSize"], norm_first)
        if not made["sharesVocabulary"]:
            self.sourceTable = nn.Embedding(made["sourceVocabularySize"], size)
        self.targetTable = nn.Embedding(made["targetVocabularySize"], size)
        if self.kind == "learned":
            self.sourcePositions = Positions("sourcePositions.table.weight")
            self.targetPositions = Positions("targetPositions.table.weight")
        relu = nn.functional.relu
        self.encoder = nn.ModuleList(EncoderLayer(*shape, relu) for _ in range(made["layers"]))
        self.decoder = nn.ModuleList(DecoderLayer(*shape) for _ in range(made["layers"]))
        if norm_first:
            self.encoderNorm, self.decoderNorm = nn.LayerNorm(size), nn.LayerNorm(size)
        self.output = nn.Linear(size, made["targetVocabularySize"])
        if made["tied"]:
            self.output.weight = self.targetTable.weight
        if made.get("copying"):
            self.pointer = PointerGenerator(size)

    def placed(self, tokens, side):
        shared = side == "source" and not hasattr(self, "sourceTable")
        x = getattr(self, ("target" if shared else side) + "Table")(tokens) * self.size**0.5
        if self.kind == "learned":
            return getattr(self, side + "Positions")(x)
        return x + sinusoidal(x.shape[1], self.size) if self.kind == "sinusoidal" else x

    def encode(self, tokens, lengths):
        """A source, and the decoder's first state: no token yet."""
        x, inside = self.placed(tokens, "source"), mask(lengths, tokens.shape[1])[:, None, None, :]
        for layer in self.encoder:
            x = layer(x, inside, self.kind == "rotary")
        x = self.encoderNorm(x) if hasattr(self, "encoderNorm") else x
        return {"tokens": tokens, "values": x, "inside": inside}, tokens.new_zeros((len(tokens), 0))

    def step(self, token, state, source):
        """After a token of each row: the log-probabilities of the next one [N, V], and the tokens up to it."""
        tokens = torch.cat([state, token[:, None]], dim=1)
        x = self.placed(tokens, "target")
        before = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).tril()[None, None]
        for layer in self.decoder:
            x = layer(x, before, source["values"], source["inside"], self.kind == "rotary")
        # What the last layer's heads look at in the mean, by the last token.
        source["weights"] = layer.multihead_attn.weights[:, :, -1].mean(dim=1)
        x = (self.decoderNorm(x) if hasattr(self, "decoderNorm") else x)[:, -1]
        logits = self.output(x)
        found = self.pointer(logits, x, source) if hasattr(self, "pointer") else logits.log_softmax(dim=1)
        return found, tokens
