"""Golden cases of reductions over chosen axes: random shapes, sizes 0 and 1, negative axes, ∞ and NaN."""

import random

import torch

import cases
from golden_recurrent import draw
from golden_shapes import random_shape, signed

INFINITY, NAN = cases.INFINITY, cases.NAN
HARD = [(INFINITY, 1.0, -2.0), (-INFINITY, 1.0, 2.0), (INFINITY, INFINITY, 0.5), (-INFINITY, -INFINITY, -INFINITY),
        (INFINITY, -INFINITY, 1.0), (NAN, 1.0, -2.0), (1.0, NAN, NAN), (0.0, -0.0, 0.0), (2.0, 2.0, -2.0),
        (88.0, -88.0, 0.0), (700.0, 699.0, -700.0), (0.0, 3.0, 0.0), (1.0, 1.0, 1.0)]

REDUCTIONS = {
    "sum": lambda x, a, k: x.sum(a, k),
    "mean": lambda x, a, k: x.mean(a, k),
    "max": lambda x, a, k: x.amax(a, k),
    "min": lambda x, a, k: x.amin(a, k),
    "logSumExp": lambda x, a, k: x.logsumexp(a, k),
}


def random_axes(shape):
    count = random.randint(1, len(shape))
    return tuple(signed(a, len(shape)) for a in random.sample(range(len(shape)), count))


def draw_ties(*shape):
    """Few different numbers, so that many are equal."""
    return torch.randint(-2, 3, shape).to(torch.float64)


def one(operation, function, x, **settings):
    return cases.case(operation, function, {"x": x}, **settings)


def over_axes():
    for operation, function in REDUCTIONS.items():
        for n in range(24):
            shape = random_shape(least=1 if operation in ("max", "min") else 0)
            axes, keep = random_axes(shape), random.random() < 0.5
            x = draw_ties(*shape) if n % 3 == 0 else draw(*shape, scale=3.0)
            yield one(operation, lambda x, f=function, a=axes, k=keep: f(x, a, k), x, axes=axes, keeping=keep)
        yield one(operation, lambda x, f=function: f(x, (0, 1), False), draw(3, 4), axes=(0, 1), keeping=False)
        for values in HARD:
            if operation == "mean" and values[0] == 88.0:
                continue
            x = torch.tensor(values, dtype=torch.float64)
            yield one(operation, lambda x, f=function: f(x, (0,), False), x, axes=(0,), keeping=False)


def variances():
    for operation, function in [("variance", torch.var), ("standardDeviation", torch.std)]:
        for n in range(24):
            shape = random_shape(least=0 if n % 6 == 0 else 1)
            axes, keep = random_axes(shape), random.random() < 0.5
            correction = random.choice([0, 1, 1])
            x = draw(*shape, scale=3.0) + (100.0 if n % 4 == 0 else 0.0)
            yield one(operation, lambda x, f=function, a=axes, k=keep, c=correction: f(x, a, correction=c, keepdim=k),
                      x, axes=axes, keeping=keep, correction=correction)
        for values in [(1.0, 1.0, 1.0), (INFINITY, 1.0, 0.0), (NAN, 1.0, 0.0)]:
            x = torch.tensor(values, dtype=torch.float64)
            yield one(operation, lambda x, f=function: f(x, (0,), correction=1), x, axes=(0,), keeping=False, correction=1)


def norms():
    for p in [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, INFINITY, -INFINITY]:
        for n in range(8):
            shape = random_shape(least=1 if abs(p) == INFINITY else 0)
            axes, keep = random_axes(shape), random.random() < 0.5
            x = draw_ties(*shape) if n % 2 == 0 else draw(*shape, scale=3.0)
            # PyTorch has no gradient of p = 0; that of ours is 0.
            yield one("norm", lambda x, p=p, a=axes, k=keep: torch.linalg.vector_norm(x, p, a, k), x,
                      p=p, axes=axes, keeping=keep)
        for values in HARD:
            if p == 0.0 or (p in (1.5, 3.0) and abs(values[0]) > 50):
                continue
            x = torch.tensor(values, dtype=torch.float64)
            yield one("norm", lambda x, p=p: torch.linalg.vector_norm(x, p, (0,)), x, p=p, axes=(0,), keeping=False)


def products():
    for n in range(24):
        shape = random_shape()
        axis, keep = signed(random.randrange(len(shape)), len(shape)), random.random() < 0.5
        x = draw_ties(*shape) if n % 2 == 0 else draw(*shape, scale=3.0)
        yield one("product", lambda x, a=axis, k=keep: x.prod(a, k), x, axes=(axis,), keeping=keep)


def extrema():
    for operation, function in [("maxAlong", torch.max), ("minAlong", torch.min)]:
        for n in range(16):
            shape = random_shape(least=1)
            axis, keep = signed(random.randrange(len(shape)), len(shape)), random.random() < 0.5
            x = draw_ties(*shape) if n % 2 == 0 else draw(*shape, scale=3.0)
            if n % 5 == 0:
                x.view(-1)[0] = NAN
            places = function(x, axis, keep)[1]
            yield cases.case(operation, lambda x, f=function, a=axis, k=keep: f(x, a, k)[0], {"x": x},
                             {"places": places}, axis=axis, keeping=keep)
        for values in HARD:
            x = torch.tensor(values, dtype=torch.float64)
            yield cases.case(operation, lambda x, f=function: f(x, 0)[0], {"x": x},
                             {"places": function(x, 0)[1]}, axis=0, keeping=False)


def cumulative():
    for n in range(20):
        shape = random_shape(0 if n == 0 else 1, 0 if n == 0 else 4)
        axis = signed(random.randrange(len(shape)), len(shape)) if shape else 0
        yield one("cumulativeSum", lambda x, a=axis: x.cumsum(a), draw(*shape), axis=axis)


def cumulative_products():
    for n in range(14):
        shape = random_shape()
        axis = signed(random.randrange(len(shape)), len(shape))
        x = draw_ties(*shape) if n % 2 == 0 else draw(*shape)
        yield one("cumulativeProduct", lambda x, a=axis: x.cumprod(a), x, axis=axis)


def counts():
    for _ in range(10):
        shape = random_shape()
        axes, keep = random_axes(shape), False
        x = draw_ties(*shape)
        yield cases.case("countNonzero", lambda x, a=axes: torch.stack([
            x.count_nonzero(a).to(x.dtype), _each(torch.Tensor.all, x, a), _each(torch.Tensor.any, x, a)]) , {"x": x}, axes=axes)


def _each(function, x, axes):
    x = x != 0
    for axis in sorted((a % x.dim() for a in axes), reverse=True):
        x = function(x, axis)
    return x.to(torch.float64)


def write(folder):
    torch.manual_seed(3000)
    random.seed(3000)
    groups = [over_axes, variances, norms, products, extrema, cumulative, counts, cumulative_products]
    cases.write(folder, "reductions", [case for group in groups for case in group()])
