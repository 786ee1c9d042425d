"""Golden cases of functions that move elements: random shapes, sizes 0 and 1, negative axes."""

import random

import torch
import torch.nn.functional as F

import cases
from golden_recurrent import draw

LENGTHS = [0, 1, 1, 2, 3, 4, 5]


def random_shape(low=1, high=4, least=0):
    return tuple(random.choice([n for n in LENGTHS if n >= least])
                 for _ in range(random.randint(low, high)))


def signed(axis, rank):
    return axis - rank if random.random() < 0.5 else axis


def one(operation, function, x, **settings):
    return cases.case(operation, function, {"x": x}, **settings)


def reshapes():
    for shape, target in [((2, 3), (3, 2)), ((2, 3, 4), (-1, 2)), ((0, 3), (0,)), ((), (1, 1)),
                          ((4,), (2, -1, 1)), ((1, 5), (-1,)), ((2, 0, 3), (3, 0)), ((1,), ())]:
        yield one("reshape", lambda x, t=target: x.reshape(t), draw(*shape), shape=target)
    for shape, first, last in [((2, 3, 4), 0, -1), ((2, 3, 4), 1, 2), ((2, 3, 4), -2, -1), ((), 0, -1),
                               ((2, 0, 3), 0, 1), ((5,), 0, 0)]:
        yield one("flatten", lambda x, a=first, b=last: x.flatten(a, b), draw(*shape), first=first, last=last)
    for shape, axes in [((1, 3, 1), (0,)), ((1, 3, 1), (-1, 0)), ((1,), (0,)), ((2, 1, 0), (1,))]:
        yield one("squeeze", lambda x, a=axes: x.squeeze(a), draw(*shape), axes=axes)
    for shape in [(1, 3, 1), (2, 2), (), (1, 1)]:
        yield one("squeezeAll", lambda x: x.squeeze(), draw(*shape))
    for shape, axis in [((3,), 0), ((3,), -1), ((), 0), ((2, 0), 1), ((2, 3), -2)]:
        yield one("unsqueeze", lambda x, a=axis: x.unsqueeze(a), draw(*shape), axis=axis)


def permutations():
    for _ in range(25):
        shape = random_shape(0)
        axes = list(range(len(shape)))
        random.shuffle(axes)
        axes = tuple(signed(a, len(shape)) for a in axes)
        yield one("permute", lambda x, a=axes: x.permute(a), draw(*shape), axes=axes)
    for _ in range(12):
        shape = random_shape()
        a, b = (signed(random.randrange(len(shape)), len(shape)) for _ in range(2))
        yield one("transpose", lambda x, a=a, b=b: x.transpose(a, b), draw(*shape), axes=(a, b))
    for _ in range(12):
        shape = random_shape()
        axes = tuple(signed(a, len(shape)) for a in random.sample(range(len(shape)), random.randint(0, len(shape))))
        yield one("flip", lambda x, a=axes: x.flip(a), draw(*shape), axes=axes)
    for _ in range(12):
        shape = random_shape()
        axis, shift = signed(random.randrange(len(shape)), len(shape)), random.randint(-7, 7)
        yield one("roll", lambda x, s=shift, a=axis: x.roll(s, a), draw(*shape), shift=shift, axis=axis)


def expansions():
    for shape, target in [((), (2, 3)), ((1,), (4,)), ((3, 1), (3, 5)), ((3,), (2, 3)), ((1, 3), (0, 3)),
                          ((2, 1, 3), (4, 2, 5, 3)), ((1, 2), (-1, 2)), ((3, 1), (2, -1, 4)), ((1, 1), (1, 1))]:
        yield one("expand", lambda x, t=target: x.expand(t), draw(*shape), shape=target)
    for shape, counts in [((2,), (3,)), ((2, 3), (2, 1)), ((2,), (2, 3)), ((1, 2), (0, 2)), ((), (2,)),
                          ((0, 2), (3, 1)), ((2, 1, 3), (1, 4, 2)), ((3,), (1,))]:
        yield one("tile", lambda x, c=counts: x.tile(c), draw(*shape), counts=counts)
    for shape, count, axis in [((3,), 2, 0), ((2, 3), 3, -1), ((2, 3), 2, 0), ((2, 0), 2, 1), ((2,), 0, 0), ((2, 3), 1, 1)]:
        yield one("repeatEach", lambda x, c=count, a=axis: x.repeat_interleave(c, a), draw(*shape), count=count, axis=axis)
    for shapes in [((2, 1), (1, 3)), ((), (2, 2)), ((1,), (0, 1))]:
        x, y = (draw(*s) for s in shapes)
        yield cases.case("broadcast", lambda x, y: torch.broadcast_tensors(x, y), {"x": x, "y": y})


def python_slice(x, axis, start, stop, step):
    """Python's slice; PyTorch has no negative steps."""
    places = list(range(x.shape[axis]))[slice(start, stop, step)]
    return x.index_select(axis, torch.tensor(places, dtype=torch.int64))


