def target_names():
    """The target's tokens by number; both sides share a file where they share a vocabulary."""
    own = HERE / "target-vocabulary.txt"
    return read_lines(own.name if own.exists() else "vocabulary.txt")


@torch.no_grad()
def predict(model, given):
    """The translation that is written token by token, always the likeliest next one; <pad>, <unk> and <s> never."""
    source, state = model.encode(given["tokens"], given["lengths"])
    token, written, total = torch.tensor([2]), [], 0.0
    longest = MADE["maximumLength"] - 1
    if MADE.get("lengthFactor"):
        longest = min(longest, MADE["lengthFactor"] * given["tokens"].shape[1] + 20)
    while len(written) < longest:
        found, state = model.step(token, state, source)
        token = 3 + found[:, 3:].argmax(dim=1)
        total += found[0, token[0]].item()
        if token[0] == 3:
            break
        written.append(int(token[0]))
    names = target_names()
    return {"tokens": [names[number] for number in written], "logProbability": total}


given_of = given_as_json
