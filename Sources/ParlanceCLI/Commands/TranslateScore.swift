import ArgumentParser
import ParlanceText
import ParlanceTranslation

/// `parlance translate score`.
struct TranslateScore: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Give the probability of each given translation.",
    discussion: """
      For each pair one line with the log-probability of the target, its end included, in nats; or, with \
      --format json, an object with logProbability.
      """)

  @OptionGroup var model: TranslatorOption

  @OptionGroup var pairs: PairOptions

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func run() throws {
    common.apply()
    let translator = try model.load()
    let text = try pairs.read(keepsBlank: true)
    translator.note(cutting: text, common)
    for value in translator.logProbabilities(of: text.pairs) {
      switch common.format {
      case .json: try Output.json(["logProbability": value])
      case .text: try Output.line(value.fixed(4))
      }
    }
  }
}
