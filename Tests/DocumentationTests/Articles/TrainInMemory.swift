import Parlance

/// Leaves a language model in a folder.
func trainLanguageModel(lines: [String], folder: String) throws {
  let text = TokenizedText(lines: lines, tokenizer: Tokenizer(level: .word))
  let vocabulary = text.vocabulary()
  var architecture = LanguageModelArchitecture()
  architecture.vocabularySize = vocabulary.count
  (architecture.embeddingSize, architecture.hiddenSize) = (16, 24)
  var generator = RandomGenerator(seed: 1)
  let model = LanguageModel(
    network: architecture.makeNetwork(using: &generator), vocabulary: vocabulary)

  let corpus = text.encoded(with: vocabulary)
  let task = LanguageModelTask(
    model, training: corpus, validation: corpus, batchSize: 4, sequenceLength: 10, seed: 1)
  var configuration = TrainingConfiguration()
  (configuration.epochs, configuration.optimizer, configuration.learningRate) = (3, .adam, 0.01)
  let result = try Trainer(task, configuration).run()
  print(result.validation?.perplexity ?? .nan)
  try model.save(to: RunDirectory(folder + "/language-model"))
}

/// Leaves a classifier in a folder.
func trainClassifier(texts: [String], kinds: [String], folder: String) throws {
  var builder = VocabularyBuilder()
  for text in texts { builder.add(contentsOf: text.split(separator: " ").map(String.init)) }
  let vocabulary = builder.build()
  let labels = try LabelSet(Set(kinds).sorted())

  var settings = ClassifierSettings(.dan)
  settings.architecture.vocabularySize = vocabulary.count
  settings.architecture.labelCount = labels.count
  settings.training.epochs = 3
  var generator = RandomGenerator(seed: 1)
  let classifier = TextClassifier(
    network: settings.architecture.makeNetwork(using: &generator), vocabulary: vocabulary,
    labels: labels)
  let encoded = TextEncoder(settings.architecture, vocabulary: vocabulary).encode(texts)
  let task = ClassificationTask(
    classifier, training: encoded, targets: kinds.map { [labels.names.firstIndex(of: $0)!] },
    validation: encoded, validationTruth: TrueLabels(kinds.map { [$0] }, known: labels),
    settings: settings)
  _ = try Trainer(task, settings.training).run()
  print(classifier.predict(texts[0])[0])
  try classifier.save(to: RunDirectory(folder + "/classifier"))
}

/// Leaves a tagger in a folder.
func trainTagger(folder: String) throws {
  let corpus = TaggedCorpus([
    TaggedSentence(tokens: ["fry", "the", "onions"], tags: ["O", "O", "B-FOOD"]),
    TaggedSentence(tokens: ["chop", "2", "leeks"], tags: ["O", "O", "B-FOOD"]),
  ])
  var generator = RandomGenerator(seed: 1)
  let tagger = try Tagger(TaggerArchitecture(), training: corpus, using: &generator)
  let task = TaggingTask(tagger, training: corpus, validation: corpus, batchSize: 2, seed: 1)
  var configuration = TrainingConfiguration()
  (configuration.epochs, configuration.optimizer, configuration.learningRate) = (2, .adam, 0.01)
  _ = try Trainer(task, configuration).run()
  try tagger.save(to: RunDirectory(folder + "/tagger"))
}
