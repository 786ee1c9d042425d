import Foundation
import Parlance

extension Lesson {
  /// F6. The systems of the perplexity table.
  static let systems = Lesson(
    "systems", "Eight language models", rows: ["F6"],
    question: "What did each idea bring on one billion words?",
    commands: [
      "parlance lm table --train text.txt --test other.txt --output models/table --budget 2"
    ]
  ) { page in
    page.say(
      "Perplexities on the One Billion Word benchmark, as published. What the numbers mean in nats and bits a word, "
        + "and against counted 5-grams:")
    let base = published[0].perplexity
    page.table(
      "Published", ["system", "perplexity", "nats", "bits", "less than 5-grams"],
      published.map { name, perplexity in
        page.keep("nats, \(name)", log(perplexity))
        return [
          name, perplexity.fixed(1), log(perplexity).fixed(3), log2(perplexity).fixed(3),
          (100 * (1 - perplexity / base)).fixed(0) + " %",
        ]
      })

    page.section("The same ideas, small")
    let text = RecipeText(count: 120, tests: 20)
    page.say(
      "The same kinds of models on 120 built-in recipes, with 24 units and three epochs. The order need not be the "
        + "same: counting needs little text, networks show what they can on much.")
    var found = [
      (name: "Kneser-Ney 5-gram", value: try text.nGrams(order: 5).evaluate(text.test).perplexity)
    ]
    let matrix = try SparseNonnegativeLanguageModel(SparseNonnegativeSettings(), next: text.next())
    found.append(("sparse non-negative matrix", matrix.evaluate(text.test).perplexity))
    for (name, architecture) in architectures {
      let model = try text.trained(architecture, epochs: 3, learningRate: 0.04).model
      found.append((name, model.evaluate(text.test).perplexity))
    }
    for (name, perplexity) in found { page.keep(name, perplexity) }
    page.table(
      "On recipes; the best possible is \(text.bestPossible.fixed(2))", ["system", "perplexity"],
      found.map { [$0.name, $0.value.fixed(2)] })
    page.picture(
      LessonPicture(
        "systems", .bars(RankedChart("Perplexity on recipes", items: found)),
        "a bar for each system; shorter is better"))

    let (first, second) = (published[0].perplexity, published[5].perplexity)
    return Exercise(
      "From \(first) to \(second): how many nats a word is the 2-layer LSTM better than 5-grams?",
      .number(log(first / second)),
      why: "ln 67.6 − ln 30: perplexities divide where nats subtract.",
      hint: "Nats are the logarithm of the perplexity.",
      slips: [
        (
          .number(first - second, 1), "That is a difference of perplexities; take logarithms first."
        ),
        (.number(log2(first / second)), "Those are bits."),
      ])
  }

  /// Józefowicz and others, *Exploring the Limits of Language Modeling*, 2016, and the work it compares with.
  private static let published: [(name: String, perplexity: Double)] = [
    ("interpolated Kneser-Ney 5-gram", 67.6), ("RNN-1024 + MaxEnt 9-gram", 51.3),
    ("RNN-2048 + BlackOut", 68.3), ("sparse non-negative matrix", 52.9), ("LSTM-2048", 43.7),
    ("2-layer LSTM-8192", 30), ("small LSTM-2048, adaptive softmax", 43.9),
    ("large 2-layer LSTM-2048, adaptive softmax", 39.8),
  ]

  private static var architectures: [(name: String, architecture: LanguageModelArchitecture)] {
    func made(
      _ cell: RecurrentCell, _ layers: Int, _ output: OutputArchitecture.Layer, features: Int = 0
    ) -> LanguageModelArchitecture {
      var architecture = LanguageModelArchitecture()
      (architecture.cell, architecture.layers) = (cell, layers)
      (architecture.embeddingSize, architecture.hiddenSize) = (24, 24)
      (architecture.output.layer, architecture.output.maxEntOrder) = (output, features)
      architecture.output.maxEntSize = 1 << 14
      if output == .blackout { architecture.output.samples = 40 }
      return architecture
    }
    return [
      ("RNN + MaxEnt 3-gram", made(.rnn, 1, .hierarchical, features: 3)),
      ("RNN + BlackOut", made(.rnn, 1, .blackout)), ("LSTM", made(.lstm, 1, .full)),
      ("2-layer LSTM", made(.lstm, 2, .full)),
      ("LSTM, adaptive softmax", made(.lstm, 1, .adaptive)),
      ("2-layer LSTM, adaptive softmax", made(.lstm, 2, .adaptive)),
    ]
  }
}
