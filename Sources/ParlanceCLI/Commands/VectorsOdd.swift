import ArgumentParser
import ParlanceSystem
import ParlanceText
import ParlanceVectors

/// `parlance vectors odd`.
struct VectorsOdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "odd",
    abstract: "Say which of several words does not go with the others.",
    discussion: """
      The odd one has the least cosine with the mean of all, taken as vectors of length 1. Without words, \
      lines of words are read from standard input, and each is answered by its odd one.

      Example:
        parlance vectors odd --vectors glove.txt breakfast cereal dinner lunch

      With --format json an answer is an object with odd and words (word, similarity), the best first.
      """)

  @OptionGroup var vectors: VectorsOption

  @Argument(help: ArgumentHelp("Three words or more.", valueName: "word"))
  var words: [String] = []

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Answer: Encodable {
    let odd: String?
    let words: [Neighbour]
    var unknown: [String]?
  }

  func validate() throws {
    if !words.isEmpty, let problem = Self.problem(words.count) { throw ValidationError(problem) }
  }

  private static func problem(_ count: Int) -> String? {
    count > 2 ? nil : "an odd one needs three words or more, found \(count)"
  }

  func run() throws {
    common.apply()
    let asked = try AskedVectors(vectors)
    common.notes(asked.index.vectors.notes)
    if !words.isEmpty {
      let found = try asked.words(words)
      return try write(words, ranking(words, found, asked), nil, isListed: true)
    }
    try Questions.forEachBatch(size: 1, "a line of words, and the odd one follows") { lines in
      for texts in lines.map(Questions.words) {
        let unknown = texts.filter { asked.index.word($0) == nil }
        for word in unknown { common.note(asked.missing(word)) }
        let known = texts.filter { asked.index.word($0) != nil }
        let problem = texts.isEmpty ? nil : Self.problem(known.count)
        if let problem { common.note(problem) }
        let ranking =
          problem == nil && !texts.isEmpty
          ? ranking(known, try asked.words(known), asked) : []
        try write(texts, ranking, unknown.isEmpty ? nil : unknown, isListed: Questions.areTyped)
      }
    }
  }

  private func ranking(
    _ texts: [String], _ words: [SimilarityIndex.Word], _ asked: AskedVectors
  ) -> [Neighbour] {
    asked.index.centrality(of: words).map {
      Neighbour(word: texts[$0.index], similarity: $0.similarity)
    }
  }

  private func write(
    _ words: [String], _ ranking: [Neighbour], _ unknown: [String]?, isListed: Bool
  ) throws {
    switch common.format {
    case .json:
      try Output.json(Answer(odd: ranking.last?.word, words: ranking, unknown: unknown))
    case .text:
      if isListed && ranking.isEmpty { return }
      try Output.line(isListed ? NeighbourAnswer.listing(ranking) : ranking.last?.word ?? "")
    }
  }
}
