import ArgumentParser
import ParlanceVectors

extension AnalogyMethod: ExpressibleByArgument {}

/// `parlance vectors analogy`.
struct VectorsAnalogy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analogy",
    abstract: "Say what is to C as B is to A.",
    discussion: """
      Two ways to choose: add takes the word nearest to B − A + C (3CosAdd), mul the one with the \
      greatest s(B) s(C) / s(A), s being the cosine moved to 0 ... 1 (3CosMul). The three words are no \
      answer.

      Without words, lines of three are read from standard input, and each is answered by one line: \
      pairs of a word and its score with tabs between. On a terminal it is a conversation.

      Examples:
        parlance vectors analogy --vectors glove.txt man king woman
        parlance vectors analogy --vectors glove.txt france paris italy --method mul

      With --format json an answer is an object with neighbours (word, similarity); of lines of standard \
      input also words, and unknown where some have no vector.
      """)

  @OptionGroup var vectors: VectorsOption

  @Argument(help: ArgumentHelp("A, B and C.", valueName: "word"))
  var words: [String] = []

  @Option(help: "How the answer is chosen: add or mul.")
  var method = AnalogyMethod.add

  @OptionGroup var answers: AnswerOptions

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if !words.isEmpty, let problem = Self.problem(words) { throw ValidationError(problem) }
  }

  private static func problem(_ words: [String]) -> String? {
    words.count == 3 ? nil : "an analogy needs three words, A, B and C; found \(words.count)"
  }

  func run() throws {
    common.apply()
    let asked = try AskedVectors(vectors, mostFrequent: answers.mostFrequent)
    common.notes(asked.index.vectors.notes)
    func solve(_ questions: [[SimilarityIndex.Word]]) -> [[Neighbour]] {
      asked.index.answers(
        to: questions.map { Analogy($0[0], $0[1], $0[2]) }, count: answers.count, method: method)
    }
    if words.isEmpty {
      return try asked.answerLines(
        answers, common,
        "three words a line, and what is to the third as the second is to the first",
        problem: Self.problem, solve)
    }
    try asked.write(solve([asked.words(words)])[0], common)
  }
}