def slices():
    for _ in range(60):
        shape = random_shape()
        axis = random.randrange(len(shape))
        start, stop = (random.choice([None, -9, -2, -1, 0, 1, 2, 3, 9]) for _ in range(2))
        step = random.choice([1, 1, 2, 3, -1, -2, 7, -7])
        yield one("slice", lambda x, c=(axis, start, stop, step): python_slice(x, *c), draw(*shape),
                  axis=signed(axis, len(shape)), start=start, stop=stop, step=step)
    for _ in range(10):
        shape = random_shape(least=1)
        axis = random.randrange(len(shape))
        index = signed(random.randrange(shape[axis]), shape[axis])
        yield one("select", lambda x, a=axis, i=index: x.select(a, i), draw(*shape),
                  axis=signed(axis, len(shape)), index=index)
    yield one("subscript", lambda x: x[1, :, 0:2], draw(2, 3, 4), form="1,:,0:2")
    yield one("subscript", lambda x: x[..., -1], draw(2, 3, 4), form="...,-1")
    yield one("subscript", lambda x: x[:, None, 1:], draw(2, 3, 4), form=":,None,1:")
    yield one("subscript", lambda x: x[1, 2, 3], draw(2, 3, 4), form="1,2,3")
    yield one("subscript", lambda x: x[0:1, ..., 1:4:2], draw(2, 3, 4), form="0:1,...,1:4:2")
    yield one("windows", lambda x: x.unfold(1, 3, 2), draw(2, 9, 2), axis=1, size=3, step=2)
    yield one("windows", lambda x: x.unfold(-1, 2, 1), draw(2, 5), axis=-1, size=2, step=1)
    yield one("windows", lambda x: x.unfold(0, 4, 4), draw(8, 1), axis=0, size=4, step=4)


def joins():
    for _ in range(15):
        shape = random_shape()
        axis = random.randrange(len(shape))
        inputs = {}
        for k in range(random.randint(1, 4)):
            part = list(shape)
            part[axis] = random.choice(LENGTHS)
            inputs[f"x{k}"] = draw(*part)
        a = signed(axis, len(shape))
        yield cases.case("concatenate", lambda a=a, **xs: torch.cat(list(xs.values()), a), inputs, axis=a)
    for _ in range(12):
        shape = random_shape(0)
        axis = signed(random.randrange(len(shape) + 1), len(shape) + 1)
        inputs = {f"x{k}": draw(*shape) for k in range(random.randint(1, 3))}
        yield cases.case("stack", lambda a=axis, **xs: torch.stack(list(xs.values()), a), inputs, axis=axis)
    for shape, sizes, axis in [((5,), (2, 3), 0), ((2, 6), (1, 0, 5), -1), ((0, 2), (0, 0), 0), ((3, 1), (3,), 0)]:
        yield one("splitSizes", lambda x, s=sizes, a=axis: x.split(s, a), draw(*shape), sizes=sizes, axis=axis)
    for shape, size, axis in [((5,), 2, 0), ((2, 6), 3, -1), ((0, 2), 2, 0), ((3, 1), 9, 0)]:
        yield one("splitSize", lambda x, s=size, a=axis: x.split(s, a), draw(*shape), size=size, axis=axis)
    for shape, count, axis in [((5,), 2, 0), ((2, 6), 4, 1), ((7,), 5, 0), ((3, 1), 9, -2), ((0, 2), 3, 0)]:
        yield one("chunk", lambda x, c=count, a=axis: x.chunk(c, a), draw(*shape), count=count, axis=axis)


def pads():
    for shape, widths in [((3,), (1, 2)), ((2, 3), (0, 1, 2, 0)), ((2, 4), (-1, 2)), ((2, 4), (-1, -2, 3, -1)), ((0, 2), (1, 1, 2, 0)),
                          ((2, 3), (-2, -1)), ((1, 1, 1), (1, 1, 1, 1, 1, 1))]:
        for value in [0.0, -1.5, float("inf")]:
            yield one("pad", lambda x, w=widths, v=value: F.pad(x, w, value=v), draw(*shape), widths=widths, mode="constant", value=value)
    for mode in ["reflect", "replicate", "circular"]:
        for shape, widths in [((1, 2, 5), (2, 3)), ((1, 2, 4), (1, 0)), ((2, 3, 4), (3, 2)), ((1, 1, 3, 4), (1, 2, 2, 1)),
                              ((1, 1, 2), (1, 1)), ((1, 1, 3), (-1, 2))]:
            yield one("pad", lambda x, w=widths, m=mode: F.pad(x, w, mode=m), draw(*shape), widths=widths, mode=mode, value=0.0)


def diagonals():
    for shape, offset, axes in [((3, 3), 0, (0, 1)), ((2, 5), 1, (0, 1)), ((4, 2), -2, (1, 0)), ((2, 3, 4), -1, (-1, 0)),
                                ((2, 3), 7, (0, 1)), ((0, 3), 0, (0, 1)), ((1, 1), 0, (0, 1))]:
        yield one("diagonal", lambda x, o=offset, a=axes: x.diagonal(o, *a), draw(*shape), offset=offset, axes=axes)
    for shape, offset in [((3,), 0), ((2, 2), 1), ((2,), -2), ((0,), 1), ((1, 3), 0)]:
        yield one("diagonalMatrix", lambda x, o=offset: x.diag_embed(o), draw(*shape), offset=offset)
    for name, function in [("tril", torch.tril), ("triu", torch.triu)]:
        for shape, diagonal in [((3, 3), 0), ((2, 5), 1), ((5, 2), -2), ((2, 3, 3), 9), ((2, 3, 3), -9), ((0, 3), 0), ((1, 1), 0)]:
            x = draw(*shape)
            if x.numel() > 3:
                x.view(-1)[1], x.view(-1)[3] = float("nan"), float("inf")
            yield one(name, lambda x, d=diagonal, f=function: f(x, d), x, diagonal=diagonal)


def write(folder):
    torch.manual_seed(2000)
    random.seed(2000)
    groups = [reshapes, permutations, expansions, slices, joins, pads, diagonals]
    cases.write(folder, "shapes", [case for group in groups for case in group()])
