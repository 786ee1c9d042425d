import ParlanceArrays

extension DeviceKernels {
  package func crfForward(_ input: CRFInput, targets: [Int32]?) -> CRFForward {
    var (alphas, norms, losses) = (
      zeros(input.emissions.shape), zeros([input.batch, input.steps + 1]), new([input.batch])
    )
    device.run(
      "crf_forward", groups: input.batch,
      extents(input) + [
        .block(targets.map { block($0) }), .block(read(input.emissions)),
        .block(read(input.transitions)), .block(read(input.start)), .block(read(input.end)),
        .block(device.block(4 * input.batch * input.size)), .block(write(&alphas)),
        .block(write(&norms)), .block(write(&losses)),
      ])
    return CRFForward(losses: losses, alphas: alphas, norms: norms)
  }

  package func crfBackward(
    _ input: CRFInput, _ forward: CRFForward, targets: [Int32]?, shares: NDArray
  ) -> CRFGradients {
    let size = input.size
    var (betas, emissions) = (zeros(input.emissions.shape), zeros(input.emissions.shape))
    var parts = zeros([input.batch, size * (size + 2)])
    device.run(
      "crf_backward", groups: input.batch,
      extents(input) + [
        .block(targets.map { block($0) }), .block(read(input.emissions)),
        .block(read(input.transitions)), .block(read(input.end)), .block(read(shares)),
        .block(read(forward.alphas)), .block(read(forward.norms)), .block(write(&betas)),
        .block(write(&emissions)), .block(write(&parts)),
      ])
    var sums = zeros([1, size * (size + 2)])
    addReduced(parts, &sums)
    func part(_ start: Int, _ shape: [Int]) -> NDArray {
      slice(sums, axis: 1, start: start, length: shape.reduce(1, *)).reshaped(shape)
    }
    return CRFGradients(
      betas: betas, emissions: emissions, transitions: part(0, [size, size]),
      start: part(size * size, [size]), end: part(size * size + size, [size]))
  }

  package func crfBest(_ input: CRFInput) -> [Int32] {
    let (count, size) = (input.batch * input.steps, input.size)
    let best = device.block(4 * count)
    device.run(
      "crf_best", groups: input.batch,
      extents(input) + [
        .block(read(input.emissions)), .block(read(input.transitions)),
        .block(read(input.start)), .block(read(input.end)),
        .block(device.block(8 * input.batch * size)), .block(device.block(4 * count * size)),
        .block(best),
      ])
    return best.values(count)
  }

  private func extents(_ input: CRFInput) -> [Argument] {
    [.long(input.steps), .long(input.size), .block(block(input.lengths))]
  }
}
