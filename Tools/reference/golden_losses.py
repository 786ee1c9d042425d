"""Golden cases of losses: random configurations and hard points."""

import random

import torch
import torch.nn.functional as F

import cases
from golden_recurrent import draw

REDUCTIONS = ["mean", "sum", "none"]
SHAPES = [(), (3,), (2, 3), (0, 2)]
choose = random.Random(7)


def uniform(shape, low=0.0, high=1.0):
    return low + (high - low) * torch.rand(shape, dtype=torch.float64)


def signs(shape):
    return torch.where(torch.rand(shape) < 0.5, -1.0, 1.0).double()


def regression():
    losses = {
        "halfSquaredError": (lambda y, t, reduction: 0.5 * F.mse_loss(y, t, reduction=reduction), [{}]),
        "meanSquaredError": (lambda y, t, reduction: F.mse_loss(y, t, reduction=reduction), [{}]),
        "l1Loss": (lambda y, t, reduction: F.l1_loss(y, t, reduction=reduction), [{}]),
        "huberLoss": (lambda y, t, reduction, delta=1.0: F.huber_loss(y, t, reduction=reduction, delta=delta),
                      [{}, {"delta": 0.3}, {"delta": 2.5}]),
        "smoothL1Loss": (lambda y, t, reduction, beta=1.0: F.smooth_l1_loss(y, t, reduction=reduction, beta=beta),
                         [{}, {"beta": 0.3}, {"beta": 0.0}, {"beta": 2.0}]),
    }
    points = torch.tensor([-700.0, -1.0, -0.0, 0.0, 1e-8, 0.3, 0.5, 2.5])
    for operation, (function, all_settings) in losses.items():
        for settings in all_settings:
            for reduction in REDUCTIONS:
                apply = lambda y, t: function(y, t, reduction=reduction, **settings)
                yield cases.case(operation, apply, {"y": points.double(), "t": torch.zeros(8).double()},
                                 reduction=reduction, **settings)
                for shape in SHAPES:
                    yield cases.case(operation, apply, {"y": draw(*shape, scale=2.0), "t": draw(*shape)},
                                     reduction=reduction, **settings)


def binary():
    for reduction in REDUCTIONS:
        for shape in SHAPES:
            for weighted in [False, True]:
                inputs = {"y": uniform(shape, 0.01, 0.99), "t": uniform(shape)}
                if weighted:
                    inputs["weight"] = uniform(choose.choice([shape, shape[-1:]]), 0.2, 2.0)
                yield cases.case(
                    "binaryCrossEntropy",
                    lambda y, t, weight=None: F.binary_cross_entropy(
                        y, t, reduction=reduction,
                        weight=None if weight is None else weight.detach().expand(y.shape)),
                    inputs, reduction=reduction)
            for weighted in [False, True]:
                for positive in [False, True]:
                    inputs = {"y": draw(*shape, scale=6.0), "t": uniform(shape).round()}
                    if weighted:
                        inputs["weight"] = uniform(shape, 0.2, 2.0)
                    if positive:
                        inputs["positiveWeight"] = uniform(shape[-1:], 0.2, 2.0)
                    yield cases.case(
                        "binaryCrossEntropyFromLogits",
                        lambda y, t, weight=None, positiveWeight=None: F.binary_cross_entropy_with_logits(
                            y, t, reduction=reduction,
                            weight=None if weight is None else weight.detach(),
                            pos_weight=None if positiveWeight is None else positiveWeight.detach()),
                        inputs, reduction=reduction)
        hard = torch.tensor([0.0, 1.0, 0.0, 1.0, 0.5, 0.25, 1.0])
        targets = torch.tensor([0.0, 1.0, 1.0, 0.0, 1.0, 0.5, 0.5])
        yield cases.case("binaryCrossEntropy", lambda y, t: F.binary_cross_entropy(y, t, reduction=reduction),
                         {"y": hard.double(), "t": targets.double()}, reduction=reduction)
        hard = torch.tensor([0.0, -0.0, 88.0, -88.0, 700.0, -700.0, 1.0, -700.0])
        targets = torch.tensor([0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.5, 0.5])
        yield cases.case("binaryCrossEntropyFromLogits",
                         lambda y, t: F.binary_cross_entropy_with_logits(y, t, reduction=reduction),
                         {"y": hard.double(), "t": targets.double()}, reduction=reduction)


