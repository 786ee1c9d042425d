import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

@Suite struct MixtureLanguageModelTests {
  private let models: ModelsOfOneText

  init() throws { models = try ModelsOfOneText() }

  private func mixture(_ names: [String], weights: [Double]? = nil) throws -> MixtureLanguageModel {
    try MixtureLanguageModel(names.map(models.model), weights: weights)
  }

  /// What a network gives to tokens that never come.
  private func lost(_ model: any LanguageModeling, _ words: [String]) -> Double {
    if let mixture = model as? MixtureLanguageModel {
      return zip(mixture.weights, mixture.parts).reduce(0) { $0 + $1.0 * lost($1.1, words) }
    }
    guard let model = model as? LanguageModel else { return 0 }
    let values = model.read(model.ids(of: words), nil).logProbabilities.map { exp(Double($0)) }
    return values[Int(Vocabulary.paddingID)] + values[Int(Vocabulary.sentenceStartID)]
  }

  /// Of all that may come next, one thing has to: as `read` says it, and as texts are scored.
  @Test(arguments: ModelsOfOneText.pairs)
  func probabilitiesSumToOne(names: [String]) throws {
    let mixture = try mixture(names, weights: [0.3, 0.7])
    let words = Array(mixture.vocabulary.tokens.dropFirst(Vocabulary.specials.count))
    for context in [[], ["w2"], ["w1", "w1", "w3"], ["zebra", "w1"], ["w4", "<unk>"]] {
      let next = mixture.read(mixture.ids(of: context), nil).logProbabilities.map {
        exp(Double($0))
      }
      #expect(abs(next.reduce(0, +) - 1) < 1e-5, "after \(context)")
      func probability(_ word: String) -> Double {
        mixture.probabilities((context + [word]).joined(separator: " "))[context.count]
      }
      let end = mixture.probabilities(context.joined(separator: " "))[context.count]
      #expect(abs(end - next[Int(Vocabulary.sentenceEndID)]) < 1e-6)
      var sum = end
      for word in words {
        let value = probability(word)
        #expect(abs(value - next[Int(mixture.vocabulary.id(of: word))]) < 1e-6, "\(word)")
        sum += value
      }
      let (unknown, literal) = (probability("zebra"), probability("<unk>"))
      sum += unknown + (mixture.separatesUnknown ? literal : 0)
      if !mixture.separatesUnknown { #expect(literal == unknown) }
      #expect(abs(unknown - next[Int(mixture.outOfVocabularyID)]) < 1e-6)
      #expect(abs(literal - next[Int(Vocabulary.unknownID)]) < 1e-6)
      #expect(abs(sum + lost(mixture, context) - 1) < 1e-5, "after \(context): \(sum)")
    }
  }

  @Test func whoTellsUnknownWordsApart() throws {
    #expect(try mixture(["marked", "marked-2"]).separatesUnknown)
    #expect(try mixture(["marked", "mixture-marked"]).separatesUnknown)
    #expect(try !mixture(["marked", "closed"]).separatesUnknown)
    #expect(try !mixture(["marked", "neural"]).separatesUnknown)
    #expect(try !mixture(["marked", "arpa"]).separatesUnknown)
    #expect(try mixture(["marked", "arpa-marked"]).separatesUnknown)
  }

  @Test func theWeightedMeanOfTheParts() throws {
    let parts = try ["neural", "neural-other-order", "closed"].map(models.model)
    let weights = [0.5, 0.2, 0.3]
    let mixture = try MixtureLanguageModel(parts, weights: weights)
    #expect(
      parts[0].vocabulary.tokens != parts[1].vocabulary.tokens, "their orders should differ")
    for line in ["w1 w2 w3", "", "w5 zebra w1"] {
      let expected = parts.map { $0.probabilities(line) }
      for (place, value) in mixture.probabilities(line).enumerated() {
        let mean = (0..<3).reduce(0) { $0 + weights[$1] * expected[$1][place] }
        #expect(abs(value - mean) < 1e-9)
      }
      let score = mixture.score(line)
      #expect(abs(score.logProbability - mixture.probabilities(line).map(log).reduce(0, +)) < 1e-9)
      #expect(score.tokens == line.split(separator: " ").count + 1)
      #expect(score.unknown == (line.contains("zebra") ? 1 : 0))
    }
  }

