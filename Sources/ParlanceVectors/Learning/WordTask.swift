import Foundation
import ParlanceArrays
import ParlanceDistributed
import ParlanceNN
import ParlanceOptim
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Training of skip-gram and CBOW: a word's vector, the mean of its own row and those of its character
/// n-grams, tells its neighbours, or their mean tells it, against words that are drawn or on the ways of a
/// tree.
///
/// Small batches of words are taken against the tables as they stand, and all that they change is then added
/// in the text's order: so threads do not meet, and the bits do not depend on them. A batch is so small that
/// no row is changed by more than some examples of it.
///
/// Sources: Mikolov, Sutskever, Chen, Corrado and Dean 2013, "Distributed representations of words and
/// phrases and their compositionality"; Bojanowski, Grave, Joulin and Mikolov 2017, "Enriching word vectors
/// with subword information".
final class WordTask: VectorTask {
  let tables: VectorTables
  let dimension: Int
  var validation: VectorValidation?
  private let examples: WordExamples
  private let subwords: Subwords?
  /// The buckets that occur, ascending; their rows lie behind those of the words.
  private let buckets: [Int32]
  private let pieces: [Range<Int>]
  let examplesPerEpoch: Int

  /// Words of a step, about; a line is not cut unless it is longer.
  private static let pieceSize = 8192
  /// Changes of one row in a batch, about, at most; what they add up to at the first rate; and the sizes of batches.
  private static let (changesPerBatch, ratesPerBatch, batches) = (12.0, 0.6, 1...256)

  init(_ text: RankedText, _ words: LearnedWords, _ settings: VectorSettings) throws {
    dimension = settings.dimensions
    subwords = settings.hasSubwords ? settings.subwords : nil
    let (bags, buckets) = Self.bags(words.words, subwords)
    self.buckets = buckets
    let width = WordExamples.width(dimension: dimension)
    let rows = words.words.count + buckets.count
    try MemoryEstimate(
      bytes: 4 * Double(width) * Double(2 * rows + 2 * words.words.count),
      of: "learning \(words.words.count) words and \(buckets.count) parts of \(dimension) numbers"
    ).check()
    let output = Self.output(words, settings)
    let kept = Self.kept(words.counts, share: settings.subsample)
    examples = WordExamples(
      text: text.ids, bags: bags, kept: kept, output: output.form,
      isContinuousBag: settings.modelType == .cbow, window: settings.counting.window,
      batch: Self.batch(words.counts, kept, bags, rows: rows, settings))
    pieces = Self.pieces(text.ids)
    examplesPerEpoch = text.occurrences
    tables = VectorTables(
      input: Self.input(words, bags, rows: rows, settings),
      output: NDArray(zeros: [max(output.rows, 1), width]))
  }

  /// The rows of each word, and the buckets behind the words' own rows.
  private static func bags(_ words: [String], _ subwords: Subwords?) -> (Bags, buckets: [Int32]) {
    var bags = Bags()
    guard let subwords else {
      for word in words.indices { bags.append(CollectionOfOne(Int32(word))) }
      return (bags, [])
    }
    let parts = words.map { subwords.buckets(of: $0) }
    let buckets = Set(parts.joined()).sorted()
    let rows = Dictionary(
      uniqueKeysWithValues: zip(buckets, buckets.indices.map { Int32(words.count + $0) }))
    for (word, parts) in parts.enumerated() {
      bags.append([Int32(word)] + parts.map { rows[$0]! })
    }
    return (bags, buckets)
  }

  /// The share of each word's places that are kept: √(t / f) + t / f.
  static func kept(_ counts: [Int], share: Double) -> [Float] {
    let total = Double(max(counts.reduce(0, +), 1))
    return counts.map { count in
      guard share > 0, count > 0 else { return 1 }
      let ratio = share * total / Double(count)
      return Float(min(1, ratio.squareRoot() + ratio))
    }
  }

  private static func output(
    _ words: LearnedWords, _ settings: VectorSettings
  ) -> (form: WordExamples.Output, rows: Int) {
    if settings.loss == .hierarchical {
      let tree = HuffmanTree(counts: words.counts)
      return (.paths(tree.paths, ways: tree.ways), tree.nodeCount)
    }
    // Words that the text lacks are never drawn.
    let weights = words.counts.map { $0 == 0 ? 0 : pow(Double($0), settings.noisePower) }
    let (shares, others) = NoiseDistribution.table(weights: weights)
    return (
      .negatives(count: settings.negatives, shares: shares.map { Float($0) }, others: others),
      words.words.count
    )
  }

