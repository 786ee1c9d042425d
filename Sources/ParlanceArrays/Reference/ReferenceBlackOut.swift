extension ReferenceKernels {
  package func blackOut(
    _ logits: NDArray, scale: Double
  ) -> (losses: NDArray, gradient: NDArray) {
    let (rows, width) = (logits.shape[0], logits.shape[1])
    var losses = zeros([rows], like: logits)
    var gradient = zeros(logits.shape, like: logits)
    let (x, pl, g) = (logits.pointer(T.self), losses.mutable(T.self), gradient.mutable(T.self))
    for row in 0..<rows {
      let row = (x: UnsafeBufferPointer(start: x + row * width, count: width), number: row)
      (pl[row.number], _) = Self.blackOut(row.x, T(scale), g + row.number * width)
    }
    return (losses, gradient)
  }

  /// One row: its loss, and its gradient in g, which holds zeros.
  ///
  /// −ln p₀ − Σₖ ln(1 − pₖ) by zⱼ is p − onehot(0) and, for each k ≥ 1, pₖ for j = k and
  /// −pₖ pⱼ / (1 − pₖ) for others. Of the greatest logit, 1 − p is the sum of all other candidates.
  private static func blackOut(
    _ x: UnsafeBufferPointer<T>, _ scale: T, _ g: UnsafeMutablePointer<T>
  ) -> (loss: T, top: Int) {
    let top = x.indices.max { x[$0] < x[$1] } ?? 0
    let others = x.indices.filter { $0 != top }
    let second = others.map { x[$0] }.max() ?? -.infinity
    if second == -.infinity && top == 0 { return (0, top) }
    let rest = others.reduce(T(0)) { $0 + T.exp(x[$1] - second) }
    let distance = second - x[top] + T.log(rest)
    let share = 1 / (1 + T.exp(-distance))
    /// softmax over the candidates other than the greatest.
    func q(_ j: Int) -> T { T.exp(x[j] - second) / rest }
    let greatest = 1 / (1 + T.exp(distance))
    let p = x.indices.map { $0 == top ? greatest : share * q($0) }
    var loss = x[top] - x[0] + T.log1p(T.exp(distance))
    g[0] -= top == 0 ? share : 1
    for j in x.indices where !(j == 0 && top == 0) { g[j] += p[j] }
    let odds = others.reduce(T(0)) { $0 + ($1 > 0 ? p[$1] / (1 - p[$1]) : 0) }
    for k in others where k > 0 {
      loss -= T.log1p(-p[k])
      g[k] += p[k] / (1 - p[k])
    }
    for j in x.indices { g[j] -= p[j] * odds }
    if top > 0 {
      loss += T.log1p(T.exp(distance)) - distance
      g[top] += greatest
      for j in others { g[j] -= greatest * q(j) }
    }
    for j in x.indices { g[j] *= scale }
    return (loss, top)
  }
}
