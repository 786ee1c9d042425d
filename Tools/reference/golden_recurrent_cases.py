"""Golden cases of recurrent layers: PyTorch's own modules, and layers composed here step by step.

Every parameter is an input under its PyTorch name. The padding is filled with random numbers, which
must have no effect. A sequence of length 0, which PyTorch refuses, leaves its state as it was.
"""

import random

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import cases
from golden_recurrent import draw

GATES = {"rnn": 1, "rnn-relu": 1, "lstm": 4, "gru": 3, "gru-reset-before": 3}


# ---- PyTorch's modules -------------------------------------------------------------------------


def torch_module(made):
    sizes = dict(
        input_size=made["input"], hidden_size=made["hidden"], num_layers=made["layers"],
        bias=made["bias"], bidirectional=made["bidirectional"] == "concatenated", batch_first=True)
    if made["cell"] == "lstm":
        return nn.LSTM(**sizes, proj_size=made.get("projection") or 0)
    if made["cell"] == "gru":
        return nn.GRU(**sizes)
    return nn.RNN(**sizes, nonlinearity="relu" if made["cell"] == "rnn-relu" else "tanh")


def run_torch(module, x, weights, state, lengths):
    module._flat_weights = [weights[name] for name in module._flat_weights_names]
    if lengths is None:
        return module(x, state)
    rows = torch.tensor([row for row, length in enumerate(lengths) if length > 0])
    parts = lambda s: s[:, rows].contiguous()
    if state is not None:
        given = tuple(parts(s) for s in state) if isinstance(state, tuple) else parts(state)
    packed = pack_padded_sequence(
        x[rows], [lengths[row] for row in rows], batch_first=True, enforce_sorted=False)
    found, after = module(packed, None if state is None else given)
    found, _ = pad_packed_sequence(found, batch_first=True, total_length=x.shape[1])
    outputs = x.new_zeros(x.shape[0], x.shape[1], found.shape[2]).index_copy(0, rows, found)

    def whole(after, before):
        if before is None:
            before = after.new_zeros(after.shape[0], x.shape[0], after.shape[2])
        return before.index_copy(1, rows, after)

    if isinstance(after, tuple):
        return outputs, tuple(map(whole, after, state or (None, None)))
    return outputs, whole(after, state)


# ---- layers composed from plain operations ------------------------------------------------------


def normalize(x, weights, name):
    if f"weight_{name}" not in weights:
        return x
    mean = x.mean(-1, keepdim=True)
    variance = ((x - mean) ** 2).mean(-1, keepdim=True)
    return (x - mean) / torch.sqrt(variance + 1e-5) * weights[f"weight_{name}"] + weights[f"bias_{name}"]


