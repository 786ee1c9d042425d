import ArgumentParser
import ParlanceAutograd
import ParlanceClassification
import ParlanceText
import ParlanceTraining

extension ClassifierArchitecture.ModelType: ExpressibleByArgument {}
extension SequencePooling.Kind: ExpressibleByArgument {}
extension FeatureWeighting: ExpressibleByArgument {}
extension ModelSelection: ExpressibleByArgument {}
extension WordStyle: ExpressibleByArgument {}
extension LabelledFormat.Kind: ExpressibleByArgument {}

/// What decides the model that `classify train` makes, from the command line or a file; nil where not
/// said.
struct ClassifierOptions: ParsableArguments {
  @Option(
    help: """
      What the model is: logistic regression over words, n-grams of words and of characters; a feed-forward network \
      over the average of their vectors, as fastText's; a deep averaging network (dan); a recurrent \
      network (rnn, lstm, gru); a convolutional network (cnn); or an n-gram language model for each \
      label (ngram). (default: what does best in general: logistic, or with --vectors gru)
      """)
  var modelType: ClassifierArchitecture.ModelType?

  @Option(
    help: ArgumentHelp(
      "Training texts: a file or folder, or - for standard input. (default: built-in recipes)",
      valueName: "path"),
    completion: .file())
  var train: String?

  @Option(
    help: ArgumentHelp(
      "Validation texts. (default: a tenth of the training texts, drawn by label)",
      valueName: "path"),
    completion: .file())
  var validation: String?

  @Option(
    help: ArgumentHelp("Texts for the final scores.", valueName: "path"), completion: .file())
  var test: String?

  @OptionGroup var format: LabelledFormatOptions

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Learn any number of labels a text. (default: no)")
  var multiLabel: Bool?

  @OptionGroup var features: FeatureOptions

  // Model
  @Option(
    help: ArgumentHelp(
      "Numbers for each token. (default: 100, or what --vectors have)", valueName: "n"))
  var embeddingSize: Int?

  @Option(
    help: ArgumentHelp("Numbers in each layer, and direction. (default: 100)", valueName: "n"))
  var hiddenSize: Int?

  @Option(
    help: ArgumentHelp(
      "Recurrent or hidden layers. (default: 1; 2 for dan; 0 for feedforward)", valueName: "n"))
  var layers: Int?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Read from both ends. (default: yes)")
  var bidirectional: Bool?

  @Option(help: "What becomes of a recurrent network's states. (default: attention)")
  var pooling: SequencePooling.Kind?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Add up the vectors of a deep averaging network in place of their mean. (default: no)")
  var sum: Bool?

  @Option(
    help: ArgumentHelp(
      "The widths of a convolutional network's filters. (default: 3 4 5)", valueName: "numbers"))
  var filterWidths: Numbers?

  @Option(help: ArgumentHelp("Filters of each width. (default: 100)", valueName: "n"))
  var filters: Int?

  @Option(
    help: ArgumentHelp(
      """
      Dropout between layers and before the last. (default: 0; 0.2 for dan; 0.5 for recurrent and \
      convolutional networks)
      """, valueName: "rate"))
  var dropout: Double?

  @Option(
    help: ArgumentHelp(
      "Dropout on embeddings. (default: 0; 0.3 for recurrent networks)", valueName: "rate"))
  var inputDropout: Double?

  @Option(
    help: ArgumentHelp(
      "Dropout of whole words, or of features. (default: 0; 0.3 for dan)", valueName: "rate"))
  var wordDropout: Double?

  @Option(
    help: ArgumentHelp(
      "The most tokens of a text that are read. (default: 1000)", valueName: "n"))
  var maximumLength: Int?

  @Option(
    help: ArgumentHelp("Word vectors as text, GloVe's or word2vec's.", valueName: "file"),
    completion: .file())
  var vectors: String?

  @Option(
    help: ArgumentHelp(
      """
      Epochs after which training changes the given vectors too: 0 for always, -1 for never. \
      (default: -1)
      """, valueName: "n"))
  var thawAfter: Int?

  // Training
  @Option(
    help: ArgumentHelp(
      """
      What each label counts: none, all the same for every text; balanced, all labels the same; \
      balanced:POWER between the two; or weights, as in spam=2,ham=1. (default: none; \
      balanced:0.75 for logistic)
      """, valueName: "weights"))
  var classWeights: ClassWeightsArgument?

