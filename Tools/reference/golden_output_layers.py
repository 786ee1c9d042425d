"""Golden cases of output layers for large vocabularies: PyTorch's adaptive softmax, and the equations
of the papers for those that are trained against noise, with the noise given."""

import math

import torch
from torch import nn
from torch.nn import functional

import cases
from golden_layer_cases import chance, size
from golden_recurrent import draw


def adaptive():
    shapes = [(1, 1, 2, [1]), (2, 3, 3, [1, 2]), (1, 20, 40, [4, 12, 30]), (5, 17, 30, [29])]
    for _ in range(26):
        classes = size(2, 30)
        count = size(1, min(3, classes - 1))
        cutoffs = sorted((torch.randperm(classes - 1)[:count] + 1).tolist())
        shapes.append((size(1, 6), size(1, 20), classes, cutoffs))
    for number, (rows, inputs, classes, cutoffs) in enumerate(shapes):
        div = [4.0, 2.0, 1.5, 1.0][size(0, 3)] if number > 3 else 4.0
        bias = chance(0.4)
        targets = torch.randint(0, classes, (rows,))
        module = nn.AdaptiveLogSoftmaxWithLoss(inputs, classes, cutoffs, div, bias)
        yield cases.module_case(
            "adaptive", module, {"hidden": draw(rows, inputs)},
            lambda module, hidden, targets=targets: [
                module(hidden, targets).loss, module.log_prob(hidden)],
            {"targets": targets}, width=inputs, classes=classes, cutoffs=cutoffs, div=div,
            bias=bias)


def candidates(hidden, weight, bias, targets, samples, log_noise, excluding):
    """z(w) − ln(K Q(w)) of the target and the samples: [N, 1 + K]."""
    scores = hidden @ weight.T + bias - (math.log(max(len(samples), 1)) + log_noise.to(hidden.dtype))
    logits = torch.cat([scores.gather(1, targets[:, None]), scores[:, samples]], dim=1)
    if excluding:
        hits = targets[:, None] == samples[None]
        first = torch.zeros(len(targets), 1, dtype=torch.bool)
        logits = logits.masked_fill(torch.cat([first, hits], dim=1), -math.inf)
    return logits


def sampled_softmax(logits):
    return -functional.log_softmax(logits, dim=1)[:, 0].mean()


def black_out(logits):
    """Ji et al., equations 6 and 9; 1 − p as the sum of what the others have."""
    losses = -functional.log_softmax(logits, dim=1)[:, 0]
    total = torch.logsumexp(logits, dim=1)
    for k in range(1, logits.shape[1]):
        counts = logits[:, k] != -math.inf
        others = torch.cat([logits[:, :k], logits[:, k + 1:]], dim=1)
        term = total - torch.logsumexp(others, dim=1)
        losses = losses + torch.where(counts, term, torch.zeros_like(term))
    return losses.mean()


def contrastive(logits, log_normalizer):
    delta = logits - log_normalizer
    kinds = torch.zeros_like(delta)
    kinds[:, 0] = 1
    return functional.binary_cross_entropy_with_logits(
        delta, kinds, reduction="none").sum(dim=1).mean()


def against_noise():
    kinds = {"sampled_softmax": sampled_softmax, "black_out": black_out, "contrastive": contrastive}
    for name, loss in kinds.items():
        for number in range(24):
            rows, inputs, classes = size(1, 6), size(1, 8), size(1, 12)
            noise = [0, 1, size(2, 20), size(2, 20)][number % 4]
            scale = [1.0, 1.0, 6.0][number % 3]
            power = [0.0, 0.4, 0.75, 1.0][size(0, 3)]
            counts = torch.randint(0, 50, (classes,))
            log_noise = functional.log_softmax(
                power * counts.clamp(min=1).to(torch.float64).log(), dim=0)
            log_normalizer = [0.0, 2.5][size(0, 1)]
            extra = (log_normalizer,) if name == "contrastive" else ()
            targets = torch.randint(0, classes, (rows,))
            samples = torch.randint(0, classes, (noise,))

            def function(hidden, weight, bias):
                logits = candidates(
                    hidden, weight, bias, targets, samples, log_noise, name != "contrastive")
                return [loss(logits, *extra), functional.log_softmax(hidden @ weight.T + bias, dim=1)]
            yield cases.case(
                name, function,
                {"hidden": draw(rows, inputs, scale=scale), "weight": draw(classes, inputs),
                 "bias": draw(classes)},
                {"targets": targets, "samples": samples, "counts": counts},
                width=inputs, classes=classes, power=power, log_normalizer=log_normalizer)


def black_out_rows():
    """The loss alone, of logits that leave one candidate nearly all of the probability."""
    for rows in [[[0.0]], [[1.0, 2.0]], [[50.0, 0.0, 1.0]], [[0.0, 50.0, 1.0]],
                 [[0.0, 300.0, 299.0]], [[0.0, -300.0, 299.0]], [[5.0, 5.0, 5.0]],
                 [[-80.0, -80.0], [80.0, 80.0]], [[1.0, -math.inf, 2.0], [1.0, -math.inf, -math.inf]]]:
        logits = torch.tensor(rows, dtype=torch.float64)
        yield cases.case("black_out_rows", black_out, {"logits": logits})
    for _ in range(10):
        logits = draw(size(1, 4), size(1, 60), scale=[1.0, 10.0, 40.0][size(0, 2)])
        yield cases.case("black_out_rows", black_out, {"logits": logits})


def write(folder):
    torch.manual_seed(7100)
    makers = [adaptive, against_noise, black_out_rows]
    cases.write(folder, "output_layers", [one for maker in makers for one in maker()])
