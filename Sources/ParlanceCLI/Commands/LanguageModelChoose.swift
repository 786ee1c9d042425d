import ArgumentParser
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText

/// `parlance lm choose`.
struct LanguageModelChoose: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "choose",
    abstract: "Say which of several lines is likelier, or which of several models made a text.",
    discussion: """
      One model ranks lines: spellings, grammar, word order, translations. Lines are the arguments; \
      or, in a file, those between blank lines, or the parts of a line with tabs. The posterior is \
      the probability of a line given that one of them is right. A longer line has more words to \
      pay for; --per-token compares the mean log-probability of a token instead.

      Several models, one for each author or class, rank themselves, each line by itself or, with \
      --whole, all as one text. Lines that begin with __label__x, x being a model's name, are \
      counted by label and choice at the end. Models should have been made over the same \
      vocabulary: an unknown word costs little where few words are known.

      Examples:
        parlance lm choose --model M "I have two dogs" "I has two dogs"
        printf 'their\\tthere\\tthey are\\n' | parlance lm choose --model M --per-token
        parlance lm choose --model austen --model poe=models/3 --whole --data chapter.txt
        parlance lm choose --model ham=h --model spam=s --prior ham=9 --prior spam=1 --data sms.txt

      With --format json each group of lines, or each text, gives one object: ranking, the likeliest \
      first, of objects with posterior, logProbability, perplexity, tokens, unknown, and text or \
      model; and, at the end of labelled text, one with accuracy, labelled and confusion.
      """)

  @OptionGroup var models: NamedModels

  @Argument(help: ArgumentHelp("The lines.", valueName: "line"))
  var lines: [String] = []

  @Option(
    help: ArgumentHelp(
      "Lines from a file, plain or gzipped; - for standard input. (default: - where no line is given)",
      valueName: "file"),
    completion: .file())
  var data: String?

  @Flag(help: "Take all lines as one text.")
  var whole = false

  @Flag(help: "Compare the mean log-probability of a token.")
  var perToken = false

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if data != nil && !lines.isEmpty {
      throw ValidationError("lines as arguments and --data exclude each other")
    }
    if models.given.count == 1 {
      if whole { throw ValidationError("--whole needs several models") }
      if !models.shares.isEmpty { throw ValidationError("--prior needs several models") }
    }
  }

  func run() throws {
    common.apply()
    let loaded = try models.load()
    var count = 0
    if loaded.count == 1 {
      try forEachGroup { group in
        if count > 0 && common.format == .text { try Output.line("") }
        count += 1
        try rank(group, loaded[0].model)
      }
    } else {
      let vocabulary = loaded[0].model.vocabulary
      if loaded.contains(where: { $0.model.vocabulary != vocabulary }) {
        common.note("the models' vocabularies differ: unknown words favour the smaller ones")
      }
      count = try chooseModels(loaded)
    }
    if count == 0 {
      throw InputError(
        .badData, file: source == "-" ? "standard input" : source, "there is no line to choose from"
      )
    }
  }

  private var source: String { data ?? "-" }

  /// Calls the body with the lines that compete.
  private func forEachGroup(_ body: ([String]) throws -> Void) throws {
    if !lines.isEmpty { return try body(lines) }
    var group: [String] = []
    func end() throws {
      if !group.isEmpty { try body(group) }
      group = []
    }
    try LineReader.forEachLine(source) { line, _ in
      if line.contains("\t") {
        try end()
        try body(line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
      } else if line.allSatisfy(\.isWhitespace) {
        try end()
      } else {
        group.append(line)
      }
    }
    try end()
  }

  private func rank(_ group: [String], _ model: any LanguageModeling) throws {
    let ranking = model.choose(among: group, perToken: perToken)
    switch common.format {
    case .json: try Output.json(RankingReport(ranking) { ($0, group[$0.index], nil) })
    case .text: try Output.line(RankingReport.listing(ranking, "line") { group[$0.index] })
    }
  }

  /// How many texts there were.
  private func chooseModels(
    _ loaded: [(name: String, model: any LanguageModeling)]
  ) throws -> Int {
    let names = loaded.map(\.name)
    var confusion = Confusion(names)
    let priors = try models.priors
    var count = 0
    func choose(_ label: String?, _ text: String?, _ score: (any LanguageModeling) -> LineScore)
      throws
    {
      let ranking = Choice.ranking(
        loaded.map { score($0.model) }, priors: priors, perToken: perToken)
      count += 1
      if let label = label.flatMap(names.firstIndex(of:)) {
        confusion.count(label, ranking[0].index)
      }
      switch common.format {
      case .json:
        try Output.json(
          RankingReport(ranking, text: text, label: label) { ($0, nil, names[$0.index]) })
      case .text:
        try Output.line(
          whole || !lines.isEmpty
            ? RankingReport.listing(ranking, "model") { names[$0.index] }
            : RankingReport.line(ranking) { names[$0.index] })
      }
    }
    if whole {
      let texts = try allLines(names).map(\.text)
      if !texts.isEmpty { try choose(nil, nil) { $0.score(text: texts) } }
    } else {
      try forEachLine(names) { line in
        if !lines.isEmpty && count > 0 && common.format == .text { try Output.line("") }
        try choose(line.label, line.text) { $0.score(line.text) }
      }
    }
    if confusion.total > 0 { try write(confusion) }
    return count
  }

  private func write(_ confusion: Confusion) throws {
    switch common.format {
    case .json: try Output.json(confusion.report)
    case .text: try Output.line("\n" + confusion.listing)
    }
  }

  private func allLines(_ names: [String]) throws -> [(label: String?, text: String)] {
    var all: [(label: String?, text: String)] = []
    try forEachLine(names) { all.append($0) }
    return all
  }

  private func forEachLine(
    _ names: [String], _ body: ((label: String?, text: String)) throws -> Void
  ) throws {
    if !lines.isEmpty {
      for line in lines { try body((nil, line)) }
      return
    }
    try LineReader.forEachLine(source) { line, number in
      let labelled = Self.labelled(line)
      if let label = labelled.label, !names.contains(label) {
        throw InputError(
          .badData, file: source == "-" ? "standard input" : source, line: number,
          "the label \(label) is none of the models' names: \(names.joined(separator: ", "))")
      }
      try body(labelled)
    }
  }

  /// A line's first label of fastText's form, and its text without labels.
  static func labelled(_ line: String) -> (label: String?, text: String) {
    let mark = "__label__"
    var rest = line[...]
    var label: String?
    while rest.hasPrefix(mark) {
      let word = rest.prefix { !$0.isWhitespace }
      label = label ?? String(word.dropFirst(mark.count))
      rest = rest.dropFirst(word.count).drop { $0.isWhitespace }
    }
    return (label, String(rest))
  }
}
