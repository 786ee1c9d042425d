"""Golden cases of products: matrices under broadcasting, dot and outer products."""

import torch

import cases
from golden_recurrent import draw

MATMUL = [
    ((3,), (3,)), ((0,), (0,)), ((1,), (1,)), ((3,), (3, 4)), ((2, 3), (3,)), ((2, 3), (3, 4)),
    ((0, 3), (3, 4)), ((2, 0), (0, 4)), ((2, 3), (3, 0)), ((1, 1), (1, 1)), ((5, 2, 3), (3, 4)),
    ((5, 2, 3), (3,)), ((3,), (5, 3, 2)), ((2, 3), (5, 3, 2)), ((5, 2, 3), (5, 3, 4)),
    ((1, 2, 3), (5, 3, 4)), ((5, 2, 3), (1, 3, 4)), ((0, 2, 3), (0, 3, 4)), ((1, 2, 3), (0, 3, 4)),
    ((2, 1, 2, 3), (3, 3, 2)), ((2, 1, 2, 3), (1, 3, 3, 2)), ((3, 1, 1, 1, 2), (2, 1, 2, 3)),
    ((4, 1, 2), (1, 4, 2, 1)), ((2, 3, 2, 0), (3, 0, 2)), ((17, 9, 5), (17, 5, 6)),
]


def random_matmul():
    """Two shapes whose batches broadcast."""
    size = lambda: int(torch.randint(1, 6, ()))
    m, n, k = size(), size(), size()
    batch = [size() for _ in range(int(torch.randint(0, 4, ())))]
    def part(axes):
        kept = batch[int(torch.randint(0, len(batch) + 1, ())):]
        return tuple(1 if torch.rand(()) < 0.3 else d for d in kept) + axes
    return part((m, k)), part((k, n))


def matmul():
    shapes = MATMUL + [random_matmul() for _ in range(15)]
    for a, b in shapes:
        yield cases.case("matmul", lambda a, b: a @ b, {"a": draw(*a), "b": draw(*b)})
        if len(b) > 1:
            yield cases.case(
                "matmul_transposing_b", lambda a, b: a @ b.mT, {"a": draw(*a), "b": draw(*b).mT})


def vectors():
    for size in [0, 1, 2, 7]:
        yield cases.case("dot", lambda a, b: a.dot(b), {"a": draw(size), "b": draw(size)})
        for other in [0, 1, 4]:
            yield cases.case(
                "outer", lambda a, b: torch.outer(a, b), {"a": draw(size), "b": draw(other)})


EINSUM = [
    ("ij->ji", (2, 3)), ("ij->i", (2, 3)), ("ij->", (2, 3)), ("ii->i", (3, 3)), ("ii", (3, 3)),
    ("...ii->...i", (2, 3, 3)), ("ij,jk->ik", (2, 3), (3, 4)), ("ij,jk", (2, 3), (3, 4)),
    ("ba,cb", (2, 3), (4, 2)), ("i,i", (3,), (3,)), ("i,j->ij", (2,), (3,)),
    ("bij,bjk->bik", (2, 3, 4), (2, 4, 2)), ("bij, bkj -> bki", (2, 3, 4), (2, 5, 4)),
    ("...ij,...jk->...ik", (2, 1, 3, 4), (3, 4, 2)), ("...ij,jk", (2, 3, 4), (4, 2)),
    ("bhtd,bhsd->bhts", (2, 2, 3, 4), (2, 2, 5, 4)), ("oij,bi,bj->bo", (3, 2, 4), (5, 2), (5, 4)),
    ("ij,ik->jk", (0, 2), (0, 3)), ("ijk,jil->kl", (3, 4, 2), (4, 3, 2)), ("i,->i", (3,), ()),
    ("ab,bc,cd->ad", (2, 3), (3, 4), (4, 2)), ("ij,kl->", (2, 3), (1, 2)), ("b...,b->...", (2, 3, 1), (2,)),
]


def einsum():
    for equation, *shapes in EINSUM:
        names = "abc"[:len(shapes)]
        yield cases.case(
            "einsum", lambda equation=equation, **x: torch.einsum(equation, *x.values()),
            {name: draw(*shape) for name, shape in zip(names, shapes)}, equation=equation)


def write(folder):
    torch.manual_seed(5000)
    cases.write(folder, "products", [*matmul(), *vectors(), *einsum()])
