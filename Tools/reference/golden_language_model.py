"""Golden numbers of whole small language models: logits, loss, every gradient, ten losses.

The batch is padded, the initial state zero. Outputs past the lengths are zero, so the logits there are
the output layer's bias; the tokens there are random and must have no effect.
"""

import torch
from torch import nn

import safetensors_file
from golden_recurrent import packed
from recurrent_model import RecurrentLanguageModel
from word_corpus import IGNORED

VOCABULARY, EMBEDDING, HIDDEN, LAYERS, BATCH, STEPS = 11, 5, 7, 2, 3, 5
LENGTHS = [5, 2, 4]
SENTENCE_START = 2


class Recurrent(RecurrentLanguageModel):
    def logits(self, tokens, lengths):
        outputs, _ = packed(self.rnn, self.encoder(tokens), None, lengths)
        return self.decoder(outputs)


class Window(nn.Module):
    """Bengio et al., 2003: the embeddings of the last tokens, the nearest first, <s> before the text."""

    def __init__(self, width, layers, direct):
        super().__init__()
        self.width, self.direct = width, direct
        inputs = width * EMBEDDING
        self.encoder = nn.Embedding(VOCABULARY, EMBEDDING)
        self.hidden = nn.ModuleList(
            nn.Linear(inputs if layer == 0 else HIDDEN, HIDDEN) for layer in range(layers)
        )
        self.decoder = nn.Linear(HIDDEN + (inputs if direct else 0), VOCABULARY)

    def logits(self, tokens, lengths):
        before = torch.full([tokens.shape[0], self.width - 1], SENTENCE_START)
        words = torch.cat([before, tokens], 1).unfold(1, self.width, 1).flip(2)
        x = self.encoder(words).flatten(2)
        h = x
        for layer in self.hidden:
            h = torch.tanh(layer(h))
        return self.decoder(torch.cat([h, x], 2) if self.direct else h)


def run(model, tokens, targets, lengths):
    logits = model.logits(tokens, lengths)
    return logits, nn.functional.cross_entropy(
        logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORED
    )


def curve(model, batch, steps=10):
    """The loss before each of ten steps of SGD, learning rate 1, gradients clipped to norm 0.25."""
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    losses = []
    for _ in range(steps):
        _, loss = run(model, *batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.25)
        optimizer.step()
        losses.append(loss.item())
    return torch.tensor(losses, dtype=torch.float64)


def recurrent(cell, tied):
    embedding = HIDDEN if tied else EMBEDDING
    model = Recurrent(VOCABULARY, embedding, HIDDEN, LAYERS, cell).double()
    if tied:
        model.decoder.weight = model.encoder.weight
    return model


def record(make, seed):
    torch.manual_seed(seed)
    model = make()
    for parameter in model.parameters():
        nn.init.uniform_(parameter, -0.6, 0.6)
    lengths = torch.tensor(LENGTHS)
    tokens = torch.randint(0, VOCABULARY, [BATCH, STEPS])
    targets = torch.randint(0, VOCABULARY, [BATCH, STEPS])
    targets[torch.arange(STEPS)[None, :] >= lengths[:, None]] = IGNORED
    logits, loss = run(model, tokens, targets, lengths)
    parameters = dict(model.named_parameters())
    gradients = torch.autograd.grad(loss, list(parameters.values()))
    tensors = {
        "tokens": tokens,
        "targets": targets,
        "lengths": lengths,
        **{name: parameter.detach().clone() for name, parameter in parameters.items()},
        "logits": logits,
        "loss": loss,
        **{"grad." + name: gradient for name, gradient in zip(parameters, gradients)},
        "curve": curve(model, (tokens, targets, lengths)),
    }
    tensors.update({"after." + name: parameter for name, parameter in parameters.items()})
    return tensors


def hidden_and_losses(model, inputs, targets, state):
    """Of one row of tokens: outputs [T, H], losses [T], and the state at the end."""
    outputs, state = model.rnn(model.encoder(inputs[None]), state)
    logits = model.decoder(outputs[0])
    return outputs[0], nn.functional.cross_entropy(logits, targets, reduction="none"), state


def with_cache(hidden, losses, targets, size, weight, flatness):
    """Grave et al., 2017, equations 3 to 5: log-probabilities [T]."""
    result = []
    for t in range(len(targets)):
        places = range(max(0, t - size), t)
        p = torch.exp(-losses[t])
        if len(places) > 0:
            scores = torch.stack([torch.exp(flatness * hidden[t] @ hidden[i]) for i in places])
            same = sum((s for s, i in zip(scores, places) if targets[i] == targets[t]), 0.0)
            p = (1 - weight) * p + weight * same / scores.sum()
        result.append(torch.log(p))
    return torch.stack(result).detach()


def dynamically(model, inputs, targets, rate, decay, length):
    """Krause et al., 2018, with plain gradient descent: log-probabilities [T]."""
    trained = [parameter.detach().clone() for parameter in model.parameters()]
    state, result = None, []
    for start in range(0, len(targets), length):
        part = slice(start, start + length)
        _, losses, after = hidden_and_losses(model, inputs[part], targets[part], state)
        result.append(-losses.detach())
        gradients = torch.autograd.grad(losses.mean(), list(model.parameters()))
        with torch.no_grad():
            for parameter, gradient, origin in zip(model.parameters(), gradients, trained):
                parameter += decay * (origin - parameter) - rate * gradient
        state = tuple(part.detach() for part in after)
    return torch.cat(result)


def adapting(seed):
    torch.manual_seed(seed)
    model = recurrent("lstm", False)
    for parameter in model.parameters():
        nn.init.uniform_(parameter, -0.6, 0.6)
    tokens = torch.randint(3, VOCABULARY, [41])
    tokens[0] = 3
    inputs, targets = tokens[:-1], tokens[1:]
    tensors = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    hidden, losses, _ = hidden_and_losses(model, inputs, targets, None)
    tensors["targets"] = targets
    tensors["plain"] = -losses.detach()
    tensors["cached"] = with_cache(hidden, losses, targets, 7, 0.3, 0.6)
    tensors["dynamic"] = dynamically(model, inputs, targets, 0.5, 0.1, 6)
    return tensors


def write(folder):
    safetensors_file.write(folder / "language_model_adapting.safetensors", adapting(720))
    for seed, (cell, tied) in enumerate(
        [("lstm", False), ("gru", False), ("rnn", False), ("lstm", True)], start=700
    ):
        name = f"language_model_{cell}{'_tied' if tied else ''}.safetensors"
        safetensors_file.write(folder / name, record(lambda: recurrent(cell, tied), seed))
    for seed, (layers, direct) in enumerate([(1, False), (2, True)], start=710):
        name = f"language_model_window{'_direct' if direct else ''}.safetensors"
        model = lambda: Window(3, layers, direct).double()
        safetensors_file.write(folder / name, record(model, seed))
