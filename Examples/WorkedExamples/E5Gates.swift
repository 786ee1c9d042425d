import Parlance

private let words = ["not", "the", "film", "was", "very", "good", "and", "long"]

/// A tagger of whole sentences: embeddings, an LSTM, and one answer from its last state.
private final class NegationFinder: Module {
  let embedding: Embedding
  let lstm: RecurrentLayer
  let output: Linear

  init(_ generator: inout RandomGenerator) {
    embedding = Embedding(words.count, 4, using: &generator)
    lstm = RecurrentLayer(.lstm, 4, 2, using: &generator)
    output = Linear(2, 2, using: &generator)
  }

  func callAsFunction(_ sentences: [[Int32]]) -> Tensor {
    output(lstm(embed(sentences)).state.hidden)
  }

  func embed(_ sentences: [[Int32]]) -> Tensor {
    embedding(sentences.flatMap { $0 }, shape: [sentences.count, sentences[0].count])
  }
}

/// E5. An LSTM learns to say at a sentence's end whether "not" was in it; its gates show how: at that
/// word the forget gates close and the input gates open, and from there on the cell is kept.
func gates() throws {
  var generator = RandomGenerator(seed: 2)
  let model = NegationFinder(&generator)
  let optimizer = Optimizer(Adam(learningRate: 0.05), model.parameters)
  for _ in 0..<150 {
    let sentences = (0..<32).map { _ in
      (0..<8).map { _ in
        generator.uniform() < 0.08 ? 0 : Int32.random(in: 1..<8, using: &generator)
      }
    }
    let loss = crossEntropy(model(sentences), sentences.map { $0.contains(0) ? 1 : 0 })
    optimizer.step(loss.backward())
  }

  let sentence = ["the", "film", "was", "not", "very", "long", "and", "good"]
  let ids = sentence.map { Int32(words.firstIndex(of: $0)!) }
  let answer = softmax(withoutGraph { model([ids]) })
  print("P(negated) = \(text(answer.array[0, 1], 3))")
  let without = softmax(withoutGraph { model([ids.map { $0 == 0 ? 4 : $0 }]) })
  print("with \"very\" for \"not\": \(text(without.array[0, 1], 3))")

  let gates = model.lstm.gates(model.embed([ids]))
  for gate in gates where gate.name != "candidate" {
    for unit in 0..<2 {
      let values = sentence.indices.map { gate.values[0, $0, unit] }
      print("\(gate.name) \(unit): \(text(values))")
    }
  }
  let map = HeatMap(
    "Gates over a sentence: 0 closed, 1 open", gates: gates, words: sentence, units: [0, 1])
  try write(map.svg, as: "gates.svg")
}
