import Parlance

extension Lesson {
  /// F2. Fixed-window neural language models.
  static let windowModel = Lesson(
    "window-model", "A window of words", rows: ["F2"],
    question: "How can a network predict from words that never stood together before?",
    commands: [
      "parlance lm train --model-type window --window 4 --output models/window",
      "parlance lm evaluate --model models/window --data text.txt",
    ]
  ) { page in
    page.section("Shapes")
    page.say(
      "The vectors of the last words are put side by side, a hidden layer reads them, a softmax gives each word of "
        + "the vocabulary its share. Words with like vectors are treated alike, seen together or not. With four "
        + "words, vectors of 16 and 32 hidden units:")
    let text = RecipeText(count: 250)
    var architecture = LanguageModelArchitecture()
    architecture.network = .window
    (architecture.window, architecture.embeddingSize, architecture.hiddenSize) = (4, 16, 32)
    let (model, records) = try text.trained(architecture, epochs: 4)
    page.table(
      "Parameters", ["name", "shape", "numbers"],
      model.network.namedParameters().map {
        [$0.name, "\($0.parameter.value.shape)", "\($0.parameter.value.count)"]
      }, texts: [0, 1])
    page.keep("vocabulary", Double(text.vocabulary.count))

    page.section("Training")
    page.table(
      "Perplexity on recipes that were held out", ["epoch", "training loss", "perplexity"],
      records.map { record in
        [
          "\(record.epoch)", record.trainLoss.fixed(3),
          (record.validation?.perplexity ?? 0).fixed(2),
        ]
      }, texts: [])
    let counted = try text.nGrams(order: 5).evaluate(text.test).perplexity
    let perplexity = model.evaluate(text.test).perplexity
    page.value("window of 4 words", perplexity)
    page.value("5-grams, counted", counted)
    page.value("best possible", text.bestPossible)
    page.picture(
      Chart(
        "Perplexity by epoch", x: "epoch", y: "perplexity",
        series: [
          Chart.Series(
            "window", records.compactMap { $0.validation?.perplexity }, style: .lineAndPoints),
          Chart.Series("5-grams", points: [(1, counted), (4, counted)], style: .dashed),
        ]), "window-model", "the network's perplexity falls towards that of counted 5-grams")

    page.section("What comes next?")
    for prefix in ["400 g fresh", "bake at 160"] {
      let next = model.suggestions(after: prefix + " ", count: 3).suggestions
      page.line(
        "\(prefix) … "
          + next.map { "\($0.token) \($0.probability.fixed(2))" }.joined(separator: ", "))
    }
    let (v, d, h) = (10_000.0, 50.0, 100.0)
    return Exercise(
      "A window of 3 words, 10,000 words in the vocabulary, vectors of 50, 100 hidden units: how many weights (no "
        + "biases) has the hidden layer?", .number(3 * d * h, 0),
      why: "3 · 50 inputs times 100 units: small beside the 10,000 rows of the two tables.",
      hint: "The three vectors stand side by side: how many inputs are that?",
      slips: [
        (.number(d * h, 0), "Three words stand side by side."),
        (.number(v * h, 0), "That is the output layer."),
        (.number(v * d, 0), "That is the table of vectors."),
      ])
  }
}
