import Parlance

/// What the page of ParlanceTagging begins with.
func taggingPage() throws {
  let sentences = Recipes.generate(count: 60, seed: 1).map {
    TaggedSentence(tokens: $0.tokens, tags: $0.entities)
  }
  var architecture = TaggerArchitecture()
  architecture.network = .gru
  (architecture.hiddenSize, architecture.embeddingSize) = (16, 16)
  var generator = RandomGenerator(seed: 1)
  let corpus = TaggedCorpus(sentences)
  let tagger = try Tagger(architecture, training: corpus, using: &generator)
  let task = TaggingTask(tagger, training: corpus, validation: corpus, batchSize: 8, seed: 1)
  var configuration = TrainingConfiguration()
  (configuration.epochs, configuration.optimizer, configuration.learningRate) = (1, .adam, 0.01)
  _ = try Trainer(task, configuration).run()
  print(tagger.tags(of: [["fry", "the", "onions", "in", "butter", "."]])[0])
}
