import ParlanceArrays
import ParlanceSystem

extension DeviceKernels {
  package func fill(_ value: Double, _ y: inout NDArray) {
    device.each("fill", y.count, [.float(value), .block(write(&y))])
  }

  package func unary(_ function: UnaryFunction, _ x: NDArray) -> NDArray {
    var y = new(x.shape)
    device.each(
      "unary", x.count, function.arguments + [.block(read(x)), .block(write(&y))])
    return y
  }

  package func addUnaryGradient(
    _ function: UnaryFunction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    device.each(
      "add_unary_gradient", dx.count,
      function.arguments
        + [.block(read(x)), .block(read(y)), .block(read(dy)), .block(write(&dx))])
  }

  package func binary(_ function: BinaryFunction, _ a: NDArray, _ b: NDArray) -> NDArray {
    var y = new(NDArray.commonShape(a, b))
    let single = (a.count == 1 ? 1 : 0) | (b.count == 1 ? 2 : 0)
    device.each(
      "binary", y.count,
      [
        .int(Int(function.rawValue)), .int(single), .block(read(a)), .block(read(b)),
        .block(write(&y)),
      ])
    return y
  }

  package func ternary(
    _ function: TernaryFunction, _ a: NDArray, _ b: NDArray, _ c: NDArray
  ) -> NDArray {
    var y = new(NDArray.commonShape(a, b, c))
    let single = (a.count == 1 ? 1 : 0) | (b.count == 1 ? 2 : 0) | (c.count == 1 ? 4 : 0)
    device.each(
      "ternary", y.count,
      [
        .int(Int(function.rawValue)), .int(single), .block(read(a)), .block(read(b)),
        .block(read(c)), .block(write(&y)),
      ])
    return y
  }

  package func addScaled(_ alpha: Double, _ x: NDArray, _ y: inout NDArray) {
    device.each("add_scaled", y.count, [.float(alpha), .block(read(x)), .block(write(&y))])
  }

  package func addScaled(_ alpha: NDArray, _ x: NDArray, _ y: inout NDArray) {
    device.each(
      "add_scaled_by", y.count, [.block(read(alpha)), .block(read(x)), .block(write(&y))])
  }

  package func scaled(_ alpha: NDArray, _ x: NDArray) -> NDArray {
    var y = new(x.shape)
    device.each("scaled_by", y.count, [.block(read(alpha)), .block(read(x)), .block(write(&y))])
    return y
  }

  package func addProduct(_ a: NDArray, _ b: NDArray, _ y: inout NDArray) {
    device.each("add_product", y.count, [.block(read(a)), .block(read(b)), .block(write(&y))])
  }

  package func scale(_ alpha: Double, _ y: inout NDArray) {
    device.each("scale", y.count, [.float(alpha), .block(write(&y))])
  }

  package func clamp(_ range: ClosedRange<Double>, _ y: inout NDArray) {
    device.each(
      "clamp_within", y.count,
      [.float(range.lowerBound), .float(range.upperBound), .block(write(&y))])
  }

  package func addDropout(
    _ x: NDArray, rate: Double, key: RandomKey, sharedSteps: Int, firstPlace: Int,
    _ y: inout NDArray
  ) {
    device.each(
      "add_dropout", y.count,
      [
        .long(x.shape.last ?? 1), .long(sharedSteps), .long(firstPlace), .key(key.bits),
        .word(DropoutMask.threshold(rate)), .float(1 / (1 - rate)), .block(read(x)),
        .block(write(&y)),
      ])
  }

  package func clearingPadding(_ x: NDArray, lengths: [Int]) -> NDArray {
    var y = new(x.shape)
    device.each(
      "clear_padding", x.count,
      [
        .long(x.shape[1]), .long(x.shape[2]), .block(block(lengths)), .block(read(x)),
        .block(write(&y)),
      ])
    return y
  }
}

extension UnaryFunction {
  fileprivate var arguments: [Argument] {
    let (number, parameters) = code
    return [.int(number)] + (0..<3).map { .float($0 < parameters.count ? parameters[$0] : 0) }
  }

  /// The function's number in `elements.cl`, and its parameters.
  var code: (number: Int, parameters: [Double]) {
    switch self {
    case .negate: (0, [])
    case .exp: (1, [])
    case .log: (2, [])
    case .sqrt: (3, [])
    case .reciprocal: (4, [])
    case .square: (5, [])
    case .abs: (6, [])
    case .sigmoid: (7, [])
    case .tanh: (8, [])
    case .relu: (9, [])
    case .silu: (10, [])
    case .gelu: (11, [])
    case .geluTanh: (12, [])
    case .clamp(let low, let high): (13, [low, high])
    case .leakyRelu(let slope): (14, [slope])
    case .elu(let alpha, let scale, let inputScale): (15, [alpha, scale, inputScale])
    case .softplus(let beta, let threshold): (16, [beta, threshold])
    }
  }
}
