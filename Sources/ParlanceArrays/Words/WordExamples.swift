import CParlance
import ParlanceSystem

/// The words of a text as examples: each tells its neighbours (skip-gram), or they tell it (CBOW).
///
/// The examples of a batch are all taken against the tables as they stand, then all changes are added in the
/// text's order, so that the bits do not depend on threads. What is random is a function of a key and of a
/// word's place in the text.
package struct WordExamples: Sendable {
  /// Words as numbers, `UInt32.max` where a line ends.
  package let text: NumberBuffer<UInt32>
  /// The rows of the input table that each word's vector is the mean of.
  package let bags: Bags
  /// Of each word, the share of its places that are not passed over.
  package let kept: [Float]
  /// What tells a word from others.
  package let output: Output
  /// Whether a word's neighbours tell it; else it tells them.
  package let isContinuousBag: Bool
  /// The most words on each side.
  package let window: Int
  /// Words at once.
  package let batch: Int

  /// What tells a word from others.
  package enum Output: Sendable {
    /// Others that are drawn: their number, and an alias table over all words.
    case negatives(count: Int, shares: [Float], others: [Int32])
    /// The nodes on the way to each word in a tree, and 1 or 0 for the way taken at each.
    case paths(Bags, ways: [Float])
  }

  /// Creates examples; traps where there are not as many bags, shares and outputs as words.
  package init(
    text: NumberBuffer<UInt32>, bags: Bags, kept: [Float], output: Output, isContinuousBag: Bool,
    window: Int, batch: Int
  ) {
    let outputs =
      switch output {
      case .negatives(_, let shares, let others): min(shares.count, others.count)
      case .paths(let paths, let ways): paths.ids.count == ways.count ? paths.count : -1
      }
    guard bags.count == kept.count, outputs == kept.count, window > 0, batch > 0 else {
      fatalError("WordExamples: \(bags.count) bags, \(kept.count) words, \(outputs) outputs")
    }
    (self.text, self.bags, self.kept, self.output) = (text, bags, kept, output)
    (self.isContinuousBag, self.window, self.batch) = (isContinuousBag, window, batch)
  }

  /// The numbers of a row for vectors of D.
  package static func width(dimension: Int) -> Int { (dimension + 15) / 16 * 16 }

  /// Learns from a piece of the text; windows end with it.
  ///
  /// - `input`: [rows, width]; `outputs`: [words or nodes, width], width a multiple of 16.
  /// - Returns: the sum of the losses of all predictions before the changes, in nats, and how many these are.
  package func learn(
    _ piece: Range<Int>, rate: Double, key: RandomKey, input: inout NDArray, outputs: inout NDArray
  ) -> (loss: Double, predictions: Int) {
    guard input.rank == 2, outputs.rank == 2, input.shape[1] == outputs.shape[1],
      input.shape[1] % 16 == 0
    else { fatalError("WordExamples.learn: tables of \(input.shape) and \(outputs.shape)") }
    var call = pl_words()
    call.tables.width = Int64(input.shape[1])
    call.tables.in = input.mutable(Float.self)
    call.tables.out = outputs.mutable(Float.self)
    call.tables.rate = Float(rate)
    (call.count, call.place, call.key) = (Int64(piece.count), Int64(piece.lowerBound), key.bits)
    (call.cbow, call.window) = (isContinuousBag, Int32(window))
    (call.words, call.batch) = (Int32(kept.count), Int64(batch))
    text.withElements(piece) { text in
      guard let text = text.baseAddress else { return }
      call.text = text
      call = withLists(call) { call in
        var call = call
        var scratch = NDArray(
          uninitialized: [Int(pl_words_scratch(&call) + 3) / 4], .float32, on: .cpu)
        scratch.withMutableBytes { bytes in
          call.scratch = bytes.baseAddress
          pl_words_learn(&call)
        }
        return call
      }
    }
    return (call.loss, Int(call.predictions))
  }

  /// Calls a function with a call that knows where the lists are.
  private func withLists(_ call: pl_words, _ body: (pl_words) -> pl_words) -> pl_words {
    bags.ids.withUnsafeBufferPointer { ids in
      bags.starts.withUnsafeBufferPointer { starts in
        kept.withUnsafeBufferPointer { kept in
          var call = call
          call.tables.ids = ids.baseAddress
          call.tables.starts = starts.baseAddress
          call.kept = kept.baseAddress
          return withOutput(call, body)
        }
      }
    }
  }

  private func withOutput(_ call: pl_words, _ body: (pl_words) -> pl_words) -> pl_words {
    var call = call
    switch output {
    case .negatives(let count, let shares, let others):
      return shares.withUnsafeBufferPointer { shares in
        others.withUnsafeBufferPointer { others in
          call.negatives = Int32(count)
          call.alias_shares = shares.baseAddress
          call.aliases = others.baseAddress
          return body(call)
        }
      }
    case .paths(let paths, let ways):
      call.longest = Int32((0..<paths.count).map { paths[$0].count }.max() ?? 0)
      return paths.starts.withUnsafeBufferPointer { starts in
        paths.ids.withUnsafeBufferPointer { nodes in
          ways.withUnsafeBufferPointer { ways in
            call.paths = starts.baseAddress
            call.nodes = nodes.baseAddress
            call.ways = ways.baseAddress
            return body(call)
          }
        }
      }
    }
  }
}
