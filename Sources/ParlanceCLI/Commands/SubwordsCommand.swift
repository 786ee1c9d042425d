import ArgumentParser
import Foundation
import ParlanceSystem
import ParlanceText

/// `parlance subwords`.
struct SubwordsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "subwords",
    abstract: "Learn to cut words into pieces, and cut and join texts.",
    discussion: """
      Byte-pair encoding: pairs of neighbours that are frequent in a text are joined, one after the other. \
      Files are those of subword-nmt; Hugging Face's tokenizer.json of BPE or WordPiece is read too.
      """,
    subcommands: [
      SubwordsTrain.self, SubwordsEncode.self, SubwordsDecode.self, SubwordsVocabulary.self,
    ])
}

/// The merges that a command works with.
struct CodesOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file of merges that subwords train wrote, or a tokenizer.json.", valueName: "file"),
    completion: .file())
  var codes: String
}

/// `parlance subwords train`.
struct SubwordsTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Learn the merges of a text.",
    discussion: """
      Each merge joins the most frequent pair of neighbouring pieces there is then, of equally frequent ones \
      the last in order. Words stand between blanks.
      """)

  @Option(
    name: .shortAndLong, parsing: .upToNextOption,
    help: ArgumentHelp(
      "The texts, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var train: [String]

  @Option(help: ArgumentHelp("Merges to learn, at most.", valueName: "count"))
  var merges = 10_000

  @Option(help: ArgumentHelp("How often a pair must occur.", valueName: "count"))
  var minimumCount = 2

  @OptionGroup var output: OutputFileOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let codes: String
    let merges: Int
    let seconds: Double
  }

  func validate() throws {
    for (name, value) in [("--merges", merges), ("--minimum-count", minimumCount)] where value < 1 {
      throw ValidationError("\(name): expected a whole number of at least 1, found \(value)")
    }
  }

  func run() throws {
    common.apply()
    try output.check(reading: train)
    let watch = Stopwatch()
    let encoding = try BytePairEncoding.learned(
      from: train, merges: merges, minimumCount: minimumCount)
    try encoding.write(to: output.path)
    let count = encoding.merges.count
    switch common.format {
    case .json:
      try Output.json(Report(codes: output.path, merges: count, seconds: watch.seconds))
    case .text:
      common.note(
        "\(count.grouped) merges in \(output.path), learned in \(watch.seconds.fixed(1)) s"
          + (count < merges ? "; no further pair occurs \(minimumCount) times" : ""))
    }
  }
}

/// `parlance subwords encode`.
struct SubwordsEncode: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Cut the words of a text into pieces.",
    discussion: """
      One line out for each line in. A piece that its word goes on after ends in @@.
      """)

  @OptionGroup var codes: CodesOption

  @Argument(
    help: ArgumentHelp("The text, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data = "-"

  @Option(
    help: ArgumentHelp(
      "Pieces with their counts, as subwords vocabulary writes them; others are cut further.",
      valueName: "file"),
    completion: .file())
  var vocabulary: String?

  @Option(
    help: ArgumentHelp(
      "How often a piece must occur in the vocabulary's text to be used.", valueName: "count"))
  var vocabularyThreshold = 1

  @Flag(help: "Spell characters that the vocabulary lacks by their bytes, such as <0xE2>.")
  var byteFallback = false

  @Option(
    help: ArgumentHelp(
      "How probably a merge is left out each time, to cut words in several ways.",
      valueName: "share"))
  var dropout = 0.0

  @Option(help: ArgumentHelp("Of what is left out.", valueName: "number"))
  var seed: UInt64 = 1

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    guard (0...1).contains(dropout) else {
      throw ValidationError("--dropout: expected 0 to 1, found \(dropout)")
    }
    if byteFallback, vocabulary == nil {
      throw ValidationError("--byte-fallback: expected a --vocabulary that characters can lack")
    }
  }

  func run() throws {
    common.apply()
    let encode = try encoder()
    try LineReader.forEachLine(data) { line, _ in
      let tokens = encode(line)
      switch common.format {
      case .json: try Output.json(["tokens": tokens])
      case .text:
        // As subword-nmt writes them.
        let ends = TokenizerFile.isNamed(by: codes.codes) ? ("", "") : Self.blanks(around: line)
        try Output.line(ends.0 + tokens.joined(separator: " ") + ends.1)
      }
    }
  }

  /// The blanks that a line begins with, and those that it ends with.
  private static func blanks(around line: String) -> (String, String) {
    let bytes = line.utf8
    let first = bytes.prefix { $0 == 0x20 }.count
    let last = first == bytes.count ? 0 : bytes.reversed().prefix { $0 == 0x20 }.count
    return (String(repeating: " ", count: first), String(repeating: " ", count: last))
  }

  /// What cuts a line.
  private func encoder() throws -> (String) -> [String] {
    if TokenizerFile.isNamed(by: codes.codes) {
      guard vocabulary == nil, dropout == 0 else {
        throw InputError(
          .usage, "--vocabulary and --dropout go with a file of merges, not with a tokenizer.json")
      }
      return try TokenizerFile.read(from: codes.codes).tokens
    }
    var encoding = try BytePairEncoding.read(from: codes.codes)
    if let vocabulary {
      encoding.limits = BytePairEncoding.Limits(
        pieces: try BytePairEncoding.pieces(from: vocabulary, minimumCount: vocabularyThreshold),
        hasByteFallback: byteFallback)
    }
    var encoder = BytePairEncoder(encoding, dropout: dropout, seed: seed)
    return { encoder.tokens($0) }
  }
}

/// `parlance subwords decode`.
struct SubwordsDecode: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Join pieces to words again.",
    discussion: "One line out for each line in; bytes such as <0xE2> become characters.")

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The tokenizer.json; a file of merges is not needed for joining.", valueName: "file"),
    completion: .file())
  var codes: String?

  @Argument(
    help: ArgumentHelp("The text, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data = "-"

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func run() throws {
    common.apply()
    let encoding = try decoder()
    try LineReader.forEachLine(data) { line, _ in
      let text = encoding.joined(line.parts(between: 0x20).map(String.init))
      switch common.format {
      case .json: try Output.json(["text": text])
      case .text: try Output.line(text)
      }
    }
  }

  /// What joins pieces.
  private func decoder() throws -> any SubwordSegmenting {
    if let codes, TokenizerFile.isNamed(by: codes) { return try TokenizerFile.read(from: codes) }
    var encoding = try codes.map(BytePairEncoding.read) ?? BytePairEncoding([])
    encoding.limits.hasByteFallback = true
    return encoding
  }
}

/// `parlance subwords vocabulary`.
struct SubwordsVocabulary: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vocabulary", abstract: "Count the pieces of a text that is encoded already.",
    discussion: "A piece and its count a line, the frequent ones first.")

  @Argument(
    help: ArgumentHelp("The texts, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data = ["-"]

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Count: Encodable {
    let piece: String
    let count: Int
  }

  func run() throws {
    common.apply()
    let counts = try BytePairEncoding.pieceCounts(in: data)
    switch common.format {
    case .json:
      for (piece, count) in counts { try Output.json(Count(piece: piece, count: count)) }
    case .text:
      try Output.write(counts.map { "\($0.piece) \($0.count)\n" }.joined())
    }
  }
}
