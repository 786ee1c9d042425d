import Parlance

/// E8. Recurrent networks unrolled: every step uses the same weights, and every output depends on all
/// inputs before it, or on all inputs where a second layer reads from the end.
func unrolled() throws {
  var generator = RandomGenerator(seed: 1)
  let words = ["the", "cat", "sat", "down"]
  for (name, bidirectional) in [
    ("stacked", nil), ("bidirectional", Bidirectional.Merge.concatenated),
  ] {
    let network = Recurrent(
      .rnn, inputSize: 3, hiddenSize: 2, layerCount: bidirectional == nil ? 2 : 1,
      bidirectional: bidirectional, using: &generator)
    let drawing = UnrolledDrawing(network, inputs: words)
    print("\(name):")
    for weight in drawing.weights { print("  \(weight.name) is used \(weight.uses) times") }

    let x = Parameter(NDArray(normal: 1, shape: [1, 4, 3], using: &generator))
    let outputs = network(x.tensor).outputs
    for step in 0..<4 {
      let gradient = outputs.slice(axis: 1, step..<step + 1).sum().backward()[x]
      let seen = words.indices.filter { word in (0..<3).contains { gradient[0, word, $0] != 0 } }
      print("  output \(step + 1) depends on \(seen.map { words[$0] }.joined(separator: " "))")
    }
    try write(drawing.svg, as: "unrolled-\(name).svg")
  }
}
