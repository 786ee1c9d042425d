import ArgumentParser
import ParlanceAutograd
import ParlanceClassification
import ParlanceText
import ParlanceTraining

extension ClassifierArchitecture.ModelType: ExpressibleByArgument {}
extension SequencePooling.Kind: ExpressibleByArgument {}
extension ModelSelection: ExpressibleByArgument {}

/// What decides the model that `classify train` makes, from the command line or a file; nil where not
/// said.
struct ClassifierOptions: ParsableArguments {
  @Option(
    help: """
      What the model is: logistic regression over words, n-grams of words and of characters; a feed-forward network \
      over the average of their vectors, as fastText's; a deep averaging network (dan); a recurrent \
      network (rnn, lstm, gru); a convolutional network (cnn); or an n-gram language model for each \
      label (ngram). (default: what does best in general: logistic)
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
    parsing: .unconditional,
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