def composed_step(made, x, h, c, get):
    """One step of one layer; `get(name)` is a parameter or None."""
    size = made["hidden"]
    bias = lambda name: get(name) if get(name) is not None else 0
    names = {f"{kind}_{name}": get(f"{kind}_{name}") for kind in ("weight", "bias")
             for name in ("ln_ih", "ln_hh", "ln_cell") if get(f"{kind}_{name}") is not None}
    limit = made.get("clip")
    clip = lambda z: z if limit is None else z.clamp(-limit, limit)
    w, u = get("weight_ih"), get("weight_hh")
    a = normalize(x @ w.T, names, "ln_ih") + bias("bias_ih")
    if made["cell"] == "gru-reset-before":
        b = h @ u[: 2 * size].T + (bias("bias_hh")[: 2 * size] if made["bias"] else 0)
        r, z = torch.sigmoid(clip(a[:, : 2 * size] + b)).chunk(2, 1)
        inner = (r * h) @ u[2 * size :].T + (bias("bias_hh")[2 * size :] if made["bias"] else 0)
        n = torch.tanh(clip(a[:, 2 * size :] + inner))
        return (1 - z) * n + z * h, None
    b = normalize(h @ u.T, names, "ln_hh") + bias("bias_hh")
    if made["cell"] == "gru":
        ar, az, an = a.chunk(3, 1)
        br, bz, bn = b.chunk(3, 1)
        r, z = torch.sigmoid(clip(ar + br)), torch.sigmoid(clip(az + bz))
        n = torch.tanh(clip(an + r * bn))
        return (1 - z) * n + z * h, None
    if made["cell"] == "rnn":
        return torch.tanh(clip(a + b)), None
    if made["cell"] == "rnn-relu":
        return torch.relu(clip(a + b)), None
    peephole = get("weight_peephole")
    if made.get("coupled"):
        i, g, o = (a + b).chunk(3, 1)
        if peephole is not None:
            i = i + peephole[:size] * c
        i = torch.sigmoid(clip(i))
        after = (1 - i) * c + i * torch.tanh(clip(g))
        if peephole is not None:
            o = o + peephole[size:] * after
    else:
        i, f, g, o = (a + b).chunk(4, 1)
        if peephole is not None:
            i, f = i + peephole[:size] * c, f + peephole[size : 2 * size] * c
        after = torch.sigmoid(clip(f)) * c + torch.sigmoid(clip(i)) * torch.tanh(clip(g))
        if peephole is not None:
            o = o + peephole[2 * size :] * after
    h = torch.sigmoid(clip(o)) * torch.tanh(normalize(after, names, "ln_cell"))
    if get("weight_hr") is not None:
        h = h @ get("weight_hr").T
    return h, after


def composed_direction(made, x, weights, suffix, h, c, lengths, is_reversed):
    get = lambda name: weights.get(name + suffix)
    outputs = []
    for row in range(x.shape[0]):
        length = x.shape[1] if lengths is None else lengths[row]
        hr, cr = h[row : row + 1], None if c is None else c[row : row + 1]
        found = {}
        for t in reversed(range(length)) if is_reversed else range(length):
            hn, cn = composed_step(made, x[row : row + 1, t], hr, cr, get)
            zh, zc = made.get("hidden_zoneout", 0), made.get("cell_zoneout", 0)
            hr = zh * hr + (1 - zh) * hn
            cr = None if cr is None else zc * cr + (1 - zc) * cn
            found[t] = hr
        zero = torch.zeros_like(hr)
        outputs.append((torch.cat([found.get(t, zero) for t in range(x.shape[1])]), hr, cr))
    return (
        torch.stack([o[0] for o in outputs]), torch.cat([o[1] for o in outputs]),
        None if c is None else torch.cat([o[2] for o in outputs]))


def run_composed(made, x, weights, state, lengths):
    directions = 1 if made["bidirectional"] is None else 2
    hidden, cells = state if isinstance(state, tuple) else (state, None)
    is_lstm = made["cell"] == "lstm"
    hs, cs = [], []
    for layer in range(made["layers"]):
        parts = []
        for direction in range(directions):
            suffix = f"_l{layer}" + ("_reverse" if direction else "")
            place = layer * directions + direction
            size = made.get("projection") or made["hidden"]
            h = x.new_zeros(x.shape[0], size) if hidden is None else hidden[place]
            c = None
            if is_lstm:
                c = x.new_zeros(x.shape[0], made["hidden"]) if cells is None else cells[place]
            if made.get("learned"):
                h = h + weights["initial_hidden" + suffix]
                c = c + weights["initial_cell" + suffix] if is_lstm else None
            y, h, c = composed_direction(made, x, weights, suffix, h, c, lengths, direction == 1)
            parts.append(y)
            hs.append(h)
            cs.append(c)
        x = parts[0] if directions == 1 else (
            parts[0] + parts[1] if made["bidirectional"] == "summed" else torch.cat(parts, 2))
    return x, (torch.stack(hs), torch.stack(cs)) if is_lstm else torch.stack(hs)


