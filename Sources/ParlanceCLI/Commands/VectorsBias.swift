import ArgumentParser
import Foundation
import ParlanceDrawing
import ParlanceSystem
import ParlanceText
import ParlanceVectors

/// `parlance vectors bias`.
struct VectorsBias: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bias",
    abstract: "Measure which words vectors put near to each other that should not be.",
    discussion: """
      WEAT (Caliskan et al. 2017) holds two sets of targets X, Y against two of attributes A, B: an \
      effect size above 0 says that X is nearer to A and Y to B. p is one-sided, over all divisions of \
      the targets, or over so many drawn ones. ECT (Dev and Phillips 2019) is 1 where both targets \
      rank the attributes alike; RNSB (Sweeney and Najafian 2019) is 0 nats where a classifier of A \
      against B finds all targets equally to be B. A set that lacks more than a fifth of its words is \
      not measured; a word is looked up as it is, then in small letters, then made of its character \
      n-grams where the vectors have these. "covered" is the share of the words that have vectors.

      Sets come from a file or a folder, or are a few of the project's own. Words are then shown along \
      a direction, by default from women's to men's words, with its direct bias (Bolukbasi et al. \
      2016), the mean size of their cosines with it.

      A file of tests is text, each test a block of lines, or JSON of the same:
        : music and war
        music: piano, flute, choir
        war: gun, bomb, siege
        pleasant: joy, peace
        unpleasant: pain, grief
      JSON may also be an object of word lists: lists that are called as wefe's form the ten published \
      tests; --test chooses others. wefe's queries and sent-bias's files are read too.

      Examples:
        parlance vectors bias --vectors glove.txt
        parlance vectors bias --vectors glove.txt --sets weat/ --format json
        parlance vectors bias --vectors V --sets my.json --test "cats, dogs / good, bad"
        parlance vectors bias --vectors V --direction "he - she, man - woman" --svg jobs.svg
      """)

  @OptionGroup var vectors: VectorsOption

  @Argument(help: ArgumentHelp("Words to show along the direction.", valueName: "word"))
  var words: [String] = []

  @OptionGroup(title: "Tests")
  var tests: BiasTestOptions

  @OptionGroup(title: "The direction")
  var direction: BiasDirectionOptions

  @Option(
    name: .customLong("words"),
    help: ArgumentHelp(
      "A file of words to show along the direction. (default: some eighty occupations)",
      valueName: "file"), completion: .file())
  var wordsFile: String?

  @Option(
    help: ArgumentHelp("Rows of each end of the direction to show; all of JSON.", valueName: "n"))
  var count = 15

  @Option(
    help: ArgumentHelp("Draw the words along the direction as SVG.", valueName: "file"),
    completion: .file())
  var svg: String?

  @Flag(help: "Replace the SVG file that is there.")
  var overwrite = false

  @OptionGroup var card: CardOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws { try check("count", count, 1...1_000_000) }

  private struct Report: Encodable {
    let tests: [BiasTestReport]
    let direction: DirectionReport?
  }

  func run() throws {
    common.apply()
    try Output.check(svg, overwrite: overwrite, reading: [vectors.vectors])
    let card = try card.store(of: vectors.vectors)
    // Who asks for a direction does not ask for the own tests.
    let queries = isDirected && tests.sets == nil ? [] : try tests.queries()
    let line = try directed()
    let vectors = try self.vectors.load(
      of: queries.flatMap(\.sets).flatMap(\.words)
        + (line.map { $0.words + $0.pairs.flatMap { [$0.first, $0.second] } } ?? []))
    common.notes(vectors.notes)
    let found = try tests.run(queries, vectors, common)
    let projected = try line.flatMap { try projections($0.pairs, $0.words, vectors) }
    if let svg, let projected { try AtomicFile.write(projected.chart.svg, to: svg) }
    switch common.format {
    case .json:
      try Output.json(
        Report(
          tests: found.map(BiasTestReport.init), direction: projected.map(DirectionReport.init)))
    case .text:
      try Output.line(
        [found.isEmpty ? nil : BiasTest.listing(found), projected?.listing(count)]
          .compactMap { $0 }.joined(separator: "\n\n"))
    }
    try card?.write(section: BiasTest.section(found, projected), common)
  }

  private var isDirected: Bool { direction.isSaid || wordsFile != nil || !words.isEmpty }

  /// The direction and the words along it, where they were asked for or nothing else was.
  private func directed() throws -> (pairs: [BiasDirection.Pair], words: [String])? {
    guard isDirected || svg != nil || tests.sets == nil else { return nil }
    let all = try words + (wordsFile.map { try WordListFile.rows($0).flatMap { $0 } } ?? [])
    return (try direction.chosenPairs(), all.isEmpty ? BiasWords.occupations : all)
  }

  private func projections(
    _ pairs: [BiasDirection.Pair], _ words: [String], _ vectors: WordVectors
  ) throws -> DirectedWords? {
    do {
      let found = try DirectedWords(pairs, words, vectors)
      common.notes(found.notes)
      return found
    } catch let error as InputError where !isDirected && svg == nil && error.kind == .badData {
      // The own words are English.
      common.note(error.message)
      return nil
    }
  }
}

