import Foundation
import Parlance

extension Lesson {
  /// G6, G7. Windows and bidirectional GRUs for tagging.
  static let tagging = Lesson(
    "tagging", "A tag for each word", rows: ["G6", "G7"],
    question: "How is each word of a sentence told what it is?",
    commands: [
      "parlance tag train --model-type window --output models/window",
      "parlance tag train --model-type gru --output models/gru",
      #"echo "fry the onions in butter" | parlance tag predict --model models/gru"#,
    ]
  ) { page in
    page.section("A window")
    page.say(
      "Is the centre word a location? The vectors of five words side by side, a hidden layer, one score. The score "
        + "of a true window should be above that of a corrupt one by 1; what is missing is the hinge loss."
    )
    for (good, bad) in [(2.5, 1.0), (0.8, 0.3)] {
      let loss = hinge(good, bad)
      page.value("max(0, 1 − \(good) + \(bad))", loss, 1)
    }

    page.section("Recipes, tagged")
    let all = Recipes.generate(count: 260, seed: 1).map {
      TaggedSentence(tokens: $0.tokens, tags: $0.entities)
    }
    let (training, test) = (
      TaggedCorpus(Array(all.prefix(200))), TaggedCorpus(Array(all.suffix(60)))
    )
    page.say(
      "200 recipes to learn from and 60 to test, with entities as B- (begins), I- (goes on) and O. A window of five "
        + "words against a bidirectional GRU, three epochs each:")
    var rows: [[String]] = []
    var shown: Tagger?
    for (name, network) in [
      ("window of 5", TaggerArchitecture.Network.window), ("both-way GRU", .gru),
    ] {
      var architecture = TaggerArchitecture()
      (architecture.network, architecture.characters) = (network, .none)
      (architecture.embeddingSize, architecture.hiddenSize) = (16, 16)
      (architecture.shapeSize, architecture.affixSize, architecture.dropout) = (4, 0, 0)
      var generator = RandomGenerator(seed: 1)
      let tagger = try Tagger(architecture, training: training, using: &generator)
      let task = TaggingTask(tagger, training: training, validation: test, batchSize: 8, seed: 1)
      var configuration = TrainingConfiguration()
      (configuration.epochs, configuration.optimizer, configuration.learningRate) = (3, .adam, 0.02)
      _ = try Trainer(task, configuration).run()
      let found = tagger.tags(of: test.sentences.map(\.tokens))
      let truth = test.sentences.map(\.tags)
      let scores = EntityScores(truth: truth, predicted: found).all.score
      let right = zip(truth.joined(), found.joined()).count { $0 == $1 }
      let accuracy = Double(right) / Double(test.sentences.reduce(0) { $0 + $1.tokens.count })
      page.keep("F1, \(name)", scores.f1)
      page.keep("accuracy, \(name)", accuracy)
      rows.append([
        name, accuracy.fixed(3), scores.precision.fixed(3), scores.recall.fixed(3),
        scores.f1.fixed(3),
      ])
      shown = tagger
    }
    page.table(
      "On the test recipes",
      ["network", "accuracy of tags", "precision", "recall", "F1 of entities"], rows)
    let sentence = ["fry", "the", "red", "onions", "in", "2", "tablespoons", "butter", "."]
    page.say(
      "Recipes are easy: what stands beside a word tells nearly all. Words that the taggers never saw are not:"
    )
    let found = shown!.predictions(for: [sentence], confidences: true)[0]
    page.table(
      "The GRU on a new sentence", ["word", "tag", "probability"],
      zip(sentence, zip(found.tags, found.confidences)).map { [$0, $1.0, $1.1.fixed(3)] },
      texts: [0, 1])
    page.picture(
      LessonPicture(
        "tagging",
        .bars(
          RankedChart(
            "How sure the GRU is of each tag", x: "probability",
            items: zip(sentence, zip(found.tags, found.confidences)).map { ("\($0) \($1.0)", $1.1) }
          )
        ), "a bar for each word: short where the network is in doubt"))

    return Exercise(
      "Three entities are true, a tagger finds four, two of them exactly. What is its F1?",
      .number(2 * 2 / 7.0), why: "Precision 2/4, recall 2/3; F1 = 2 · 2 / (4 + 3).",
      hint: "Precision is right over found, recall right over true; F1 is 2PR / (P + R).",
      slips: [
        (.number(0.5), "That is the precision."), (.number(2 / 3.0), "That is the recall."),
        (.number((0.5 + 2 / 3.0) / 2), "F1 is the harmonic mean, not the plain one."),
      ])
  }

  private static func hinge(_ good: Double, _ bad: Double) -> Double {
    marginRankingLoss(
      Tensor(NDArray(float64: [good])), Tensor(NDArray(float64: [bad])),
      Tensor(NDArray(float64: [1])), margin: 1
    ).item
  }
}
