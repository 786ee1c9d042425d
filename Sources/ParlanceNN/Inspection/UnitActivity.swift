import ParlanceArrays

/// What the H units of a layer do over a batch: which never fire, and how many are saturated.
public struct UnitActivity: Sendable {
  /// The functions that saturate, with the values that they approach.
  public enum Bounds: Sendable {
    /// 0 and 1.
    case sigmoid
    /// −1 and 1.
    case tanh

    fileprivate var ends: (Double, Double) { self == .sigmoid ? (0, 1) : (-1, 1) }
  }

  /// How many vectors of activations were looked at.
  public let exampleCount: Int
  /// For each unit, the share of the examples on which its activation is exactly zero.
  public let zeroShares: [Double]
  private let values: [Double]

  /// Looks at activations [.., H]; those of padding beyond the lengths of [B, T, H] do not count.
  public init(_ activations: NDArray, lengths: [Int]? = nil) {
    guard let size = activations.shape.last else {
      fatalError("UnitActivity: expected activations [.., H], found shape []")
    }
    let all = activations.doubles
    let rows = activations.shape.dropLast().reduce(1, *)
    var kept = Array(0..<rows)
    if let lengths {
      guard activations.rank == 3, lengths.count == activations.shape[0] else {
        fatalError("UnitActivity: \(lengths.count) lengths do not fit \(activations.shape)")
      }
      let steps = activations.shape[1]
      kept = kept.filter { $0 % steps < lengths[$0 / steps] }
    }
    values = kept.flatMap { all[$0 * size..<($0 + 1) * size] }
    exampleCount = kept.count
    var zeros = [Int](repeating: 0, count: size)
    for (place, value) in values.enumerated() where value == 0 { zeros[place % size] += 1 }
    let count = Double(max(exampleCount, 1))
    zeroShares = zeros.map { Double($0) / count }
  }

  /// The units whose activation is zero on every example: under ReLU they pass no gradient.
  public var deadUnits: [Int] {
    exampleCount == 0 ? [] : zeroShares.indices.filter { zeroShares[$0] == 1 }
  }

  /// The share of the units that are dead.
  public var deadShare: Double {
    zeroShares.isEmpty ? 0 : Double(deadUnits.count) / Double(zeroShares.count)
  }

  /// The share of all activations that lie nearer than `margin` to an end of the function's range,
  /// where its gradient is small.
  public func saturatedShare(_ bounds: Bounds, margin: Double = 0.05) -> Double {
    let (lower, upper) = bounds.ends
    let count = values.count { $0 < lower + margin || $0 > upper - margin }
    return values.isEmpty ? 0 : Double(count) / Double(values.count)
  }
}
