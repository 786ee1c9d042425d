import Parlance

extension Lesson {
  /// G3. One vector from many states.
  static let encodings = Lesson(
    "encodings", "A sentence as one vector", rows: ["G3"],
    question: "Many states, one answer: which of them should be read?",
    commands: [
      "parlance classify train --model-type gru --pooling max --output models/max",
      "parlance classify train --model-type gru --pooling last --output models/last",
    ]
  ) { page in
    page.section("Three ways by hand")
    let states = [[0.1, 0.9], [0.8, -0.3], [0.3, 0.0]]
    let h = Tensor(NDArray(float64: states.flatMap { $0 }, shape: [1, 3, 2]))
    let last = Tensor(NDArray(float64: states[2], shape: [1, 2]))
    page.say(
      "Three states of two units. The last one, the greatest value of each unit, and the mean:")
    for (step, state) in states.enumerated() { page.line("h\(step + 1) = \(state.fixed(1))") }
    var generator = RandomGenerator(seed: 1)
    for kind in [SequencePooling.Kind.last, .max, .mean] {
      let pooling = SequencePooling(kind, size: 2, using: &generator)
      page.values("\(kind)", pooling(h, lengths: [3], last: last).array.doubles)
    }

    page.section("A word far back")
    page.say(
      "Sentences of thirty words; the answer is whether “not” was among the first three. A GRU of eight units and each "
        + "of the three readings, trained alike:")
    var (rows, series): ([[String]], [Chart.Series]) = ([], [])
    for kind in [SequencePooling.Kind.last, .max, .mean] {
      let finder = FarFinder(kind)
      let losses = finder.train(steps: 120)
      let accuracy = finder.accuracy()
      page.keep("accuracy, \(kind)", accuracy)
      rows.append(["\(kind)", losses.last!.fixed(3), accuracy.fixed(3)])
      series.append(Chart.Series("\(kind)", losses))
    }
    page.table("After 120 steps", ["reading", "loss", "accuracy"], rows)
    page.say(
      "The last state must carry the word over all steps; the maximum and the mean have a short way to each state, "
        + "and so has the gradient.")
    page.picture(
      Chart("Loss by the way of reading", x: "step", y: "nats", series: series), "encodings",
      "the losses of the three readings fall at different steps")

    return Exercise(
      "The states are [0.2 −0.6], [−0.1 0.4] and [0.5 −0.2]. What is their element-wise maximum?",
      .numbers([0.5, 0.4], decimals: 1),
      why: "Each unit gives its own greatest value, from another step.",
      hint: "Take the greatest first element, then the greatest second one.",
      slips: [
        (.numbers([0.5, -0.2], decimals: 1), "That is the last state."),
        (.numbers([0.5, -0.6], decimals: 1), "Greatest, not greatest by size: −0.6 is small."),
        (.numbers([0.2, -0.1], decimals: 1), "That is the mean, rounded."),
      ])
  }
}

/// A GRU that says whether word 0 was among the first three of thirty.
private final class FarFinder: Module {
  let embedding: Embedding
  let gru: RecurrentLayer
  let pooling: SequencePooling
  let output: Linear

  init(_ kind: SequencePooling.Kind) {
    var generator = RandomGenerator(seed: 3)
    embedding = Embedding(20, 6, using: &generator)
    gru = RecurrentLayer(.gru, 6, 8, using: &generator)
    pooling = SequencePooling(kind, size: 8, using: &generator)
    output = Linear(8, 2, using: &generator)
  }

  private func logits(_ sentences: [[Int32]]) -> Tensor {
    let (states, last) = gru(
      embedding(sentences.flatMap { $0 }, shape: [sentences.count, sentences[0].count]))
    return output(
      pooling(states, lengths: sentences.map(\.count), last: last.hidden))
  }

  private static func sentences(
    _ count: Int, using generator: inout RandomGenerator
  ) -> [(words: [Int32], answer: Int32)] {
    (0..<count).map { _ in
      var words = (0..<30).map { _ in Int32.random(in: 1..<20, using: &generator) }
      let isThere = generator.uniform() < 0.5
      if isThere { words[Int.random(in: 0..<3, using: &generator)] = 0 }
      return (words, isThere ? 1 : 0)
    }
  }

  func train(steps: Int) -> [Double] {
    var generator = RandomGenerator(seed: 4)
    let optimizer = Optimizer(Adam(learningRate: 0.02), parameters)
    return (0..<steps).map { _ in
      let batch = Self.sentences(32, using: &generator)
      let loss = crossEntropy(logits(batch.map(\.words)), batch.map(\.answer))
      optimizer.step(loss.backward())
      return loss.item
    }
  }

  func accuracy() -> Double {
    var generator = RandomGenerator(seed: 5)
    let batch = Self.sentences(200, using: &generator)
    let found = withoutGraph { logits(batch.map(\.words)) }.argmax(axis: 1).values
    return Double(zip(found, batch).count { $0 == $1.answer }) / 200
  }
}
