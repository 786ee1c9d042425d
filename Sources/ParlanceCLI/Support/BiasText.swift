import ParlanceDrawing
import ParlanceText
import ParlanceTraining
import ParlanceVectors

/// A test of association as JSON has it; what could not be measured is null.
struct BiasTestReport: Encodable {
  let test: BiasTest

  init(_ test: BiasTest) { self.test = test }

  private enum CodingKeys: CodingKey {
    case name, effectSize, p, covered, words, lost, statistic, divisions, exact, ect, rnsb
    case published, problem
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(test.name, forKey: .name)
    try values.encode(test.weat?.effectSize, forKey: .effectSize)
    try values.encode(test.weat?.pValue, forKey: .p)
    try values.encode(test.covered, forKey: .covered)
    try values.encode(test.wordCount, forKey: .words)
    try values.encode(test.lost, forKey: .lost)
    try values.encode(test.weat?.statistic, forKey: .statistic)
    try values.encodeIfPresent(test.weat?.divisions, forKey: .divisions)
    try values.encodeIfPresent(test.weat?.isExact, forKey: .exact)
    try values.encode(test.coherence, forKey: .ect)
    try values.encode(test.negativeSentiment, forKey: .rnsb)
    try values.encodeIfPresent(test.published, forKey: .published)
    try values.encodeIfPresent(test.problem, forKey: .problem)
  }
}

extension BiasTest {
  private static let heading = ["test", "effect", "p", "words", "ECT", "RNSB"]

  private var cells: [String] {
    [
      name, weat?.effectSize.map { $0.signed { $0.fixed(2) } } ?? "-",
      weat.map { $0.pText } ?? "-", "\(wordCount - lost.count) of \(wordCount)",
      coherence?.fixed(2) ?? "-", negativeSentiment?.fixed(3) ?? "-",
    ]
  }

  /// A table of tests, what was published of them beside it, and what could not be measured.
  static func listing(_ tests: [BiasTest]) -> String {
    let isPublished = tests.contains { $0.published != nil }
    let rows = tests.map { $0.cells + [$0.published?.fixed(2) ?? ""] }
    var text = table([heading + [isPublished ? "published" : ""]] + rows)
    if isPublished {
      text +=
        "\n\npublished: effect sizes of Caliskan et al. 2017, on GloVe vectors of 840 billion tokens with "
        + "300 dimensions"
    }
    let drawn = tests.compactMap { $0.weat?.isExact == false ? $0.weat?.divisions : nil }.max()
    if let drawn {
      text += "\n~: p over \(drawn.grouped) drawn divisions of the targets; else over all"
    }
    let problems = tests.compactMap { test in
      test.problem.map { "\nnot measured: \(test.name): \($0)" }
    }
    text += problems.joined()
    if !problems.isEmpty, tests.contains(where: { $0.problem != nil && $0.covered > 0 }) {
      text += "\n--lost-words measures sets that lack more of their words"
    }
    return text
  }

  /// The tables for a model's card.
  static func section(_ tests: [BiasTest], _ words: DirectedWords?) -> ModelCard.Section {
    var rows = [heading] + tests.map(\.cells)
    if let words, let bias = words.found.directBias() {
      rows.append([
        "direct bias of \(words.found.items.count.counted("word")) along \(words.title)",
        bias.fixed(4), "", "", "", "",
      ])
    }
    return ModelCard.Section(
      title: "Bias of the vectors",
      text: """
        Effect size and one-sided p of the word embedding association test, words that have vectors, \
        embedding coherence (1 is no bias), relative negative sentiment bias (0 is none); `parlance \
        vectors bias`.
        """, rows: rows)
  }
}

extension WEAT {
  fileprivate var pText: String { (isExact ? "" : "~") + pValue.probability }
}

/// Words along a direction.
struct DirectedWords {
  let direction: BiasDirection
  let found: BiasDirection.Projections

  init(_ pairs: [BiasDirection.Pair], _ words: [String], _ vectors: WordVectors) throws {
    direction = try BiasDirection(pairs, in: vectors)
    found = direction.projections(of: words, in: vectors)
  }

  var notes: [String] {
    func note(_ what: String, _ lost: [String]) -> [String] {
      lost.isEmpty
        ? []
        : [
          "\(lost.count.counted(what)) without a vector left out: "
            + lost.prefix(8).joined(separator: ", ") + (lost.count > 8 ? " …" : "")
        ]
    }
    return note("pair", direction.lost.map { "\($0.first) − \($0.second)" })
      + note("word", found.lost)
  }

  /// The pair that stands for all.
  var title: String {
    let first = direction.pairs[0]
    let rest = direction.pairs.count - 1
    return "\(first.first) − \(first.second)"
      + (rest > 0 ? " and \(rest.counted("other pair"))" : "")
  }

  private var ends: (low: String, high: String) {
    let first = direction.pairs[0]
    return (first.second, first.first)
  }

  var chart: RankedChart {
    RankedChart(
      "Words along \(title)", x: "cosine with the direction", ends: ends,
      items: found.items.map { ($0.word, $0.projection) })
  }

  /// The words at both ends, and the direct bias.
  func listing(_ count: Int) -> String {
    guard let bias = found.directBias() else {
      return "no word to show along \(title) has a vector"
    }
    let items = found.items
    let isWhole = items.count <= 2 * count
    let shown =
      isWhole
      ? items.map { Optional($0) }
      : items.prefix(count).map { Optional($0) } + [nil] + items.suffix(count).map { Optional($0) }
    let greatest = items.map { abs($0.projection) }.max() ?? 1
    let rows = shown.map { item -> [String] in
      guard let item else { return ["…", "", "", "…", ""] }
      let length = greatest > 0 ? Int((abs(item.projection) / greatest * 16).rounded()) : 0
      let bar = String(repeating: "█", count: length)
      let (left, right) = item.projection < 0 ? (bar, "") : ("", bar)
      return [item.word, left, "│", right, item.projection.signed { $0.fixed(3) }]
    }
    let lines = table(
      [["", "\(ends.low) ←", "│", "→ \(ends.high)", ""]] + rows, flushLeft: [0, 3])
    return """
      along \(title): \((100 * direction.explained).fixed(0)) % of their differences; direct bias of \
      \(items.count.counted("word")): \(bias.fixed(4))

      \(lines)
      """
  }
}

/// Words along a direction as JSON has them.
struct DirectionReport: Encodable {
  let pairs: [[String]]
  let explained: Double
  let directBias: Double?
  let words: [BiasDirection.Projections.Item]
  let lost: [String]

  init(_ words: DirectedWords) {
    pairs = words.direction.pairs.map { [$0.first, $0.second] }
    explained = words.direction.explained
    directBias = words.found.directBias()
    self.words = words.found.items
    lost = words.found.lost
  }
}
