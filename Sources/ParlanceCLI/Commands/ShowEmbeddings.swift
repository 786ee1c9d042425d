import ArgumentParser
import Parlance
import ParlanceDrawing
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import ParlanceVectors

/// `parlance show embeddings`.
struct ShowEmbeddings: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embeddings",
    abstract: "Show what a model has learned of words: their neighbours, and a map of them.",
    discussion: """
      Nearness is the cosine of the vectors in the model's table of embeddings. The map has the words and \
      their neighbours by the first two principal components. Without words, the most frequent ones are taken. \
      `parlance vectors map` and its kin do more with the vectors that `vectors extract` writes.

      Example:
        parlance show embeddings --model models/book king queen --svg map.svg
      """)

  @OptionGroup var shown: ShownModel

  @Argument(help: ArgumentHelp("The words.", valueName: "word"))
  var words: [String] = []

  @Option(help: ArgumentHelp("How many neighbours each has.", valueName: "n"))
  var count = 5

  @OptionGroup(title: "The picture")
  var picture: PictureOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws { try check("count", count, 1...100) }

  private struct Report: Encodable {
    struct Word: Encodable {
      let word: String
      let neighbours: [Neighbour]
    }
    let words: [Word]
  }

  func run() throws {
    common.apply()
    try picture.check()
    let directory = RunDirectory(shown.model)
    let vectors = try WordVectors.learned(by: ModelKinds.all.model(in: directory), in: directory)
    let index = SimilarityIndex(vectors)
    let asked = try words.isEmpty ? frequent(vectors, index) : words.map { try word($0, index) }
    let found = index.neighbours(of: asked.map { NeighbourQuery([$0.word]) }, count: count)
    try picture.write(map(asked, found, index).svg, common)
    switch common.format {
    case .json:
      try Output.json(
        Report(words: zip(asked, found).map { Report.Word(word: $0.text, neighbours: $1) }))
    case .text:
      try Output.line(
        table(
          zip(asked, found).map { word, neighbours in
            [word.text]
              + neighbours.map { "\($0.word.visible) \($0.similarity.fixed(2))" }
          }, flushLeft: Set(0...count)))
    }
  }

  private typealias Asked = (text: String, word: SimilarityIndex.Word)

  private func word(_ text: String, _ index: SimilarityIndex) throws -> Asked {
    guard let word = index.word(text) else {
      let near = Spelling.near(
        text, in: (0..<min(index.count, 50_000)).map(index.vectors.word(at:)))
      throw InputError(
        .badData, file: shown.model,
        "\(text.shown) is not in the vocabulary"
          + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"))
    }
    return (text, word)
  }

  private static let frequentCount = 12

  /// The first words of the vocabulary, marks of a line's ends left out.
  private func frequent(_ vectors: WordVectors, _ index: SimilarityIndex) -> [Asked] {
    let named = (0..<min(vectors.count, 200)).map { vectors.word(at: $0) }.filter {
      $0.contains(where: \.isLetter) && !$0.hasPrefix("<")
    }
    return named.prefix(Self.frequentCount).compactMap { text in
      index.word(text).map { (text, $0) }
    }
  }

  /// The words, and their neighbours in the colour of the first that has them.
  private func map(
    _ asked: [Asked], _ found: [[Neighbour]], _ index: SimilarityIndex
  ) -> LabelledScatter {
    var (points, seen): ([(text: String, unit: [Float], group: Int)], Set<String>) = ([], [])
    for (group, word) in asked.enumerated() where seen.insert(word.text).inserted {
      points.append((word.text, word.word.unit, group))
    }
    for (group, neighbours) in found.enumerated() {
      for neighbour in neighbours where seen.insert(neighbour.word).inserted {
        guard let word = index.word(neighbour.word) else { continue }
        points.append((neighbour.word, word.unit, group))
      }
    }
    let components = PrincipalComponents(of: points.map(\.unit))
    var picture = LabelledScatter(
      "Words and their nearest by the model's embeddings",
      points: zip(points, components.coordinates).map { point, place in
        LabelledScatter.Point(
          x: place[0], y: place[1], label: point.text.visible, group: point.group)
      }, groups: asked.map { "\($0.text.visible) and its nearest" })
    let shares = components.explained.map { (100 * $0).fixed(0) + " % of the variance" }
    (picture.xTitle, picture.yTitle) = (
      "first component: \(shares[0])", "second component: \(shares[1])"
    )
    return picture
  }
}
