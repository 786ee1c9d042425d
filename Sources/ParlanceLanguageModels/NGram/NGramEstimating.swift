import Foundation
import ParlanceSystem
import ParlanceText

/// The probabilities of all n-grams of a text, and what is left for others after each.
struct NGramEstimate {
  let table: NGramTable
  let discounts: [NGramDiscounts]
}

/// Turns counts into probabilities, order by order.
///
/// p(w | h) = (a(hw) - D(a(hw))) / Σ a(h·) + γ(h) p(w | h′), where h′ is h without its first word and
/// the first of all is 1 / V. All in single precision and in the order of `lmplz`, so that its models
/// come out to the last bit.
struct NGramEstimator {
  let counts: NGramCounts
  /// The words in the order in which the text has them first.
  let firstSeen: [UInt32]
  let smoothing: NGramSmoothing
  /// k of add-k.
  let addend: Double
  /// For each order the count up to which an n-gram is left out.
  let thresholds: [Int]

  private var trie: NGramTrie { counts.trie }

  func estimate() throws -> NGramEstimate {
    let adjusted = try counts.adjusted(for: smoothing)
    let discounts = counts.discounts(adjusted, smoothing, firstSeen)
    let probabilities = try NumberBuffer<Float>(count: trie.count, folder: counts.folder)
    let backoffs = try NumberBuffer<Float>(count: trie.contextCount, folder: counts.folder)
    let wordCount = trie.nodes(ofOrder: 1).count(where: isPredictable)
    let uniform = 1 / Float(wordCount)
    let begun = trie.nodes(beginningWith: Vocabulary.sentenceStartID)
    let pass = Pass(
      adjusted: adjusted, probabilities: probabilities, uniform: uniform, wordCount: wordCount)
    _ = fill(trie.nodes(ofOrder: 1), 1, discounts[0], pass, isWhole: trie.order == 1)
    for node in trie.nodes(ofOrder: 1) where !isPredictable(node) {
      probabilities[node] = node == Int(Vocabulary.sentenceStartID) ? 1 : 0
    }
    for order in stride(from: 2, through: trie.order, by: 1) {
      for context in trie.nodes(ofOrder: order - 1) {
        if context & 0xFFFF == 0 { try StopRequest.check() }
        let isWhole = order == trie.order || begun[order - 2].contains(context)
        let rest = fill(
          trie.children(of: context), order, discounts[order - 1], pass, isWhole: isWhole)
        backoffs[context] = log10(rest)
      }
    }
    for node in 0..<trie.count { probabilities[node] = min(0, log10(probabilities[node])) }
    let table = NGramTable(trie: trie, logProbabilities: probabilities, backoffs: backoffs)
    return NGramEstimate(
      table: try thresholds.contains { $0 > 0 } ? pruned(table) : table, discounts: discounts)
  }

  private struct Pass {
    let adjusted: NumberBuffer<UInt32>
    let probabilities: NumberBuffer<Float>
    let uniform: Float
    let wordCount: Int
  }

  /// Sets the probabilities after one context; returns its γ.
  private func fill(
    _ nodes: Range<Int>, _ order: Int, _ discounts: NGramDiscounts, _ pass: Pass, isWhole: Bool
  ) -> Float {
    // Of add-k, only whole contexts know anything.
    let isUsed = isWhole || smoothing != .addK
    let sums = isUsed ? sums(nodes, order, pass) : Sums()
    guard sums.total > 0 else {
      for node in nodes { pass.probabilities[node] = lower(node, order, pass) }
      return 1
    }
    let free: Float =
      switch smoothing {
      case .modifiedKneserNey, .kneserNey:
        discounts.amounts[0] * Float(sums.ones) + discounts.amounts[1] * Float(sums.twos)
          + discounts.amounts[2] * Float(sums.more)
      case .wittenBell: Float(sums.kinds)
      case .addK: Float(addend * Double(pass.wordCount))
      }
    let whole = Float(sums.total) + (smoothing.countsContinuations ? 0 : free)
    let gamma = (free + Float(sums.pruned)) / whole
    for node in nodes {
      let count = pass.adjusted[node]
      pass.probabilities[node] =
        (Float(count) - discounts.amount(count)) / whole + gamma * lower(node, order, pass)
    }
    return gamma
  }

