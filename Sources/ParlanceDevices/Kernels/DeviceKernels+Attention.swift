import ParlanceArrays

extension DeviceKernels {
  package func attendForward(
    _ source: AttendedSource, queries: NDArray
  ) -> (weights: NDArray, contexts: NDArray) {
    let (batch, places, _, width) = source.extents
    var (weights, contexts) = (new([batch, places]), new([batch, width]))
    device.run(
      "attend_forward", groups: batch,
      arguments(source, queries) + [.block(write(&weights)), .block(write(&contexts))])
    return (weights, contexts)
  }

  package func attendBackward(
    _ source: AttendedSource, queries: NDArray, weights: NDArray, dWeights: NDArray?,
    dContexts: NDArray, _ gradients: inout AttendedGradients
  ) -> NDArray {
    let (batch, places, size, _) = source.extents
    var dQueries = new([batch, size])
    let scores = device.block(4 * batch * places)
    device.run(
      "attend_backward", groups: batch,
      arguments(source, queries) + [
        .block(read(weights)), .block(read(dWeights)), .block(read(dContexts)), .block(scores),
        .block(write(&dQueries)), .block(write(&gradients.keys)),
        .block(write(&gradients.energies)),
      ])
    return dQueries
  }

  /// What forward and backward share.
  private func arguments(_ source: AttendedSource, _ queries: NDArray) -> [Argument] {
    let (batch, places, size, width) = source.extents
    return [
      .long(places), .long(size), .long(width), .block(block((0..<batch).map(source.count))),
      .block(read(queries)), .block(read(source.keys)), .block(read(source.values)),
      .block(read(source.energy)),
    ]
  }
}
