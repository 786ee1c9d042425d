import CParlance

/// Counts which words stand near the places of one word.
package struct NeighbourCounter {
  private let text: NumberBuffer<UInt32>
  private let weights: [UInt64]
  private let symmetric: Bool
  /// By word; all zeros between two calls.
  private let sums: NumberBuffer<UInt64>
  private let found: NumberBuffer<UInt32>

  /// Creates a counter.
  ///
  /// - `text`: words as numbers below `wordCount`, and `UInt32.max` at a line's end, over which no window
  ///   reaches.
  /// - `weights`: of the distances from 1 on; the window is as wide as there are.
  /// - `symmetric`: whether what stands behind counts as what stands before.
  /// - Throws: `InputError` where there is no memory.
  package init(
    _ text: NumberBuffer<UInt32>, wordCount: Int, weights: [UInt64], symmetric: Bool
  ) throws {
    (self.text, self.weights, self.symmetric) = (text, [0] + weights, symmetric)
    sums = try NumberBuffer(count: wordCount)
    found = try NumberBuffer(count: wordCount + 1)
  }

  /// Calls a function with each word near some places, ascending, and its sum of weights, which stays at
  /// the greatest number there is.
  package func forEachNeighbour(
    of places: Range<Int>, in list: NumberBuffer<UInt32>,
    _ body: (_ word: UInt32, _ sum: UInt64) throws -> Void
  ) rethrows {
    let count = list.withElements(places) { places in
      text.withElements(0..<text.count) { text in
        sums.withMutableElements { sums in
          found.withMutableElements { found in
            guard let first = places.baseAddress, let text = text.baseAddress else {
              return Int64(0)
            }
            return pl_count_neighbours(
              text, Int64(self.text.count), first, Int64(places.count), Int64(weights.count - 1),
              symmetric, weights, sums.baseAddress!, found.baseAddress!)
          }
        }
      }
    }
    for word in found[0..<Int(count)].sorted() {
      let sum = sums[Int(word)]
      sums[Int(word)] = 0
      try body(word, sum)
    }
  }
}
