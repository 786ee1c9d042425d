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
  public private(set) var exampleCount: Int
  /// For each unit, the share of the examples on which its activation is exactly zero.
  public var zeroShares: [Double] { shares { $0 == 0 } }
  private let size: Int
  private var values: [Double]

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
    self.size = size
  }

  /// Takes the examples of another batch too; traps where that has another number of units.
  public mutating func add(_ other: UnitActivity) {
    guard other.size == size else {
      fatalError("UnitActivity.add: expected \(size) units, found \(other.size)")
    }
    values += other.values
    exampleCount += other.exampleCount
  }

  /// H.
  public var unitCount: Int { size }

  /// For each unit, the share of the examples whose activation is so.
  private func shares(_ isCounted: (Double) -> Bool) -> [Double] {
    var counts = [Int](repeating: 0, count: size)
    for (place, value) in values.enumerated() where isCounted(value) { counts[place % size] += 1 }
    return counts.map { Double($0) / Double(max(exampleCount, 1)) }
  }

  /// The units whose activation is above zero on no example: of ReLU the dead ones, of its smooth kin those
  /// that are never on.
  public var neverOnUnits: [Int] {
    let shares = shares { $0 > 0 }
    return exampleCount == 0 ? [] : shares.indices.filter { shares[$0] == 0 }
  }

  /// The units whose activation is zero on every example: under ReLU they pass no gradient.
  public var deadUnits: [Int] {
    let shares = zeroShares
    return exampleCount == 0 ? [] : shares.indices.filter { shares[$0] == 1 }
  }

  /// The share of the units that are dead.
  public var deadShare: Double {
    size == 0 ? 0 : Double(deadUnits.count) / Double(size)
  }

  /// The units that lie nearer than `margin` to an end of the function's range on all but one in twenty
  /// examples: what they say hardly depends on what is read.
  public func saturatedUnits(_ bounds: Bounds, margin: Double = 0.05) -> [Int] {
    let (lower, upper) = bounds.ends
    let shares = shares { $0 < lower + margin || $0 > upper - margin }
    return exampleCount == 0 ? [] : shares.indices.filter { shares[$0] >= 0.95 }
  }

  /// The share of all activations that lie nearer than `margin` to an end of the function's range,
  /// where its gradient is small.
  public func saturatedShare(_ bounds: Bounds, margin: Double = 0.05) -> Double {
    let (lower, upper) = bounds.ends
    let count = values.count { $0 < lower + margin || $0 > upper - margin }
    return values.isEmpty ? 0 : Double(count) / Double(values.count)
  }
}
