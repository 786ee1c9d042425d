import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// What tells a transformer where a token stands.
public enum PositionKind: String, Codable, Sendable, CaseIterable {
  /// Sines and cosines of many wavelengths, added to the tokens' vectors.
  case sinusoidal
  /// A learned vector for each place, added to the tokens' vectors.
  case learned
  /// Queries and keys turned by their places.
  case rotary
}

/// Vectors for places, added to those of tokens: [B, T, E] → [B, T, E].
///
/// Sinusoidal: p(t, 2i) = sin(t / 10000^(2i/E)), p(t, 2i+1) = cos(t / 10000^(2i/E)). Vaswani et al., 2017,
/// section 3.5. Learned: a table of as many places as texts may have.
public final class PositionalEncoding: Module {
  /// The table of learned vectors; nil for sinusoidal ones.
  public let table: Embedding?
  let size: Int

  public var parts: [(name: String, value: Any)] { table.map { [("table", $0)] } ?? [] }

  /// Vectors by sines and cosines.
  public init(sinusoidal size: Int) { (table, self.size) = (nil, size) }

  /// Learned vectors for `count` places.
  public init(learned count: Int, _ size: Int, using generator: inout RandomGenerator) {
    table = Embedding(count, size, initializer: .normal(0.02), using: &generator)
    self.size = size
  }

  /// Adds the vectors of the places from `starts` on, one for each row, 0 by default; traps beyond the
  /// learned places.
  public func callAsFunction(_ x: Tensor, starts: [Int]? = nil) -> Tensor {
    let steps = x.shape[1]
    let starts = starts ?? [0]
    guard x.shape.count == 3, x.shape[2] == size, [1, x.shape[0]].contains(starts.count) else {
      fatalError(
        "PositionalEncoding: expected [\(starts.count), T, \(size)], found \(x.shape)")
    }
    if let table {
      guard starts.allSatisfy({ $0 + steps <= table.weight.shape[0] }) else {
        fatalError(
          "PositionalEncoding: \(starts.max()! + steps) places, \(table.weight.shape[0]) are learned"
        )
      }
      let ids = starts.flatMap { start in (0..<steps).map { Int32(start + $0) } }
      return x + table(ids, shape: [starts.count, steps])
    }
    let values = starts.flatMap { Self.sinusoidal($0..<$0 + steps, size) }
    let positions = NDArray(float64: values, shape: [starts.count, steps, size])
    return x + Tensor(positions.cast(to: x.array.elementType))
  }

  /// By how much a unit's angle grows from place to place: the sine's and the cosine's the same.
  static func rates(_ size: Int) -> [Double] {
    (0..<size).map { unit in pow(10_000, -Double(unit - unit % 2) / Double(size)) }
  }

  /// The vectors of some places, one after the other.
  static func sinusoidal(_ places: Range<Int>, _ size: Int) -> [Double] {
    let rates = rates(size)
    return places.flatMap { place in
      (0..<size).map { unit in
        let angle = Double(place) * rates[unit]
        return unit.isMultiple(of: 2) ? sin(angle) : cos(angle)
      }
    }
  }
}