  @Option(
    help:
      "What decides which epoch's model is the best. (default: macro-f1; loss for logistic and feedforward)"
  )
  var selection: ModelSelection?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: """
      Scale confidences, and with --multi-label set thresholds, on the validation texts. (default: \
      yes)
      """)
  var calibrate: Bool?

  @Option(
    help: ArgumentHelp(
      """
      Train on other texts of the same labels in each epoch, made by one or more of \
      dropout=RATE (leave out words), swap=RATE (exchange words) and synonyms=FILE[=RATE] (replace \
      words by others of a line of a file), between commas. (default: none)
      """, valueName: "ways"))
  var augment: String?

  @Option(
    help: ArgumentHelp(
      "Texts of a step. (default: 16; 64 for feedforward; 32 for other networks)",
      valueName: "n"))
  var batchSize: Int?

  @OptionGroup var optimization: OptimizationOptions<Defaults>

  enum Defaults: OptimizationDefaults {
    static let optimizer = "adam; sgd for logistic and feedforward"
    static let learningRate = "0.001 to 0.002; 3 for logistic, 8 for feedforward"
    static let schedule = "constant; polynomial for logistic and feedforward"
    static let scheduleFactor = "0.5"
    static let clipNorm = "5; 0 for logistic and feedforward"
    static let epochs = "20 to 30; 1 for ngram"
    static let patience = "5; 0 for logistic and feedforward"
    static let seed = "initial values, masks, orders, recipes and what is held out"
  }

  func validate() throws { try validateFields() }
}

/// How labelled texts lie in their files. Nil where not said.
struct LabelledFormatOptions: ParsableArguments {
  @Option(
    help: """
      The form of the files: fastText's lines with __label__x, csv, tsv, jsonl, or a folder of \
      labels. (default: automatic, by the name's ending or the first line)
      """)
  var dataFormat: LabelledFormat.Kind?

  @Option(
    help: ArgumentHelp(
      "The column or key of the text: a name, or a number from 1. (default: what is named so)",
      valueName: "name"))
  var textColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column or key of the label. (default: what is named so)", valueName: "name"))
  var labelColumn: String?

  @Option(
    help: ArgumentHelp(
      "What a label begins with in fastText's lines. (default: __label__)", valueName: "text"))
  var labelPrefix: String?

  @Option(
    help: ArgumentHelp(
      "What stands between the labels of one field. (default: a field is one label)",
      valueName: "text"))
  var labelSeparator: String?

  static var fields: [OptionField<Self>] {
    [
      .choice("data-format", \.dataFormat), .text("text-column", \.textColumn, "a column"),
      .text("label-column", \.labelColumn, "a column"),
      .text("label-prefix", \.labelPrefix, "a text"),
      .text("label-separator", \.labelSeparator, "a text"),
    ]
  }

  var format: LabelledFormat {
    var format = LabelledFormat()
    if let dataFormat { format.kind = dataFormat }
    (format.textColumn, format.labelColumn) = (textColumn, labelColumn)
    if let labelPrefix { format.labelPrefix = labelPrefix }
    format.labelSeparator = labelSeparator
    return format
  }
}

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

/// What each label counts: none, balanced, balanced:POWER, or label=weight between commas.
struct ClassWeightsArgument: ExpressibleByArgument, RawRepresentable {
  let rawValue: String
  let weights: ClassWeights

  init?(rawValue: String) {
    self.rawValue = rawValue
    switch rawValue {
    case "none": weights = .none
    case "balanced": weights = .balanced()
    case _ where rawValue.hasPrefix("balanced:"):
      guard let power = Double(rawValue.dropFirst("balanced:".count)), (0...4).contains(power)
      else { return nil }
      weights = .balanced(power: power)
    default:
      var given: [String: Double] = [:]
      for part in rawValue.split(separator: ",") {
        guard let sign = part.lastIndex(of: "="),
          let weight = Double(part[part.index(after: sign)...]), weight >= 0, weight.isFinite
        else { return nil }
        given[String(part[..<sign])] = weight
      }
      guard !given.isEmpty else { return nil }
      weights = .given(given)
    }
  }

  init(_ weights: ClassWeights) {
    self.weights = weights
    rawValue =
      switch weights {
      case .none: "none"
      case .balanced(let power): power == 1 ? "balanced" : "balanced:\(power)"
      case .given(let given):
        given.keys.sorted().map { "\($0)=\(given[$0]!)" }.joined(separator: ",")
      }
  }
}
