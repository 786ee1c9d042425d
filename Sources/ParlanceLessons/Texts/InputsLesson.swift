import Parlance

extension Lesson {
  /// G4. Characters or words; learned or given vectors.
  static let inputs = Lesson(
    "inputs", "Characters or words", rows: ["G4"],
    question: "What should a network read: words, characters, or vectors learned elsewhere?",
    commands: [
      "parlance lm train --level character --output models/characters",
      "parlance classify train --model-type lstm --vectors glove.6B.50d.txt --thaw-after -1 --output models/mood",
    ]
  ) { page in
    page.section("The same text, cut in two ways")
    let lines = Recipes.generate(count: 40, seed: 1).map(\.text)
    let others = Recipes.generate(count: 200, seed: 7).map(\.text)
    var rows: [[String]] = []
    for level in [TextLevel.word, .character] {
      let tokenizer = Tokenizer(level: level)
      let text = TokenizedText(lines: lines, tokenizer: tokenizer)
      let vocabulary = text.vocabulary()
      let new = others.flatMap { tokenizer.tokens($0) }
      let unknown = Double(new.count { !vocabulary.contains($0) }) / Double(new.count)
      page.keep("vocabulary, \(level)", Double(vocabulary.count))
      page.keep("tokens, \(level)", Double(text.tokenCount))
      page.keep("unknown, \(level)", unknown)
      rows.append([
        "\(level)s", "\(vocabulary.count)", "\(text.tokenCount)",
        (Double(text.tokenCount) / Double(lines.count)).fixed(1), (100 * unknown).fixed(2) + " %",
      ])
    }
    page.table(
      "40 recipes", ["read as", "vocabulary", "tokens", "tokens a line", "unknown in 200 others"],
      rows)
    page.say(
      "Words: short sequences, a large table, and words that were never seen. Characters: a small table and nothing "
        + "unknown, but sequences five times as long, over which a network must remember.")
    page.picture(
      LessonPicture(
        "inputs",
        .bars(
          RankedChart(
            "Tokens a line",
            items: [TextLevel.word, .character].map { level in
              let text = TokenizedText(lines: lines, tokenizer: Tokenizer(level: level))
              return ("\(level)s", Double(text.tokenCount) / Double(lines.count))
            })), "characters make lines about five times as long"))

    page.section("Given vectors, fixed or changed")
    page.say(
      "A table of vectors may begin at random, or with vectors from a large text, like GloVe's. Then it may stay as "
        + "it is (fixed), or be trained with the rest (fine-tuned). One step on the word “soup”:")
    let given = NDArray([0.5, -0.2, 0.1, 0.9], shape: [2, 2])
    for (name, isFrozen) in [("fixed", true), ("fine-tuned", false)] {
      let table = Embedding(vectors: given, isFrozen: isFrozen)
      var generator = RandomGenerator(seed: 1)
      let output = Linear(2, 2, using: &generator)
      let optimizer = Optimizer(SGD(learningRate: 0.5), table.parameters + output.parameters)
      let loss = crossEntropy(output(table([0], shape: [1])), [1])
      optimizer.step(loss.backward())
      let moved = zip(table.weight.value.doubles, given.doubles).map { $0 - $1 }
      page.keep("moved, \(name)", abs(moved[0]) + abs(moved[1]))
      page.line("“soup”, \(name): \(Array(table.weight.value.doubles[..<2]).fixed(3))")
      page.line("“stew”, \(name): \(Array(table.weight.value.doubles[2...]).fixed(3))")
    }
    page.say(
      "Fine-tuned, only words of the training texts move: “stew” stays where it was, and no longer beside “soup”. With "
        + "few texts, fixed is safer.")

    return Exercise(
      "A table of 20,000 words with vectors of 100, or of 100 characters with vectors of 16: how many numbers less "
        + "has the second?", .number(20_000 * 100 - 100 * 16, 0),
      why: "2,000,000 against 1,600.", hint: "Rows times columns of each table.",
      slips: [(.number(2_000_000, 0), "That is the first table; take the second away.")])
  }
}
