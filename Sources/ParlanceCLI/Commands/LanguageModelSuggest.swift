import ArgumentParser
import Foundation
import ParlanceLanguageModels
import ParlanceText

/// `parlance lm suggest`.
struct LanguageModelSuggest: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest",
    abstract: "Suggest the next word of a line, with probabilities.",
    discussion: """
      A last word that no space follows is taken for half-typed: "the ca" suggests cat and car, each \
      with its share of all words that begin so; "the ca " suggests what follows "ca". Models of \
      characters suggest the next character.

      Without a prefix, lines are read from standard input, and each is answered by one line as soon \
      as it is read: pairs of a word and its probability with tabs between, the last pair … and the \
      probability of all other words. A line that goes on where the last one stood costs only its \
      new words. With --format json an answer is an object with prefix, begun, suggestions (token, \
      probability), remaining and microseconds.

      Examples:
        parlance lm suggest --model M "the ca"
        parlance lm suggest --model M --count 3 --format json < prefixes.txt
      """)

  @OptionGroup var model: ModelOption

  @Argument(help: ArgumentHelp("The beginning of a line.", valueName: "prefix"))
  var prefix: String?

  @Option(help: ArgumentHelp("The most suggestions.", valueName: "n"))
  var count = 5

  @Flag(help: "Suggest </s>, the line's end, too.")
  var allowEnd = false

  @Flag(help: "Suggest <unk>, any unknown word, too.")
  var allowUnknown = false

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws { try check("count", count, 1...1_000_000) }

  private struct Answer: Encodable {
    struct Suggestion: Encodable {
      let token: String
      let probability: Double
    }
    let prefix: String
    let begun: String
    let suggestions: [Suggestion]
    let remaining: Double
    let microseconds: Double
  }

  func run() throws {
    common.apply()
    try answer(with: try model.load())
  }

  private func answer(with model: some LanguageModeling) throws {
    var suggester = Suggester(model)
    // The line's beginning is read before the first line comes, so that this one waits no longer
    // than the others.
    _ = suggester.suggestions(after: "")
    guard let prefix else {
      return try LineReader.forEachLine("-") { line, _ in
        try answer(line, &suggester, Self.line)
      }
    }
    try answer(prefix, &suggester, Self.listing)
  }

  private func answer(
    _ prefix: String, _ suggester: inout Suggester<some LanguageModeling>,
    _ text: (Suggestions) -> String
  ) throws {
    var specials: Set<Int32> = []
    if allowEnd { specials.insert(Vocabulary.sentenceEndID) }
    if allowUnknown { specials.insert(Vocabulary.unknownID) }
    let began = DispatchTime.now().uptimeNanoseconds
    let found = suggester.suggestions(after: prefix, count: count, allowing: specials)
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - began
    switch common.format {
    case .json:
      try Output.json(
        Answer(
          prefix: prefix, begun: found.begun,
          suggestions: found.suggestions.map {
            Answer.Suggestion(token: $0.token, probability: $0.probability)
          }, remaining: found.remaining, microseconds: Double(nanoseconds) / 1000))
    case .text: try Output.line(text(found))
    }
  }

  private static func rows(_ found: Suggestions) -> [[String]] {
    found.suggestions.map { [$0.token, $0.probability.fixed(4)] }
      + [["…", found.remaining.fixed(4)]]
  }

  private static func line(_ found: Suggestions) -> String {
    rows(found).map { $0.joined(separator: " ") }.joined(separator: "\t")
  }

  private static func listing(_ found: Suggestions) -> String { table(rows(found)) }
}
