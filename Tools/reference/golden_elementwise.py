"""Golden cases of functions of numbers, element by element: at hard points and at random ones."""

import random

import torch

import cases
from cases import INFINITY, NAN
from golden_recurrent import draw

SHAPES = [(), (0,), (1,), (2, 0, 3), (3, 1, 2)]
UNARY = {
    "exp": torch.exp, "exp2": torch.exp2, "expm1": torch.expm1, "log": torch.log, "log2": torch.log2,
    "log10": torch.log10, "log1p": torch.log1p, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt,
    "square": torch.square, "reciprocal": torch.reciprocal, "abs": torch.abs, "sign": torch.sign,
    "floor": torch.floor, "ceil": torch.ceil, "round": torch.round, "trunc": torch.trunc,
    "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "asin": torch.asin, "acos": torch.acos,
    "atan": torch.atan, "sinh": torch.sinh, "cosh": torch.cosh,
    "asinh": torch.asinh, "acosh": torch.acosh, "atanh": torch.atanh, "erf": torch.erf,
    "negate": torch.neg,
}
# Where these are defined beyond a few of the random points.
DOMAINS = {
    "log": (0.01, 30), "log2": (0.01, 30), "log10": (0.01, 30), "log1p": (-0.99, 3), "sqrt": (0.01, 30),
    "rsqrt": (0.01, 30), "asin": (-0.99, 0.99), "acos": (-0.99, 0.99), "acosh": (1.01, 30),
    "atanh": (-0.99, 0.99),
}
PAIRS = [((), ()), ((3,), (3,)), ((2, 3), (3,)), ((3,), (2, 3)), ((2, 1), (1, 3)), ((4, 1, 2), (3, 1)),
         ((2, 3), ()), ((), (2, 2)), ((1,), (2, 2)), ((0,), (1,)), ((0, 3), (3,)), ((1, 1), (1,)),
         ((2, 1, 3, 1), (1, 4, 1, 2))]
BINARY = {
    "add": torch.add, "subtract": torch.subtract, "multiply": torch.multiply, "divide": torch.divide,
    "pow": torch.pow, "minimum": torch.minimum, "maximum": torch.maximum, "atan2": torch.atan2,
    "remainder": torch.remainder, "fmod": torch.fmod,
}
MASKS = {
    "equal": torch.eq, "notEqual": torch.ne, "less": torch.lt, "lessEqual": torch.le,
    "greater": torch.gt, "greaterEqual": torch.ge, "and": torch.logical_and, "or": torch.logical_or,
    "xor": torch.logical_xor,
}
CLASSES = {"isNaN": torch.isnan, "isInfinite": torch.isinf, "isFinite": torch.isfinite,
           "not": torch.logical_not}
NUMBERS = {
    "addNumber": lambda x, c: x + c, "subtractNumber": lambda x, c: x - c,
    "numberSubtract": lambda x, c: c - x, "multiplyNumber": lambda x, c: x * c,
    "divideNumber": lambda x, c: x / c, "numberDivide": lambda x, c: c / x,
    "powNumber": lambda x, c: x ** c, "numberPow": lambda x, c: abs(c) ** x,
    "minimumNumber": lambda x, c: torch.minimum(x, torch.tensor(c, dtype=x.dtype)),
    "maximumNumber": lambda x, c: torch.maximum(x, torch.tensor(c, dtype=x.dtype)),
    "remainderNumber": lambda x, c: torch.remainder(x, c), "fmodNumber": lambda x, c: torch.fmod(x, c),
}
ORDINARY = [0.0, -0.0, 0.5, 1.0, -1.0, 2.0, -2.0, 3.0, INFINITY, -INFINITY, NAN]


def uniform(shape, low, high):
    return low + (high - low) * torch.rand(shape, dtype=torch.float64)


def hard_pairs(points=ORDINARY):
    """Every point against every other, as [N, 1] and [N]."""
    points = torch.tensor(points, dtype=torch.float64)
    return points[:, None].clone(), points.clone()


def unary():
    for operation, function in UNARY.items():
        apply = lambda x, function=function: function(x)
        yield cases.case(operation, apply, {"x": cases.hard_points()})
        for shape in SHAPES:
            x = uniform(shape, *DOMAINS[operation]) if operation in DOMAINS else draw(*shape, scale=4.0)
            yield cases.case(operation, apply, {"x": x})
    halves = torch.arange(-12, 13, dtype=torch.float64) / 4
    for operation in ["floor", "ceil", "round", "trunc", "sign", "abs"]:
        function = UNARY[operation]
        yield cases.case(operation, lambda x: function(x), {"x": halves})


