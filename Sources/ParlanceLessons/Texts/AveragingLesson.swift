import Foundation
import Parlance

extension Lesson {
  /// G1, G2. Classifiers of bags of words.
  static let averaging = Lesson(
    "averaging", "Averages of words", rows: ["G1", "G2"],
    question: "How much of a text's kind do its words say without their order?",
    example: "G1Classifier",
    commands: [
      "parlance classify train --model-type logistic --output models/logistic",
      "parlance classify train --model-type dan --output models/dan",
      "parlance classify evaluate --model models/dan --data texts.csv",
    ]
  ) { page in
    let data = RecipeKinds(training: 600, tests: 1000)
    page.section("An average by hand")
    page.say(
      "A deep averaging network takes the mean of the words' vectors and classifies it with a small feed-forward "
        + "network; a logistic regression does so with no hidden layer. The mean of three vectors:")
    let vectors = [[1.0, 0], [0, 1], [0.5, -0.4]]
    let table = EmbeddingBag(vectors: NDArray(float64: vectors.flatMap { $0 }, shape: [3, 2]))
    for (place, vector) in vectors.enumerated() { page.line("v\(place + 1) = \(vector.fixed(1))") }
    page.values("mean", table([0, 1, 2], lengths: [3]).array.doubles)

    page.section("On recipes")
    page.say(
      "The ends of 600 recipes, of \(data.kinds.count) kinds of dish; 1,000 others to test. One such text: "
        + "“\(data.testTexts[0])”, of the kind \(data.testKinds[0]).")
    var rows: [[String]] = []
    var series: [Chart.Series] = []
    for (name, hidden) in [("logistic regression", nil), ("deep averaging network", 24)]
      as [(String, Int?)]
    {
      let network = BagClassifier(data, hidden: hidden)
      let losses = network.train(data, epochs: 6)
      let (training, test) = network.accuracies(data)
      page.keep("accuracy, \(name)", test)
      rows.append([name, losses.last!.fixed(3), training.fixed(3), test.fixed(3)])
      series.append(Chart.Series(name, losses, style: .lineAndPoints))
    }
    if let best = data.bestPossible {
      page.keep("best possible", best)
      rows.append(["best possible, on average", "", "", best.fixed(3)])
    }
    page.table("After six epochs", ["", "loss", "accuracy in training", "in test"], rows)
    page.picture(
      Chart("The loss of each epoch", x: "epoch", y: "nats", series: series), "averaging",
      "both losses fall; the texts do not always say their kind, so neither reaches 0")

    return Exercise(
      "The words of a text have the vectors [2 0], [0 2] and [4 1]. What is their average?",
      .numbers([2, 1], decimals: 0), why: "[6 3] / 3; in any other order of words it is the same.",
      hint: "Add the vectors and divide by how many there are.",
      slips: [(.numbers([6, 3], decimals: 0), "That is the sum; divide by three.")])
  }
}

/// Ends of recipes with their kinds.
struct RecipeKinds {
  let kinds = Recipes.categories
  let vocabulary: Vocabulary
  let texts: [[Int32]]
  let labels: [Int32]
  let testTexts: [String]
  let testKinds: [String]
  let bestPossible: Double?

  init(training: Int, tests: Int) {
    let recipes = Recipes.generate(count: training + tests, seed: 1)
    var builder = VocabularyBuilder()
    for recipe in recipes.prefix(training) {
      builder.add(contentsOf: recipe.document.split(separator: " ").map(String.init))
    }
    let (vocabulary, kinds) = (builder.build(), Recipes.categories)
    self.vocabulary = vocabulary
    texts = recipes.prefix(training).map { recipe in
      recipe.document.split(separator: " ").map { vocabulary.id(of: $0) }
    }
    labels = recipes.prefix(training).map { Int32(kinds.firstIndex(of: $0.category)!) }
    testTexts = recipes.suffix(tests).map(\.document)
    testKinds = recipes.suffix(tests).map(\.category)
    bestPossible = Recipes.bestPossibleAccuracy(ofDocuments: testTexts)
  }

  /// A text in the vocabulary's numbers.
  func ids(_ text: String) -> [Int32] { text.split(separator: " ").map { vocabulary.id(of: $0) } }
}

/// The mean of words' vectors, then a hidden layer or none.
private final class BagClassifier: Module {
  let table: EmbeddingBag
  let hidden: Linear?
  let output: Linear

  init(_ data: RecipeKinds, hidden size: Int?) {
    var generator = RandomGenerator(seed: 1)
    let width = 16
    table = EmbeddingBag(data.vocabulary.count, width, initializer: .normal(0.5), using: &generator)
    hidden = size.map { Linear(width, $0, using: &generator) }
    output = Linear(size ?? width, data.kinds.count, using: &generator)
  }

  private func logits(_ texts: [[Int32]]) -> Tensor {
    let mean = table(texts.flatMap { $0 }, lengths: texts.map(\.count))
    return output(hidden.map { relu($0(mean)) } ?? mean)
  }

  /// The mean loss of each epoch.
  func train(_ data: RecipeKinds, epochs: Int) -> [Double] {
    var generator = RandomGenerator(seed: 2)
    let optimizer = Optimizer(Adam(learningRate: 0.02), parameters)
    return (0..<epochs).map { _ in
      var total = 0.0
      let order = Array(data.texts.indices).shuffled(using: &generator)
      for start in stride(from: 0, to: order.count, by: 20) {
        let batch = order[start..<min(start + 20, order.count)]
        let loss = crossEntropy(logits(batch.map { data.texts[$0] }), batch.map { data.labels[$0] })
        total += loss.item * Double(batch.count)
        optimizer.step(loss.backward())
      }
      return total / Double(order.count)
    }
  }

  func accuracies(_ data: RecipeKinds) -> (training: Double, test: Double) {
    func share(_ texts: [[Int32]], _ truth: [Int32]) -> Double {
      let found = withoutGraph { logits(texts) }.argmax(axis: 1).values
      return Double(zip(found, truth).count { $0 == $1 }) / Double(texts.count)
    }
    let truth = data.testKinds.map { Int32(data.kinds.firstIndex(of: $0)!) }
    return (share(data.texts, data.labels), share(data.testTexts.map(data.ids), truth))
  }
}
