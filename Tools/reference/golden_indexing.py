"""Golden cases of functions that pick, place and order elements by index."""

import random

import torch

import cases
from golden_recurrent import draw
from golden_reductions import INFINITY, NAN, draw_ties
from golden_shapes import random_shape, signed


def indices(bound, *shape, is_signed=True):
    """Places on an axis of `bound`, some counted from the end; as they are, and as PyTorch takes them."""
    plain = torch.randint(0, max(bound, 1), shape if bound else (0,))
    negative = torch.rand(plain.shape) < (0.4 if is_signed else 0)
    return torch.where(negative, plain - bound, plain), plain


def distinct(bound, *shape, axis):
    """Indices that differ along the axis."""
    return torch.argsort(torch.rand(*shape[:axis], bound, *shape[axis + 1:]), axis).narrow(axis, 0, shape[axis])


def takes():
    for _ in range(20):
        shape = random_shape(least=1)
        axis = random.randrange(len(shape))
        form = random_shape(0, 3)
        given, plain = indices(shape[axis], *form)
        result = shape[:axis] + tuple(plain.shape) + shape[axis + 1:]
        yield cases.case(
            "take", lambda x, p=plain, a=axis, r=result: x.index_select(a, p.reshape(-1)).reshape(r),
            {"x": draw(*shape)}, {"indices": given}, axis=signed(axis, len(shape)))


def along():
    for n in range(60):
        shape = random_shape(least=1)
        axis = random.randrange(len(shape))
        form = tuple(random.randint(0, m) if k != axis else random.randint(0, 5) for k, m in enumerate(shape))
        given, plain = indices(shape[axis], *form)
        a = signed(axis, len(shape))
        operation = ["gather", "scatterAdd", "scatter"][n % 3]
        if operation == "gather":
            yield cases.case(operation, lambda x, p=plain, a=axis: x.gather(a, p), {"x": draw(*shape)},
                             {"indices": given}, axis=a)
            continue
        source = draw(*form)
        if operation == "scatterAdd":
            function = lambda x, source, p=plain, a=axis: x.scatter_add(a, p, source)
        else:
            form = tuple(min(m, k) for m, k in zip(form, shape))
            given = plain = distinct(shape[axis], *form, axis=axis)
            source = draw(*form)
            function = lambda x, source, p=plain, a=axis: x.scatter(a, p, source)
        yield cases.case(operation, function, {"x": draw(*shape), "source": source}, {"indices": given}, axis=a)


def tuples():
    for shape, form, depth in [((3, 4), (2,), 1), ((3, 4), (2, 3), 2), ((3, 4, 2), (5,), 2), ((4,), (), 1), ((2, 3, 2), (0,), 1),
                               ((2, 3), (2,), 0)]:
        plain = torch.stack([torch.randint(0, shape[k], form) for k in range(depth)], -1) if depth else torch.zeros(form + (0,), dtype=torch.int64)
        if depth == 0:
            continue
        pick = tuple(plain[..., k] for k in range(depth))
        yield cases.case("gatherND", lambda x, p=pick: x[p], {"x": draw(*shape)}, {"indices": plain}, batch=0)
        yield cases.case("scatterAddND", lambda x, source, p=pick: x.index_put(p, source, accumulate=True),
                         {"x": draw(*shape), "source": draw(*form, *shape[depth:])}, {"indices": plain})
    plain = torch.tensor([[2], [0]])
    yield cases.case("scatterND", lambda x, source: x.index_put((torch.tensor([2, 0]),), source),
                     {"x": draw(3, 2), "source": draw(2, 2)}, {"indices": plain})
    plain = torch.tensor([[[1, 0]], [[2, 1]]])
    yield cases.case("gatherND", lambda x: torch.stack([x[0, 1, 0], x[1, 2, 1]]).reshape(2, 1),
                     {"x": draw(2, 3, 2)}, {"indices": plain}, batch=1)


def masks():
    for shape, form in [((3, 4), (3, 4)), ((3, 4), (4,)), ((0, 2), (0, 2)), ((2,), (3, 1)), ((), ())]:
        mask = (torch.rand(form) < 0.5).to(torch.float64)
        yield cases.case("maskedSelect", lambda x, m=mask: x.masked_select(m != 0), {"x": draw(*shape)},
                         {"mask": mask.to(torch.int64), "nonzero": mask.nonzero()})


def orders():
    for n in range(40):
        shape = random_shape(0 if n == 39 else 1)
        if n == 39:
            shape = ()
        axis = random.randrange(len(shape)) if shape else 0
        down = random.random() < 0.5
        x = draw_ties(*shape) if n % 2 == 0 else draw(*shape, scale=3.0)
        if n % 5 == 0 and x.numel() > 3:
            x.view(-1)[0], x.view(-1)[2] = NAN, INFINITY
        places = x.sort(dim=axis, descending=down, stable=True)[1]
        yield cases.case("sort", lambda x, a=axis, d=down: x.sort(dim=a, descending=d, stable=True)[0], {"x": x},
                         {"places": places}, axis=signed(axis, len(shape)) if shape else -1, descending=down)
    for n in range(25):
        shape = random_shape()
        axis = random.randrange(len(shape))
        k, largest = random.randint(0, shape[axis]), random.random() < 0.5
        x = draw(*shape, scale=3.0)
        places = x.topk(k, axis, largest)[1]
        yield cases.case("topK", lambda x, k=k, a=axis, l=largest: x.topk(k, a, l)[0], {"x": x},
                         {"places": places}, k=k, axis=signed(axis, len(shape)), largest=largest)


def reduced_scatters():
    for n in range(12):
        shape = random_shape(least=1)
        axis = random.randrange(len(shape))
        form = tuple(random.randint(0, m) if k != axis else random.randint(0, 5) for k, m in enumerate(shape))
        given, plain = indices(shape[axis], *form)
        name, kind = random.choice([("multiply", "prod"), ("maximum", "amax"), ("minimum", "amin")])
        make = draw if kind == "prod" else draw_ties
        yield cases.case("scatterReduce", lambda x, source, p=plain, a=axis, k=kind: x.scatter_reduce(a, p, source, k),
                         {"x": make(*shape), "source": make(*form)}, {"indices": given},
                         axis=signed(axis, len(shape)), kind=name)


def uniques():
    for shape, axis in [((9,), None), ((3, 4), None), ((0,), None), ((5, 1), 0), ((2, 6), 1), ((2, 6), -1), ((1,), 0)]:
        x = draw_ties(*shape)
        values, inverse, counts = torch.unique(x, return_inverse=True, return_counts=True, dim=axis)
        yield cases.case("unique", lambda x, v=values: v + 0 * x.sum(), {"x": x},
                         {"inverse": inverse.reshape(-1), "counts": counts}, single=False, axis=axis)


def one_hot():
    for form, classes in [((3,), 4), ((2, 3), 2), ((), 3), ((0,), 2)]:
        given, plain = indices(classes, *form)
        yield cases.case("oneHot", lambda p=plain, c=classes: torch.nn.functional.one_hot(p, c).to(torch.float64),
                         {}, {"indices": given}, classes=classes)


def write(folder):
    torch.manual_seed(4000)
    random.seed(4000)
    groups = [takes, along, tuples, masks, orders, one_hot, reduced_scatters, uniques]
    cases.write(folder, "indexing", [case for group in groups for case in group()])
