import Parlance

/// Built-in recipes as the training and test text of the lessons on language models.
struct RecipeText {
  let lines: [String]
  let testLines: [String]
  let vocabulary: Vocabulary
  let training: TokenCorpus
  let test: TokenCorpus
  /// What no model can beat on the test text, since the recipes' grammar is known.
  let bestPossible: Double

  /// Test lines with words that the training lines lack are left out.
  init(count: Int, tests: Int = 40, seed: UInt64 = 1) {
    let tokenizer = Tokenizer(level: .word)
    lines = Recipes.generate(count: count, seed: seed).map(\.text)
    let text = TokenizedText(lines: lines, tokenizer: tokenizer)
    let vocabulary = text.vocabulary()
    self.vocabulary = vocabulary
    training = text.encoded(with: vocabulary)
    let held = Recipes.generate(count: 20 * tests, seed: seed + 1).filter {
      $0.tokens.allSatisfy(vocabulary.contains)
    }.prefix(tests)
    testLines = held.map(\.text)
    test = TokenizedText(lines: testLines, tokenizer: tokenizer).encoded(with: vocabulary)
    bestPossible = Recipes.bestPossiblePerplexity(of: held)
  }

  /// An n-gram model of the training lines.
  func nGrams(
    order: Int, _ smoothing: NGramSmoothing = .kneserNey
  ) throws -> NGramLanguageModel {
    var settings = NGramSettings()
    (settings.order, settings.smoothing) = (order, smoothing)
    return try NGramLanguageModel(settings, next: next())
  }

  /// Gives the training lines one by one.
  func next() -> () -> String? {
    var iterator = lines.makeIterator()
    return { iterator.next() }
  }

  /// A network trained on the lines, with the loss on the test lines after each epoch.
  func trained(
    _ architecture: LanguageModelArchitecture, epochs: Int, learningRate: Double = 0.01
  ) throws -> (model: LanguageModel, records: [MetricsRecord]) {
    var architecture = architecture
    architecture.vocabularySize = vocabulary.count
    architecture.context = .line
    var counts = [Int](repeating: 0, count: vocabulary.count)
    for id in training.ids { counts[Int(id)] += 1 }
    architecture.output = architecture.output.fitted(
      to: counts, inputSize: architecture.hiddenSize)
    var generator = RandomGenerator(seed: 1)
    let model = LanguageModel(
      network: architecture.makeNetwork(counts: counts, using: &generator), vocabulary: vocabulary)
    let task = LanguageModelTask(
      model, training: training, validation: test, batchSize: 8, sequenceLength: 20, seed: 1)
    var configuration = TrainingConfiguration()
    (configuration.epochs, configuration.optimizer) = (epochs, .adam)
    configuration.learningRate = learningRate
    configuration.clipping = .norm(1)
    let records = try Trainer(task, configuration).run().records
    return (model, records.filter { $0.validation != nil })
  }
}
