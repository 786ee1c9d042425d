import ParlanceArrays

extension DeviceKernels {
  package func softmax(_ x: NDArray, logarithm: Bool) -> NDArray {
    let (rows, width) = x.rowsAndWidth()
    var y = new(x.shape)
    device.run(
      "softmax", groups: rows,
      [.long(width), .flag(logarithm), .block(read(x)), .block(write(&y))])
    return y
  }

  package func softmax(_ x: NDArray, limits: [Int32]) -> NDArray {
    var y = new(x.shape)
    device.run(
      "softmax_within", groups: limits.count,
      [.long(x.shape.last ?? 1), .block(block(limits)), .block(read(x)), .block(write(&y))])
    return y
  }

  package func addSoftmaxGradient(y: NDArray, dy: NDArray, logarithm: Bool, _ dx: inout NDArray) {
    let (rows, width) = y.rowsAndWidth()
    device.run(
      "add_softmax_gradient", groups: rows,
      [.long(width), .flag(logarithm), .block(read(y)), .block(read(dy)), .block(write(&dx))])
  }

  package func crossEntropy(
    _ logits: NDArray, targets: [Int32], ignoring: Int32, scale: Double
  ) -> (losses: NDArray, gradient: NDArray) {
    var (losses, gradient) = (new([targets.count]), new(logits.shape))
    device.run(
      "cross_entropy", groups: targets.count,
      [
        .long(logits.shape[1]), .int(Int(ignoring)), .float(scale), .block(block(targets)),
        .block(read(logits)), .block(write(&losses)), .block(write(&gradient)),
      ])
    return (losses, gradient)
  }

  package func blackOut(
    _ logits: NDArray, scale: Double
  ) -> (losses: NDArray, gradient: NDArray) {
    var (losses, gradient) = (new([logits.shape[0]]), new(logits.shape))
    device.run(
      "black_out", groups: logits.shape[0],
      [
        .long(logits.shape[1]), .float(scale), .block(read(logits)), .block(write(&losses)),
        .block(write(&gradient)),
      ])
    return (losses, gradient)
  }

  package func normalize(_ x: NDArray, epsilon: Double) -> (normalized: NDArray, inverse: NDArray) {
    let (rows, width) = x.rowsAndWidth()
    var (normalized, inverse) = (new(x.shape), new([rows]))
    device.run(
      "normalize_rows", groups: rows,
      [
        .long(width), .float(epsilon), .block(read(x)), .block(write(&normalized)),
        .block(write(&inverse)),
      ])
    return (normalized, inverse)
  }

  package func addNormalizeGradient(
    normalized: NDArray, inverse: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    let (rows, width) = dy.rowsAndWidth()
    device.run(
      "add_normalize_gradient", groups: rows,
      [
        .long(width), .block(read(normalized)), .block(read(inverse)), .block(read(dy)),
        .block(write(&dx)),
      ])
  }

  package func maxOverTime(_ x: NDArray, lengths: [Int32]) -> (values: NDArray, steps: NDArray) {
    var (y, steps) = (new([x.shape[0], x.shape[2]]), new([x.shape[0], x.shape[2]]))
    device.each(
      "max_over_time", y.count,
      [
        .long(x.shape[1]), .long(x.shape[2]), .block(block(lengths)), .block(read(x)),
        .block(write(&y)), .block(write(&steps)),
      ])
    return (y, steps)
  }

  package func addMaxOverTimeGradient(steps: NDArray, dy: NDArray, _ dx: inout NDArray) {
    device.each(
      "add_max_over_time_gradient", dy.count,
      [
        .long(dx.shape[1]), .long(dx.shape[2]), .block(read(steps)), .block(read(dy)),
        .block(write(&dx)),
      ])
  }

  package func greatestSums(
    _ x: NDArray, minus z: NDArray, _ rows: [Int32], blockWidth: Int
  ) -> NDArray {
    let (width, answers) = (x.shape[1], rows.count / 3)
    var y = new([(width + blockWidth - 1) / blockWidth, answers])
    device.run(
      "greatest_sums", groups: y.count,
      [
        .long(width), .long(blockWidth), .long(answers), .block(block(rows)), .block(read(x)),
        .block(read(z)), .block(write(&y)),
      ])
    return y
  }
}
