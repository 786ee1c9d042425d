import ParlanceArrays
import ParlanceNN
import ParlanceTestSupport
import ParlanceText
import Testing

@testable import ParlanceLanguageModels

/// A network of Tools/reference/golden_language_model.py and the text that it reads.
private struct GoldenText {
  let golden: GoldenFile
  let model: LanguageModel
  let corpus: TokenCorpus

  init() throws {
    golden = try GoldenFile("language_model_adapting")
    var architecture = LanguageModelArchitecture()
    architecture.vocabularySize = 11
    architecture.embeddingSize = 5
    architecture.hiddenSize = 7
    architecture.layers = 2
    var generator = RandomGenerator(seed: 1)
    let network = RecurrentLanguageModel(architecture, using: &generator)
    try network.load(golden, .float32)
    let words = (4..<11).map { "w\($0)" }
    model = LanguageModel(
      network: network, vocabulary: try Vocabulary(tokens: Vocabulary.specials + words))
    // The text's tokens end where its lines do.
    var lines = [""]
    for id in try golden.integers("targets").values {
      if id == 3 {
        lines.append("")
      } else {
        lines[lines.count - 1] += " w\(id)"
      }
    }
    corpus = TokenizedText(lines: lines, tokenizer: model.tokenizer)
      .encoded(with: model.vocabulary)
  }

  /// Without the </s> after the last line, which the golden text may lack.
  func expect(_ name: String, _ found: [Double]) throws {
    let expected = try golden[name].doubles
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 2e-5) }
    #expect(expected.count <= found.count && found.count <= expected.count + 1)
  }
}

@Suite struct AdaptationTests {
  @Test func withoutAnythingItIsTheModel() throws {
    let text = try GoldenText()
    try text.expect("plain", text.model.logProbabilities(of: text.corpus))
    try text.expect(
      "plain", text.model.logProbabilities(of: text.corpus, adapting: Adaptation()))
  }

  @Test func cacheEqualsPyTorch() throws {
    let text = try GoldenText()
    let cache = ContinuousCache(size: 7, weight: 0.3, flatness: 0.6)
    try text.expect(
      "cached", text.model.logProbabilities(of: text.corpus, adapting: Adaptation(cache: cache)))
  }

  @Test func dynamicEvaluationEqualsPyTorchAndLeavesTheModelAsItWas() throws {
    let text = try GoldenText()
    let dynamic = DynamicEvaluation(learningRate: 0.5, decay: 0.1, sequenceLength: 6)
    try text.expect(
      "dynamic",
      text.model.logProbabilities(of: text.corpus, adapting: Adaptation(dynamic: dynamic)))
    try text.expect("plain", text.model.logProbabilities(of: text.corpus))
  }

  @Test func theFittedCacheIsTheBestOfItsGrid() throws {
    let text = try GoldenText()
    func total(_ cache: ContinuousCache) -> Double {
      text.model.logProbabilities(of: text.corpus, adapting: Adaptation(cache: cache))
        .reduce(0, +)
    }
    let fitted = text.model.fittedCache(size: 7, to: text.corpus)
    let best = total(fitted)
    for flatness in ContinuousCache.flatnesses {
      for weight in [0.01, 0.1, 0.3, fitted.weight * 0.9, min(fitted.weight * 1.1, 0.999)] {
        #expect(
          total(ContinuousCache(size: 7, weight: weight, flatness: flatness)) <= best + 1e-3)
      }
    }
  }

  @Test func mixtureOfNothingIsTheModel() {
    let cache = ContinuousCache(size: 3, weight: 0.5, flatness: 1)
    #expect(cache.mixture([-1, -800, -.infinity], [nil, -.infinity, -.infinity])[0] == -1)
    let far = cache.mixture([-800], [-.infinity])[0]
    #expect(abs(far - (-800 - 0.6931471805599453)) < 1e-9)
    #expect(cache.mixture([-.infinity], [-.infinity])[0] == -.infinity)
  }

  @Test(arguments: [
    (Adaptation(cache: ContinuousCache(size: 0)), "cacheSize"),
    (Adaptation(cache: ContinuousCache(weight: 1)), "cacheWeight"),
    (Adaptation(cache: ContinuousCache(flatness: -.infinity)), "cacheFlatness"),
    (Adaptation(dynamic: DynamicEvaluation(learningRate: .nan)), "dynamicRate"),
    (Adaptation(dynamic: DynamicEvaluation(learningRate: 1, decay: 1)), "dynamicDecay"),
    (Adaptation(dynamic: DynamicEvaluation(learningRate: 1, sequenceLength: 0)), "dynamicLength"),
  ])
  func problemsAreNamed(adaptation: Adaptation, name: String) {
    #expect(adaptation.problem?.setting == name)
  }
}
