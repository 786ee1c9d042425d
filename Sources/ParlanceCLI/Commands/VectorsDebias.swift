import ArgumentParser
import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceVectors

/// `parlance vectors debias`.
struct VectorsDebias: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debias",
    abstract: "Take a direction, such as that of gender, out of vectors.",
    discussion: """
      Hard debiasing (Bolukbasi et al. 2016): all vectors come to unit length; the part along the \
      direction is taken out of every word that is not kept; the words of each set of --equalize come \
      to lie at equal distances on both sides of it. Without files the project's own English words \
      for men and women are taken.

      The same tests are made before and after, and with --similarity what people find similar is held \
      against the cosines before and after. What is taken out along one direction may still be found by \
      other means (Gonen and Goldberg 2019): a smaller number here is no proof that it is gone.

      Examples:
        parlance vectors debias --vectors glove.txt --output fair.txt
        parlance vectors debias --vectors V --direction "he - she" --keep gendered.json \\
          --sets weat/ --similarity similarity/ --output fair.txt
      """)

  @OptionGroup var vectors: VectorsOption

  @OptionGroup var output: OutputFileOption

  @Option(
    name: .customLong("to"),
    help: ArgumentHelp("The form, as vectors convert has them.", valueName: "form"))
  var form = WordVectors.Form.word2vec

  @OptionGroup(title: "The direction")
  var direction: BiasDirectionOptions

  @Option(
    help: ArgumentHelp(
      "A file of sets whose words shall differ in the direction alone, a set a line, or JSON. "
        + "(default: the pairs of the direction, or own sets for the own direction)",
      valueName: "file"), completion: .file())
  var equalize: String?

  @Option(
    help: ArgumentHelp(
      "A file of words that keep their part along the direction. "
        + "(default: own words for the own direction, else none)",
      valueName: "file"), completion: .file())
  var keep: String?

  @OptionGroup(title: "Tests")
  var tests: BiasTestOptions

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Files of word pairs with how similar people find them, or folders of such.",
      valueName: "path"), completion: .file())
  var similarity: [String] = []

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws { try form.checkName(output.path) }

  func run() throws {
    common.apply()
    try output.check()
    let pairs = try direction.chosenPairs()
    let sets =
      try equalize.map(WordListFile.rows)
      ?? (direction.isSaid ? pairs.map { [$0.first, $0.second] } : BiasWords.equalized)
    let kept =
      try keep.map { try WordListFile.rows($0).flatMap { $0 } }
      ?? (direction.isSaid ? [] : BiasWords.kept)
    let queries = try tests.queries()
    let pairFiles = try WordPairs.read(paths: similarity)
    let before = try vectors.load()
    common.notes(before.notes)
    if before.subwords != nil {
      common.note(
        "\(output.path) will have no vectors of words' parts: these keep what they have of the direction, and only whole words are measured"
      )
    }
    // What is measured before and after is the same: words that have vectors of their own.
    let measured = before.withoutParts
    let debias = HardDebias(
      direction: try BiasDirection(pairs, in: before), equalized: sets, kept: kept)
    let result = try debias(before)
    let leftOut = try result.vectors.write(to: output.path, as: form)
    if leftOut > 0 {
      common.note(
        "\(leftOut.counted("word")) left out: the form has no way to write blanks in words")
    }
    let report = DebiasReport(
      output: output.path, direction: debias.direction, result: result,
      tests: zip(
        try tests.run(queries, measured, common), try tests.run(queries, result.vectors, common)
      ).map { .init($0, $1) },
      words: try DirectedWords(pairs, BiasWords.occupations, measured),
      after: debias.direction.projections(of: BiasWords.occupations, in: result.vectors),
      similarity: DebiasReport.similarities(pairFiles, measured, result.vectors))
    common.notes(report.notes)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(report.text)
    }
  }
}