  /// What the counts after a context amount to.
  private struct Sums {
    var (total, pruned, kinds) = (0, 0, 0)
    /// How many that are kept have count 1, 2, and 3 or more.
    var (ones, twos, more) = (0, 0, 0)
  }

  private func sums(_ nodes: Range<Int>, _ order: Int, _ pass: Pass) -> Sums {
    var sums = Sums()
    for node in nodes {
      let count = pass.adjusted[node]
      sums.total += Int(count)
      if count > 0 { sums.kinds += 1 }
      if isPruned(node, order) {
        sums.pruned += Int(count)
        continue
      }
      switch count {
      case 0: break
      case 1: sums.ones += 1
      case 2: sums.twos += 1
      default: sums.more += 1
      }
    }
    return sums
  }

  @inline(__always)
  private func lower(_ node: Int, _ order: Int, _ pass: Pass) -> Float {
    order == 1 || smoothing == .addK
      ? pass.uniform : pass.probabilities[Int(trie.suffixes[node])]
  }

  /// Whether a word takes part: it occurs, or it is the model's own unknown word, or `</s>`.
  ///
  /// The place of `<pad>` is that of the unknown word; `<unk>` is a word of the text or nothing.
  private func isPredictable(_ word: Int) -> Bool {
    switch Int32(word) {
    case Vocabulary.sentenceStartID: false
    case Vocabulary.unknownID: counts.counts[word] > 0 && !isPruned(word, 1)
    default: !isPruned(word, 1)
    }
  }

  @inline(__always)
  private func isPruned(_ node: Int, _ order: Int) -> Bool {
    let threshold = thresholds[order - 1]
    guard threshold > 0, counts.counts[node] <= threshold else { return false }
    guard order == 1 else { return true }
    let word = Int32(node)
    return word > Vocabulary.sentenceEndID || word == Vocabulary.unknownID
  }

  /// The table without the n-grams that are too rare; those that are left keep their order.
  private func pruned(_ table: NGramTable) throws -> NGramTable {
    let places = try NumberBuffer<UInt32>(count: trie.count, folder: counts.folder)
    var starts = [0, trie.vocabularySize]
    var next = 0
    for order in 1...trie.order {
      for node in trie.nodes(ofOrder: order) where order == 1 || !isPruned(node, order) {
        places[node] = UInt32(next)
        next += 1
      }
      if order > 1 { starts.append(next) }
    }
    let contextCount = starts[trie.order - 1]
    let words = try NumberBuffer<UInt32>(count: next, folder: counts.folder)
    let suffixes = try NumberBuffer<UInt32>(count: next, folder: counts.folder)
    let firstChildren = try NumberBuffer<UInt32>(count: contextCount + 1, folder: counts.folder)
    let probabilities = try NumberBuffer<Float>(count: next, folder: counts.folder)
    let backoffs = try NumberBuffer<Float>(count: contextCount, folder: counts.folder)
    var end = starts[1]
    for order in 1...trie.order {
      try StopRequest.check()
      for node in trie.nodes(ofOrder: order) where order == 1 || !isPruned(node, order) {
        let place = Int(places[node])
        words[place] = trie.words[node]
        suffixes[place] = places[Int(trie.suffixes[node])]
        probabilities[place] = table.logProbabilities[node]
        guard order < trie.order else { continue }
        backoffs[place] = table.backoffs[node]
        firstChildren[place] = UInt32(end)
        end += trie.children(of: node).count { !isPruned($0, order + 1) }
      }
    }
    firstChildren[contextCount] = UInt32(next)
    let trie = NGramTrie(
      starts: starts, words: words, suffixes: suffixes, firstChildren: firstChildren)
    return NGramTable(trie: trie, logProbabilities: probabilities, backoffs: backoffs)
  }
}
