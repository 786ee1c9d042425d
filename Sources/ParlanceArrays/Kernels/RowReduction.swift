import Foundation

/// What a row of numbers can become: one number, in double precision on the way.
package enum RowReduction: Sendable, Equatable {
  case maximum, minimum, product, logSumExp
  /// (Σ |x|ᵖ)^(1/p), the greatest and the least |x| for ±∞, the count of nonzero numbers for 0.
  case norm(Double)
  /// Σ (x − mean)² / (W − correction), and its root.
  case variance(correction: Double)
  case deviation(correction: Double)
  case countNonzero
}

/// The reductions of one row of `Element`s and their gradients.
struct RowReducer<T: Element> {
  let reduction: RowReduction

  func value(_ x: UnsafeBufferPointer<T>) -> T {
    switch reduction {
    case .maximum: extremum(x) { $0 > $1 }
    case .minimum: extremum(x) { $0 < $1 }
    case .product: T(x.reduce(1) { $0 * Double($1) })
    case .logSumExp: T(logSumExp(x))
    case .norm(let p): T(norm(x, p))
    case .variance(let correction): T(variance(x, correction))
    case .deviation(let correction): T(variance(x, correction).squareRoot())
    case .countNonzero: T(x.count { $0 != 0 })
    }
  }

  /// dx += dy · ∂y/∂x.
  func addGradient(
    _ x: UnsafeBufferPointer<T>, y: T, dy: T, _ dx: UnsafeMutablePointer<T>
  ) {
    switch reduction {
    case .maximum, .minimum:
      // Ties share alike; a NaN is equal to nothing, and the share 0 / 0.
      let share = dy / T(x.count { $0 == y })
      for j in x.indices { dx[j] += x[j] == y ? share : y.isNaN ? .nan : 0 }
    case .product: addProductGradient(x, Double(dy), dx)
    case .logSumExp:
      for j in x.indices { dx[j] += dy * T(exp(Double(x[j]) - Double(y))) }
    case .norm(let p): addNormGradient(x, Double(y), Double(dy), p, dx)
    case .variance(let correction):
      addDeviations(x, 2 * Double(dy) / freedom(x.count, correction), dx)
    case .deviation(let correction):
      if y == 0 { break }
      addDeviations(x, Double(dy) / (Double(y) * freedom(x.count, correction)), dx)
    case .countNonzero: break
    }
  }

  private func extremum(_ x: UnsafeBufferPointer<T>, _ isBetter: (T, T) -> Bool) -> T {
    var best = x[0]
    for value in x where isBetter(value, best) || value.isNaN {
      best = value
      if value.isNaN { break }
    }
    return best
  }

  private func logSumExp(_ x: UnsafeBufferPointer<T>) -> Double {
    let top = x.reduce(-Double.infinity) { Swift.max($0, Double($1)) }
    let shift = top.isFinite ? top : 0
    return shift + log(x.reduce(0) { $0 + exp(Double($1) - shift) })
  }

  private func freedom(_ count: Int, _ correction: Double) -> Double {
    Swift.max(Double(count) - correction, 0)
  }

  private func mean(_ x: UnsafeBufferPointer<T>) -> Double {
    x.reduce(0) { $0 + Double($1) } / Double(x.count)
  }

  private func variance(_ x: UnsafeBufferPointer<T>, _ correction: Double) -> Double {
    let mean = mean(x)
    let sum = x.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return x.isEmpty ? .nan : sum / freedom(x.count, correction)
  }

  private func addDeviations(
    _ x: UnsafeBufferPointer<T>, _ factor: Double, _ dx: UnsafeMutablePointer<T>
  ) {
    let mean = mean(x)
    for j in x.indices { dx[j] += T(factor * (Double(x[j]) - mean)) }
  }

  /// Products of all others, from both ends: right for zeros too.
  private func addProductGradient(
    _ x: UnsafeBufferPointer<T>, _ dy: Double, _ dx: UnsafeMutablePointer<T>
  ) {
    var after = [Double](repeating: 1, count: x.count + 1)
    for j in x.indices.reversed() { after[j] = after[j + 1] * Double(x[j]) }
    var before = 1.0
    for j in x.indices {
      dx[j] += T(dy * (before * after[j + 1]))
      before *= Double(x[j])
    }
  }

  private func norm(_ x: UnsafeBufferPointer<T>, _ p: Double) -> Double {
    switch p {
    case 0: Double(x.count { $0 != 0 })
    case 1: x.reduce(0) { $0 + abs(Double($1)) }
    case 2: x.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    case .infinity, -.infinity: size(x, p > 0)
    default: pow(x.reduce(0) { $0 + pow(abs(Double($1)), p) }, 1 / p)
    }
  }

  private func size(_ x: UnsafeBufferPointer<T>, _ isGreatest: Bool) -> Double {
    var best = x.isEmpty ? 0 : abs(Double(x[0]))
    for value in x {
      let size = abs(Double(value))
      if size.isNaN { return .nan }
      if isGreatest ? size > best : size < best { best = size }
    }
    return best
  }

  private func addNormGradient(
    _ x: UnsafeBufferPointer<T>, _ y: Double, _ dy: Double, _ p: Double,
    _ dx: UnsafeMutablePointer<T>
  ) {
    func sign(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }
    if p == 0 { return }
    if p == 1 {
      for j in x.indices { dx[j] += T(sign(Double(x[j])) * dy) }
    } else if p.isInfinite {
      let ties = x.count { abs(Double($0)) == y || $0.isNaN }
      for j in x.indices where abs(Double(x[j])) == y {
        dx[j] += T(sign(Double(x[j])) * dy / Double(ties))
      }
    } else {
      // sign(x) |x|^(p−1) · dy / y^(p−1), 0 where y is 0, and at x = 0 for p < 1.
      let scale = y == 0 ? 0 : p == 2 ? dy / y : dy / pow(y, p - 1)
      for j in x.indices {
        let value = Double(x[j])
        let power = p == 2 ? value : sign(value) * pow(abs(value), p - 1)
        dx[j] += T(value == 0 && p < 1 ? 0 : (value.isNaN ? value : power) * scale)
      }
    }
  }
}
