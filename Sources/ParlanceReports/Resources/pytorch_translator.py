def names_of(side):
    """A side's tokens by number; both sides share a file where they share a vocabulary."""
    own = HERE / f"{side}-vocabulary.txt"
    return read_lines(own.name if own.exists() else "vocabulary.txt")


class PointerGenerator(nn.Module):
    """Writing a token of the target's, or copying one that the source has."""

    def __init__(self, size):
        super().__init__()
        self.gate = nn.Linear(size, 1)
        numbers = {name: number for number, name in enumerate(names_of("target"))}
        self.copies = torch.tensor([numbers.get(name, 1) for name in names_of("source")])

    def forward(self, logits, hidden, source):
        """Log-probabilities [N, V] from those states whose attention found the source's weights [N, S]."""
        writes = self.gate(hidden).sigmoid()
        copied = (1 - writes) * source["weights"]
        return ((writes * logits.softmax(dim=1)).scatter_add(1, self.copies[source["tokens"]], copied) + 1e-30).log()


@torch.no_grad()
def predict(model, given):
    """The translation that is written token by token, always the likeliest next one; <pad> and <s> never.

    <unk> comes only where whole words may be copied: as it is, though `parlance` puts the source's word there.
    """
    source, state = model.encode(given["tokens"], given["lengths"])
    token, written, total = torch.tensor([2]), [], 0.0
    longest = MADE["maximumLength"] - 1
    if MADE.get("lengthFactor"):
        longest = min(longest, MADE["lengthFactor"] * given["tokens"].shape[1] + 20)
    while len(written) < longest:
        found, state = model.step(token, state, source)
        barred = [0, 2] if MADE.get("copying") and MADE["level"] == "word" else [0, 1, 2]
        found[:, barred] = -torch.inf
        token = found.argmax(dim=1)
        total += found[0, token[0]].item()
        if token[0] == 3:
            break
        written.append(int(token[0]))
    names = names_of("target")
    return {"tokens": [names[number] for number in written], "logProbability": total}


given_of = given_as_json
