import Parlance

/// The mean of the words' vectors, a hidden layer, and a number for each class.
final class DishClassifier: Module {
  let embedding: EmbeddingBag
  let hidden: Linear
  let output: Linear

  init(vocabularySize: Int, classes: Int, using generator: inout RandomGenerator) {
    embedding = EmbeddingBag(vocabularySize, 16, using: &generator)
    hidden = Linear(16, 32, using: &generator)
    output = Linear(32, classes, using: &generator)
  }

  func callAsFunction(_ texts: [[Int32]]) -> Tensor {
    let bags = embedding(texts.flatMap { $0 }, lengths: texts.map(\.count))
    return output(relu(hidden(bags)))
  }
}
