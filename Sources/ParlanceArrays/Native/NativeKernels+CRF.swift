import CParlance

extension NativeKernels {
  package func crfForward(_ input: CRFInput, targets: [Int32]?) -> CRFForward {
    var forward = CRFForward(
      losses: zeros([input.batch], like: input.emissions),
      alphas: zeros(input.emissions.shape, like: input.emissions),
      norms: zeros([input.batch, input.steps + 1], like: input.emissions))
    withCall(input, targets, scratch: 2 * input.size) { call, _ in
      call.losses = forward.losses.mutable(Float.self)
      call.alphas = forward.alphas.mutable(Float.self)
      call.norms = forward.norms.mutable(Float.self)
      pl_crf_forward(call)
    }
    return forward
  }

  package func crfBackward(
    _ input: CRFInput, _ forward: CRFForward, targets: [Int32]?, shares: NDArray
  ) -> CRFGradients {
    let size = input.size
    var (betas, emissions) = (
      zeros(input.emissions.shape, like: input.emissions),
      zeros(input.emissions.shape, like: input.emissions)
    )
    var (alphas, norms) = (forward.alphas, forward.norms)
    let transposed = plain.permute(input.transitions, [1, 0])
    let parts = withCall(input, targets, scratch: size * (size + 4)) { call, parts in
      call.transposed = transposed.pointer(Float.self)
      call.shares = shares.pointer(Float.self)
      call.alphas = alphas.mutable(Float.self)
      call.norms = norms.mutable(Float.self)
      call.betas = betas.mutable(Float.self)
      call.d_emissions = emissions.mutable(Float.self)
      pl_crf_backward(call)
      return parts
    }
    var sums = zeros([size * (size + 4)], like: input.emissions)
    pl_add_column_sums(
      parts.pointer(Float.self), sums.mutable(Float.self), Int64(parts.shape[0]), Int64(sums.count))
    func part(_ start: Int, _ shape: [Int]) -> NDArray {
      plain.slice(sums, axis: 0, start: start, length: shape.reduce(1, *)).reshaped(shape)
    }
    return CRFGradients(
      betas: betas, emissions: emissions, transitions: part(2 * size, [size, size]),
      start: part(2 * size + size * size, [size]), end: part(3 * size + size * size, [size]))
  }

  package func crfBest(_ input: CRFInput) -> [Int32] {
    var best = [Int32](repeating: 0, count: input.batch * input.steps)
    var places = [Int32](repeating: 0, count: input.emissions.count)
    best.withUnsafeMutableBufferPointer { best in
      places.withUnsafeMutableBufferPointer { places in
        withCall(input, nil, scratch: 2 * input.size) { call, _ in
          call.best = best.baseAddress
          call.places = places.baseAddress
          pl_crf_best(call)
        }
      }
    }
    return best
  }

  private func withCall<Result>(
    _ input: CRFInput, _ targets: [Int32]?, scratch: Int,
    _ body: (inout pl_crf, NDArray) -> Result
  ) -> Result {
    var parts = zeros(
      [Int(pl_crf_blocks(Int64(input.batch))), scratch], like: input.emissions)
    return input.lengths.withUnsafeBufferPointer { lengths in
      (targets ?? []).withUnsafeBufferPointer { tags in
        var none: Int32 = 0
        return withUnsafePointer(to: &none) { none in
          var call = pl_crf(
            batch: Int64(input.batch), steps: Int64(input.steps), size: Int64(input.size),
            lengths: lengths.baseAddress ?? none,
            emissions: input.emissions.pointer(Float.self),
            transitions: input.transitions.pointer(Float.self),
            start: input.start.pointer(Float.self), end: input.end.pointer(Float.self),
            targets: targets == nil ? nil : tags.baseAddress ?? none, alphas: nil, norms: nil,
            losses: nil, transposed: nil, shares: nil, betas: nil, d_emissions: nil, best: nil,
            places: nil, parts: parts.mutable(Float.self), part_size: Int64(scratch))
          return body(&call, parts)
        }
      }
    }
  }
}
