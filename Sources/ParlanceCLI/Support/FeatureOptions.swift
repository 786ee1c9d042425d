import ArgumentParser
import ParlanceClassification
import ParlanceText

extension FeatureWeighting: ExpressibleByArgument {}
extension WordStyle: ExpressibleByArgument {}

/// How texts become tokens and features. Nil where not said.
struct FeatureOptions: ParsableArguments {
  @Option(help: "What a token is: a word, a Unicode scalar, or a grapheme. (default: word)")
  var level: TextLevel?

  @Option(
    help: """
      How words are told apart: at white space; as prose, marks apart; or as tweets, with mentions, links, \
      hashtags, emoji and elongations. (default: tweet)
      """)
  var tokenizer: WordStyle?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Make capital letters small. (default: yes; no for characters)")
  var lowercase: Bool?

  @Option(
    help: ArgumentHelp("The most frequent tokens to keep; 0 for all. (default: 0)", valueName: "n"))
  var vocabularySize: Int?

  @Option(
    help: ArgumentHelp("How often a token must occur to be kept. (default: 1)", valueName: "n"))
  var minimumCount: Int?

  @Option(
    help: ArgumentHelp(
      """
      The longest n-grams of tokens. (default: 2; of ngram, 3 words or 6 characters)
      """, valueName: "n"))
  var order: Int?

  @Option(
    help: ArgumentHelp(
      """
      The lengths of n-grams of characters within words, as in 2-5; 0 for none. (default: 2-5 for \
      logistic, else 0)
      """, valueName: "range"))
  var characters: LengthRange?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Take the shapes of words as features too. (default: yes for logistic, else no)")
  var shapes: Bool?

  @Option(
    help: ArgumentHelp(
      "Rows that hashed n-grams share; 0 for twice as many as there are. (default: 0)",
      valueName: "n"))
  var buckets: Int?

  @Option(
    help:
      "What a feature counts: the same as all, or by its rarity. (default: mean; tfidf for logistic)"
  )
  var weighting: FeatureWeighting?

  static var fields: [OptionField<Self>] {
    typealias Kind = ClassifierArchitecture.ModelType
    let bags: [Kind] = [.logistic, .feedforward]
    return [
      .choice("level", \.level), .choice("tokenizer", \.tokenizer),
      .truth("lowercase", \.lowercase), .number("vocabulary-size", \.vocabularySize, 0...(1 << 26)),
      .number("minimum-count", \.minimumCount, 1...(1 << 40)),
      .number("order", \.order, 1...16).only(for: bags + [.ngram]),
      OptionField("characters", \.characters, expected: "a range within 1 to 16, as in 2-5, or 0")
        .only(for: bags),
      .truth("shapes", \.shapes).only(for: bags),
      .number("buckets", \.buckets, 0...(1 << 26)).only(for: bags + [.ngram]),
      .choice("weighting", \.weighting).only(for: bags),
    ]
  }
}

/// Lengths from one to another, as in 2-5; 0 for none.
struct LengthRange: ExpressibleByArgument, RawRepresentable {
  let rawValue: String
  let range: ClosedRange<Int>?

  init?(rawValue: String) {
    let ends = rawValue.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    if rawValue == "0" {
      range = nil
    } else if ends.count <= 2, let low = ends[0], let high = ends.last!, low >= 1, low <= high,
      high <= 16
    {
      range = low...high
    } else {
      return nil
    }
    self.rawValue = rawValue
  }

  init(_ range: ClosedRange<Int>?) {
    self.range = range
    rawValue = range.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "0"
  }
}