def binary():
    for operation, function in BINARY.items():
        apply = lambda a, b, function=function: function(a, b)
        a, b = hard_pairs([0.5, 1.0, -1.0, 2.0, -2.0, INFINITY, -INFINITY, NAN]
                          if operation in ("remainder", "fmod") else ORDINARY)
        yield cases.case(operation, apply, {"a": a, "b": b})
        for shapes in PAIRS:
            a, b = (draw(*shape, scale=2.0) for shape in shapes)
            if operation == "pow":
                a = a.abs() + 0.1
            if operation in ("divide", "remainder", "fmod"):
                b = torch.where(b < 0, b - 0.5, b + 0.5)
            yield cases.case(operation, apply, {"a": a, "b": b})


def masks():
    for operation, function in MASKS.items():
        apply = lambda a, b, function=function: function(a, b).to(a.dtype)
        a, b = hard_pairs()
        yield cases.case(operation, apply, {"a": a, "b": b})
        for shapes in PAIRS[:8]:
            a, b = (torch.round(draw(*shape)) for shape in shapes)
            yield cases.case(operation, apply, {"a": a, "b": b})
        for number in [0.0, 1.0, -1.5, INFINITY]:
            number_apply = lambda x, function=function: function(
                x, torch.tensor(number, dtype=x.dtype)).to(x.dtype)
            yield cases.case(operation + "Number", number_apply, {"x": cases.hard_points()[:25]},
                             number=number)
    for operation, function in CLASSES.items():
        apply = lambda x, function=function: function(x).to(x.dtype)
        yield cases.case(operation, apply, {"x": cases.hard_points()})


def numbers():
    for operation, function in NUMBERS.items():
        for number in [2.0, -1.0, 0.5, 3.0, 0.7]:
            for shape in [(2, 3), (), (0, 2)]:
                x = draw(*shape, scale=2.0)
                if operation == "powNumber":
                    x = x.abs() + 0.1
                if operation == "numberDivide":
                    x = torch.where(x < 0, x - 0.5, x + 0.5)
                yield cases.case(operation, lambda x: function(x, number), {"x": x}, number=number)
    for number in ORDINARY[:-3]:
        yield cases.case("powNumber", lambda x: x ** number,
                         {"x": torch.tensor(ORDINARY, dtype=torch.float64)}, number=number)


def bounded():
    for low, high in [(-1.0, 1.0), (-0.5, 6.0), (0.0, None), (None, 2.0), (2.0, 1.0), (-INFINITY, 0.0)]:
        settings = {k: v for k, v in (("min", low), ("max", high)) if v is not None}
        for x in [cases.hard_points(), draw(2, 3, scale=2.0), draw(0, 2), draw()]:
            yield cases.case("clamp", lambda x: torch.clamp(x, min=low, max=high), {"x": x}, **settings)


def chosen():
    generator = random.Random(3)
    shapes = [((3,), (3,), (3,)), ((2, 3), (3,), ()), ((), (2, 2), (2, 1)), ((4, 1), (3,), (2, 1, 1)),
              ((0, 3), (1,), (3,)), ((1,), (), ()), ((2, 1), (2, 3), (2, 3)), ((2, 3), (2, 3), (2, 3))]
    for condition, a, b in shapes * 2:
        mask = (torch.rand(condition) < generator.choice([0.2, 0.5, 0.8]))
        yield cases.case("where", lambda a, b: torch.where(mask, a, b), {"a": draw(*a), "b": draw(*b)},
                         integers={"condition": mask.long()})
    for shape, mask_shape in [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 3), (2, 1)), ((2, 3), ()), ((0,), (1,))]:
        for value in [0.0, -INFINITY, 1.5]:
            mask = torch.rand(mask_shape) < 0.5
            yield cases.case("maskedFill", lambda x: x.masked_fill(mask, value), {"x": draw(*shape)},
                             integers={"mask": mask.long()}, value=value)


def write(folder):
    torch.manual_seed(1000)
    groups = [unary, binary, masks, numbers, bounded, chosen]
    cases.write(folder, "elementwise", [case for group in groups for case in group()])
