"""Golden cases of the hierarchical softmax, with and without hashed n-gram features."""

import torch
from torch import nn
from torch.nn import functional

import cases
from golden_layer_cases import size

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(z):
    """The last function of SplitMix64."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def added(theta, order, history, part, count):
    """What the n-gram features of one history add to the logits of one part: [count]."""
    flat = theta.reshape(-1)
    rows, state, total = theta.shape[0], GOLDEN, torch.zeros(count, dtype=theta.dtype)
    for m in range(order):
        if m > 0:
            if history[m - 1] < 0:
                break
            state = mix(state + GOLDEN * (history[m - 1] + 1) & MASK)
        first = mix(state ^ (part + 1)) % rows * 16
        total = total + flat[[(first + j) % flat.numel() for j in range(count)]]
    return total


class MaxEnt(nn.Module):
    def __init__(self, rows):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(rows, 16))


class HierarchicalSoftmax(nn.Module):
    def __init__(self, hidden, starts, outputs, order, rows):
        super().__init__()
        self.classes = nn.Linear(hidden, len(starts))
        self.weight = nn.Parameter(torch.zeros(outputs, hidden))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.maxEnt = MaxEnt(rows) if order else None
        self.ranges = list(zip(starts, list(starts[1:]) + [outputs]))
        self.order = order

    def forward(self, hidden, targets, history, ignoring):
        lines = [self.line(h, words) for h, words in zip(hidden, history)]
        log_probabilities = (
            torch.stack(lines) if lines else hidden.sum() + torch.zeros(0, len(self.bias)))
        losses = torch.stack([
            0 * hidden.sum() if t == ignoring else -line[t] for t, line in zip(targets, lines)]
        ) if lines else hidden.sum(dim=1)
        counted = sum(t != ignoring for t in targets)
        return [losses.sum() / max(counted, 1), log_probabilities]

    def line(self, h, history):
        """ln P of all tokens after one history."""
        def logits(values, part, count):
            return values + added(self.maxEnt.weight, self.order, history, part, count) \
                if self.order else values
        classes = functional.log_softmax(
            logits(self.classes(h), 0, len(self.ranges)), dim=0)
        members = [
            classes[c] + functional.log_softmax(
                logits(self.weight[a:b] @ h + self.bias[a:b], c + 1, b - a), dim=0)
            for c, (a, b) in enumerate(self.ranges)]
        return torch.cat(members)


def hierarchical():
    for number in range(40):
        outputs = [1, 2, 5, 9, 23, 40][size(0, 5)] if number > 3 else 37
        count = [1, outputs, size(1, outputs), size(1, min(outputs, 4))][number % 4]
        starts = [0] + sorted((torch.randperm(outputs - 1)[:count - 1] + 1).tolist())
        positions, hidden = [0, 1, 3, 6][size(0, 3)] if number > 5 else 4, size(1, 5)
        order = [0, 1, 2, 3, 5][number // 4 % 5]
        rows, length = [1, 2, 3, 40, 120][size(0, 4)], max(order - 1, 0) + size(0, 1)
        ignoring = [-100, 0][size(0, 1)]
        targets = torch.randint(0, outputs, (positions,)).tolist()
        if positions > 2:
            targets[1] = ignoring
        history = torch.randint(0, outputs, (positions, length))
        for line in history:
            # Before the text: nothing from some place on.
            line[size(0, length):] = -1
        if positions > 2 and length > 0:
            history[0] = history[2]
        module = HierarchicalSoftmax(hidden, starts, outputs, order, rows)
        words = history.tolist()
        yield cases.module_case(
            "hierarchical", module, {"hidden": cases.draw(positions, hidden)},
            lambda module, hidden, t=targets, w=words, i=ignoring: module(hidden, t, w, i),
            {"targets": targets, "history": history.reshape(-1)},
            starts=starts, outputs=outputs, size=hidden, order=order, rows=rows, length=length,
            ignoring=ignoring)


def write(folder):
    torch.manual_seed(7100)
    cases.write(folder, "hierarchical", list(hierarchical()))
