"""Golden cases of attention: masks, lengths, causal limits, several heads."""

import math

import torch
from torch import nn
from torch.nn import functional

import cases
from golden_recurrent import draw

SHAPES = [
    ((2, 3), (4, 3), 5), ((1, 1), (1, 1), 1), ((3, 2, 4), (3, 5, 4), 2), ((0, 2, 3), (0, 2, 3), 3),
    ((2, 0, 3), (2, 4, 3), 3), ((2, 3, 4, 2), (2, 3, 5, 2), 3), ((2, 1, 3, 2), (1, 3, 4, 2), 2),
    ((2, 20, 3), (2, 37, 3), 3),
]


def allowed(kind, batch, queries, keys, rank):
    """A boolean mask (true takes part) that broadcasts to the scores, or None, and the lengths."""
    if kind == "mask":
        return torch.rand(queries, keys) < 0.6, None
    if kind == "causal":
        return torch.ones(queries, keys, dtype=torch.bool).tril(), None
    if kind in ["lengths", "causal_lengths"]:
        lengths = torch.randint(0, keys + 1, (batch,))
        mask = torch.arange(keys)[None, :] < lengths[:, None]
        mask = mask.reshape(batch, *[1] * (rank - 2), keys)
        if kind == "causal_lengths":
            mask = mask & torch.ones(queries, keys, dtype=torch.bool).tril()
        return mask, lengths
    return None, None


def attention():
    for q, k, width in SHAPES:
        v = k[:-1] + (width,)
        for kind in ["none", "mask", "bias", "causal", "lengths", "causal_lengths", "scale"]:
            if "lengths" in kind and len(q) < 3:
                continue
            batch = max(q[0], k[0]) if len(q) > 2 and 0 not in q[:1] else q[0]
            mask, lengths = allowed(kind, batch, q[-2], k[-2], len(q))
            scale = 0.3 if kind == "scale" else None
            inputs = {"q": draw(*q, scale=2.0), "k": draw(*k, scale=2.0), "v": draw(*v)}
            if kind == "bias":
                inputs["bias"] = draw(q[-2], k[-2], scale=2.0)

            def function(q, k, v, bias=None, mask=mask, scale=scale):
                scores = (q * (scale or 1 / math.sqrt(q.shape[-1]))) @ k.mT
                if bias is not None:
                    scores = scores + bias
                if mask is None:
                    return torch.softmax(scores, -1) @ v
                # A finite score in rows without a key, whose weights are zeros.
                dead = ~mask.any(-1, keepdim=True)
                scores = scores.masked_fill(~mask & ~dead, -math.inf)
                return (torch.softmax(scores, -1) * ~dead) @ v

            if 0 not in q and 0 not in k:
                check(function, inputs, mask, scale)
            tensors = {} if lengths is None else {"lengths": lengths}
            if kind == "mask":
                tensors["mask"] = mask.long()
            yield cases.case("attention", function, inputs, tensors, kind=kind, scale=scale)


def check(function, inputs, mask, scale):
    """PyTorch's own function says the same, zeros in rows without a key included."""
    if inputs["q"].shape[:-2] != inputs["k"].shape[:-2]:
        return
    bias = inputs.get("bias")
    theirs = functional.scaled_dot_product_attention(
        inputs["q"], inputs["k"], inputs["v"], attn_mask=mask if bias is None else bias,
        scale=scale)
    torch.testing.assert_close(function(**inputs), theirs, rtol=1e-12, atol=1e-12)


def multi_head():
    for number in range(24):
        heads = [1, 2, 3][number % 3]
        width = heads * int(torch.randint(1, 4, ()))
        batch, queries, keys = (int(torch.randint(1, 5, ())) for _ in range(3))
        kind = ["self", "cross", "sizes"][number // 3 % 3]
        bias = number % 4 != 0
        sizes = {"kdim": 3, "vdim": 2} if kind == "sizes" else {}
        module = nn.MultiheadAttention(width, heads, bias=bias, batch_first=True, **sizes)
        inputs = {"q": draw(batch, queries, width)}
        if kind == "cross":
            inputs |= {"k": draw(batch, keys, width), "v": draw(batch, keys, width)}
        if kind == "sizes":
            inputs |= {"k": draw(batch, keys, 3), "v": draw(batch, keys, 2)}
        steps = keys if "k" in inputs else queries
        lengths = torch.randint(1, steps + 1, (batch,))
        causal = number % 2 == 0

        def call(module, q, k=None, v=None, lengths=lengths, causal=causal, steps=steps):
            padding = torch.arange(steps)[None, :] >= lengths[:, None]
            future = torch.ones(q.shape[1], steps, dtype=torch.bool).triu(1) if causal else None
            k, v = (q, q) if k is None else (k, v)
            return module(q, k, v, key_padding_mask=padding, attn_mask=future)

        yield cases.module_case(
            "multi_head", module, inputs, call, {"lengths": lengths}, width=width, heads=heads,
            bias=bias, causal=causal, kind=kind)


def write(folder):
    torch.manual_seed(7000)
    cases.write(folder, "attention", [*attention(), *multi_head()])