def class_indices(shape, classes, ignored):
    targets = torch.randint(0, classes, shape)
    if ignored is not None and targets.numel() > 1:
        targets[torch.rand(shape) < 0.3] = ignored
        targets.view(-1)[0] = 0
    return targets


def classes():
    shapes = [((4, 5), 1), ((5,), 0), ((1, 3), 1), ((3, 1), 1), ((2, 4, 3), 1), ((2, 3, 2, 2), 1),
              ((6, 9), 1), ((2, 20), 1)]
    for shape, axis in shapes:
        rest = shape[:axis] + shape[axis + 1:]
        for reduction in REDUCTIONS:
            for weighted in [False, True]:
                for smoothing in [0.0, choose.choice([0.1, 0.7])]:
                    ignored = choose.choice([None, None, -100, -1])
                    targets = class_indices(rest, shape[axis], ignored)
                    inputs = {"y": draw(*shape, scale=choose.choice([1.0, 8.0]))}
                    if weighted:
                        inputs["weight"] = uniform((shape[axis],), 0.2, 2.0)
                    ignored = -100 if ignored is None else ignored
                    options = {"reduction": reduction, "ignore_index": ignored}
                    settings = {"reduction": reduction, "ignoring": ignored, "axis": axis}
                    yield cases.case(
                        "crossEntropy", lambda y, weight=None: F.cross_entropy(
                            y, targets, weight=None if weight is None else weight.detach(),
                            label_smoothing=smoothing, **options),
                        inputs, integers={"targets": targets}, smoothing=smoothing, **settings)
                    if smoothing > 0:
                        yield cases.case(
                            "negativeLogLikelihood", lambda y, weight=None: F.nll_loss(
                                y, targets, weight=None if weight is None else weight.detach(), **options),
                            inputs, integers={"targets": targets}, **settings)
                    inputs = dict(inputs, t=torch.softmax(draw(*shape, scale=2.0), dim=axis))
                    yield cases.case(
                        "crossEntropyProbabilities", lambda y, t, weight=None: F.cross_entropy(
                            y, t, weight=None if weight is None else weight.detach(), reduction=reduction,
                            label_smoothing=smoothing),
                        inputs, smoothing=smoothing, reduction=reduction, axis=axis)
    hard = torch.tensor([[700.0, -700.0, 0.0], [88.0, -88.0, 88.0], [0.0, -0.0, 1e-8], [-1e4, 1e4, 0.0]])
    for reduction in REDUCTIONS:
        targets = torch.tensor([1, 0, 2, 0])
        yield cases.case("crossEntropy", lambda y: F.cross_entropy(y, targets, reduction=reduction),
                         {"y": hard.double()}, integers={"targets": targets}, smoothing=0.0, ignoring=-100,
                         axis=1, reduction=reduction)


def divergence():
    for shape in [(3,), (2, 3), (2, 2, 3), (1, 1)]:
        for reduction in REDUCTIONS + ["batchmean"]:
            for log_target in [False, True]:
                t = torch.softmax(draw(*shape, scale=2.0), dim=-1)
                t = t.log() if log_target else t
                yield cases.case(
                    "klDivergence", lambda y, t: F.kl_div(y, t, reduction=reduction, log_target=log_target),
                    {"y": torch.log_softmax(draw(*shape, scale=2.0), dim=-1), "t": t},
                    reduction=reduction, areLogarithms=log_target)
    t = torch.tensor([[0.0, 1.0, 0.0], [0.5, 0.5, 0.0]]).double()
    yield cases.case("klDivergence", lambda y: F.kl_div(y, t, reduction="none"),
                     {"y": draw(2, 3)}, integers={"fixed": (2 * t).long()}, reduction="none",
                     areLogarithms=False)