  @Test func aWeightOfOneIsThePart() throws {
    let lines = ["w1 w2", "w3 w1 w1 zebra", "", "w7"]
    for name in ModelsOfOneText.names where !["replaced", "marked", "marked-2"].contains(name) {
      let part = try models.model(name)
      let mixture = try mixture([name, "neural"], weights: [1, 0])
      let difference = zip(
        part.logProbabilities(of: part.corpus(lines)),
        mixture.logProbabilities(of: mixture.corpus(lines))
      ).map { abs($0 - $1) }.max()!
      #expect(name.hasSuffix("marked") ? difference > 0 : difference < 1e-12, "\(name)")
    }
  }

  @Test func aMixtureOfMixturesIsAMixture() throws {
    let inner = try mixture(["closed", "neural"], weights: [0.25, 0.75])
    let outer = try MixtureLanguageModel(
      [inner, try models.model("neural-other-order")], weights: [0.4, 0.6])
    let flat = try mixture(
      ["closed", "neural", "neural-other-order"], weights: [0.1, 0.3, 0.6])
    let corpus = flat.corpus(ModelsOfOneText.lines)
    #expect(outer.corpus(ModelsOfOneText.lines) == corpus)
    for (a, b) in zip(outer.logProbabilities(of: corpus), flat.logProbabilities(of: corpus)) {
      #expect(abs(a - b) < 1e-9)
    }
  }

  @Test func stateIsWhatWasRead() throws {
    let mixture = try mixture(["closed", "neural-other-order", "mixture"])
    let tokens = mixture.ids(of: ["w1", "w2", "w1", "w3"])
    let (whole, _) = mixture.read(tokens, nil)
    var (step, state) = mixture.read([], nil)
    for token in tokens { (step, state) = mixture.read([token], state) }
    for (a, b) in zip(whole, step) where a > -.infinity { #expect(abs(a - b) < 1e-5) }
  }

  @Test func generatesWithTheProbabilitiesOfTheScore() throws {
    let mixture = try mixture(["closed", "neural-other-order"], weights: [0.9, 0.1])
    for beam in [nil, 4] {
      var options = GenerationOptions()
      options.beamWidth = beam
      options.maximumLength = 40
      var generator = RandomGenerator(seed: 5)
      let text = mixture.generate(prompt: "w1", options, using: &generator)
      guard text.tokens < 40 else { continue }
      let given = log(mixture.probabilities("w1")[0])
      #expect(
        abs(text.logProbability + given - mixture.score(text.text).logProbability) < 1e-3)
    }
  }

  @Test func streamsAreReadAsStreams() throws {
    let vocabulary = try models.model("closed").vocabulary
    let stream = neuralModel(vocabulary, context: .stream)
    let other = neuralModel(vocabulary, seed: 4)
    let mixture = try MixtureLanguageModel([stream, other])
    let lines = ["w1 w2", "w3", "w2 w2"]
    let parts = [stream, other].map { $0.logProbabilities(of: $0.corpus(lines)) }
    for (place, value) in mixture.logProbabilities(of: mixture.corpus(lines)).enumerated() {
      #expect(abs(value - log((exp(parts[0][place]) + exp(parts[1][place])) / 2)) < 1e-12)
    }
  }

  @Test func otherTokens() throws {
    let model = try models.model("closed")
    let one = try ngramModel(["a b c", "a d e"])
    let other = try ngramModel(["a b c", "a x"])
    let error = try #require(inputError { _ = try MixtureLanguageModel([one, other]) })
    #expect(error.kind == .badData)
    #expect(error.message.contains("part 2 lacks d and 1 more, which part 1 has"))
    #expect(error.message.contains("part 1 lacks x, which part 2 has"))
    let characters = try ngramModel(["abc"]) { $0.level = .character }
    let level = try #require(inputError { _ = try MixtureLanguageModel([one, characters]) })
    #expect(level.kind == .badData && level.message.contains("over words"))
    #expect(level.message.contains("over characters"))
    for (parts, weights) in [
      ([model], nil), ([], nil), ([model, model], [0.5, 0.6]), ([model, model], [1]),
      ([model, model], [-0.5, 1.5]), ([model, model], [.nan, 1]),
    ] as [([any LanguageModeling], [Double]?)] {
      let error = inputError { _ = try MixtureLanguageModel(parts, weights: weights) }
      #expect(error?.kind == .usage)
    }
  }
}
