import ArgumentParser
import ParlanceVectors

/// `parlance vectors nearest`.
struct VectorsNearest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nearest",
    abstract: "List the words whose vectors are nearest to those of given words.",
    discussion: """
      Nearness is the cosine. Several words add up, as vectors of length 1; those of --minus are taken \
      away. The words of the question are no answer. A word that is not there is looked for in small \
      letters, then made of its character n-grams where the vectors have these.

      Without a word, lines of words are read from standard input, and each is answered by one line: \
      pairs of a word and its cosine with tabs between. On a terminal it is a conversation.

      Examples:
        parlance vectors nearest --vectors glove.txt frog
        parlance vectors nearest --vectors glove.txt paris germany --minus france --count 3
        parlance vectors nearest --vectors glove.txt --format json < words.txt

      With --format json an answer is an object with neighbours (word, similarity); of lines of standard \
      input also words, and unknown where some have no vector.
      """)

  @OptionGroup var vectors: VectorsOption

  @Argument(help: ArgumentHelp("The words.", valueName: "word"))
  var words: [String] = []

  @Option(
    name: .customLong("minus"), parsing: .upToNextOption,
    help: ArgumentHelp("Words that are taken away.", valueName: "word"))
  var minus: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Further words that are no answer.", valueName: "word"))
  var exclude: [String] = []

  @OptionGroup var answers: AnswerOptions

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if words.isEmpty && !minus.isEmpty {
      throw ValidationError("--minus needs words to take it from")
    }
  }

  func run() throws {
    common.apply()
    let asked = try AskedVectors(vectors, mostFrequent: answers.mostFrequent)
    common.notes(asked.index.vectors.notes)
    for word in exclude where asked.index.vectors.index(near: word) == nil {
      common.note("--exclude: " + asked.missing(word))
    }
    let excluded = Set(exclude.compactMap { asked.index.vectors.index(near: $0) })
    func neighbours(_ questions: [[SimilarityIndex.Word]], _ minus: [SimilarityIndex.Word])
      -> [[Neighbour]]
    {
      asked.index.neighbours(
        of: questions.map { words in
          var query = NeighbourQuery(words, minus: minus)
          query.excluded.formUnion(excluded)
          return query
        }, count: answers.count)
    }
    if words.isEmpty {
      return try asked.answerLines(answers, common, "a line of words, and their neighbours follow")
      {
        neighbours($0, [])
      }
    }
    try asked.write(neighbours([asked.words(words)], asked.words(minus))[0], common)
  }
}
