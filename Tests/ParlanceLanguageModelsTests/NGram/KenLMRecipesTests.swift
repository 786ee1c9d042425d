import Foundation
import ParlanceArrays
import ParlanceTestSupport
import ParlanceText
import Testing

@testable import ParlanceLanguageModels

/// What KenLM's `lmplz` and `query` say of recipes: `Tools/reference/golden_kenlm.py`.
@Suite struct KenLMRecipesTests {
  struct Case: CustomTestStringConvertible {
    let name: String
    let order: Int
    var prune: [Int] = []
    var perplexity: Double?
    var testDescription: String { name }

    static let all = [
      Case(name: "order-1", order: 1),
      Case(name: "order-3", order: 3, perplexity: 5.001655129898612),
      Case(name: "order-5", order: 5, perplexity: 4.340949103126069),
      Case(
        name: "order-4-pruned-0-0-1-2", order: 4, prune: [0, 0, 1, 2],
        perplexity: 4.723047700475808),
    ]

    func path(_ ending: String) throws -> String { try goldenPath("kenlm/" + name + ending) }

    func estimated() throws -> NGramLanguageModel {
      try ngramModel(lines(goldenPath("kenlm/train.txt.gz"))) {
        $0.order = order
        $0.prune = prune
      }
    }
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Every n-gram with its two numbers.
  private func numbers(_ lines: [String]) -> [String: [Double]] {
    Dictionary(
      uniqueKeysWithValues: lines.filter { $0.contains("\t") }.map { line in
        let fields = line.split(separator: "\t")
        return (
          String(fields[1]), [Double(fields[0])!, fields.count > 2 ? Double(fields[2])! : 0]
        )
      })
  }

  @Test(arguments: Case.all)
  func everyNumberOfEveryOrder(golden: Case) throws {
    defer { folder.remove() }
    try golden.estimated().write(arpa: folder.path + "/model.arpa")
    let found = numbers(try lines(folder.path + "/model.arpa"))
    let expected = numbers(try lines(golden.path(".arpa.gz")))
    #expect(expected.count > 300)
    #expect(found.count == expected.count)
    let wrong = expected.filter { gram, numbers in
      guard let own = found[gram] else { return true }
      return zip(own, numbers).contains { abs($0 - $1) > 2e-6 }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.first.map { "\($0)" } ?? "")")
  }

  @Test(arguments: Case.all.filter { $0.perplexity != nil })
  func scoresOfLinesAndPerplexity(golden: Case) throws {
    let test = try goldenPath("kenlm/test.txt.gz")
    let texts = try lines(test)
    let scores = try lines(golden.path(".scores.tsv")).map { $0.split(separator: " ") }
    #expect(scores.count == 300)
    for model in [
      try golden.estimated(), try NGramLanguageModel(arpa: golden.path(".arpa.gz")),
    ] {
      for (line, score) in zip(texts, scores) {
        let own = model.score(line)
        #expect(abs(own.logProbability / log(10) - Double(score[0])!) < 1e-4, "\(line)")
        #expect(own.unknown == Int(score[1]), "\(line)")
      }
      let found = model.evaluate(try model.corpus(path: test, skipBlankLines: false)).perplexity
      #expect(abs(found - golden.perplexity!) < 1e-4 * golden.perplexity!)
    }
  }
}

/// The lines of a text.
private func lines(_ path: String) throws -> [String] {
  var lines: [String] = []
  try LineReader.forEachLine(path) { line, _ in lines.append(line) }
  return lines
}
