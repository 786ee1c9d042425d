import Parlance

extension Lesson {
  /// E7, E8. Layers above each other, and both directions.
  static let stacked = Lesson(
    "stacked", "Stacked, and from both ends", rows: ["E7", "E8"],
    question: "Which inputs does each output of a recurrent network depend on?",
    example: "E8Unrolled",
    commands: [
      "parlance tag train --output models/tagger",
      #"parlance show unrolled --model models/tagger --text "fry the onions" --svg unrolled.svg"#,
    ]
  ) { page in
    var generator = RandomGenerator(seed: 1)
    let words = ["the", "cat", "sat", "down"]
    page.say(
      "Layers may stand above each other, each reading the outputs of the one below. A second direction reads from "
        + "the end; both outputs are joined. Unrolled over time, arrows of one colour are one weight, and the "
        + "gradient says what depends on what.")
    for (title, name, bidirectional) in [
      ("Two layers", "stacked", nil), ("Both directions", "both", Bidirectional.Merge.concatenated),
    ] {
      let network = Recurrent(
        .rnn, inputSize: 3, hiddenSize: 2, layerCount: bidirectional == nil ? 2 : 1,
        bidirectional: bidirectional, using: &generator)
      let drawing = UnrolledDrawing(network, inputs: words)
      page.section(title)
      page.table(
        "Weights", ["name", "shape", "used"],
        drawing.weights.map { ["\($0.name)", "\($0.shape)", "\($0.uses)×"] }, texts: [0, 1])
      page.keep("uses, \(name)", Double(drawing.weights[0].uses))
      let x = Parameter(NDArray(normal: 1, shape: [1, 4, 3], using: &generator))
      let outputs = network(x.tensor).outputs
      page.values("shape of the outputs, \(name)", outputs.shape.map(Double.init), 0)
      let seen = (0..<4).map { step in
        let gradient = outputs.slice(axis: 1, step..<step + 1).sum().backward()[x]
        return words.indices.map { word in
          (0..<3).contains { gradient[0, word, $0] != 0 } ? 1.0 : 0
        }
      }
      page.keep("inputs of output 1, \(name)", seen[0].reduce(0, +))
      page.keep("inputs of output 4, \(name)", seen[3].reduce(0, +))
      var map = HeatMap(
        "What outputs depend on, \(name)", rows: (1...4).map { "output \($0)" }, columns: words,
        values: seen, range: 0...1)
      map.valueTitle = "depends"
      page.picture(
        map, "depends-\(name)",
        bidirectional == nil
          ? "each output depends on its word and those before it"
          : "each output depends on all words")
      page.picture(
        LessonPicture(
          "unrolled-\(name)", .sketched(drawing.svg, []),
          "the network unrolled over four words, a colour for each weight"))
    }

    let both = Recurrent(
      .gru, inputSize: 100, hiddenSize: 64, bidirectional: .concatenated, using: &generator)
    return Exercise(
      "A bidirectional GRU has 64 units each way, and the outputs are concatenated. How wide is what it gives for "
        + "each word?", .number(Double(both.outputSize), 0),
      why: "64 from the left and 64 from the right.", hint: "Concatenated: one beside the other.",
      slips: [(.number(64, 0), "That would be their sum or mean.")])
  }
}
