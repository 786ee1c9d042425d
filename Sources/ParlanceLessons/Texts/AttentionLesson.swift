import Parlance

extension Lesson {
  /// G8. Encoders, attention, and what comes next.
  static let attention = Lesson(
    "attention", "Encoders and attention", rows: ["G8"],
    question: "How does a network look up what it needs in a text that was read?",
    example: "G8Questions",
    commands: [
      "parlance translate train --output models/translator",
      #"parlance show attention --model models/translator --text "chop the onion" --svg attention.svg"#,
      "parlance lm train --model-type transformer --output models/transformer",
    ]
  ) { page in
    page.section("By hand")
    page.say(
      "An encoder leaves a state for each word. A decoder asks with a vector q: each state's product with q is a score, "
        + "softmax makes weights of the scores, and what is read is the weighted mean of the states."
    )
    let q = [1.0, 1.0]
    let states = [[1.0, 0], [0, 1], [2, 1]]
    let keys = Tensor(NDArray(float64: states.flatMap { $0 }, shape: [1, 3, 2]))
    let query = Tensor(NDArray(float64: q, shape: [1, 1, 2]))
    page.line("q = \(q.fixed(0))")
    for (place, state) in states.enumerated() { page.line("h\(place + 1) = \(state.fixed(0))") }
    page.values("scores", matmul(keys, query.reshaped([1, 2, 1])).array.doubles, 0, "h · q")
    let weights = attentionWeights(query, keys, scale: 1)
    page.values("weights", weights.array.doubles, 3)
    page.values(
      "read", scaledDotProductAttention(query, keys, keys, scale: 1).array.doubles, 3)

    page.section("Learned")
    page.say(
      "Lists like “3 eggs , 2 leeks , 5 plums” and a question, “how many leeks”. Two GRUs encode list and question; the "
        + "question's last state asks the list's states, and the weights on a number are its probability. Nothing "
        + "tells the network where to look but the right answers:")
    let reader = ListReader()
    let losses = reader.train(steps: 220)
    let accuracy = reader.accuracy()
    page.value("loss at first", losses[0], 3)
    page.value("loss at the end", losses.last!, 3)
    page.value("accuracy on new lists", accuracy, 3)
    let (list, asked) = (["3", "eggs", "2", "leeks", "5", "plums"], ["eggs", "leeks", "plums"])
    let rows = asked.map { reader.weights(list, $0) }
    page.keep("weight on the answer", rows[1][2])
    page.picture(
      HeatMap(
        "What each question looks at", attention: rows, source: list,
        target: asked.map { "how many \($0)" }), "attention",
      "each question looks at the number before its word")
    page.picture(
      Chart("Learning to look", x: "step", y: "nats", series: [Chart.Series("loss", losses)]),
      "attention-loss", "the loss falls as the network finds where to look")
    page.say(
      "A translator is the same with a decoder that asks anew for each word that it writes: a language model that is "
        + "conditioned on another text. Transformers drop the recurrence and let every word ask every other."
    )

    let even = attentionWeights(
      Tensor(NDArray(float64: [0, 0], shape: [1, 1, 2])), keys, scale: 1
    ).array.doubles
    return Exercise(
      "The query is [0 0]. Which weight does each of the three states get?", .number(even[0]),
      why: "All scores are 0, so attention is the plain mean.",
      hint: "Compute the three scores h · q, then softmax.",
      slips: [(.number(0), "The scores are 0; softmax of equal scores is not.")])
  }
}

/// Finds how many there are of something in a list.
private final class ListReader: Module {
  private static let things = ["eggs", "leeks", "plums", "onions", "carrots", "limes"]
  private static let tokens = (1...9).map(String.init) + things
  let words: Embedding
  let list: RecurrentLayer
  let question: RecurrentLayer
  let query: Linear

  init() {
    var generator = RandomGenerator(seed: 1)
    words = Embedding(Self.tokens.count, 8, using: &generator)
    list = RecurrentLayer(.gru, 8, 16, isReversed: true, using: &generator)
    question = RecurrentLayer(.gru, 8, 16, using: &generator)
    query = Linear(16, 16, using: &generator)
  }

  private static func id(_ word: String) -> Int32 { Int32(tokens.firstIndex(of: word)!) }

  /// [B, T]
  private func weights(_ lists: [[Int32]], _ asked: [Int32]) -> Tensor {
    let (batch, steps) = (lists.count, lists[0].count)
    let states = list(words(lists.flatMap { $0 }, shape: [batch, steps])).outputs
    let last = question(words(asked, shape: [batch, 1])).state.hidden
    return attentionWeights(query(last).reshaped([batch, 1, 16]), states, scale: 1)
      .reshaped([batch, steps])
  }

  private func examples(
    _ count: Int, using generator: inout RandomGenerator
  ) -> [(list: [Int32], asked: Int32, place: Int)] {
    (0..<count).map { _ in
      let chosen = Self.things.shuffled(using: &generator).prefix(3)
      let list = chosen.flatMap { [Int32.random(in: 0..<9, using: &generator), Self.id($0)] }
      let place = Int.random(in: 0..<3, using: &generator)
      return (list, list[2 * place + 1], 2 * place)
    }
  }

  func train(steps: Int) -> [Double] {
    var generator = RandomGenerator(seed: 2)
    let optimizer = Optimizer(Adam(learningRate: 0.02), parameters)
    return (0..<steps).map { _ in
      let batch = examples(24, using: &generator)
      let weights = weights(batch.map(\.list), batch.map(\.asked))
      let isAnswer = batch.flatMap { one in (0..<6).map { Float($0 == one.place ? 1 : 0) } }
      let found = (weights * Tensor(NDArray(isAnswer, shape: weights.shape))).sum(axis: 1)
      let loss = -log(found + 1e-9).mean()
      optimizer.step(loss.backward())
      return loss.item
    }
  }

  func accuracy() -> Double {
    var generator = RandomGenerator(seed: 3)
    let batch = examples(200, using: &generator)
    let found = withoutGraph { weights(batch.map(\.list), batch.map(\.asked)) }.argmax(axis: 1)
    return Double(zip(found.values, batch).count { Int($0) == $1.place }) / 200
  }

  func weights(_ list: [String], _ asked: String) -> [Double] {
    withoutGraph { weights([list.map(Self.id)], [Self.id(asked)]) }.array.doubles
  }
}
