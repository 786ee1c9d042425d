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


def write(folder):
    torch.manual_seed(5000)
    cases.write(folder, "products", [*matmul(), *vectors()])
