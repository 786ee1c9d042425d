import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

private let kenLM = sharedData.map { $0 + "/kenlm-arpa/" } ?? ""

/// KenLM's own files and numbers, which lie beside the repository.
@Suite(
  .enabled(if: sharedData != nil, "skipped: there is no ../shared/data beside the repository"))
struct KenLMTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What `lmplz` wrote, number for number.
  @Test(arguments: ["toy0", "toy1"])
  func estimatesToTheLastDigit(name: String) throws {
    defer { folder.remove() }
    var reader = try LineReader(path: kenLM + name + ".corpus.txt")
    var settings = NGramSettings()
    settings.order = 3
    let model = try NGramLanguageModel(settings) { try reader.next() }
    try model.write(arpa: folder.path + "/model.arpa")
    func lines(_ path: String) throws -> [String] {
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        .sorted()
    }
    let expected = try lines(kenLM + name + ".arpa")
    #expect(expected.count > 20)
    #expect(try lines(folder.path + "/model.arpa") == expected)
  }

  @Test func scoresOfTheReferenceTests() throws {
    defer { folder.remove() }
    let model = try NGramLanguageModel(arpa: kenLM + "test.arpa")
    try model.save(to: RunDirectory(folder.path + "/model"))
    let mapped = try NGramLanguageModel(directory: RunDirectory(folder.path + "/model"))
    #expect(model.counts == [37, 47, 11, 6, 4])
    var rows = 0
    try LineReader.forEachLine(kenLM + "expected-scores.tsv") { line, _ in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard !line.hasPrefix("#") else { return }
      for model in [model, mapped] {
        let ids = model.ids(of: fields[1].split(separator: " ").map(String.init))
        var state: CarriedState? = fields[0] == "null" ? NGramLanguageModel.nothingRead : nil
        state = model.read(ids, state).state
        let word =
          fields[2] == "</s>" ? Vocabulary.sentenceEndID : model.ids(of: [String(fields[2])])[0]
        let value = model.read([], state).logProbabilities[word == 0 ? 1 : Int(word)]
        let expected = Double(fields[4])!
        #expect(
          abs(Double(value) / log(10) - expected) < 1e-5 * max(1, abs(expected)), "\(line)")
      }
      rows += 1
    }
    #expect(rows == 40)
    #expect(
      abs(model.score("language modeling is fun .").logProbability / log(10) + 64.594438) < 1e-4)
    #expect(
      abs(model.score("looking on a little more loin").logProbability / log(10) + 1.567985) < 1e-5)
  }

  @Test func aFileWithoutAnUnknownWord() throws {
    let model = try NGramLanguageModel(arpa: kenLM + "test_nounk.arpa")
    #expect(model.counts[0] == 37)
    let value = model.read(model.ids(of: ["never"]), NGramLanguageModel.nothingRead)
    #expect(value.logProbabilities[Int(Vocabulary.unknownID)] < -200)
  }

  /// The perplexity of WikiText-2's test text that KenLM's own 5-gram has.
  @Test(arguments: [(nil, 224.8115), (10_000, 115.74)] as [(Int?, Double)])
  func perplexityOfWikiText(vocabularySize: Int?, expected: Double) throws {
    defer { folder.remove() }
    let texts = try #require(sharedData) + "/wikitext-2/"
    var settings = NGramSettings()
    settings.vocabularySize = vocabularySize
    var reader = try LineReader(path: texts + "train.txt")
    let model = try NGramLanguageModel(settings) { try reader.next() }
    let corpus = try model.corpus(path: texts + "test.txt", skipBlankLines: true)
    #expect(abs(model.evaluate(corpus).perplexity - expected) < 0.05)
    try expectSumsOfOne(model, corpus, contexts: vocabularySize == nil ? 1000 : 100)
  }

  /// Σ P(w | h) = 1 after the words of a text, and after words that never came so.
  private func expectSumsOfOne(
    _ model: NGramLanguageModel, _ corpus: TokenCorpus, contexts: Int
  ) throws {
    var generator = RandomGenerator(seed: 1)
    for trial in 0..<contexts {
      let place = Int(generator.uniform() * Double(corpus.tokenCount - 4))
      let seen = Array(corpus.ids[place..<place + 4])
      let unseen = seen.map { _ in
        Int32(4 + Int(generator.uniform() * Double(model.vocabulary.count - 4)))
      }
      let values = model.read(trial % 2 == 0 ? seen : unseen, nil).logProbabilities
      let sum = values.reduce(0.0) { $0 + exp(Double($1)) }
      #expect(abs(sum - 1) < 1e-4, "\(sum)")
    }
  }
}
