extension ReferenceKernels {
  package func crfForward(_ input: CRFInput, targets: [Int32]?) -> CRFForward {
    var forward = CRFForward(
      losses: zeros([input.batch], like: input.emissions),
      alphas: zeros(input.emissions.shape, like: input.emissions),
      norms: zeros([input.batch, input.steps + 1], like: input.emissions))
    let (losses, alphas, norms) = (
      forward.losses.mutable(T.self), forward.alphas.mutable(T.self), forward.norms.mutable(T.self)
    )
    for row in 0..<input.batch {
      let chain = Chain(input, row)
      var loss = T(0)
      var before: [T] = []
      for t in 0..<chain.length {
        var now = (0..<chain.size).map { tag in
          chain.emission(t, tag)
            + (t == 0
              ? chain.start[tag]
              : Self.logSum(before.enumerated().map { $1 + chain.transition($0, tag) }))
        }
        let norm = Self.logSum(now)
        for tag in now.indices {
          now[tag] -= norm
          alphas[(row * input.steps + t) * chain.size + tag] = now[tag]
        }
        norms[row * (input.steps + 1) + t] = norm
        loss += norm
        before = now
      }
      if chain.length > 0 {
        let norm = Self.logSum(before.enumerated().map { $1 + chain.end[$0] })
        norms[row * (input.steps + 1) + chain.length] = norm
        loss += norm
      }
      if let targets {
        let first = row * input.steps
        loss -= chain.score(targets[first..<first + chain.length].map(Int.init))
      }
      losses[row] = loss
    }
    return forward
  }

  package func crfBackward(
    _ input: CRFInput, _ forward: CRFForward, targets: [Int32]?, shares: NDArray
  ) -> CRFGradients {
    let size = input.size
    var gradients = CRFGradients(
      betas: zeros(input.emissions.shape, like: input.emissions),
      emissions: zeros(input.emissions.shape, like: input.emissions),
      transitions: zeros([size, size], like: input.emissions),
      start: zeros([size], like: input.emissions),
      end: zeros([size], like: input.emissions))
    let (alphas, norms) = (forward.alphas.pointer(T.self), forward.norms.pointer(T.self))
    let shares = shares.pointer(T.self)
    let betas = gradients.betas.mutable(T.self)
    let dx = gradients.emissions.mutable(T.self)
    let dw = gradients.transitions.mutable(T.self)
    let (first, last) = (gradients.start.mutable(T.self), gradients.end.mutable(T.self))
    for row in 0..<input.batch {
      let chain = Chain(input, row)
      let norms = norms + row * (input.steps + 1)
      let place = { (t: Int, tag: Int) in (row * input.steps + t) * size + tag }
      for t in (0..<chain.length).reversed() {
        for i in 0..<size {
          if t == chain.length - 1 {
            betas[place(t, i)] = chain.end[i] - norms[chain.length]
          } else {
            let ways = (0..<size).map { j in
              chain.transition(i, j) + chain.emission(t + 1, j) + betas[place(t + 1, j)]
                - norms[t + 1]
            }
            betas[place(t, i)] = Self.logSum(ways)
            for j in 0..<size {
              dw[i * size + j] += shares[row] * T.exp(alphas[place(t, i)] + ways[j])
            }
          }
          let p = shares[row] * T.exp(alphas[place(t, i)] + betas[place(t, i)])
          dx[place(t, i)] = p
          if t == 0 { first[i] += p }
          if t == chain.length - 1 { last[i] += p }
        }
      }
      guard let targets, chain.length > 0 else { continue }
      let tags = (0..<chain.length).map { Int(targets[row * input.steps + $0]) }
      for (t, tag) in tags.enumerated() { dx[place(t, tag)] -= shares[row] }
      for (i, j) in zip(tags, tags.dropFirst()) { dw[i * size + j] -= shares[row] }
      first[tags[0]] -= shares[row]
      last[tags[tags.count - 1]] -= shares[row]
    }
    return gradients
  }

  package func crfBest(_ input: CRFInput) -> [Int32] {
    var best = [Int32](repeating: 0, count: input.batch * input.steps)
    for row in 0..<input.batch {
      let chain = Chain(input, row)
      guard chain.length > 0 else { continue }
      var scores = (0..<chain.size).map { chain.start[$0] + chain.emission(0, $0) }
      var places: [[Int]] = []
      for t in 1..<max(chain.length, 1) {
        let from = (0..<chain.size).map { tag in
          Self.firstGreatest(scores.enumerated().map { $1 + chain.transition($0, tag) })
        }
        scores = (0..<chain.size).map {
          scores[from[$0]] + chain.transition(from[$0], $0) + chain.emission(t, $0)
        }
        places.append(from)
      }
      var tag = Self.firstGreatest(scores.enumerated().map { $1 + chain.end[$0] })
      for t in (0..<chain.length).reversed() {
        best[row * input.steps + t] = Int32(tag)
        if t > 0 { tag = places[t - 1][tag] }
      }
    }
    return best
  }

  private static func firstGreatest(_ x: [T]) -> Int {
    x.indices.reduce(0) { x[$1] > x[$0] ? $1 : $0 }
  }

  /// ln Σ eˣ; −∞ where all are.
  private static func logSum(_ x: [T]) -> T {
    let top = x.max() ?? -.infinity
    return top == -.infinity ? top : top + T.log(x.reduce(0) { $0 + T.exp($1 - top) })
  }

  /// One sequence with its scores.
  private struct Chain {
    let size: Int
    let length: Int
    let start: UnsafePointer<T>
    let end: UnsafePointer<T>
    private let emissions: UnsafePointer<T>
    private let transitions: UnsafePointer<T>

    init(_ input: CRFInput, _ row: Int) {
      size = input.size
      length = Int(input.lengths[row])
      start = input.start.pointer(T.self)
      end = input.end.pointer(T.self)
      emissions = input.emissions.pointer(T.self) + row * input.steps * input.size
      transitions = input.transitions.pointer(T.self)
    }

    func emission(_ t: Int, _ tag: Int) -> T { emissions[t * size + tag] }

    func transition(_ i: Int, _ j: Int) -> T { transitions[i * size + j] }

    /// The score of a path; 0 for one of no steps.
    func score(_ path: [Int]) -> T {
      guard let first = path.first, let last = path.last else { return 0 }
      let ways = zip(path, path.dropFirst()).reduce(T(0)) { $0 + transition($1.0, $1.1) }
      return start[first] + end[last] + ways
        + path.enumerated().reduce(0) { $0 + emission($1.offset, $1.element) }
    }
  }
}
