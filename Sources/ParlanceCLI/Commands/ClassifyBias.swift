import ArgumentParser
import ParlanceClassification

/// `parlance classify bias`.
struct ClassifyBias: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "bias",
    abstract: "Measure what a classifier makes of who a text is about.",
    discussion: """
      Gives the classifier sentences that differ in a name, a pronoun or another word for a person \
      alone, and compares each label's probability between the groups: the mean difference over the \
      frames (a template with all else filled in), its 95 % interval from bootstrap samples of the \
      frames, and p of Student's paired t-test (Kiritchenko and Mohammad 2018). * marks what is below \
      0.05 over the number of all tests. Frames of one template are much alike: a small p says that the \
      difference is there in these sentences, not that it would be in others.

      Without --templates the project's own sentences about women and men are taken, which are English. \
      A file of templates is text, or JSON {"templates", "fillers", "groups"}:
        : templates
        {person} feels {feeling} today.
        : feeling
        happy
        angry
        : person women
        my aunt
        : person men
        my uncle
      Groups' place-holders that stand in one template, as {she} and {her}, go together word by word.

      Examples:
        parlance classify bias --model models/emotion
        parlance classify bias --model models/emotion --templates people.txt --write-card
      """)

  @OptionGroup var model: ClassifierOption

  @Option(
    help: ArgumentHelp(
      "The sentences: a file of templates. (default: own ones)", valueName: "file"),
    completion: .file())
  var templates: String?

  @OptionGroup var sampling: SamplingOptions

  @OptionGroup var card: CardOption

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func run() throws {
    common.apply()
    let templates =
      try self.templates.map { try SentenceTemplates.read(path: $0) } ?? .standard
    let card = try card.store(of: model.model)
    let model = try model.load()
    let unknown = templates.unknownWords(of: model)
    for (group, words) in unknown.sorted(by: { $0.key < $1.key }) {
      common.note(
        "words of \(group) that the model does not know, which tell it nothing: "
          + words.joined(separator: ", "))
    }
    let bias = TemplateBias(
      of: model, templates, samples: sampling.samples, seed: sampling.seed)
    switch common.format {
    case .json: try Output.json(bias)
    case .text: try Output.line(bias.listing)
    }
    try card?.write(section: bias.section, common)
  }
}