extension VectorsOption {
  /// The vectors of some words, in any of their spellings: a file of millions takes no memory then.
  fileprivate func load(of words: [String]) throws -> WordVectors {
    let wanted = Set(words.flatMap(WordVectors.spellings).map { TokenKey($0) })
    return try WordVectors.read(path: vectors) { wanted.contains(TokenKey($0)) }
  }
}

/// Which tests of association are made, and how.
struct BiasTestOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The tests: a file of word sets, or a folder of such. (default: a few own ones)",
      valueName: "path"), completion: .file())
  var sets: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Sets of the file to hold against each other; once for each test.",
      valueName: "X, Y / A, B"))
  var test: [String] = []

  @Option(
    help: ArgumentHelp(
      "p is exact where the targets can be divided in at most so many ways, else drawn from so many.",
      valueName: "n"))
  var permutations = 100_000

  @Option(help: ArgumentHelp("The seed of the drawn divisions.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp("A set may lack so great a share of its words, 0 to 1.", valueName: "share"))
  var lostWords = 0.2

  func validate() throws {
    try check("permutations", permutations, 1...100_000_000)
    guard (0...1).contains(lostWords) else {
      throw ValidationError("--lost-words: expected 0 to 1, found \(lostWords)")
    }
    if !test.isEmpty, sets == nil {
      throw ValidationError("--test names sets of a file; give --sets too")
    }
  }

  func queries() throws -> [BiasQuery] {
    try sets.map { try BiasQuery.read(path: $0, chosen: test) } ?? BiasWords.queries
  }

  /// Makes the tests, and says what is to be known of them.
  ///
  /// - Throws: `InputError` where none can be made of a given file's.
  func run(
    _ queries: [BiasQuery], _ vectors: WordVectors, _ common: CommonOptions
  ) throws -> [BiasTest] {
    var options = BiasTest.Options()
    (options.lostWords, options.permutations, options.seed) = (lostWords, permutations, seed)
    let found = queries.map { BiasTest($0, in: vectors, options) }
    for test in found {
      for note in test.notes { common.note("\(test.name): \(note)") }
    }
    if let sets, found.allSatisfy({ $0.problem != nil }) {
      throw InputError(
        .badData, file: sets,
        "no test can be made with these vectors: "
          + found.compactMap(\.problem).joined(separator: "; ")
          + (lostWords < 1 && found.contains { $0.covered > 0 }
            ? "; --lost-words allows more to be missing" : ""))
    }
    return found
  }
}

/// The direction that words are held against.
struct BiasDirectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Pairs of words that differ in what is looked for. (default: own pairs of men's and women's words)",
      valueName: "a - b, c - d"))
  var direction: String?

  @Option(
    help: ArgumentHelp("A file of such pairs: two words a line, or JSON.", valueName: "file"),
    completion: .file())
  var pairs: String?

  var isSaid: Bool { direction != nil || pairs != nil }

  func validate() throws {
    if direction != nil, pairs != nil {
      throw ValidationError("--direction and --pairs exclude each other")
    }
  }

  func chosenPairs() throws -> [BiasDirection.Pair] {
    if let direction { return try BiasDirection.pairs(direction) }
    if let pairs { return try BiasDirection.pairs(WordListFile.rows(pairs), file: pairs) }
    return BiasWords.pairs
  }
}
