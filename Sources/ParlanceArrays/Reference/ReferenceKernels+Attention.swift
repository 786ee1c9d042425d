extension ReferenceKernels {
  package func attendForward(
    _ source: AttendedSource, queries: NDArray
  ) -> (weights: NDArray, contexts: NDArray) {
    let (batch, places, size, width) = source.extents
    var weights = zeros([batch, places], like: source.keys)
    var contexts = zeros([batch, width], like: source.keys)
    let (w, c) = (weights.mutable(T.self), contexts.mutable(T.self))
    let (q, k) = (elements(queries), elements(source.keys))
    let (x, v) = (elements(source.values), source.energy.map { elements($0) })
    for row in 0..<batch {
      let scores = (0..<source.count(row)).map { place in
        (0..<size).reduce(T(0)) { sum, i in
          let (q, k) = (q[row * size + i], k[(row * places + place) * size + i])
          return sum + (v.map { $0[i] * T.tanh(q + k) } ?? q * k)
        }
      }
      let top = scores.max() ?? 0
      let total = scores.reduce(T(0)) { $0 + T.exp($1 - top) }
      for (place, score) in scores.enumerated() {
        let weight = T.exp(score - top) / total
        w[row * places + place] = weight
        for i in 0..<width { c[row * width + i] += weight * x[(row * places + place) * width + i] }
      }
    }
    return (weights, contexts)
  }

  package func attendBackward(
    _ source: AttendedSource, queries: NDArray, weights: NDArray, dWeights: NDArray?,
    dContexts: NDArray, _ gradients: inout AttendedGradients
  ) -> NDArray {
    let (batch, places, size, width) = source.extents
    var dQueries = zeros([batch, size], like: source.keys)
    let dq = dQueries.mutable(T.self)
    let dk = gradients.keys.mutable(T.self)
    let dv = gradients.energies?.mutable(T.self)
    let (q, k, w) = (elements(queries), elements(source.keys), elements(weights))
    let (x, v) = (elements(source.values), source.energy.map { elements($0) })
    let (dc, dw) = (elements(dContexts), dWeights.map { elements($0) })
    for row in 0..<batch {
      let first = row * places
      let given = (0..<source.count(row)).map { place in
        (0..<width).reduce(dw?[first + place] ?? 0) {
          $0 + dc[row * width + $1] * x[(first + place) * width + $1]
        }
      }
      let mean = given.enumerated().reduce(T(0)) { $0 + w[first + $1.offset] * $1.element }
      for (place, d) in given.enumerated() {
        let dScore = w[first + place] * (d - mean)
        for i in 0..<size {
          let (at, key) = (row * size + i, (first + place) * size + i)
          guard let v else {
            dk[key] += dScore * q[at]
            dq[at] += dScore * k[key]
            continue
          }
          let t = T.tanh(q[at] + k[key])
          dv![at] += dScore * t
          dk[key] += dScore * v[i] * (1 - t * t)
          dq[at] += dScore * v[i] * (1 - t * t)
        }
      }
    }
    return dQueries
  }
}
