import Parlance

/// What the page of ParlanceText begins with.
func textPage() throws {
  let recipes = Recipes.generate(count: 100, seed: 1)
  let text = TokenizedText(lines: recipes.map(\.text), tokenizer: Tokenizer(level: .word))
  let vocabulary = text.vocabulary(minimumCount: 2)
  let corpus = text.encoded(with: vocabulary)
  let batches = LineBatches(corpus: corpus, batchSize: 16, shuffleSeed: 1)
  print(vocabulary.count, corpus.tokenCount, batches.paddingShare)
  print(batches[0].inputs.prefix(5).map(vocabulary.token), batches[0].lengths ?? [])
}