def composed_shapes(made):
    hidden, gates = made["hidden"], GATES[made["cell"]] - (1 if made.get("coupled") else 0)
    size = made.get("projection") or hidden
    directions = 1 if made["bidirectional"] is None else 2
    shapes = {}
    for layer in range(made["layers"]):
        for suffix in [f"_l{layer}", f"_l{layer}_reverse"][:directions]:
            width = size * (2 if made["bidirectional"] == "concatenated" else 1)
            shapes["weight_ih" + suffix] = [gates * hidden, width if layer else made["input"]]
            shapes["weight_hh" + suffix] = [gates * hidden, size]
            if made["bias"]:
                shapes["bias_ih" + suffix] = shapes["bias_hh" + suffix] = [gates * hidden]
            if made.get("projection"):
                shapes["weight_hr" + suffix] = [size, hidden]
            if made.get("peepholes"):
                shapes["weight_peephole" + suffix] = [(2 if made.get("coupled") else 3) * hidden]
            if made.get("norm"):
                for name, width in [("ln_ih", gates * hidden), ("ln_hh", gates * hidden)] + (
                        [("ln_cell", hidden)] if made["cell"] == "lstm" else []):
                    shapes[f"weight_{name}{suffix}"] = shapes[f"bias_{name}{suffix}"] = [width]
            if made.get("learned"):
                shapes["initial_hidden" + suffix] = [size]
                if made["cell"] == "lstm":
                    shapes["initial_cell" + suffix] = [hidden]
    return shapes


# ---- cases ---------------------------------------------------------------------------------------


def make_case(made, batch, steps, lengths, has_state):
    made = {"bidirectional": None, "bias": True, "layers": 1, **made}
    is_torch = made.pop("torch", False)
    module = torch_module(made) if is_torch else None
    shapes = (
        {name: list(p.shape) for name, p in module.named_parameters()}
        if is_torch else composed_shapes(made))
    inputs = {"x": draw(batch, steps, made["input"], scale=1.5)}
    places = made["layers"] * (1 if made["bidirectional"] is None else 2)
    if has_state:
        inputs["h0"] = draw(places, batch, made.get("projection") or made["hidden"])
        if made["cell"] == "lstm":
            inputs["c0"] = draw(places, batch, made["hidden"])
    inputs.update({name: draw(*shape, scale=0.8) for name, shape in shapes.items()})

    def function(x, h0=None, c0=None, **weights):
        state = h0 if c0 is None else (h0, c0)
        if is_torch:
            outputs, after = run_torch(module, x, weights, state, lengths)
        else:
            outputs, after = run_composed(made, x, weights, state, lengths)
        return [outputs, *after] if isinstance(after, tuple) else [outputs, after]

    return cases.case("layer", function, inputs, batch=batch, steps=steps, lengths=lengths, **made)


def draw_lengths(batch, steps):
    lengths = [random.choice([0, 1, steps, random.randint(1, steps)]) for _ in range(batch)]
    lengths[random.randrange(batch)] = steps if random.random() < 0.7 else 1
    return lengths


def extents():
    batch, steps = random.choice([1, 2, 3]), random.choice([1, 2, 4, 5])
    lengths = None if random.random() < 0.3 else draw_lengths(batch, steps)
    return batch, steps, lengths, random.random() < 0.6


def random_torch():
    for index in range(44):
        cell = ["rnn", "rnn-relu", "lstm", "gru"][index % 4]
        layers = random.choice([1, 1, 2, 3])
        hidden = random.choice([1, 2, 3, 5]) if layers == 1 else random.choice([1, 2, 3])
        made = {
            "torch": True, "cell": cell, "layers": layers, "hidden": hidden,
            "input": random.choice([1, 2, 3]), "bias": random.random() < 0.75,
            "bidirectional": random.choice([None, "concatenated"]),
        }
        if cell == "lstm" and hidden > 1 and random.random() < 0.4:
            made["projection"] = random.randint(1, hidden - 1)
        yield make_case(made, *extents())
    # Widths around the kernels' vectors.
    for cell, hidden in [("lstm", 16), ("lstm", 17), ("gru", 17), ("rnn", 33), ("rnn-relu", 20)]:
        made = {"torch": True, "cell": cell, "hidden": hidden, "input": 1}
        yield make_case(made, 2, 3, [3, 1], True)
    # Long sequences.
    for cell in ["rnn", "lstm", "gru"]:
        made = {"torch": True, "cell": cell, "hidden": 2, "input": 1}
        yield make_case(made, 2, 220, [220, 7], True)