  /// The largest batch in which no word's vectors are changed too often.
  private static func batch(
    _ counts: [Int], _ kept: [Float], _ bags: Bags, rows: Int, _ settings: VectorSettings
  ) -> Int {
    let places = zip(counts, kept).map { Double($0) * Double($1) }
    let all = max(places.reduce(0, +), 1)
    let noise = counts.map { $0 == 0 ? 0 : pow(Double($0), settings.noisePower) }
    let drawn = (noise.max() ?? 0) / max(noise.reduce(0, +), 1)
    // The root of a tree is on every way.
    let told =
      settings.loss == .hierarchical
      ? 1 : (places.max() ?? 0) / all + Double(settings.negatives) * drawn
    let predictions = Double(settings.counting.window + 1)
    let changes = max(
      (settings.modelType == .cbow ? 1 : predictions) * told,
      predictions * overlap(places.map { $0 / all }, bags, rows: rows), 1e-9)
    let rate = max(settings.training.learningRate, .leastNormalMagnitude)
    let most = min(changesPerBatch, ratesPerBatch / rate)
    let fitting = Int(min(most / changes, 1e6))
    return min(max(fitting, batches.lowerBound), batches.upperBound)
  }

  /// How much of a word's vector one place of the text changes at most, in the mean: words share the rows of
  /// their n-grams.
  private static func overlap(_ shares: [Double], _ bags: Bags, rows: Int) -> Double {
    var changed = [Double](repeating: 0, count: rows)
    for (word, share) in shares.enumerated() {
      for row in bags[word] { changed[Int(row)] += share }
    }
    return shares.indices.reduce(0) { greatest, word in
      let bag = bags[word]
      let sum = bag.reduce(0) { $0 + changed[Int($1)] }
      return max(greatest, sum / Double(max(bag.count, 1)))
    }
  }

  /// Lines, or parts of long ones, in pieces.
  private static func pieces(_ ids: NumberBuffer<UInt32>) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    while start < ids.count {
      var end = min(start + pieceSize, ids.count)
      while end < ids.count, end < start + 2 * pieceSize, ids[end - 1] != RankedText.lineEnd {
        end += 1
      }
      pieces.append(start..<end)
      start = end
    }
    return pieces
  }

  private static func input(
    _ words: LearnedWords, _ bags: Bags, rows: Int, _ settings: VectorSettings
  ) -> NDArray {
    let dimension = settings.dimensions
    let width = WordExamples.width(dimension: dimension)
    var values = VectorTables.uniform(
      rows: rows, dimension: dimension, width: width, scale: 2 / Float(dimension),
      key: RandomKey(seed: settings.training.seed).folding(in: "rows"))
    // The word's own row is such that the mean of its rows is what was given.
    words.forEachGiven { word, vector in
      let bag = bags[word]
      for column in 0..<dimension {
        let others = bag.dropFirst().reduce(Float(0)) { $0 + values[Int($1) * width + column] }
        values[word * width + column] = Float(bag.count) * vector[column] - others
      }
    }
    return NDArray(values, shape: [rows, width])
  }

  func beginEpoch(_ epoch: Int) {}

  var stepCount: Int { pieces.count }

  func update(step: Int, rate: Double, key: RandomKey) -> StepTotals {
    let piece = pieces[step]
    let (loss, predictions) = examples.learn(
      piece, rate: rate, key: key, input: &tables.input.value, outputs: &tables.output.value)
    let count = max(predictions, 1)
    let ends = examples.text[piece].count { $0 == RankedText.lineEnd }
    return StepTotals(loss: loss / Double(count), count: predictions, tokens: piece.count - ends)
  }

  func vectors(_ words: [String]) throws -> WordVectors {
    let width = WordExamples.width(dimension: dimension)
    let values = tables.input.value.floats
    var numbers: [Float] = []
    numbers.reserveCapacity(words.count * dimension)
    for word in words.indices {
      let bag = examples.bags[word]
      var sum = [Float](repeating: 0, count: dimension)
      for row in bag {
        for column in 0..<dimension { sum[column] += values[Int(row) * width + column] }
      }
      numbers += sum.map { $0 / Float(bag.count) }
    }
    guard let subwords else {
      return WordVectors(words: words, numbers: numbers, dimension: dimension)
    }
    var parts: [Float] = []
    parts.reserveCapacity(buckets.count * dimension)
    for row in words.count..<words.count + buckets.count {
      parts += values[row * width..<row * width + dimension]
    }
    return try WordVectors(
      words: words, rows: StoredRows(numbers, width: dimension), subwords: subwords,
      buckets: buckets, partRows: StoredRows(parts, width: dimension))
  }
}
