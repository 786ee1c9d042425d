import Parlance
import ParlanceClassification
import ParlanceLanguageModels
import ParlanceScores
import ParlanceSystem
import ParlanceTagging
import ParlanceText
import ParlanceTraining
import ParlanceTranslation

/// A text that a model is bad at, with why.
struct ErrorCase: Encodable {
  struct Token: Encodable {
    let token: String
    /// How much it is to blame: see `ErrorCases.unit`.
    let value: Double
  }

  /// How bad it is: what cases are sorted by.
  let badness: Double
  let text: String
  var expected: String?
  var said: String?
  let tokens: [Token]
}

/// The texts that a model is worst at.
struct ErrorCases: Encodable {
  /// What `badness` is.
  let measure: String
  /// What the tokens' numbers are.
  let unit: String
  /// Texts that were looked at, and those of them with a mistake; nil where none is right or wrong.
  let texts: Int
  var wrong: Int?
  /// The worst first.
  var cases: [ErrorCase]

  /// The worst of them.
  func worst(_ count: Int) -> ErrorCases {
    var part = self
    let order = cases.indices.sorted { (cases[$1].badness, $0) < (cases[$0].badness, $1) }
    part.cases = order.prefix(count).map { cases[$0] }
    return part
  }
}

extension ErrorCases {
  /// Lines by how surprising their words are in the mean.
  init(_ model: any LanguageModeling, lines: [String]) {
    let surprises = model.surprises(of: lines)
    self.init(
      measure: "nats a token", unit: "nats", texts: lines.count, wrong: nil,
      cases: zip(lines, surprises).map { line, tokens in
        ErrorCase(
          badness: tokens.reduce(0) { $0 + $1.nats } / Double(max(tokens.count, 1)), text: line,
          tokens: tokens.map { ErrorCase.Token(token: $0.token, value: $0.nats) })
      })
  }

  /// Texts with another label than theirs, by how unlikely the model finds it, with what each token brings to
  /// the label that it gives.
  init(_ model: any TextClassifying, texts: LabelledTexts) throws {
    let results = try model.results(on: texts)
    let wrong = results.isRight.indices.filter { !results.isRight[$0] }
    let rows = model.probabilities(of: wrong.map { texts.items[$0].text })
    let names = results.truth.names
    let cases = zip(wrong, rows).map { place, row -> (ErrorCase, label: Int?) in
      let item = texts.items[place]
      let truth = results.truth.indices[place].map { $0 < row.count ? row[$0] : 0 }
      let said = results.predictions[place]
      return (
        ErrorCase(
          badness: 1 - (truth.min() ?? 0), text: item.text,
          expected: item.labels.joined(separator: ", "),
          said: said.isEmpty
            ? "none"
            : said.map { "\(names[$0]) (\(row[$0].fixed(2)))" }.joined(separator: ", "), tokens: []),
        said.first
      )
    }
    self.init(
      measure: "1 − P(label)", unit: "what each brought to the label that was given",
      texts: texts.items.count,
      wrong: wrong.count,
      cases: cases.sorted { $0.0.badness > $1.0.badness }.enumerated().map { rank, found in
        // What tokens bring takes as long as reading them twice: of those that may be shown.
        guard rank < Self.explained, let label = found.label, label < model.labels.count else {
          return found.0
        }
        let parts = model.contributions(to: label, of: found.0.text)
        return ErrorCase(
          badness: found.0.badness, text: found.0.text, expected: found.0.expected,
          said: found.0.said,
          tokens: parts.map { ErrorCase.Token(token: $0.token, value: $0.contribution) })
      })
  }

  static let explained = 100

  /// Sentences with a wrong tag, by how many there are, and each token by how sure the model is of a wrong one.
  init(_ tagger: Tagger, _ corpus: TaggedCorpus) {
    let found = tagger.predictions(
      for: corpus.sentences.map(\.tokens), confidences: true)
    var cases: [ErrorCase] = []
    for (sentence, prediction) in zip(corpus.sentences, found)
    where sentence.tags != prediction.tags {
      let wrong = sentence.tags.indices.filter { sentence.tags[$0] != prediction.tags[$0] }
      let shown = wrong.map { place in
        "\(sentence.tokens[place]): \(prediction.tags[place])"
          + " (\(prediction.confidences[place].fixed(2)))"
      }
      cases.append(
        ErrorCase(
          badness: wrong.reduce(0) { $0 + prediction.confidences[$1] },
          text: sentence.tokens.joined(separator: " "),
          expected: wrong.map { "\(sentence.tokens[$0]): \(sentence.tags[$0])" }
            .joined(separator: ", "), said: shown.joined(separator: ", "),
          tokens: sentence.tokens.enumerated().map { place, token in
            ErrorCase.Token(
              token: token, value: wrong.contains(place) ? prediction.confidences[place] : 0)
          }))
    }
    self.init(
      measure: "wrong tags, each by the model's confidence", unit: "the confidence in a wrong tag",
      texts: corpus.sentences.count, wrong: cases.count, cases: cases)
  }

  /// Pairs by how unlikely the model finds the target.
  init(_ translator: Translator, pairs: [SentencePair]) {
    let surprises = translator.surprises(of: pairs)
    let written = translator.translations(of: pairs.map(\.source)).map(\.text)
    self.init(
      measure: "nats a target token", unit: "nats", texts: pairs.count,
      wrong: zip(pairs, written).count { $0.target != $1 },
      cases: zip(zip(pairs, written), surprises).map { pair, tokens in
        ErrorCase(
          badness: tokens.reduce(0) { $0 + $1.nats } / Double(max(tokens.count, 1)),
          text: pair.0.source, expected: pair.0.target, said: pair.1,
          tokens: tokens.map { ErrorCase.Token(token: $0.token, value: $0.nats) })
      })
  }
}