def margins():
    for reduction in REDUCTIONS:
        for shape in SHAPES:
            for margin in [1.0, 0.3]:
                labels = signs(shape)
                yield cases.case(
                    "hingeEmbeddingLoss",
                    lambda y: F.hinge_embedding_loss(y, labels, margin=margin, reduction=reduction),
                    {"y": draw(*shape, scale=2.0)}, integers={"labels": labels.long()},
                    margin=margin, reduction=reduction)
                yield cases.case(
                    "marginRankingLoss",
                    lambda a, b: F.margin_ranking_loss(a, b, labels, margin=margin, reduction=reduction),
                    {"a": draw(*shape, scale=2.0), "b": draw(*shape)},
                    integers={"labels": labels.long()}, margin=margin, reduction=reduction)
            labels = signs(shape)
            yield cases.case(
                "softMarginLoss", lambda y: F.soft_margin_loss(y, labels, reduction=reduction),
                {"y": draw(*shape, scale=20.0)}, integers={"labels": labels.long()}, reduction=reduction)
        for shape in [(4, 5), (5,), (1, 3), (3, 1), (2, 2)]:
            for power in [1, 2]:
                for weighted in [False, True]:
                    margin = choose.choice([1.0, 0.5, 2.0])
                    targets = torch.randint(0, shape[-1], shape[:-1])
                    inputs = {"y": draw(*shape, scale=2.0)}
                    if weighted:
                        inputs["weight"] = uniform(shape[-1:], 0.2, 2.0)
                    yield cases.case(
                        "multiMarginLoss", lambda y, weight=None: F.multi_margin_loss(
                            y, targets, p=power, margin=margin, reduction=reduction,
                            weight=None if weight is None else weight.detach()),
                        inputs, integers={"targets": targets}, power=power, margin=margin,
                        reduction=reduction)
            targets = torch.full(shape, -1)
            for row in targets.view(-1, shape[-1]):
                count = choose.randint(0, shape[-1])
                row[:count] = torch.randperm(shape[-1])[:count]
                if count < shape[-1] - 1:
                    row[count + 1:] = 0
            yield cases.case(
                "multiLabelMarginLoss", lambda y: F.multilabel_margin_loss(y, targets, reduction=reduction),
                {"y": draw(*shape, scale=2.0)}, integers={"targets": targets}, reduction=reduction)
            for weighted in [False, True]:
                inputs = {"y": draw(*shape, scale=5.0), "t": uniform(shape).round()}
                if weighted:
                    inputs["weight"] = uniform(shape[-1:], 0.2, 2.0)
                yield cases.case(
                    "multiLabelSoftMarginLoss", lambda y, t, weight=None: F.multilabel_soft_margin_loss(
                        y, t, reduction=reduction, weight=None if weight is None else weight.detach()),
                    inputs, reduction=reduction)


def distances():
    for reduction in REDUCTIONS:
        for shape in [(4, 5), (2, 1), (1, 7)]:
            for p in [2.0, 1.0, 3.0]:
                for swap in [False, True]:
                    margin = choose.choice([1.0, 0.4, 3.0])
                    yield cases.case(
                        "tripletMarginLoss", lambda a, p_, n: F.triplet_margin_loss(
                            a, p_, n, margin=margin, p=p, swap=swap, reduction=reduction),
                        {"a": draw(*shape), "p_": draw(*shape), "n": draw(*shape)}, margin=margin, p=p,
                        swapping=swap, reduction=reduction)
            for margin in [0.0, 0.3, -0.2]:
                labels = signs(shape[:1])
                yield cases.case(
                    "cosineEmbeddingLoss", lambda a, b: F.cosine_embedding_loss(
                        a, b, labels, margin=margin, reduction=reduction),
                    {"a": draw(*shape), "b": draw(*shape)}, integers={"labels": labels.long()},
                    margin=margin, reduction=reduction)
    for a, b, axis in [((4, 5), (4, 5), 1), ((4, 5), (4, 5), 0), ((5,), (5,), -1), ((2, 3, 4), (3, 4), -1),
                       ((2, 3, 4), (2, 1, 4), 1), ((1, 1), (1, 1), 1), ((2, 3, 4), (2, 3, 4), 1)]:
        yield cases.case("cosineSimilarity", lambda a, b: F.cosine_similarity(a, b, dim=axis),
                         {"a": draw(*a), "b": draw(*b)}, axis=axis)


