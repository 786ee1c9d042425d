import ArgumentParser
import ParlanceText
import ParlanceTranslation

/// `parlance translate align`.
struct TranslateAlign: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "align",
    abstract: "Say which words of given translations come from which words of their sources.",
    discussion: """
      For each pair one line in the format of Pharaoh: places of the source's and the target's words from \
      0, as 0-0 1-2; each word of the target with the word of the source that the model's attention looks \
      at most as it writes it. With --format json, an object with both sides' words, all weights and the \
      links. Words stand between blanks; of a transformer the weights are the mean over the heads of the \
      decoder's last layer. A pair with an empty side has an empty line.

      Example:
        parlance translate align -m models/translator --source test.en --target test.fr
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
    try translator.requireAttention()
    let text = try pairs.read(keepsBlank: true)
    translator.note(cutting: text, common)
    for alignment in translator.alignments(of: text.pairs) {
      switch common.format {
      case .json: try Output.json(alignment)
      case .text: try Output.line(alignment.pharaoh)
      }
    }
  }
}
