import ArgumentParser
import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceVectors

/// Vectors that a command asks about words.
struct AskedVectors {
  let file: String
  let index: SimilarityIndex

  init(_ option: VectorsOption, mostFrequent: Int? = nil) throws {
    file = option.vectors
    let vectors = try option.load()
    guard vectors.count > 0, vectors.dimension > 0 else {
      throw InputError(.badData, file: option.vectors, "there is no vector to ask")
    }
    index = SimilarityIndex(vectors, mostFrequent: mostFrequent)
  }

  /// A word that must have a vector.
  ///
  /// - Throws: `InputError` that says how words near to it are written.
  func word(_ text: String) throws -> SimilarityIndex.Word {
    guard let word = index.word(text) else { throw InputError(.badData, file: file, missing(text)) }
    return word
  }

  func words(_ texts: [String]) throws -> [SimilarityIndex.Word] { try texts.map(word) }

  /// What to say of a word without a vector.
  func missing(_ text: String) -> String {
    let near = Spelling.near(text, in: names(like: text))
    return "\(text.shown) has no vector"
      + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?")
  }

  /// Words that may be meant by another: the more frequent ones of about its length.
  private func names(like text: String) -> [String] {
    let length = text.utf8.count
    return (0..<min(index.count, 50_000)).lazy.map(index.vectors.word(at:))
      .filter { abs($0.utf8.count - length) <= 3 }
  }
}

extension CommonOptions {
  /// Says what was noticed of vectors, and of other things that were read.
  func notes(_ notes: [String]) { for text in notes { note(text) } }
}

/// Questions that come line by line.
enum Questions {
  /// Calls the body with lines of standard input: one after the other, with a prompt, where someone
  /// writes them, else `size` at a time.
  static func forEachBatch(
    size: Int, _ prompt: String, _ body: ([String]) throws -> Void
  ) throws {
    let isAsked = isatty(STDIN_FILENO) == 1
    if isAsked { Terminal.standardError.line("\(prompt); control and D to end") }
    var lines: [String] = []
    func ask() { if isAsked { Terminal.standardError.draw("> ") } }
    ask()
    try LineReader.forEachLine("-") { line, _ in
      lines.append(line)
      if isAsked || lines.count >= size {
        try body(lines)
        lines = []
        ask()
      }
    }
    if !lines.isEmpty { try body(lines) }
    if isAsked { Terminal.standardError.clear() }
  }

  /// Whether someone writes the lines.
  static var areTyped: Bool { isatty(STDIN_FILENO) == 1 }

  /// The words of a line.
  static func words(_ line: String) -> [String] {
    line.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}

/// How many answers, and how standard input goes in.
struct AnswerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The most answers.", valueName: "n"))
  var count = 10

  @Option(
    help: ArgumentHelp(
      "Only the first n words of the vectors, usually the most frequent, are answers. (default: all)",
      valueName: "n"))
  var mostFrequent: Int?

  @Option(
    help: ArgumentHelp(
      "Lines of standard input that go as one product; 1 answers each as soon as it is read.",
      valueName: "n"))
  var batchSize = 512

  func validate() throws {
    try check("count", count, 1...1_000_000_000)
    try check("batch-size", batchSize, 1...100_000)
    if let mostFrequent { try check("most-frequent", mostFrequent, 1...1_000_000_000) }
  }
}

/// What a question is answered with.
struct NeighbourAnswer: Encodable {
  var words: [String]?
  /// Words of the question that have no vector; there is no answer then.
  var unknown: [String]?
  var neighbours: [Neighbour]

  static func listing(_ neighbours: [Neighbour]) -> String {
    table(neighbours.map { [$0.word, $0.similarity.fixed(4)] })
  }

  static func line(_ neighbours: [Neighbour]) -> String {
    neighbours.map { "\($0.word) \($0.similarity.fixed(4))" }.joined(separator: "\t")
  }
}

extension AskedVectors {
  /// Answers lines of standard input, a batch as one product; a line whose words are not all there has
  /// an empty answer.
  func answerLines(
    _ answers: AnswerOptions, _ common: CommonOptions, _ prompt: String,
    problem: (_ words: [String]) -> String? = { _ in nil },
    _ answer: (_ questions: [[SimilarityIndex.Word]]) -> [[Neighbour]]
  ) throws {
    try Questions.forEachBatch(size: answers.batchSize, prompt) { lines in
      let texts = lines.map(Questions.words)
      let found = texts.map { texts in texts.map { index.word($0) } }
      let isWhole = zip(texts, found).map { texts, found in
        !texts.isEmpty && problem(texts) == nil && found.allSatisfy { $0 != nil }
      }
      let whole = found.indices.filter { isWhole[$0] }
      let results = answer(whole.map { found[$0].compactMap(\.self) })
      let byLine = Dictionary(uniqueKeysWithValues: zip(whole, results))
      for (line, words) in texts.enumerated() {
        let unknown = zip(words, found[line]).filter { $0.1 == nil }.map(\.0)
        if !words.isEmpty, let problem = problem(words) { common.note(problem) }
        for word in unknown { common.note(missing(word)) }
        try write(words, unknown, byLine[line] ?? [], common)
      }
    }
  }

  private func write(
    _ words: [String], _ unknown: [String], _ neighbours: [Neighbour], _ common: CommonOptions
  ) throws {
    switch common.format {
    case .json:
      try Output.json(
        NeighbourAnswer(
          words: words, unknown: unknown.isEmpty ? nil : unknown, neighbours: neighbours))
    case .text:
      let isListed = Questions.areTyped
      if isListed && neighbours.isEmpty { return }
      try Output.line(
        isListed ? NeighbourAnswer.listing(neighbours) : NeighbourAnswer.line(neighbours))
    }
  }

  /// Writes the answer to the question of the command line.
  func write(_ neighbours: [Neighbour], _ common: CommonOptions) throws {
    switch common.format {
    case .json: try Output.json(NeighbourAnswer(neighbours: neighbours))
    case .text: try Output.line(NeighbourAnswer.listing(neighbours))
    }
  }
}
