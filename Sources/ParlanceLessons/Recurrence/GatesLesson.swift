import Parlance

extension Lesson {
  /// E5. The LSTM and its gates.
  static let gates = Lesson(
    "gates", "The LSTM and its gates", rows: ["E5"],
    question: "How does a network remember one word to the end of a sentence?", example: "E5Gates",
    commands: [
      "parlance classify train --model-type lstm --output models/lstm",
      #"parlance show gates --model models/lstm --text "fry the onions in butter" --svg gates.svg"#,
    ]
  ) { page in
    page.section("One step by hand")
    page.say(
      "Three gates between 0 (closed) and 1 (open): the forget gate f keeps the cell c, the input gate i lets the "
        + "candidate c̃ in, the output gate o lets the cell out.")
    page.line("f, i, o = σ(W x + U h + b)     c̃ = tanh(W x + U h + b)")
    page.line("c = f ⊙ c + i ⊙ c̃              h = o ⊙ tanh(c)")
    var generator = RandomGenerator(seed: 4)
    let layer = RecurrentLayer(.lstm, 2, 2, using: &generator)
    let x = Tensor(NDArray([0.5, -1], shape: [1, 2]))
    let state = RecurrentState(
      hidden: Tensor(NDArray([0.2, -0.4], shape: [1, 2])),
      cell: Tensor(NDArray([1, -0.5], shape: [1, 2])))
    var z = matmul(x, layer.inputWeight.tensor) + matmul(state.hidden, layer.hiddenWeight.tensor)
    for bias in [layer.inputBias, layer.hiddenBias] { if let bias { z = z + bias.tensor } }
    func part(_ gate: Int) -> Tensor { z.slice(axis: 1, 2 * gate..<2 * gate + 2) }
    let (i, f, g, o) = (sigmoid(part(0)), sigmoid(part(1)), tanh(part(2)), sigmoid(part(3)))
    let cell = f * state.cell! + i * g
    let hidden = o * tanh(cell)
    for (name, tensor) in [("f", f), ("i", i), ("o", o), ("c̃", g), ("c", cell), ("h", hidden)] {
      page.values(name, tensor.array.doubles, 4)
    }
    let next = layer.step(x, state)
    page.values("h by the layer", next.hidden.array.doubles, 4)

    page.section("What gates learn")
    page.say(
      "A tiny LSTM of two units reads eight words and says at the end whether “not” was among them. After training "
        + "on random sentences, its gates over one:")
    let finder = NegationFinder(seed: 2)
    finder.train()
    let sentence = ["the", "film", "was", "not", "very", "long", "and", "good"]
    page.value("P(negated)", finder.probability(sentence), 3)
    page.value(
      "P with “very” for “not”", finder.probability(sentence.map { $0 == "not" ? "very" : $0 }), 3)
    let map = HeatMap(
      "Gates over a sentence: 0 closed, 1 open", gates: finder.gates(sentence), words: sentence,
      units: [0, 1])
    for (row, name) in map.rows.enumerated() {
      page.keep("\(name) at not", map.values[row][3])
      page.keep("\(name) at the end", map.values[row][7])
    }
    page.picture(
      map, "gates",
      "at “not” the forget gates close and the input gates open; from there on the cell is kept")

    let kept = (0..<50).reduce(1.0) { cell, _ in 0.99 * cell }
    return Exercise(
      "A forget gate stays at 0.99 and nothing is let in. What share of the cell is left after 50 steps?",
      .number(kept),
      why:
        "0.99⁵⁰. The same product as of a plain network's weight, but a gate learns to be near 1.",
      hint: "Each step multiplies the cell by the gate.",
      slips: [(.number(0.5), "That is 1 − 50 · 0.01; the steps multiply.")])
  }
}

/// Embeddings, an LSTM of two units, and an answer from its last state.
private final class NegationFinder: Module {
  private static let words = ["not", "the", "film", "was", "very", "good", "and", "long"]
  private let seed: UInt64
  let embedding: Embedding
  let lstm: RecurrentLayer
  let output: Linear

  init(seed: UInt64) {
    self.seed = seed
    var generator = RandomGenerator(seed: seed)
    embedding = Embedding(Self.words.count, 4, using: &generator)
    lstm = RecurrentLayer(.lstm, 4, 2, using: &generator)
    output = Linear(2, 2, using: &generator)
  }

  func train() {
    var generator = RandomGenerator(seed: seed)
    let optimizer = Optimizer(Adam(learningRate: 0.05), parameters)
    for _ in 0..<200 {
      let sentences = (0..<32).map { _ in
        (0..<8).map { _ in
          generator.uniform() < 0.08 ? 0 : Int32.random(in: 1..<8, using: &generator)
        }
      }
      let loss = crossEntropy(logits(sentences), sentences.map { $0.contains(0) ? 1 : 0 })
      optimizer.step(loss.backward())
    }
  }

  private func logits(_ sentences: [[Int32]]) -> Tensor {
    output(lstm(embed(sentences)).state.hidden)
  }

  private func embed(_ sentences: [[Int32]]) -> Tensor {
    embedding(sentences.flatMap { $0 }, shape: [sentences.count, sentences[0].count])
  }

  private func ids(_ sentence: [String]) -> [Int32] {
    sentence.map { Int32(Self.words.firstIndex(of: $0)!) }
  }

  func probability(_ sentence: [String]) -> Double {
    withoutGraph { softmax(logits([ids(sentence)])).array[0, 1] }
  }

  func gates(_ sentence: [String]) -> [RecurrentGate] { lstm.gates(embed([ids(sentence)])) }
}
