import ArgumentParser
import Foundation
import ParlanceScores
import ParlanceText
import ParlanceVectors

/// How the words of test sets are looked up.
struct LookupOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only the first n words of the vectors, usually the most frequent, count.", valueName: "n"))
  var mostFrequent = 300_000

  @Flag(help: "Tell capital letters from small ones.")
  var caseSensitive = false

  @Flag(
    help:
      "Make words without a vector of their own of their character n-grams, in pairs and groups.")
  var parts = false

  func validate() throws { try check("most-frequent", mostFrequent, 1...1_000_000_000) }

  /// Reads the vectors for that.
  func load(_ vectors: VectorsOption, _ common: CommonOptions) throws -> WordLookup {
    let asked = try AskedVectors(vectors, mostFrequent: mostFrequent)
    common.notes(asked.index.vectors.notes)
    if parts && asked.index.vectors.subwords == nil {
      common.note("\(vectors.vectors): the vectors have no character n-grams; --parts does nothing")
    }
    return WordLookup(asked.index, caseSensitive: caseSensitive, usesParts: parts)
  }
}

/// Scores of vectors as rows of tables, the first being the heading.
enum VectorScoreText {
  private static func number(_ value: Double) -> String { value.isNaN ? "-" : value.fixed(4) }

  private static func share(_ value: Double) -> String { value.isNaN ? "-" : value.percent }

  /// A row a file; correlations over the covered pairs, and with 0 for the others.
  static func similarity(_ scores: [SimilarityScore]) -> [[String]] {
    [["similarity", "pairs", "covered", "Spearman", "95 %", "Pearson", "Spearman of all"]]
      + scores.map { score in
        [
          (score.file as NSString).lastPathComponent, score.pairs.grouped, score.covered.grouped,
          number(score.spearman), score.interval.map { $0.text { $0.fixed(4) } } ?? "-",
          number(score.pearson), number(score.spearmanOfAll),
        ]
      }
  }

  /// A row a section, and one for all; between them those of meaning and those of grammar.
  static func analogies(_ score: AnalogyScore) -> [[String]] {
    func row(_ section: AnalogyScore.Section) -> [String] {
      [
        section.name, section.questions.grouped, section.covered.grouped, section.correct.grouped,
        share(section.accuracy), share(section.accuracyOfAll),
      ]
    }
    let title = score.method == .add ? "analogies (3CosAdd)" : "analogies (3CosMul)"
    // As in Google's questions.
    let syntactic = score.sections.filter { $0.name.hasPrefix("gram") }
    let semantic = score.sections.filter { !$0.name.hasPrefix("gram") }
    let halves =
      syntactic.isEmpty || semantic.isEmpty
      ? []
      : [
        AnalogyScore.Section("semantic", adding: semantic),
        AnalogyScore.Section("syntactic (gram…)", adding: syntactic),
      ]
    return [[title, "questions", "covered", "right", "% of covered", "% of all"]]
      + (score.sections + halves + [AnalogyScore.Section("all", adding: score.sections)]).map(row)
  }

  /// A row a group, and one for all.
  static func groups(_ score: GroupScore) -> [[String]] {
    [["groups", "words", "covered", "% near own", "% by chance", "silhouette"]]
      + score.groups.map {
        [
          $0.name, $0.words.grouped, $0.covered.grouped, share($0.neighbours), share($0.chance),
          $0.silhouette.isNaN ? "-" : $0.silhouette.signed { $0.fixed(3) },
        ]
      }
      + [
        [
          "all", score.words.grouped, score.covered.grouped, share(score.neighbours),
          share(score.chance),
          score.silhouette.isNaN ? "-" : score.silhouette.signed { $0.fixed(3) },
        ]
      ]
  }
}
