import Parlance

extension Lesson {
  /// B5. Data augmentation.
  static let augmentation = Lesson(
    "augmentation", "More texts from few", rows: ["B5"],
    question: "How can a small set of texts be made larger without writing any?",
    commands: [
      "parlance classify train --augment dropout=0.1,swap=0.1,synonyms=words.txt --output models/mood"
    ]
  ) { page in
    let text = "what a lovely film , i was happy all evening"
    let words = text.split(separator: " ").map(String.init)
    let synonyms = Synonyms([
      ["lovely", "wonderful", "delightful"], ["film", "movie"], ["happy", "glad"],
    ])
    let ways: [(name: String, way: any Augmentation)] = [
      ("synonyms", SynonymReplacing(synonyms, rate: 0.6)), ("drop words", WordDropping(rate: 0.2)),
      ("swap words", WordSwapping(rate: 0.2)),
    ]
    page.say(
      "A text keeps its label when a word is replaced by another of the same meaning, or when a few words are left "
        + "out or change places. In each epoch the text is drawn anew:")
    page.line(text)
    var rows: [[String]] = []
    for (name, way) in ways {
      for epoch in 1...3 {
        let made = Augmenter([way]).augmented(words, key: RandomKey(seed: UInt64(epoch)))
        rows.append([name, "\(epoch)", made.joined(separator: " ")])
      }
    }
    page.table("Three epochs of each way", ["way", "epoch", "text"], rows, texts: [0, 2])

    page.section("How many are there?")
    page.say(
      "With \(words.count) words, of which three have synonyms, a thousand draws of all three ways together give:"
    )
    let all = Augmenter(ways.map(\.way))
    var (seen, growth): (Set<[String]>, [Double]) = ([], [])
    var (kept, total) = (0, 0)
    for draw in 0..<1000 {
      let made = all.augmented(words, key: RandomKey(seed: UInt64(draw)))
      seen.insert(made)
      growth.append(Double(seen.count))
      total += words.count
      kept += made.count
    }
    page.value("different texts", Double(seen.count), 0)
    page.value("share of words kept", Double(kept) / Double(total), 3)
    page.say(
      "They are no new facts: what none of the texts says, augmentation does not add. It keeps a network from "
        + "leaning on one word or its place.")
    page.picture(
      Chart(
        "Different texts from one", x: "draws", y: "different texts",
        series: [Chart.Series("texts", growth)]), "augmentation",
      "the curve rises nearly as fast as draws are made, to \(seen.count) of 1000")

    let combinations = (1 + 2) * (1 + 1) * (1 + 1)
    return Exercise(
      "With synonyms alone: how many different texts can come of this one, itself counted?",
      .number(Double(combinations), 0),
      why: "Three words for “lovely”, two for “film”, two for “happy”: 3 · 2 · 2.",
      hint: "Each word with synonyms is one of its group; the choices are independent.",
      slips: [
        (.number(7, 0), "Choices that are independent multiply: 3 · 2 · 2."),
        (.number(11, 0), "Count the text itself too."),
      ])
  }
}
