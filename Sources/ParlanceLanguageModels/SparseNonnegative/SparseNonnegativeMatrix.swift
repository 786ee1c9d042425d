import ParlanceSystem
import ParlanceText

/// A sparse matrix of features × words: P(w | h) = Σ M(f, w) / Σ Σ M(f, w′) over the features f of h, the
/// uniform distribution being one of them.
struct SparseNonnegativeMatrix: Sendable {
  let vocabularySize: Int
  /// The sum of the uniform distribution's row.
  let floor: Double
  let tables: [SkipGramTable]

  /// Words before the next one that features can be made of.
  var reach: Int { tables.reduce(0) { max($0, $1.type.reach($1.type.gaps.upperBound)) } }

  /// What every word has: that of the uniform distribution.
  private var share: Double { floor / Double(vocabularySize - 2) }

  /// Calls the body with each row that is a feature of the words before a position.
  @inline(__always)
  private func forEachRow(
    _ tokens: NumberBuffer<UInt32>, lineStart: Int, _ position: Int,
    _ body: (_ table: SkipGramTable, _ row: Int) -> Void
  ) {
    for table in tables {
      table.type.forEachGap(tokens, lineStart: lineStart, position) { gap in
        if let row = table.row(table.type.key(tokens, position, gap)) { body(table, row) }
      }
    }
  }

  /// The natural log-probability of the token at a position, after those of its line.
  func logProbability(
    _ tokens: NumberBuffer<UInt32>, lineStart: Int, _ position: Int
  ) -> Double {
    let word = tokens[position]
    var (own, all) = (share, floor)
    forEachRow(tokens, lineStart: lineStart, position) { table, row in
      own += table.value(ofRow: row, word)
      all += table.total(ofRow: row)
    }
    return .log(own / all)
  }

  /// The natural log-probabilities of all words after some, -∞ for `<pad>` and `<s>`.
  func logProbabilities(after tokens: NumberBuffer<UInt32>) -> [Double] {
    var values = [Double](repeating: share, count: vocabularySize)
    values[Int(Vocabulary.paddingID)] = 0
    values[Int(Vocabulary.sentenceStartID)] = 0
    var all = floor
    forEachRow(tokens, lineStart: 0, tokens.count) { table, row in
      all += table.total(ofRow: row)
      for link in table.links(ofRow: row) where table.words[link] < vocabularySize {
        values[Int(table.words[link])] += table.value(ofLink: link)
      }
    }
    return values.map { .log($0 / all) }
  }
}
