import ParlanceSystem

extension ReferenceKernels {
  package func fill(_ value: Double, _ y: inout NDArray) {
    y.mutable(T.self).update(repeating: T(value), count: y.count)
  }

  package func addScaled(_ alpha: Double, _ x: NDArray, _ y: inout NDArray) {
    let x = x.pointer(T.self)
    update(&y) { $1 + T(alpha) * x[$0] }
  }

  package func addProduct(_ a: NDArray, _ b: NDArray, _ y: inout NDArray) {
    let (a, b) = (a.pointer(T.self), b.pointer(T.self))
    update(&y) { $1 + a[$0] * b[$0] }
  }

  package func scale(_ alpha: Double, _ y: inout NDArray) {
    update(&y) { $1 * T(alpha) }
  }

  package func clamp(_ range: ClosedRange<Double>, _ y: inout NDArray) {
    update(&y) { Swift.min(Swift.max($1, T(range.lowerBound)), T(range.upperBound)) }
  }

  package func unary(_ function: UnaryFunction, _ x: NDArray) -> NDArray {
    map(x) { Self.value(function, $0) }
  }

  package func addUnaryGradient(
    _ function: UnaryFunction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    let (x, y, dy) = (x.pointer(T.self), y.pointer(T.self), dy.pointer(T.self))
    update(&dx) { $1 + Self.gradient(function, x: x[$0], y: y[$0], dy: dy[$0]) }
  }

  package func binary(_ function: BinaryFunction, _ a: NDArray, _ b: NDArray) -> NDArray {
    ternary(a, b, b) { a, b, _ in Self.value(function, a, b) }
  }

  package func ternary(
    _ function: TernaryFunction, _ a: NDArray, _ b: NDArray, _ c: NDArray
  ) -> NDArray {
    ternary(a, b, c) { a, b, c in
      switch function {
      case .choose: a != 0 ? b : c
      case .greaterGradient: a < b ? 0 : a == b ? c / 2 : c
      }
    }
  }

  package func addDropout(
    _ x: NDArray, rate: Double, key: RandomKey, sharedSteps: Int, firstPlace: Int,
    _ y: inout NDArray
  ) {
    let width = x.shape.last ?? 1
    let threshold = DropoutMask.threshold(rate)
    let factor = T(1 / (1 - rate))
    let px = x.pointer(T.self)
    update(&y) { index, value in
      let place =
        sharedSteps == 1 ? index : index / (sharedSteps * width) * width + index % width
      return DropoutMask.keeps(firstPlace + place, threshold, key)
        ? value + px[index] * factor : value
    }
  }

  package func mapping(
    _ a: NDArray, _ b: NDArray, _ c: NDArray,
    _ function: @Sendable (Double, Double, Double) -> Double
  ) -> NDArray {
    ternary(a, b, c) { T(function(Double($0), Double($1), Double($2))) }
  }

  private func ternary(
    _ a: NDArray, _ b: NDArray, _ c: NDArray, _ function: (T, T, T) -> T
  ) -> NDArray {
    var y = NDArray(uninitialized: NDArray.commonShape(a, b, c), like: a)
    let (pa, pb, pc) = (a.pointer(T.self), b.pointer(T.self), c.pointer(T.self))
    let (sa, sb, sc) = (a.count == 1 ? 0 : 1, b.count == 1 ? 0 : 1, c.count == 1 ? 0 : 1)
    update(&y) { index, _ in function(pa[index * sa], pb[index * sb], pc[index * sc]) }
    return y
  }
}

/// Which places a dropout mask keeps: word `place % 4` of Philox block `place / 4` of the key,
/// compared with rate · 2³².
package enum DropoutMask {
  package static func threshold(_ rate: Double) -> UInt32 {
    UInt32(min(max(rate * 0x1p32, 0), 0x1p32 - 1))
  }

  static func keeps(_ place: Int, _ threshold: UInt32, _ key: RandomKey) -> Bool {
    let block = Philox.block(counter: (UInt64(place / 4), 0), key: key.bits)
    let word =
      switch place % 4 {
      case 0: block.0
      case 1: block.1
      case 2: block.2
      default: block.3
      }
    return word >= threshold
  }
}
