import Foundation
import ParlanceArrays
import ParlanceAutograd

/// Queries and keys turned by their places, so that their product depends on how far apart they are:
/// [.., T, D] → [.., T, D].
///
/// The pair (xᵢ, xᵢ₊D⁄₂) of place t is turned by the angle t · θ^(−2i/D). Su et al., *RoFormer: Enhanced
/// Transformer with Rotary Position Embedding*, 2021, eq. 34; pairs as in GPT-NeoX.
public struct RotaryPositions: Sendable {
  /// θ.
  public let base: Double
  /// The place of the first step, one for each of the first axis's rows; nil for 0.
  public var starts: [Int]?

  /// Creates a rotation.
  public init(base: Double = 10_000, starts: [Int]? = nil) {
    (self.base, self.starts) = (base, starts)
  }

  /// By how much a pair's angle grows from place to place.
  func rates(_ size: Int) -> [Double] {
    (0..<size / 2).map { pow(base, -2 * Double($0) / Double(size)) }
  }

  /// Turns queries or keys [B, H, T, D]; traps for an odd D.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let (rows, steps, size) = (x.shape[0], x.shape[2], x.shape[3])
    guard size.isMultiple(of: 2) else {
      fatalError("RotaryPositions: expected an even number of features a head, found \(size)")
    }
    let half = size / 2
    var starts = starts ?? [0]
    if let first = starts.first, starts.allSatisfy({ $0 == first }) { starts = [first] }
    guard starts.count == 1 || starts.count == rows else {
      fatalError("RotaryPositions: expected \(rows) first places, found \(starts.count)")
    }
    let rates = rates(size)
    var (cosines, sines): ([Double], [Double]) = ([], [])
    for start in starts {
      for step in 0..<steps {
        for pair in 0..<half {
          let angle = Double(start + step) * rates[pair]
          cosines.append(cos(angle))
          sines.append(sin(angle))
        }
      }
    }
    func table(_ values: [Double]) -> Tensor {
      let shape = [starts.count, 1, steps, half]
      return Tensor(NDArray(float64: values, shape: shape).cast(to: x.array.elementType))
    }
    let (cosine, sine) = (table(cosines), table(sines))
    let (a, b) = (x.slice(axis: 3, 0..<half), x.slice(axis: 3, half..<size))
    return concatenate([a * cosine - b * sine, b * cosine + a * sine], axis: 3)
  }
}
