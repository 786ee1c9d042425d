import ArgumentParser
import ParlanceSystem
import ParlanceText
import ParlanceVectors

extension SentenceWeighting: ExpressibleByArgument {}

/// `parlance vectors sentence`.
struct VectorsSentence: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sentence",
    abstract: "Write a vector for each line of text.",
    discussion: """
      A line's words stand between blanks; words without a vector are left out. mean is the mean of \
      their vectors, unit that of the vectors with length 1, as fastText's print-sentence-vectors takes it. \
      sif weighs each word by a / (a + p), p being its share of all words, and takes out of all lines \
      what they share, so all are read before the first is written (Arora et al. 2017). p comes from \
      --counts, lines of a word and its count or a file of vectors count, or else from the lines themselves.

      Examples:
        parlance vectors sentence --vectors glove.txt < sentences.txt > vectors.txt
        parlance vectors sentence --vectors glove.txt --weighting sif --counts counts.txt --data s.txt

      One line in, one line out: numbers with blanks between. With --format json an object with vector, \
      covered and words.
      """)

  @OptionGroup var vectors: VectorsOption

  @Option(
    help: ArgumentHelp("The lines, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data = "-"

  @Option(help: "How words become one vector: mean, unit or sif.")
  var weighting = SentenceWeighting.mean

  @Option(
    help: ArgumentHelp("How often words occur, for sif.", valueName: "file"), completion: .file())
  var counts: String?

  @Option(help: ArgumentHelp("a of sif.", valueName: "number"))
  var smoothing = 1e-3

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if !(1e-12...1e6).contains(smoothing) {
      throw ValidationError("--smoothing: expected 1e-12 to 1e6, found \(smoothing)")
    }
    if counts != nil && weighting != .sif { throw ValidationError("--counts goes with sif") }
  }

  private struct Answer: Encodable {
    let vector: [Float]
    let covered: Int
    let words: Int
  }

  func run() throws {
    common.apply()
    let frequencies = try counts.map(Self.read)
    let loaded = try AskedVectors(vectors).index.vectors
    common.notes(loaded.notes)
    if weighting != .sif {
      let sentences = SentenceVectors(loaded, weighting)
      return try LineReader.forEachLine(data) { line, _ in
        try write(sentences.sentence(Questions.words(line)))
      }
    }
    var lines: [[String]] = []
    try LineReader.forEachLine(data) { line, _ in lines.append(Questions.words(line)) }
    // The vectors, and in double precision once more.
    try SystemCalls.checkMemory(24 * lines.count * loaded.dimension, "vectors of all lines")
    var counted = frequencies ?? WordFrequencies()
    if frequencies == nil { for word in lines.joined() { counted.add(word) } }
    let sentences = SentenceVectors(loaded, .sif, frequencies: counted, smoothing: smoothing)
    var found = lines.map(sentences.sentence)
    if found.count == 1 { common.note("a single line: nothing is shared that could be taken out") }
    SentenceVectors.removeCommonDirection(&found)
    for sentence in found { try write(sentence) }
  }

  private func write(_ sentence: SentenceVectors.Sentence) throws {
    switch common.format {
    case .json:
      try Output.json(
        Answer(vector: sentence.vector, covered: sentence.covered, words: sentence.words))
    case .text:
      try Output.line(sentence.vector.map { "\($0)" }.joined(separator: " "))
    }
  }

  private static func read(_ path: String) throws -> WordFrequencies {
    var frequencies = WordFrequencies()
    if CooccurrenceCounts.isFile(path) {
      let counted = try CooccurrenceCounts.read(path: path)
      for (word, count) in zip(counted.words, counted.counts) {
        frequencies.add(word, count: Double(count))
      }
      return frequencies
    }
    try LineReader.forEachLine(path) { line, number in
      let fields = Questions.words(line)
      if fields.isEmpty { return }
      guard fields.count == 2, let count = Double(fields[1]), count.isFinite, count >= 0 else {
        throw InputError(
          .badData, file: path, line: number,
          "expected a word and its count, found \(line.shown)")
      }
      frequencies.add(fields[0], count: count)
    }
    return frequencies
  }
}
