import Foundation
import Parlance

extension Lesson {
  /// H5. Bias.
  static let bias = Lesson(
    "bias", "What texts teach besides", rows: ["H5"],
    question: "Which opinions do vectors take from their texts, and how is that measured?",
    commands: [
      "parlance vectors bias --vectors glove.6B.50d.txt",
      "parlance vectors debias --vectors glove.6B.50d.txt --output fair.txt",
      "parlance classify bias --model models/mood",
    ]
  ) { page in
    page.section("A biased text")
    page.say(
      "2,000 made-up sentences. In them nurses and maids are “she” nine times of ten, engineers and pilots “he”; cooks "
        + "are both alike. Vectors of their neighbours:")
    let found = try SmallVectors(Self.sentences(count: 2000), dimension: 8, steps: 200)
    let jobs = ["nurse", "maid", "cook", "engineer", "pilot"]
    let direction = try BiasDirection(
      [BiasDirection.Pair("she", "he"), BiasDirection.Pair("her", "his")], in: found.vectors)
    let leanings = direction.projections(of: jobs, in: found.vectors)
    page.table(
      "Cosine with she − he", ["word", "cosine"],
      leanings.items.map { [$0.word, $0.projection.fixed(3)] })
    for item in leanings.items { page.keep(item.word, item.projection) }
    page.value("direct bias, mean |cos|", leanings.directBias() ?? 0, 3)
    var chart = RankedChart(
      "Jobs along she − he", x: "cosine", items: leanings.items.map { ($0.word, $0.projection) })
    chart.ends = ("he", "she")
    page.picture(
      LessonPicture(
        "bias", .bars(chart), "nurse and maid lean to “she”, engineer and pilot to “he”"))

    page.section("A test")
    let query = BiasQuery(
      targets: [.init("care", ["nurse", "maid"]), .init("machines", ["engineer", "pilot"])],
      attributes: [.init("she", ["she", "her"]), .init("he", ["he", "his"])])
    let test = BiasTest(query, in: found.vectors)
    page.say(
      "WEAT: are the words of care nearer to “she” than those of machines? The effect lies between −2 and 2. Of two "
        + "words against two there are six divisions, so p is never below 1/6: with so few words nothing is proven."
    )
    page.value("effect size", test.weat?.effectSize ?? 0)
    page.value("p", test.weat?.pValue ?? 1, 3)

    page.section("In a classifier")
    page.say(
      "A unit learns from the five jobs alone which are paid well (engineer, pilot) and which not. “He” and “she” were "
        + "never among its examples:")
    let unit = PayUnit(found.vectors)
    unit.train(high: ["engineer", "pilot"], low: ["nurse", "maid"])
    for word in ["he", "she", "his", "her"] { page.value("P(paid well | \(word))", unit(word), 3) }
    page.say("The classifier took over what the vectors had from their text.")

    return Exercise(
      "Two words have the cosines 0.6 and −0.2 with the direction. What is the direct bias, the mean of |cos|?",
      .number(0.4, 1), why: "(0.6 + 0.2) / 2: leanings to either side count.",
      hint: "Take the sizes first, then the mean.",
      slips: [(.number(0.2, 1), "Take |cos|: leanings to two sides do not cancel.")])
  }

  private static func sentences(count: Int) -> [String] {
    var generator = RandomGenerator(seed: 1)
    let jobs: [(word: String, she: Double, place: String)] = [
      ("nurse", 0.9, "ward"), ("maid", 0.9, "room"), ("cook", 0.5, "kitchen"),
      ("engineer", 0.1, "bridge"), ("pilot", 0.1, "plane"),
    ]
    return (0..<count).map { _ in
      let job = jobs.randomElement(using: &generator)!
      let isShe = generator.uniform() < job.she
      return "\(job.word) \(isShe ? "she" : "he") \(job.place) \(isShe ? "her" : "his") work"
    }
  }
}

/// One unit over word vectors.
private struct PayUnit {
  private let vectors: WordVectors
  private let unit: Linear

  init(_ vectors: WordVectors) {
    var generator = RandomGenerator(seed: 1)
    self.vectors = vectors
    unit = Linear(vectors.dimension, 1, initializer: .zeros, using: &generator)
  }

  private func logits(_ words: [String]) -> Tensor {
    let rows = words.flatMap { vectors.vector(of: $0)! }
    return unit(Tensor(NDArray(rows, shape: [words.count, vectors.dimension])))
  }

  func train(high: [String], low: [String]) {
    let optimizer = Optimizer(Adam(learningRate: 0.1), unit.parameters)
    let targets = Tensor(
      NDArray(
        [Float](repeating: 1, count: high.count) + [Float](repeating: 0, count: low.count),
        shape: [high.count + low.count, 1]))
    for _ in 0..<60 {
      let loss = binaryCrossEntropyFromLogits(logits(high + low), targets)
      optimizer.step((loss + l2Penalty([unit.weight], 0.01)).backward())
    }
  }

  func callAsFunction(_ word: String) -> Double {
    withoutGraph { sigmoid(logits([word])).item }
  }
}
