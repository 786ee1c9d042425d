import Foundation
import Parlance

extension Lesson {
  /// F3, F4. Recurrent language models, and their texts.
  static let recurrentModel = Lesson(
    "recurrent-model", "A network that writes", rows: ["F3", "F4"],
    question: "How does a network learn to write like its texts?",
    commands: [
      "parlance lm train --cell lstm --output models/book",
      #"parlance lm generate --model models/book --temperature 0.7 --count 3"#,
      #"parlance lm generate --model models/book --most-likely"#,
    ]
  ) { page in
    page.say(
      "At each step an LSTM reads a word's vector and its own state, and a softmax says what may come next; the loss "
        + "is −ln of what did come. Batches hold lines of similar length. 250 recipes, 48 units:")
    let text = RecipeText(count: 250)
    var architecture = LanguageModelArchitecture()
    (architecture.embeddingSize, architecture.hiddenSize) = (24, 48)
    let (model, records) = try text.trained(architecture, epochs: 4, learningRate: 0.015)
    page.section("Training")
    page.table(
      "By epoch", ["epoch", "training loss", "held-out perplexity"],
      records.map { record in
        [
          "\(record.epoch)", record.trainLoss.fixed(3),
          (record.validation?.perplexity ?? 0).fixed(2),
        ]
      }, texts: [])
    page.keep("loss before training", log(Double(text.vocabulary.count)))
    page.value("ln V, knowing nothing", log(Double(text.vocabulary.count)), 3)
    page.value("held-out perplexity", model.evaluate(text.test).perplexity)
    page.value("best possible", text.bestPossible)

    page.section("Surprise, step by step")
    let surprises = model.surprises(of: [text.testLines[0]])[0].prefix(24)
    page.picture(
      Chart(
        "−ln P of each word of a held-out recipe", x: "word", y: "nats",
        series: [Chart.Series("", surprises.map(\.nats), style: .lineAndPoints)]), "surprise",
      "words that follow by grammar cost nothing, ingredients and numbers do: \(surprises.map(\.token).joined(separator: " "))"
    )

    page.section("Writing")
    page.say(
      "To write, a word is drawn from the shares and read as the next input, until the line's end is drawn. The "
        + "temperature divides the scores first: low is bold, high is wild. At 0 the likeliest word is taken."
    )
    for temperature in [1.0, 0.5, 0] {
      var generator = RandomGenerator(seed: 5)
      var options = GenerationOptions()
      (options.temperature, options.maximumLength) = (temperature, 40)
      page.line("\(temperature.fixed(1)): \(model.generate(options, using: &generator).text)")
    }

    let shares = softmax(Tensor(NDArray(float64: [2, 1, 0])) / 0.5).array.doubles
    return Exercise(
      "Three words have the scores 2, 1 and 0. What is the first one's share at temperature 0.5?",
      .number(shares[0]), why: "The scores become 4, 2, 0; then softmax.",
      hint: "Divide the scores by 0.5, then e^score over the sum of all three.",
      slips: [
        (
          .number(softmax(Tensor(NDArray(float64: [2, 1, 0]))).array[0]),
          "That is at temperature 1."
        ),
        (
          .number(softmax(Tensor(NDArray(float64: [1, 0.5, 0]))).array[0]),
          "Divide by the temperature; you multiplied."
        ),
      ])
  }
}
