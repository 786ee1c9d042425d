import ParlanceArrays

extension DeviceKernels {
  /// What is summed, by its number in `reductions.cl`.
  private enum Term: Int {
    case value, square, notFinite, power
  }

  /// How a sum is cut: into groups of stretches, which the count alone decides.
  private func cut(_ count: Int) -> (groups: Int, stretch: Int) {
    let groups = min(256, (count + 4095) / 4096)
    return (groups, groups == 0 ? 0 : (count + groups - 1) / groups)
  }

  /// The parts of the sum of an array.
  private func parts(_ term: Term, _ p: Double, _ x: NDArray) -> (count: Int, block: Block) {
    let (groups, stretch) = cut(x.count)
    let parts = device.block(8 * groups)
    device.run(
      "sum_parts", groups: groups,
      [
        .long(x.count), .long(stretch), .int(term.rawValue), .float(p), .block(read(x)),
        .block(parts),
      ])
    return (groups, parts)
  }

  /// The sums of arrays, with one wait.
  private func totals(_ term: Term, power p: Double = 0, of arrays: [NDArray]) -> [Double] {
    let sums = device.block(8 * arrays.count)
    for (place, array) in arrays.enumerated() where array.elementType == .float32 {
      let (count, parts) = parts(term, p, array)
      device.run(
        "add_parts", groups: 1,
        [.long(count), .long(2 * place), .float(1), .block(parts), .block(sums)])
    }
    let pairs: [Float] = sums.values(2 * arrays.count)
    return arrays.indices.map { Double(pairs[2 * $0]) + Double(pairs[2 * $0 + 1]) }
  }

  package func sum(_ x: NDArray, scale: Double) -> NDArray {
    var y = new([])
    let (count, parts) = parts(.value, 0, x)
    device.run(
      "add_parts", groups: 1,
      [.long(count), .long(-1), .float(scale), .block(parts), .block(write(&y))])
    return y
  }

  package func sumOfSquares(_ x: NDArray) -> Double { totals(.square, of: [x])[0] }

  package func sumsOfSquares(_ arrays: [NDArray]) -> [Double] {
    zip(arrays, totals(.square, of: arrays)).map { array, sum in
      array.elementType == .float32 ? sum : array.kernels.sumOfSquares(array)
    }
  }

  package func allFinite(_ x: NDArray) -> Bool { totals(.notFinite, of: [x])[0] == 0 }

  package func sumsOfPowers(_ arrays: [NDArray], _ p: Double) -> [Double] {
    if p.isFinite { return totals(.power, power: p, of: arrays) }
    let greatest = device.block(4 * arrays.count)
    for (place, array) in arrays.enumerated() {
      let (groups, stretch) = cut(array.count)
      let parts = device.block(4 * groups)
      device.run(
        "greatest_sizes", groups: groups,
        [.long(array.count), .long(stretch), .long(0), .block(read(array)), .block(parts)])
      device.run(
        "greatest_sizes", groups: 1,
        [.long(groups), .long(groups), .long(place), .block(parts), .block(greatest)])
    }
    let sizes: [Float] = greatest.values(arrays.count)
    return sizes.map(Double.init)
  }

  package func reduceRows(_ reduction: RowReduction, _ x: NDArray) -> NDArray {
    var y = new([x.shape[0]])
    device.run(
      "reduce_rows", groups: x.shape[0],
      [.long(x.shape[1])] + reduction.arguments + [.block(read(x)), .block(write(&y))])
    return y
  }

  package func addRowsGradient(
    _ reduction: RowReduction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    if reduction == .countNonzero { return }
    device.run(
      "add_rows_gradient", groups: x.shape[0],
      [.long(x.shape[1])] + reduction.arguments
        + [.block(read(x)), .block(read(y)), .block(read(dy)), .block(write(&dx))])
  }

  package func cumulativeSum(_ x: NDArray, isExclusive: Bool, isReversed: Bool) -> NDArray {
    var y = new(x.shape)
    device.each(
      "cumulative_sum", x.shape[0],
      [
        .long(x.shape[1]), .flag(isExclusive), .flag(isReversed), .block(read(x)),
        .block(write(&y)),
      ])
    return y
  }

  package func extremumPlaces(_ x: NDArray, isMaximum: Bool, isLast: Bool) -> [Int32] {
    let places = device.block(4 * x.shape[0])
    device.each(
      "extremum_places", x.shape[0],
      [
        .long(x.shape[1]), .float(isMaximum ? 1 : -1), .flag(isLast), .block(read(x)),
        .block(places),
      ])
    return places.values(x.shape[0])
  }
}

extension RowReduction {
  /// The reduction's number in `reductions.cl`, and its parameter.
  fileprivate var arguments: [Argument] {
    switch self {
    case .maximum: [.int(0), .float(0)]
    case .minimum: [.int(1), .float(0)]
    case .product: [.int(2), .float(0)]
    case .logSumExp: [.int(3), .float(0)]
    case .norm(let p): [.int(4), .float(p)]
    case .variance(let correction): [.int(5), .float(correction)]
    case .deviation(let correction): [.int(6), .float(correction)]
    case .countNonzero: [.int(7), .float(0)]
    }
  }
}
