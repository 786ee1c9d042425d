def turned(x):
    """Queries or keys [N, H, T, D] turned by their places, so that only distances count."""
    half = x.shape[-1] // 2
    rates = 10000.0 ** (-2 * torch.arange(half, dtype=torch.float64) / x.shape[-1])
    angles = torch.arange(x.shape[2], dtype=torch.float64)[:, None] * rates
    cosine, sine = angles.cos().float(), angles.sin().float()
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * cosine - b * sine, b * cosine + a * sine], dim=-1)


class Attention(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * size, size))
        self.in_proj_bias = nn.Parameter(torch.empty(3 * size))
        self.out_proj = nn.Linear(size, size)

    def forward(self, x, seen, rotary, memory=None):
        """From x [N, T, E] to what `seen` [N or 1, 1, T, S] shows of the memory, or of x itself."""
        size = x.shape[2]

        def part(y, index):
            rows = slice(index * size, (index + 1) * size)
            y = nn.functional.linear(y, self.in_proj_weight[rows], self.in_proj_bias[rows])
            return y.unflatten(2, (self.heads, -1)).transpose(1, 2)

        source = x if memory is None else memory
        q, k, v = part(x, 0), part(source, 1), part(source, 2)
        if rotary:
            q, k = turned(q), turned(k)
        scores = q @ k.transpose(2, 3) / q.shape[3] ** 0.5
        self.weights = scores.masked_fill(~seen, -torch.inf).softmax(dim=3)
        y = self.weights @ v
        return self.out_proj(y.transpose(1, 2).flatten(2))


class EncoderLayer(nn.Module):
    """Attention and a feed-forward part, each added to its input."""

    def __init__(self, size, heads, inner, norm_first, activation=nn.functional.gelu):
        super().__init__()
        self.norm_first, self.activation = norm_first, activation
        self.self_attn = Attention(size, heads)
        self.linear1, self.linear2 = nn.Linear(size, inner), nn.Linear(inner, size)
        self.norm1, self.norm2 = nn.LayerNorm(size), nn.LayerNorm(size)

    def forward(self, x, seen, rotary):
        def feed(y):
            return self.linear2(self.activation(self.linear1(y)))

        if self.norm_first:
            x = x + self.self_attn(self.norm1(x), seen, rotary)
            return x + feed(self.norm2(x))
        x = self.norm1(x + self.self_attn(x, seen, rotary))
        return self.norm2(x + feed(x))


def head_count(made, size):
    """Attention heads: as model.json says, or as many as have 32 numbers each, 8 at most."""
    fitting = [n for n in range(1, 9) if size % (2 * n) == 0 and (n == 1 or size // n >= 32)]
    return made.get("heads") or (fitting[-1] if fitting else 1)


class Positions(nn.Module):
    """Learned vectors for places."""

    def __init__(self, name):
        super().__init__()
        self.table = nn.Embedding(*WEIGHTS[name].shape)

    def forward(self, x):
        return x + self.table.weight[: x.shape[1]]


class Encoder(nn.Module):
    """A transformer in which each token attends to all of its text."""

    def __init__(self, made, size):
        super().__init__()
        self.kind, self.size = made.get("positions", "rotary"), size
        norm_first = made.get("normalisesFirst", True)
        if self.kind == "learned":
            self.positions = Positions("encoder.positions.table.weight")
        inner = made.get("feedForwardSize") or 4 * size
        self.layers = nn.ModuleList(
            EncoderLayer(size, head_count(made, size), inner, norm_first) for _ in range(made["layers"])
        )
        self.norm = nn.LayerNorm(size) if norm_first else None

    def forward(self, x, lengths):
        if self.kind == "learned":
            x = self.positions(x)
        elif self.kind == "sinusoidal":
            x = x + sinusoidal(x.shape[1], self.size)
        seen = mask(lengths, x.shape[1])[:, None, None, :]
        for layer in self.layers:
            x = layer(x, seen, self.kind == "rotary")
        return self.norm(x) if self.norm else x


def sinusoidal(steps, size):
    units = torch.arange(size, dtype=torch.float64)
    angles = torch.arange(steps, dtype=torch.float64)[:, None] * 10000.0 ** (-(units - units % 2) / size)
    return torch.where(units % 2 == 0, angles.sin(), angles.cos()).float()
