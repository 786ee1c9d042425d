import ArgumentParser
import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceVectors

/// `parlance vectors similarity`.
struct VectorsSimilarity: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similarity",
    abstract: "Give the cosines of pairs of words, and their correlation with given scores.",
    discussion: """
      Pairs are the words of the command line, two by two, or the lines of standard input. With --data, \
      a file of pairs with scores is compared as evaluate compares it, and each pair is listed too: \
      the score and the cosine, or - where a word has no vector.

      Examples:
        parlance vectors similarity --vectors glove.txt cup mug cup car
        parlance vectors similarity --vectors glove.txt --data EN-WS-353-ALL.txt

      With --format json an object with pairs (first, second, similarity, and score of a file), and of a \
      file the fields of evaluate's similarity; of standard input one object a line.
      """)

  @OptionGroup var vectors: VectorsOption

  @Argument(help: ArgumentHelp("Words, two by two.", valueName: "word"))
  var words: [String] = []

  @Option(
    help: ArgumentHelp("A file of pairs with scores, plain or gzipped.", valueName: "file"),
    completion: .file())
  var data: String?

  @OptionGroup var lookup: LookupOptions

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Pair: Encodable {
    let first: String
    let second: String
    let similarity: Double?
    var score: Double?
  }

  private struct Answer: Encodable {
    let pairs: [Pair]
    var score: SimilarityScore?
  }

  func validate() throws {
    if data != nil && !words.isEmpty {
      throw ValidationError("words as arguments and --data exclude each other")
    }
    if !words.count.isMultiple(of: 2) {
      throw ValidationError("pairs need an even number of words, found \(words.count)")
    }
  }

  func run() throws {
    common.apply()
    if let data { return try compare(data) }
    let asked = try AskedVectors(vectors)
    common.notes(asked.index.vectors.notes)
    if !words.isEmpty {
      let pairs = try stride(from: 0, to: words.count, by: 2).map { place in
        let pair = try asked.words(Array(words[place..<place + 2]))
        return Pair(
          first: words[place], second: words[place + 1],
          similarity: asked.index.similarity(pair[0], pair[1]))
      }
      return try write(Answer(pairs: pairs))
    }
    try Questions.forEachBatch(size: 1, "two words a line, and their cosine follows") { lines in
      for texts in lines.map(Questions.words) { try answer(texts, asked) }
    }
  }

  private func answer(_ texts: [String], _ asked: AskedVectors) throws {
    if texts.isEmpty { return try Output.line(common.format == .json ? "{}" : "") }
    for word in texts where asked.index.word(word) == nil { common.note(asked.missing(word)) }
    if texts.count != 2 { common.note("a pair needs two words, found \(texts.count)") }
    let found = texts.count == 2 ? texts.compactMap { asked.index.word($0) } : []
    let cosine = found.count == 2 ? asked.index.similarity(found[0], found[1]) : nil
    switch common.format {
    case .json:
      try Output.json(
        Pair(first: texts[0], second: texts.count > 1 ? texts[1] : "", similarity: cosine))
    case .text: try Output.line(cosine.map { $0.fixed(4) } ?? "")
    }
  }

  private func compare(_ data: String) throws {
    let read = try WordPairs.read(path: data)
    common.notes(read.notes)
    let found = try lookup.load(vectors, common)
    let score = SimilarityScore(read, found)
    let pairs = zip(read.pairs, score.cosines).map {
      Pair(first: $0.first, second: $0.second, similarity: $1, score: $0.score)
    }
    try write(Answer(pairs: pairs, score: score))
  }

  private func write(_ answer: Answer) throws {
    switch common.format {
    case .json: try Output.json(answer)
    case .text:
      try Output.line(
        table(
          answer.pairs.map { pair in
            [pair.first, pair.second] + (pair.score.map { [$0.short] } ?? [])
              + [pair.similarity.map { $0.fixed(4) } ?? "-"]
          }, flushLeft: [0, 1]))
      if let score = answer.score {
        try Output.line("\n" + table(VectorScoreText.similarity([score])))
      }
    }
  }
}
