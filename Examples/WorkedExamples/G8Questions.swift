import Parlance

/// G8. An encoder in a larger system: a recipe and a question, an answer. One encoder reads the question,
/// one the recipe, attention between them finds the place, and a softmax says the word.
func questions() {
  var asked: [(text: [String], question: [String], answer: String)] = []
  for recipe in Recipes.generate(count: 1500, seed: 1) {
    for question in recipe.questions {
      asked.append((recipe.tokens, question.question.components, question.answer))
    }
  }
  let (training, test) = (asked.dropLast(500), asked.suffix(500))
  var builder = VocabularyBuilder()
  for item in training { builder.add(contentsOf: item.text + item.question) }
  let vocabulary = builder.build()
  func ids(_ words: [String]) -> [Int32] { words.map { vocabulary.id(of: $0) } }

  var generator = RandomGenerator(seed: 1)
  let model = QuestionAnswerer(vocabularySize: vocabulary.count, using: &generator)
  let optimizer = Optimizer(Adam(learningRate: 0.005), model.parameters)
  for epoch in 1...4 {
    var total = 0.0
    let shuffled = training.shuffled(using: &generator)
    for start in stride(from: 0, to: shuffled.count, by: 32) {
      let batch = shuffled[start..<min(start + 32, shuffled.count)]
      let (logits, _) = model(batch.map { ids($0.text) }, batch.map { ids($0.question) })
      let loss = crossEntropy(logits, ids(batch.map(\.answer)))
      optimizer.step(loss.backward())
      total += loss.item * Double(batch.count)
    }
    print("epoch \(epoch):", total / Double(shuffled.count), "nats")
  }

  let (logits, weights) = withoutGraph {
    model(test.map { ids($0.text) }, test.map { ids($0.question) })
  }
  let right = zip(logits.argmax(axis: 1).values, test).count { $0 == vocabulary.id(of: $1.answer) }
  print("accuracy:", Double(right) / Double(test.count), "of at most 1")
  for (row, item) in test.enumerated().prefix(4) {
    let places = item.text.indices.sorted { weights.array[row, 0, $0] > weights.array[row, 0, $1] }
    print(
      item.question.joined(separator: " "), item.answer, "| looks at:",
      places.prefix(2).map { item.text[$0] }.joined(separator: ", "))
  }
}

/// Answers questions about texts with one word.
final class QuestionAnswerer: Module {
  let words: Embedding
  let question: Recurrent
  let text: Recurrent
  let attention: SequenceAttention
  let output: Linear

  init(vocabularySize: Int, using generator: inout RandomGenerator) {
    let size = 32
    words = Embedding(vocabularySize, size, using: &generator)
    question = Recurrent(
      .gru, inputSize: size, hiddenSize: size, bidirectional: .concatenated, using: &generator)
    text = Recurrent(
      .gru, inputSize: size, hiddenSize: size, bidirectional: .concatenated, using: &generator)
    attention = SequenceAttention(
      .general, querySize: 2 * size, sourceSize: 2 * size, size: size, using: &generator)
    output = Linear(4 * size, vocabularySize, using: &generator)
  }

  /// → logits of the answers [B, V], and what of the texts was looked at [B, 1, S].
  func callAsFunction(
    _ texts: [[Int32]], _ questions: [[Int32]]
  ) -> (logits: Tensor, weights: Tensor) {
    let (texts, questions) = (TokenRows(texts), TokenRows(questions))
    func vectors(_ rows: TokenRows) -> Tensor { words(rows.ids, shape: [rows.count, rows.steps]) }
    let states = text(vectors(texts), lengths: texts.lengths).outputs
    let last = question(vectors(questions), lengths: questions.lengths).state
    let query = concatenate(last.map(\.hidden), axis: 1)
    let (context, weights) = attention(
      query.reshaped([texts.count, 1, query.shape[1]]),
      attention.source(states, lengths: texts.lengths))
    let found = context.reshaped([texts.count, query.shape[1]])
    return (output(concatenate([found, query], axis: 1)), weights)
  }
}

extension String {
  /// What stands between blanks.
  fileprivate var components: [String] { split(separator: " ").map(String.init) }
}
