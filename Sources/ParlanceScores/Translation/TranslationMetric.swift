/// What translations are measured by, against one or several references each.
///
/// A score is a function of sums over sentences, so that bootstrap samples cost additions only.
public protocol TranslationMetric: Sendable {
  /// As it is printed.
  var name: String { get }
  /// Its settings, in sacrebleu's form.
  func signature(references: Int) -> String
  /// What one sentence adds to the sums.
  func statistics(_ hypothesis: String, _ references: [String]) -> [Double]
  /// The score of sums, in percent.
  func score(ofSums sums: [Double]) -> Double
}

extension TranslationMetric {
  /// The score of sentences, in percent; traps for other numbers of references than of hypotheses.
  public func score(_ hypotheses: [String], _ references: [[String]]) -> Double {
    TranslationScore(self, hypotheses, references).value
  }
}

/// A score of translations with what each sentence adds to it.
public struct TranslationScore: Sendable {
  /// Over all sentences, in percent.
  public let value: Double
  let metric: any TranslationMetric
  /// [column][sentence].
  let columns: [[Double]]

  /// Scores translations; traps for other numbers of references than of hypotheses, or for none at all.
  public init(
    _ metric: any TranslationMetric, _ hypotheses: [String], _ references: [[String]]
  ) {
    guard hypotheses.count == references.count, !references.contains(where: \.isEmpty) else {
      fatalError(
        "TranslationScore: \(hypotheses.count) hypotheses, \(references.count) lists of references")
    }
    let rows = zip(hypotheses, references).map { metric.statistics($0, $1) }
    let width = rows.first?.count ?? 0
    self.metric = metric
    columns = (0..<width).map { column in rows.map { $0[column] } }
    value = rows.isEmpty ? 0 : metric.score(ofSums: columns.map { $0.reduce(0, +) })
  }

  /// The score on each of a bootstrap's samples.
  public func samples(_ bootstrap: Bootstrap) -> [Double] {
    let sums = bootstrap.sums(columns)
    return (0..<bootstrap.sampleCount).map { sample in
      metric.score(ofSums: sums.map { $0[sample] })
    }
  }
}

extension Collection<Unicode.Scalar> {
  /// What stands between white space, as Python's `split` takes it.
  var spacedWords: [String] {
    split { $0.properties.isWhitespace || (0x1C...0x1F).contains($0.value) }.map {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: $0)
      return String(view)
    }
  }
}

extension String {
  var spacedWords: [String] { unicodeScalars.spacedWords }
}