OPTIONS = [
    {"cell": "gru-reset-before"},
    {"cell": "lstm", "peepholes": True},
    {"cell": "lstm", "coupled": True},
    {"cell": "lstm", "coupled": True, "peepholes": True},
    {"cell": "lstm", "norm": True},
    {"cell": "lstm", "norm": True, "peepholes": True, "projection": 2},
    {"cell": "lstm", "projection": 2, "peepholes": True},
    {"cell": "gru", "norm": True},
    {"cell": "rnn", "norm": True},
    {"cell": "lstm", "clip": 0.4, "peepholes": True},
    {"cell": "gru", "clip": 0.3},
    {"cell": "gru-reset-before", "clip": 0.3},
    {"cell": "rnn", "clip": 0.3},
    {"cell": "rnn-relu", "clip": 0.3},
    {"cell": "lstm", "hidden_zoneout": 0.3, "cell_zoneout": 0.2},
    {"cell": "lstm", "hidden_zoneout": 0.3, "peepholes": True},
    {"cell": "lstm", "cell_zoneout": 0.4, "peepholes": True},
    {"cell": "lstm", "cell_zoneout": 0.4, "hidden_zoneout": 0.1, "projection": 2},
    {"cell": "rnn", "hidden_zoneout": 0.25},
    {"cell": "rnn-relu", "hidden_zoneout": 0.25},
    {"cell": "gru", "hidden_zoneout": 0.25},
    {"cell": "gru-reset-before", "hidden_zoneout": 0.25},
    {"cell": "lstm", "learned": True},
    {"cell": "gru", "learned": True},
    {"cell": "lstm", "learned": True, "projection": 2},
]


def random_composed():
    for options in OPTIONS:
        for bidirectional in [None, random.choice(["summed", "concatenated"])]:
            batch, steps, lengths, has_state = extents()
            if options.get("norm"):
                # Of a single number or a zero vector the normalisation is steep.
                batch, steps, lengths, has_state = 2, 4, [4, 2], True
            made = {
                "hidden": random.choice([3, 4]), "input": random.choice([2, 3]),
                "layers": random.choice([1, 2]), "bias": random.random() < 0.75,
                "bidirectional": bidirectional, **options,
            }
            if options.get("norm"):
                made["hidden"] = 6
            yield make_case(
                made, batch, steps, lengths, has_state and not options.get("learned"))
    for cell in GATES:
        made = {"cell": cell, "hidden": 3, "input": 2, "layers": 2, "bidirectional": "summed"}
        yield make_case(made, *extents())


def check_composition():
    """Where PyTorch has the layer, the composition must be PyTorch's."""
    for index in range(12):
        cell = ["rnn", "rnn-relu", "lstm", "gru"][index % 4]
        made = {"cell": cell, "layers": 2, "hidden": 4, "input": 3, "bias": index < 8,
                "bidirectional": "concatenated" if index % 3 else None}
        if cell == "lstm" and index > 4:
            made["projection"] = 2
        module = torch_module(made).double()
        weights = dict(module.named_parameters())
        x, lengths = draw(4, 5, 3), [5, 0, 1, 3]
        mine, theirs = run_composed(made, x, weights, None, lengths), run_torch(
            module, x, weights, None, lengths)
        torch.testing.assert_close(mine[0], theirs[0], rtol=1e-12, atol=1e-12)
        torch.testing.assert_close(mine[1], theirs[1], rtol=1e-12, atol=1e-12)


def write(folder):
    torch.manual_seed(2000)
    random.seed(2000)
    check_composition()
    cases.write(folder, "recurrent", [*random_torch(), *random_composed()])
