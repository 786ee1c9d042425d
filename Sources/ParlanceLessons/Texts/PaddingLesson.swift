import Parlance

extension Lesson {
  /// G5. Batches of texts of different lengths.
  static let padding = Lesson(
    "padding", "Texts of different lengths", rows: ["G5"],
    question: "How can texts of 3 and of 30 words be one batch, and change nothing?",
    commands: ["parlance lm train --context line --batch-size 32 --output models/book"]
  ) { page in
    page.section("Little padding")
    let lines = Recipes.generate(count: 320, seed: 1).map {
      $0.document.split(separator: " ").count
    }
    page.say(
      "320 texts of \(lines.min()!) to \(lines.max()!) words, in batches of 32. Each batch is as long as its longest "
        + "text, and what is missing of the others is padding. In the order that they come, and sorted by length:"
    )
    let asTheyCome = stride(from: 0, to: lines.count, by: 32).map { Array(lines[$0..<$0 + 32]) }
    let places = asTheyCome.reduce(0) { $0 + $1.max()! * $1.count }
    let words = lines.reduce(0, +)
    page.value("padding as they come", 1 - Double(words) / Double(places), 3)
    let sorted = LengthBatches(lengths: lines, batchSize: 32)
    page.value("padding by length", sorted.paddingShare, 3)
    page.picture(
      Chart(
        "The length of each batch", x: "batch", y: "steps",
        series: [
          Chart.Series(
            "as they come", asTheyCome.map { Double($0.max()!) }, style: .lineAndPoints),
          Chart.Series(
            "by length", sorted.indices.map { Double(sorted.longest(ofBatch: $0)) },
            style: .lineAndPoints),
        ]), "padding", "sorted, most batches are short; as they come, all are long")

    page.section("No change")
    page.say(
      "The lengths go with the batch: a row that has ended carries its state on and passes nothing back. So a text "
        + "alone and in a batch gives the same, forward and back:")
    var generator = RandomGenerator(seed: 1)
    let gru = RecurrentLayer(.gru, 3, 4, using: &generator)
    let x = NDArray(normal: 1, shape: [2, 6, 3], using: &generator)
    let lengths = [6, 2]
    let together = gru(Tensor(x), lengths: lengths).state.hidden
    let alone = gru(Tensor(x).slice(axis: 0, 1..<2).slice(axis: 1, 0..<2)).state.hidden
    page.values("h of the short text, alone", alone.array.doubles, 4)
    page.values("in a batch", together.slice(axis: 0, 1..<2).array.doubles, 4)
    func gradient(_ state: Tensor) -> [Double] { state.sum().backward()[gru.hiddenWeight].doubles }
    let (a, b) = (gradient(alone), gradient(together.slice(axis: 0, 1..<2)))
    page.keep("greatest difference", zip(a, b).map { abs($0 - $1) }.max()!)
    let wrong = gru(Tensor(x)).state.hidden.slice(axis: 0, 1..<2)
    page.values("without lengths", wrong.array.doubles, 4)

    let (long, short) = (30, 6)
    return Exercise(
      "A batch has one text of 30 words and seven of 6. What share of its places is padding?",
      .number(Double(7 * (long - short)) / Double(8 * long)),
      why: "7 · 24 of 8 · 30 places.",
      hint: "All eight rows are 30 long; how many places hold no word?",
      slips: [
        (.number(Double(long + 7 * short) / Double(8 * long)), "That is the share of words."),
        (.number(0.8), "That is the share within a short row; the long row has none."),
      ])
  }
}
