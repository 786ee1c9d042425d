import ArgumentParser
import Parlance
import ParlanceClassification
import ParlanceDrawing
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceTagging
import ParlanceTraining
import ParlanceTranslation

/// `parlance show errors`.
struct ShowErrors: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "errors",
    abstract: "Show the texts that a model is worst at, and why.",
    discussion: """
      Of a language model, the lines that surprise it most, word by word; of a classifier, wrong labels by how \
      unlikely the right one was, with what each token brought to the wrong one; of a tagger, sentences with wrong \
      tags by how sure it was of them; of a translator, pairs by how unlikely it finds the target, with what it \
      writes.

      Example:
        parlance show errors --model models/classifier --data test.csv --top 5
      """)

  @OptionGroup var shown: ShownModel
  @OptionGroup var data: ShownData

  @Option(help: ArgumentHelp("How many texts are shown.", valueName: "n"))
  var top = 10

  @OptionGroup(title: "The picture")
  var picture: PictureOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    _ = try data.path()
    try check("top", top, 1...ErrorCases.explained)
  }

  func run() throws {
    common.apply()
    try picture.check(reading: data.data)
    let found = try cases().worst(top)
    try picture.write(drawing(found).svg, common)
    switch common.format {
    case .json: try Output.json(found)
    case .text: try Output.line(listing(found))
    }
  }

  private func cases() throws -> ErrorCases {
    switch try ModelKinds.all.model(in: RunDirectory(shown.model)) {
    case let tagger as Tagger:
      var corpus = try data.tagged(tagger, shown.model)
      corpus.sentences = Array(corpus.sentences.prefix(data.count))
      return ErrorCases(tagger, corpus)
    case let classifier as any TextClassifying:
      var texts = try data.labelled()
      texts.items = Array(texts.items.prefix(data.count))
      return try ErrorCases(classifier, texts: texts)
    case let translator as Translator:
      return ErrorCases(translator, pairs: Array(try data.pairs().prefix(data.count)))
    case let model as any LanguageModeling:
      let lines = try data.lines()
      guard !lines.isEmpty else {
        throw InputError(.badData, file: data.data, "expected lines of text, found none")
      }
      return ErrorCases(model, lines: lines)
    case let other:
      throw shown.lacks(
        "texts to be wrong about", other,
        "language models, classifiers, taggers and translators have")
    }
  }

  private func drawing(_ found: ErrorCases) -> SurpriseText {
    let signed = found.cases.contains { $0.tokens.contains { $0.value < 0 } }
    let most = found.cases.flatMap(\.tokens).map { abs($0.value) }.filter(\.isFinite).max() ?? 1
    let greatest = (10 * most).rounded(.up) / 10
    return SurpriseText(
      "The worst of \(found.texts.counted("text")), by \(found.measure)",
      lines: found.cases.map { item in
        let head = [item.badness.fixed(2)] + [item.said.map { "said \($0)" }].compactMap { $0 }
        return [SurpriseText.Word(head.joined(separator: " "), .nan)]
          + item.tokens.map { SurpriseText.Word($0.token.visible, $0.value) }
      }, unit: found.unit, range: signed ? -greatest...greatest : nil,
      colours: signed ? .diverging : .sequential)
  }

  private func listing(_ found: ErrorCases) -> String {
    let colours = Output.colours
    let greatest = found.cases.flatMap(\.tokens).map { abs($0.value) }.filter(\.isFinite).max() ?? 1
    let head =
      found.wrong.map { "\($0.grouped) of \(found.texts.counted("text")) wrong" }
      ?? found.texts.counted("text")
    if found.cases.isEmpty { return head }
    let cases = found.cases.map { item in
      var lines = ["\(item.badness.fixed(3))  \(item.text)"]
      if let expected = item.expected { lines.append("  expected  \(expected)") }
      if let said = item.said { lines.append("  said      \(said)") }
      if !item.tokens.isEmpty {
        let tokens = item.tokens.map { token -> String in
          if token.value == 0 { return token.token.visible }
          if colours == .none { return "\(token.token.visible) (\(token.value.fixed(2)))" }
          return colours.styled(
            token.token.visible, greatest > 0 ? abs(token.value) / greatest : 0,
            isAgainst: token.value < 0)
        }
        lines.append("  why       " + tokens.joined(separator: " "))
      }
      return lines.joined(separator: "\n")
    }
    return ([head + "; the worst by \(found.measure); beside the tokens: \(found.unit)"] + cases)
      .joined(separator: "\n\n")
  }
}
