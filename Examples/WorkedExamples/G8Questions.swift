import Parlance

/// G8. An encoder in a larger system: one network reads a recipe, another a question about it, and attention
/// from the question to the recipe points at the answer, which is one of the recipe's words.
///
/// Every recipe holds the answers to its questions: the best possible accuracy is 1.
func questions() {
  let recipes = Recipes.generate(count: 600, seed: 1)
  var builder = VocabularyBuilder()
  for recipe in recipes {
    builder.add(contentsOf: recipe.tokens)
    for asked in recipe.questions { builder.add(contentsOf: words(asked.question)) }
  }
  let vocabulary = builder.build(minimumCount: 1)
  let asked = recipes.flatMap { recipe in
    recipe.questions.map { AskedRecipe(recipe, $0, vocabulary) }
  }
  let held = Recipes.generate(count: 100, seed: 2)
  let test = held.flatMap { recipe in recipe.questions.map { AskedRecipe(recipe, $0, vocabulary) } }

  var generator = RandomGenerator(seed: 1)
  let reader = QuestionReader(vocabularySize: vocabulary.count, using: &generator)
  let optimizer = Optimizer(Adam(learningRate: 0.005), reader.parameters)
  for epoch in 1...2 {
    var total = 0.0
    let shuffled = asked.shuffled(using: &generator)
    for start in stride(from: 0, to: shuffled.count, by: 32) {
      let batch = Array(shuffled[start..<min(start + 32, shuffled.count)])
      let loss = reader.loss(batch)
      optimizer.step(loss.backward())
      total += loss.item * Double(batch.count)
    }
    print("epoch \(epoch):", total / Double(shuffled.count), "nats")
  }

  let answers = withoutGraph { reader.answers(test) }
  let correct = zip(answers, test).count { $0 == $1.answer }
  print("accuracy:", Double(correct) / Double(test.count), "of", test.count, "questions")

  let recipe = held[0]
  print(recipe.text)
  for question in recipe.questions {
    let answer = withoutGraph { reader.answers([AskedRecipe(recipe, question, vocabulary)]) }[0]
    print(question.question, vocabulary.token(answer))
  }
}

private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

/// A recipe, a question about it and the answer, as numbers of words.
struct AskedRecipe {
  let text: [Int32]
  let question: [Int32]
  let answer: Int32

  init(_ recipe: Recipe, _ asked: RecipeQuestion, _ vocabulary: Vocabulary) {
    text = recipe.tokens.map { vocabulary.id(of: $0) }
    question = words(asked.question).map { vocabulary.id(of: $0) }
    answer = vocabulary.id(of: asked.answer)
  }
}

/// P(w) = Σ over the places of w in the text of softmax(q · hᵢ), with h the text's states in both directions
/// and q made from the question's last ones. Kadlec, Schmid, Bajgar and Kleindienst, "Text Understanding with
/// the Attention Sum Reader Network", 2016.
final class QuestionReader: Module {
  let words: Embedding
  let text: Recurrent
  let question: Recurrent
  let query: Linear

  init(vocabularySize: Int, size: Int = 32, using generator: inout RandomGenerator) {
    words = Embedding(vocabularySize, size, using: &generator)
    func encoder() -> Recurrent {
      Recurrent(
        .gru, inputSize: size, hiddenSize: size, bidirectional: .concatenated, using: &generator)
    }
    (text, question) = (encoder(), encoder())
    query = Linear(2 * size, 2 * size, using: &generator)
  }

  /// How much each question looks at each place of its text: [B, S].
  func callAsFunction(_ asked: [AskedRecipe]) -> Tensor {
    let (texts, textLengths) = padded(asked.map(\.text))
    let (questions, questionLengths) = padded(asked.map(\.question))
    let (places, _) = text(
      words(texts, shape: [asked.count, texts.count / asked.count]), lengths: textLengths)
    let (_, last) = question(
      words(questions, shape: [asked.count, questions.count / asked.count]),
      lengths: questionLengths)
    let q = query(concatenate([last[0].hidden, last[1].hidden], axis: 1))
    let weights = attentionWeights(
      q.reshaped([asked.count, 1, q.shape[1]]), places,
      limits: AttentionLimits(keyLengths: textLengths), scale: 1)
    return weights.reshaped([asked.count, weights.shape[2]])
  }

  /// The mean of −log P(answer).
  func loss(_ asked: [AskedRecipe]) -> Tensor {
    let weights = self(asked)
    let (texts, _) = padded(asked.map(\.text))
    let steps = weights.shape[1]
    let isAnswer = texts.enumerated().map { (place, word) -> Float in
      word == asked[place / steps].answer ? 1 : 0
    }
    let found = (weights * Tensor(NDArray(isAnswer, shape: weights.shape))).sum(axis: 1)
    return -log(found + 1e-9).mean()
  }

  /// The most probable word of each text.
  func answers(_ asked: [AskedRecipe]) -> [Int32] {
    let weights = self(asked).array
    return asked.enumerated().map { row, one in
      var sums: [Int32: Double] = [:]
      for (place, word) in one.text.enumerated() { sums[word, default: 0] += weights[row, place] }
      return sums.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key
    }
  }

  private func padded(_ rows: [[Int32]]) -> (ids: [Int32], lengths: [Int]) {
    let steps = rows.reduce(0) { max($0, $1.count) }
    return (
      rows.flatMap { $0 + [Int32](repeating: Vocabulary.paddingID, count: steps - $0.count) },
      rows.map(\.count)
    )
  }
}
