import ParlanceText
import ParlanceVectors

/// What debiasing did, before and after.
struct DebiasReport: Encodable {
  struct Test: Encodable {
    let name: String
    let before: BiasTestReport
    let after: BiasTestReport

    init(_ before: BiasTest, _ after: BiasTest) {
      name = before.name
      (self.before, self.after) = (BiasTestReport(before), BiasTestReport(after))
    }
  }

  struct Similarity: Encodable {
    let file: String
    let before: Double
    let after: Double
    let covered: Int
    let pairs: Int
  }

  struct DirectBias: Encodable {
    let words: Int
    let before: Double
    let after: Double
  }

  let output: String
  let words: Int
  let dimensions: Int
  let pairs: [[String]]
  let explained: Double
  let neutralized: Int
  let kept: Int
  let equalized: Int
  let lostSets: [[String]]
  let tests: [Test]
  let directBias: DirectBias?
  let similarity: [Similarity]
  private let title: String
  /// What is to be known, for people.
  let notes: [String]

  private enum CodingKeys: CodingKey {
    case output, words, dimensions, pairs, explained, neutralized, kept, equalized, lostSets, tests
    case directBias, similarity
  }

  init(
    output: String, direction: BiasDirection, result: HardDebias.Result, tests: [Test],
    words: DirectedWords, after: BiasDirection.Projections, similarity: [Similarity]
  ) {
    (self.output, self.tests, self.similarity) = (output, tests, similarity)
    (self.words, dimensions) = (result.vectors.count, result.vectors.dimension)
    pairs = direction.pairs.map { [$0.first, $0.second] }
    explained = direction.explained
    (neutralized, kept) = (result.neutralized, result.kept)
    (equalized, lostSets) = (result.equalized, result.lostSets)
    title = words.title
    directBias = words.found.directBias().flatMap { before in
      after.directBias().map {
        DirectBias(words: after.items.count, before: before, after: $0)
      }
    }
    let lost = direction.lost.map { "\($0.first) − \($0.second)" }
    notes =
      (lost.isEmpty ? [] : ["pairs without vectors left out: " + lost.joined(separator: ", ")])
      + (lostSets.isEmpty
        ? []
        : [
          "sets without vectors not equalised: "
            + lostSets.map { $0.joined(separator: "/") }.joined(separator: ", ")
        ])
  }

  /// What people find similar against the cosines of both.
  static func similarities(
    _ files: [WordPairs], _ before: WordVectors, _ after: WordVectors
  ) -> [Similarity] {
    if files.isEmpty { return [] }
    let lookups = [before, after].map { WordLookup(SimilarityIndex($0)) }
    return files.map { pairs in
      let scores = lookups.map { SimilarityScore(pairs, $0) }
      return Similarity(
        file: pairs.file, before: scores[0].spearman, after: scores[1].spearman,
        covered: scores[0].covered, pairs: scores[0].pairs)
    }
  }

  var text: String {
    func number(_ value: Double?) -> String { value.map { $0.signed { $0.fixed(2) } } ?? "-" }
    var rows = tests.map { test -> [String] in
      let (a, b) = (test.before.test, test.after.test)
      return [
        test.name, number(a.weat?.effectSize), number(b.weat?.effectSize),
        a.weat?.pValue.probability ?? "-", b.weat?.pValue.probability ?? "-",
      ]
    }
    rows.insert(["test", "effect", "after", "p", "after"], at: 0)
    var scores = [["", "before", "after"]]
    if let directBias {
      scores.append([
        "direct bias of \(directBias.words.counted("occupation"))", directBias.before.fixed(4),
        directBias.after.fixed(4),
      ])
    }
    scores += similarity.map {
      [
        "Spearman, \($0.file.split(separator: "/").last ?? "") (\($0.covered) of \($0.pairs))",
        $0.before.fixed(4), $0.after.fixed(4),
      ]
    }
    return """
      \(output): \(words.grouped) words, \(dimensions.grouped) dimensions
      along \(title): \((100 * explained).fixed(0)) % of their differences
      \(neutralized.grouped) words neutralised, \(kept.grouped) kept, \(equalized.counted("set")) \
      equalised

      \(table(rows))

      \(table(scores))
      """
  }
}
