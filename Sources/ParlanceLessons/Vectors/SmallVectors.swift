import Foundation
import Parlance

/// GloVe on a few sentences, written with the operations of the library: small enough for a lesson.
///
/// Σ f(X) (wᵢ · w̃ⱼ + bᵢ + b̃ⱼ − ln X)². Pennington, Socher and Manning, *GloVe*, 2014.
struct SmallVectors {
  let words: [String]
  /// X, [V, V].
  let counts: [[Double]]
  let losses: [Double]
  /// w + w̃ of each word.
  let vectors: WordVectors

  /// Counts neighbours, nearer ones more, and fits vectors to the counts by so many steps of Adam.
  ///
  /// - `minimumCount`: how often a word must occur.
  init(
    _ lines: [String], dimension: Int, steps: Int, minimumCount: Int = 1, seed: UInt64 = 1
  ) throws {
    var iterator = lines.makeIterator()
    var settings = CooccurrenceSettings()
    settings.minimumCount = minimumCount
    let text = try SpooledText(
      tokenizer: Tokenizer(level: .word), skipBlankLines: true, next: { iterator.next() })
    let found = try CooccurrenceCounts(
      counting: RankedText(text, minimumCount: minimumCount), settings)
    words = found.words
    let size = words.count
    var counts = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for index in 0..<found.count {
      let (row, column, count) = found[index]
      counts[row][column] = count
    }
    self.counts = counts
    (losses, vectors) = Self.fit(words, counts.flatMap { $0 }, dimension, steps, seed)
  }

  private static func fit(
    _ words: [String], _ counts: [Double], _ dimension: Int, _ steps: Int, _ seed: UInt64
  ) -> ([Double], WordVectors) {
    let size = words.count
    func matrix(_ values: [Double]) -> Tensor {
      Tensor(NDArray(values.map(Float.init), shape: [size, size]))
    }
    let target = matrix(counts.map { $0 > 0 ? log($0) : 0 })
    let weight = matrix(counts.map { $0 > 0 ? min(1, pow($0 / 50, 0.75)) : 0 })
    var generator = RandomGenerator(seed: seed)
    func table(_ columns: Int) -> Parameter {
      Parameter(NDArray(normal: 0.3, shape: [size, columns], using: &generator))
    }
    let (w, context) = (table(dimension), table(dimension))
    let (b, c) = (table(1), table(1))
    let optimizer = Optimizer(Adam(learningRate: 0.05), [w, context, b, c])
    let losses = (0..<steps).map { _ in
      let products = matmul(w.tensor, context.tensor, transposingB: true)
      let error = products + b.tensor + c.tensor.reshaped([1, size]) - target
      let loss = (weight * square(error)).sum() / Double(size)
      optimizer.step(loss.backward())
      return loss.item
    }
    let sums = (w.tensor + context.tensor).array.floats
    return (losses, WordVectors(words: words, numbers: sums, dimension: dimension))
  }

  /// How often a word stands near another.
  func count(_ word: String, near other: String) -> Double {
    guard let row = words.firstIndex(of: word), let column = words.firstIndex(of: other) else {
      return 0
    }
    return counts[row][column]
  }

  /// Sentences about kings and cooks, whose words have three properties: rank, gender and age.
  static func people(count: Int, seed: UInt64 = 1) -> [String] {
    var generator = RandomGenerator(seed: seed)
    func pick(_ words: [String]) -> String { words.randomElement(using: &generator)! }
    let people: [(word: String, isRoyal: Bool, isFemale: Bool, isYoung: Bool)] = [
      ("king", true, false, false), ("queen", true, true, false), ("prince", true, false, true),
      ("princess", true, true, true), ("man", false, false, false), ("woman", false, true, false),
      ("boy", false, false, true), ("girl", false, true, true),
    ]
    /// Now and then the other word, so that every pair is counted.
    func either(_ isFirst: Bool, _ first: [String], _ second: [String]) -> String {
      pick(isFirst == (generator.uniform() < 0.85) ? first : second)
    }
    return (0..<count).map { _ in
      let one = people.randomElement(using: &generator)!
      let properties = [
        either(one.isRoyal, ["crown", "throne", "palace"], ["field", "market", "cottage"]),
        either(one.isFemale, ["she", "her", "dress"], ["he", "his", "beard"]),
        either(one.isYoung, ["plays", "school", "young"], ["works", "grey", "old"]),
      ].shuffled(using: &generator)
      return one.word + " " + properties.joined(separator: " ")
    }
  }
}
