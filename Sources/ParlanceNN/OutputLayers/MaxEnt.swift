import ParlanceArrays
import ParlanceAutograd

/// Hashed n-gram features beside a network: what the last tokens alone say about the next one.
///
/// The logits of outputs o₀ … oₖ₋₁ get y(oⱼ) = Σₘ θ[(16 rₘ + j) mod size] over the orders m = 1 … n,
/// where rₘ is a hash of the m − 1 tokens before and of the outputs' part. An order is left out where
/// one of its tokens is missing. Parts are told apart so that the same history has other features for
/// each: part 0 are the classes of a class-based softmax, part c + 1 the members of class c.
///
/// The hash: s₁ = g and sₘ₊₁ = mix(sₘ + g (w + 1)) with the m-th token before, w; rₘ = mix(sₘ xor
/// (part + 1)) mod (size / 16), all of 64 bits with overflow, where g = 0x9E3779B97F4A7C15 and mix is
/// the last function of SplitMix64. Features that share a number are not told apart; a larger table
/// has fewer of them.
///
/// Only the rows that a step looks at have a gradient, so its cost does not grow with the table.
/// Mikolov, Deoras, Povey, Burget and Černocký, *Strategies for Training Large Scale Neural Network
/// Language Models*, 2011.
public final class MaxEnt: Module {
  /// The greatest order n: features of the last n − 1 tokens.
  public let order: Int
  /// θ, zeros at first: [size / 16, 16].
  public let weight: Parameter

  /// Creates a table of zeros; traps for an order or a size of less than 1.
  ///
  /// - `size`: the number of values, taken up to the next multiple of 16.
  public init(order: Int, size: Int) {
    guard order >= 1, size >= 1 else { fatalError("MaxEnt: order \(order), size \(size)") }
    self.order = order
    weight = Parameter(shape: Self.shape(size: size))
  }

  /// The shape of the table for a number of values.
  public static func shape(size: Int) -> [Int] {
    [RowGroups.padded(size) / RowGroups.alignment, RowGroups.alignment]
  }

  /// How many values the table has.
  public var size: Int { weight.shape[0] * weight.shape[1] }

  /// What is added to the logits of the outputs of some parts: → lines, each as long as its outputs
  /// and filled up to the next multiple of 16, flat.
  ///
  /// - `lines`: of each the place in the history, the part, and how many outputs it has.
  func logits(_ history: TokenHistory, _ lines: [Line]) -> Tensor {
    guard history.length >= order - 1 else {
      fatalError("MaxEnt: order \(order) needs \(order - 1) tokens, found \(history.length)")
    }
    let count = lines.reduce(0) { max($0, $1.place + 1) }
    guard history.tokens.count >= count * history.length else {
      fatalError("MaxEnt: \(count) places, a history of \(history.tokens.count) tokens")
    }
    let states = hashStates(history, count)
    let rowCount = weight.shape[0]
    var ids: [Int32] = []
    var starts: [Int64] = [0]
    ids.reserveCapacity(lines.reduce(0) { $0 + ($1.count / RowGroups.alignment + 1) * order })
    for line in lines {
      let rows = states[line.place].map {
        Int(mix($0 ^ UInt64(line.part + 1)) % UInt64(rowCount))
      }
      for block in 0..<RowGroups.padded(line.count) / RowGroups.alignment {
        for row in rows { ids.append(Int32((row + block) % rowCount)) }
        starts.append(Int64(ids.count))
      }
    }
    let blocks = bagSums(weight.tensor, ids, starts: starts)
    return blocks.reshaped([blocks.array.count])
  }

  /// The outputs of one part at one place.
  struct Line {
    let place: Int
    let part: Int
    let count: Int
  }

  /// s₁ … of each place, as far as its history has tokens.
  private func hashStates(_ history: TokenHistory, _ count: Int) -> [[UInt64]] {
    let length = history.length
    func states(_ tokens: ArraySlice<Int32>) -> [UInt64] {
      var found = [golden]
      for token in tokens.prefix(order - 1) {
        if token == TokenHistory.none { break }
        found.append(mix(found.last! &+ golden &* UInt64(truncatingIfNeeded: Int(token) + 1)))
      }
      return found
    }
    return (0..<count).map { states(history.tokens[$0 * length..<($0 + 1) * length]) }
  }
}

private let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

/// The last function of SplitMix64: every bit of the result depends on every bit.
private func mix(_ state: UInt64) -> UInt64 {
  var z = state
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
