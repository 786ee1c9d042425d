import ParlanceArrays
import ParlanceAutograd

/// The keys and values of the tokens that a layer has read, so that what comes next is read alone.
///
/// Rows may have different lengths: each row's keys stand from the left, and what is beyond its length
/// counts for nothing. They are arrays: no gradient flows to what was read before.
public struct KeyValueCache: Sendable {
  /// Keys and values: [R, H, S, D] each.
  public private(set) var keys: NDArray
  public private(set) var values: NDArray
  /// How many of them each row has.
  public private(set) var lengths: [Int]
  /// How many tokens each row has read in all.
  public private(set) var places: [Int]
  /// How far back a token looks, itself included; nil for all.
  public let window: Int?

  /// A cache that knows nothing of R texts, for heads of D numbers.
  public init(rows: Int, headCount: Int, headSize: Int, window: Int? = nil) {
    keys = NDArray(zeros: [rows, headCount, 0, headSize])
    values = keys
    lengths = [Int](repeating: 0, count: rows)
    places = lengths
    self.window = window
  }

  /// A cache as it was.
  public init(
    keys: NDArray, values: NDArray, lengths: [Int], places: [Int], window: Int? = nil
  ) {
    (self.keys, self.values, self.lengths) = (keys, values, lengths)
    (self.places, self.window) = (places, window)
  }

  /// Keys and values that are kept, and new ones [R, H, T, D] after them.
  func joined(_ new: AttentionMemory) -> AttentionMemory {
    if keys.shape[2] == 0 { return new }
    func joined(_ old: NDArray, _ new: Tensor) -> Tensor {
      concatenate([Tensor(old), new], axis: 2)
    }
    return AttentionMemory(keys: joined(keys, new.keys), values: joined(values, new.values))
  }

  /// Which of the joined keys each of T new tokens looks at: 1 for those up to itself within the window,
  /// [R or 1, 1, T, S + T]; nil where it is all before it.
  func mask(steps: Int, like array: NDArray) -> Tensor? {
    let old = keys.shape[2]
    let window = window ?? .max
    if old == 0, window >= steps { return nil }
    let rows = lengths.allSatisfy { $0 == lengths.first } ? [lengths.first ?? 0] : lengths
    let width = old + steps
    var mask = [Float](repeating: 0, count: rows.count * steps * width)
    for (row, length) in rows.enumerated() {
      for step in 0..<steps {
        let begin = (row * steps + step) * width
        // Of the row's tokens, the new one is number length + step.
        for place in max(0, length + step - window + 1)..<length + step + 1 {
          mask[begin + (place < length ? place : old + place - length)] = 1
        }
      }
    }
    return Tensor(
      NDArray(mask, shape: [rows.count, 1, steps, width]).cast(to: array.elementType))
  }

  /// Takes new keys and values [R, H, T, D], of which each row has `counts`; what no window reaches
  /// any more goes.
  mutating func append(_ new: AttentionMemory, counts: [Int]) {
    let (all, heads, old) = (joined(new), keys.shape[1], keys.shape[2])
    let totals = zip(lengths, counts).map { $0 + $1 }
    let kept = totals.map { min($0, window ?? $0) }
    let (steps, width) = (kept.max() ?? 0, all.keys.shape[2])
    var ids: [Int32] = []
    ids.reserveCapacity(kept.count * heads * steps)
    for row in kept.indices {
      let gone = totals[row] - kept[row]
      // Where each place comes from, in the old and the new keys side by side.
      let sources = (0..<steps).map { step in
        let place = gone + min(step, kept[row] - 1)
        return place < lengths[row] ? place : old + place - lengths[row]
      }
      for head in 0..<heads {
        let first = (row * heads + head) * width
        for source in sources { ids.append(Int32(first + source)) }
      }
    }
    let (headSize, rows) = (keys.shape[3], kept.count)
    func taken(_ tensor: Tensor) -> NDArray {
      let table = tensor.array.reshaped([rows * heads * width, headSize])
      return table.kernels.gatherRows(table, ids).reshaped([rows, heads, steps, headSize])
    }
    (keys, values, lengths) = (taken(all.keys), taken(all.values), kept)
    places = zip(places, counts).map { $0 + $1 }
  }
}

extension MultiHeadAttention {
  /// Attends from the next tokens [R, T, E] to those that a cache knows and to each other up to themselves:
  /// → [R, T, E]; the cache knows them then.
  ///
  /// - `counts`: how many tokens are new in each row, at least 1; what a row has beyond is padding.
  /// - `keepsCache`: whether there is more to come.
  func extend(
    _ x: Tensor, _ cache: inout KeyValueCache, counts: [Int], rotary: RotaryPositions? = nil,
    keepsCache: Bool = true, mode: Mode = .evaluation
  ) -> Tensor {
    var new = memory(of: x)
    var queries = queries(of: x)
    if var rotary {
      rotary.starts = cache.places
      queries = rotary(queries)
      new = AttentionMemory(keys: rotary(new.keys), values: new.values)
    }
    let mask = cache.mask(steps: x.shape[1], like: x.array)
    let outputs = attend(
      queries, cache.joined(new), mask: mask, limits: AttentionLimits(isCausal: mask == nil),
      mode: mode
    ).outputs
    if keepsCache { withoutGraph { cache.append(new, counts: counts) } }
    return outputs
  }
}
