import ArgumentParser
import Foundation
import ParlanceDrawing
import ParlanceSystem
import ParlanceText
import ParlanceVectors

/// `parlance vectors map`.
struct VectorsMap: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract:
      "Draw words by their vectors: a map, arrows of analogies, a heat map of similarities.",
    discussion: """
      A map shows words as points of the plane: by their first two principal components (pca), or so \
      that near ones stay near (t-sne, which does not keep distances). Vectors have length 1 first. With \
      --analogies words are taken two by two and joined by arrows; those of one relation are about \
      parallel. With --heat-map the cosines of all pairs are drawn.

      Words come from the command line, or line by line from --data or standard input: a word and, \
      where there is one, the name of its group, which gives the colour; or "group: words"; with \
      --analogies two words and their group.

      Examples:
        parlance vectors map --vectors glove.txt cat dog car bus --svg map.svg
        parlance vectors map --vectors glove.txt --method t-sne --data groups.txt --svg map.svg
        parlance vectors map --vectors glove.txt --analogies man woman king queen --svg arrows.svg
        parlance vectors map --vectors glove.txt --heat-map cup mug car bus --svg heat.svg

      With --format json an object with words (word, x, y, group), method, and explained (the share of \
      the variance along each axis) or divergence and perplexity; of a heat map words and similarities.
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case pca
    case tsne = "t-sne"
  }

  @OptionGroup var vectors: VectorsOption

  @Argument(help: ArgumentHelp("The words.", valueName: "word"))
  var words: [String] = []

  @Option(
    help: ArgumentHelp(
      "Words from a file, plain or gzipped; - for standard input. (default: - where no word is given)",
      valueName: "file"),
    completion: .file())
  var data: String?

  @Option(help: "How the plane is found: pca or t-sne.")
  var method = Method.pca

  @Option(
    help: ArgumentHelp(
      "How many neighbours a point of t-sne has, softly; at most a third of the others.",
      valueName: "number"))
  var perplexity = 30.0

  @Option(help: ArgumentHelp("What decides the noise of t-sne's further starts.", valueName: "n"))
  var seed: UInt64 = 1

  @Flag(help: "Take words two by two and draw arrows.")
  var analogies = false

  @Flag(help: "Draw the cosines of all pairs.")
  var heatMap = false

  @Option(help: ArgumentHelp("Draw as SVG.", valueName: "file"), completion: .file())
  var svg: String?

  @Option(help: ArgumentHelp("What stands above the picture.", valueName: "text"))
  var title: String?

  @Flag(help: "Replace the SVG file that is there.")
  var overwrite = false

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if data != nil && !words.isEmpty {
      throw ValidationError("words as arguments and --data exclude each other")
    }
    if heatMap && analogies {
      throw ValidationError("--heat-map and --analogies exclude each other")
    }
    if !(1...1e6).contains(perplexity) {
      throw ValidationError("--perplexity: expected 1 to 1000000, found \(perplexity)")
    }
  }

  func run() throws {
    common.apply()
    try Output.check(svg, overwrite: overwrite, reading: [vectors.vectors, data])
    let list = try MapWords(words, data, isPaired: analogies)
    let asked = try AskedVectors(vectors)
    common.notes(asked.index.vectors.notes)
    let found = try list.found(asked, common, isStrict: !words.isEmpty)
    if svg != nil, !heatMap, found.entries.count > 1000 {
      throw InputError(
        .usage, "a picture has room for at most 1000 words, found \(found.entries.count)")
    }
    if heatMap { try drawHeatMap(found, asked) } else { try drawMap(found) }
    if let svg { common.note("\(svg): \(found.entries.count.counted("word"))") }
  }

  private struct HeatAnswer: Encodable {
    let words: [String]
    let similarities: [[Double]]
  }

  private func drawHeatMap(_ found: FoundMapWords, _ asked: AskedVectors) throws {
    guard found.entries.count <= 200 else {
      throw InputError(.usage, "a heat map has at most 200 words, found \(found.entries.count)")
    }
    let names = found.entries.map(\.text)
    let cosines = asked.index.similarities(found.entries.map(\.word))
    if let svg {
      var map = HeatMap(
        title ?? "Similarity of words: cosines", rows: names, columns: names, values: cosines,
        range: (10 * (cosines.joined().min() ?? 0)).rounded(.down) / 10...1)
      map.showsNumbers = names.count <= 40
      try AtomicFile.write(map.svg, to: svg)
    }
    switch common.format {
    case .json: try Output.json(HeatAnswer(words: names, similarities: cosines))
    case .text where svg == nil:
      try Output.line(
        table([[""] + names] + zip(names, cosines).map { [$0] + $1.map { $0.fixed(2) } }))
    case .text: break
    }
  }

  private struct Answer: Encodable {
    struct Word: Encodable {
      let word: String
      let x: Double
      let y: Double
      let group: String?
    }
    let method: String
    let words: [Word]
    var explained: [Double]?
    var divergence: Double?
    var perplexity: Double?
  }

  private func drawMap(_ found: FoundMapWords) throws {
    let units = found.entries.map(\.word.unit)
    var answer: Answer
    var picture = LabelledScatter("", points: [], groups: found.groups)
    func words(_ coordinates: [[Double]]) -> [Answer.Word] {
      zip(found.entries, coordinates).map { entry, place in
        Answer.Word(
          word: entry.text, x: place[0], y: place[1], group: entry.group.map { found.groups[$0] })
      }
    }
    switch method {
    case .pca:
      let components = PrincipalComponents(of: units)
      answer = Answer(method: "pca", words: words(components.coordinates))
      answer.explained = components.explained
      let shares = components.explained.map { (100 * $0).fixed(0) + " % of the variance" }
      (picture.xTitle, picture.yTitle) = (
        "first component: \(shares[0])", "second component: \(shares[1])"
      )
      picture.title = title ?? "Words by their principal components"
    case .tsne:
      try checkSize(units.count)
      // Of many words one map takes long enough.
      let map = TSNE(
        of: units, perplexity: perplexity, starts: units.count > 500 ? 1 : 5, seed: seed)
      answer = Answer(method: "t-sne", words: words(map.coordinates))
      (answer.divergence, answer.perplexity) = (map.divergence, map.perplexity)
      let shown = String(format: "%.3g", map.perplexity)
      picture.title = title ?? "Words by t-SNE, perplexity \(shown)"
    }
    if let svg {
      picture.points = zip(found.entries, answer.words).map { entry, place in
        LabelledScatter.Point(x: place.x, y: place.y, label: entry.text, group: entry.group)
      }
      picture.arrows = found.arrows
      try AtomicFile.write(picture.svg, to: svg)
    }
    try write(answer)
  }

  private func write(_ answer: Answer) throws {
    switch common.format {
    case .json: try Output.json(answer)
    case .text where svg == nil:
      try Output.line(
        table(
          answer.words.map { word in
            [word.word, word.x.fixed(4), word.y.fixed(4)] + (word.group.map { [$0] } ?? [])
          }, flushLeft: [0, 3]))
    case .text: break
    }
  }

  /// Each pair of words is looked at in each of a thousand steps.
  private func checkSize(_ count: Int) throws {
    guard count <= 5000 else {
      throw InputError(.usage, "t-SNE: expected at most 5000 words, found \(count); pca takes more")
    }
  }
}
