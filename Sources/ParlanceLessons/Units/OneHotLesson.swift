import Parlance

extension Lesson {
  /// A6. Words as vectors, and back.
  static let oneHot = Lesson(
    "one-hot", "Words in, words out", rows: ["A6"],
    question: "How does a network take in a word, and how does it give one out?",
    commands: [
      "parlance lm train --minimum-count 2 --output models/book", "parlance inspect models/book",
    ]
  ) { page in
    let text = "the cat sat on the mat and the dog sat on the cat"
    let words = text.split(separator: " ").map(String.init)
    var builder = VocabularyBuilder()
    builder.add(contentsOf: words)
    let all = builder.build()
    let vocabulary = builder.build(minimumCount: 2)

    page.section("In")
    page.say(
      "“\(text)”: each word that occurs at least twice gets a number; all others share that of <unk>. Four numbers are "
        + "for padding, unknown words and the ends of lines.")
    let counts = Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +)
    page.table(
      "The vocabulary, cut at two occurrences", ["word", "times", "number"],
      all.tokens.dropFirst(4).map { word in
        [word, "\(counts[word]!)", "\(vocabulary.id(of: word))"]
      })
    page.keep("words kept", Double(vocabulary.count - 4))
    let id = Int(vocabulary.id(of: "cat"))
    let hot = (0..<vocabulary.count).map { $0 == id ? 1.0 : 0 }
    page.values("one-hot vector of “cat”", hot, 0)
    var generator = RandomGenerator(seed: 1)
    let table = Embedding(vocabulary.count, 2, using: &generator)
    let product = matmul(
      Tensor(NDArray(hot.map(Float.init), shape: [1, vocabulary.count])), table.weight.tensor)
    page.values("that times a matrix", product.array.doubles, 4)
    page.values(
      "row \(id) of the matrix", table([Int32(id)], shape: [1]).array.doubles, 4)
    page.say(
      "A one-hot vector times a matrix is a row of it. So the library looks the row up, and multiplies nothing."
    )

    page.section("Out")
    let logits = [0, 0.5, -1, 0, 2.5, 1.9, 1, 0.2].prefix(vocabulary.count).map { $0 }
    let padded = logits + [Double](repeating: 0, count: vocabulary.count - logits.count)
    let shares = softmax(Tensor(NDArray(float64: padded))).array.doubles
    page.say(
      "At the end stands a score for each word of the vocabulary; softmax makes shares of them that sum to 1, and "
        + "the greatest is the network's word.")
    page.table(
      "Scores and shares", ["word", "score", "share"],
      vocabulary.tokens.indices.map {
        [vocabulary.tokens[$0], padded[$0].fixed(1), shares[$0].fixed(3)]
      })
    let best = shares.indices.max { shares[$0] < shares[$1] }!
    page.value("sum of shares", shares.reduce(0, +), 3)
    page.line("argmax = \(best), “\(vocabulary.tokens[best])”")
    page.keep("argmax", Double(best))
    var chart = RankedChart(
      "Shares by softmax", items: zip(vocabulary.tokens, shares).map { ($0, $1) })
    chart.xTitle = "share"
    page.picture(
      LessonPicture(
        "one-hot", .bars(chart), "“\(vocabulary.tokens[best])” has the greatest share"))

    return Exercise(
      "The same text, cut at three occurrences: how many words of its own does the vocabulary keep, the four "
        + "special ones not counted?", .number(Double(builder.build(minimumCount: 3).count - 4), 0),
      why: "Only “the” occurs that often, four times.",
      hint: "Count in the table which words occur at least three times.",
      slips: [
        (.number(Double(vocabulary.count - 4), 0), "Those occur at least twice."),
        (.number(5, 0), "Leave the four special ones out."),
      ])
  }
}
