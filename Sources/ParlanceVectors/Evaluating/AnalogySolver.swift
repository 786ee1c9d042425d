import ParlanceArrays
import ParlanceText

/// Answers many analogies over few words at once.
///
/// The cosines of the questions' distinct words with all others are taken once, tile by tile; a
/// question's scores are then sums over three rows of them. 3CosMul's are sums of logarithms.
struct AnalogySolver {
  /// A question by its words' places.
  struct Question {
    let (a, b, c): (Int, Int, Int)
    /// What is no answer.
    let excluded: [Int]
  }

  let index: SimilarityIndex
  let method: AnalogyMethod

  /// Distinct words whose cosines are there at a time, and columns that are looked at at once: together
  /// they stay in a core's cache.
  private static let (wordLimit, blockWidth) = (1024, 256)

  /// The place of each question's best answer; nil where every word is excluded.
  func answers(to questions: [Question]) -> [Int?] {
    var answers: [Int?] = []
    var (group, rows): ([Question], [Int: Int32]) = ([], [:])
    for question in questions {
      let words = [question.a, question.b, question.c]
      if rows.count + words.count > Self.wordLimit {
        answers += solve(group, rows)
        (group, rows) = ([], [:])
      }
      group.append(question)
      for word in words where rows[word] == nil { rows[word] = Int32(rows.count) }
    }
    return answers + solve(group, rows)
  }

  private func solve(_ questions: [Question], _ rows: [Int: Int32]) -> [Int?] {
    guard !questions.isEmpty, index.vectors.dimension > 0 else { return questions.map { _ in nil } }
    let words = rows.sorted { $0.value < $1.value }.map(\.key)
    let units = NDArray(
      words.flatMap { index.word(at: $0).unit }, shape: [words.count, index.vectors.dimension])
    let triples = questions.flatMap { [rows[$0.b]!, rows[$0.c]!, rows[$0.a]!] }
    var best = questions.map { _ in (score: -Float.infinity, place: Int?.none) }
    index.vectors.products(with: units) { words, products in
      guard words.lowerBound < index.count else { return }
      let (positive, negative) = tables(products, words)
      let greatest = positive.kernels.greatestSums(
        positive, minus: negative, triples, blockWidth: Self.blockWidth)
      let tile = Tile(
        words: words, positive: positive.floats, negative: negative.floats,
        greatest: greatest.floats)
      look(at: tile, questions, triples, &best)
    }
    return best.map(\.place)
  }

  /// A tile's scores: [distinct words, words], and of each block of columns the questions' greatest sums.
  private struct Tile {
    let words: Range<Int>
    let positive: [Float]
    let negative: [Float]
    let greatest: [Float]
  }

  /// What is added of b and c, and taken away of a: [distinct words, words of the tile].
  private func tables(_ products: NDArray, _ words: Range<Int>) -> (NDArray, NDArray) {
    let kernels = products.kernels
    var scales = NDArray(zeros: products.shape)
    let used = index.inverseNorms[words.clamped(to: 0..<index.count)]
    // Words that are no answer, beyond those that count, come to nothing below.
    let inverse = NDArray(
      used + [Float](repeating: 0, count: words.count - used.count), shape: [1, words.count])
    kernels.matrixProduct(
      NDArray(ones: [products.shape[0], 1]), transposed: false, inverse, transposed: false,
      accumulate: false, &scales)
    var cosines = kernels.binary(.multiply, products, scales)
    if method == .add { return (cosines, cosines) }
    kernels.scale(0.5, &cosines)
    var shares = kernels.binary(.add, cosines, NDArray([0.5]))
    kernels.clamp(0...2, &shares)
    let below = kernels.binary(.add, shares, NDArray([SimilarityIndex.smallest]))
    return (kernels.unary(.log, shares), kernels.unary(.log, below))
  }

  /// Looks for better answers in the blocks that have one.
  private func look(
    at tile: Tile, _ questions: [Question], _ triples: [Int32],
    _ best: inout [(score: Float, place: Int?)]
  ) {
    let width = tile.words.count
    let used = tile.words.clamped(to: 0..<index.count).count
    for (block, first) in stride(from: 0, to: used, by: Self.blockWidth).enumerated() {
      for question in questions.indices {
        guard tile.greatest[block * questions.count + question] > best[question].score else {
          continue
        }
        let (b, c) = (Int(triples[3 * question]) * width, Int(triples[3 * question + 1]) * width)
        let a = Int(triples[3 * question + 2]) * width
        for column in first..<min(first + Self.blockWidth, used) {
          let score =
            tile.positive[b + column] + tile.positive[c + column] - tile.negative[a + column]
          let place = tile.words.lowerBound + column
          if score > best[question].score, !questions[question].excluded.contains(place) {
            best[question] = (score, place)
          }
        }
      }
    }
  }
}
