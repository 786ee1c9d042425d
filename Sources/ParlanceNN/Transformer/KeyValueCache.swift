import ParlanceArrays
import ParlanceAutograd

/// The keys and values of the tokens that a layer has read, so that the next one is read alone.
///
/// Rows may have different lengths: each row's keys stand from the left, and what is beyond its length
/// counts for nothing.
public struct KeyValueCache {
  /// Keys and values: [R, H, S, D] each.
  public private(set) var keys: NDArray
  public private(set) var values: NDArray
  /// How many of them each row has.
  public private(set) var lengths: [Int]

  /// A cache that knows nothing of R texts.
  public init(rows: Int, headCount: Int, size: Int) {
    keys = NDArray(zeros: [rows, headCount, 0, size / headCount])
    values = keys
    lengths = [Int](repeating: 0, count: rows)
  }

  /// A cache as it was.
  public init(keys: NDArray, values: NDArray, lengths: [Int]) {
    (self.keys, self.values, self.lengths) = (keys, values, lengths)
  }

  /// Takes new keys and values [R, H, T, D], of which each row has `counts`.
  mutating func append(_ newKeys: NDArray, _ newValues: NDArray, counts: [Int]) {
    let (old, new) = (keys.shape[2], newKeys.shape[2])
    let lengths = zip(self.lengths, counts).map { $0 + $1 }
    let steps = lengths.max() ?? 0
    let heads = keys.shape[1]
    // Where each place of each row comes from, in the old and the new keys side by side.
    let places = lengths.indices.flatMap { row in
      (0..<steps).map { step in
        step < self.lengths[row] ? step : old + min(step - self.lengths[row], new - 1)
      }
    }
    var ids: [Int32] = []
    ids.reserveCapacity(lengths.count * heads * steps)
    for row in lengths.indices {
      for head in 0..<heads {
        let first = (row * heads + head) * (old + new)
        for step in 0..<steps { ids.append(Int32(first + places[row * steps + step])) }
      }
    }
    let shape = [lengths.count, heads, steps, keys.shape[3]]
    func extended(_ a: NDArray, _ b: NDArray) -> NDArray {
      let both = withoutGraph {
        concatenate([Tensor(a.cast(to: b.elementType)), Tensor(b)], axis: 2).array
      }
      let table = both.reshaped([shape[0] * heads * (old + new), shape[3]])
      return table.kernels.gatherRows(table, ids).reshaped(shape)
    }
    (keys, values) = (extended(keys, newKeys), extended(values, newValues))
    self.lengths = lengths
  }
}

extension MultiHeadAttention {
  /// Attends from the next tokens [R, T, E] to those that a cache knows and to each other up to themselves:
  /// → [R, T, E].
  ///
  /// - `counts`: how many tokens are new in each row, at least 1; what a row has beyond is padding.
  func extend(
    _ x: Tensor, _ cache: inout KeyValueCache, counts: [Int], rotary: RotaryPositions? = nil
  ) -> Tensor {
    let before = cache.lengths
    let new = memory(of: x)
    var (queries, keys) = (queries(of: x), new.keys)
    if var rotary {
      rotary.starts = before
      (queries, keys) = (rotary(queries), rotary(keys))
    }
    cache.append(keys.array, new.values.array, counts: counts)
    let memory = AttentionMemory(keys: Tensor(cache.keys), values: Tensor(cache.values))
    let (rows, steps, all) = (before.count, x.shape[1], cache.keys.shape[2])
    if steps == 1 {
      return attend(queries, memory, limits: AttentionLimits(keyLengths: cache.lengths)).outputs
    }
    var mask = [Float](repeating: 0, count: rows * steps * all)
    for row in 0..<rows {
      for step in 0..<steps {
        let begin = (row * steps + step) * all
        for place in 0..<min(before[row] + step + 1, cache.lengths[row]) { mask[begin + place] = 1 }
      }
    }
    let allowed = NDArray(mask, shape: [rows, 1, steps, all]).cast(to: x.array.elementType)
    return attend(queries, memory, mask: Tensor(allowed)).outputs
  }
}