def likelihoods():
    for reduction in REDUCTIONS:
        for shape in SHAPES:
            for is_full in [False, True]:
                for is_log in [False, True]:
                    y = draw(*shape, scale=2.0) if is_log else uniform(shape, 0.1, 5.0)
                    t = torch.round(uniform(shape, 0, 6))
                    yield cases.case(
                        "poissonNegativeLogLikelihood", lambda y: F.poisson_nll_loss(
                            y, t, log_input=is_log, full=is_full, reduction=reduction),
                        {"y": y}, integers={"targets": t.long()}, isLog=is_log, isFull=is_full,
                        reduction=reduction)
                if len(shape) == 0:
                    continue
                for kind in [shape, shape[:-1] + (1,), shape[:-1]]:
                    if kind == () and shape != (3,):
                        continue
                    yield cases.case(
                        "gaussianNegativeLogLikelihood", lambda y, t, v: F.gaussian_nll_loss(
                            y, t, v, full=is_full, reduction=reduction),
                        {"y": draw(*shape), "t": draw(*shape), "v": uniform(kind, 0.1, 3.0)},
                        isFull=is_full, reduction=reduction)
    yield cases.case("gaussianNegativeLogLikelihood",
                     lambda y, t, v: F.gaussian_nll_loss(y, t, v, eps=0.5, reduction="none"),
                     {"y": draw(4), "t": draw(4), "v": torch.tensor([0.0, 0.4, 0.5, 2.0]).double()},
                     isFull=False, reduction="none", epsilon=0.5)


def temporal():
    """Log-probabilities are [B, T, C] here and [T, B, C] in PyTorch."""
    for number in range(16):
        batch, frames, count = choose.randint(1, 4), choose.randint(1, 12), choose.randint(2, 6)
        blank = choose.randrange(count)
        labels = [c for c in range(count) if c != blank]
        lengths = [choose.randint(1, frames) for _ in range(batch)]
        targets = [[choose.choice(labels) for _ in range(choose.randint(0, max(length // 2, 1)))]
                   for length in lengths]
        width = max(max(map(len, targets)), 1)
        padded = torch.tensor([t + [labels[0]] * (width - len(t)) for t in targets])
        for reduction in REDUCTIONS:
            def loss(y):
                return F.ctc_loss(
                    y.log_softmax(-1).transpose(0, 1), padded, torch.tensor(lengths),
                    torch.tensor([len(t) for t in targets]), blank=blank, reduction=reduction,
                    zero_infinity=number % 2 == 0)
            inputs = {"y": draw(batch, frames, count, scale=choose.choice([1.0, 4.0, 20.0]))}
            finite = torch.isfinite(loss(inputs["y"])).all()
            if not finite:
                continue
            yield cases.case(
                "ctcLoss", loss, inputs, integers={
                    "targets": padded, "targetLengths": torch.tensor([len(t) for t in targets]),
                    "lengths": torch.tensor(lengths)},
                blank=blank, zeroInfinity=number % 2 == 0, reduction=reduction)


def write(folder):
    torch.manual_seed(1200)
    groups = [regression, binary, classes, divergence, margins, distances, likelihoods, temporal]
    cases.write(folder, "losses", [case for group in groups for case in group()])
