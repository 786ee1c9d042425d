import ArgumentParser
import ParlanceTagging
import ParlanceText
import ParlanceTraining

extension TaggerArchitecture.Network: ExpressibleByArgument {}
extension TaggerArchitecture.Characters: ExpressibleByArgument {}
extension TaggerArchitecture.Output: ExpressibleByArgument {}
extension TagScheme: ExpressibleByArgument {}

/// How files of tagged sentences are laid out.
enum TaggedInput: String, ExpressibleByArgument, CaseIterable { case columns, conllu }

/// What the help of `tag train` says of defaults.
enum TaggerDefaults: OptimizationDefaults {
  static let optimizer =
    "sparse-adam: Adam, where of a table of words only the rows of a batch move; adam with a weight decay"
  static let learningRate = "0.002; 0.1 for sgd and its kin"
  static let schedule = "exponential"
  static let scheduleFactor = "0.85"
  static let clipNorm = "5"
  static let epochs = "15"
  static let patience = "5"
  static let seed = "initial values, masks, orders and recipes"
}

/// How columns of tagged files are found.
struct TaggedColumns: ParsableArguments {
  @Option(help: "How the files are laid out. (default: as their names and first lines look)")
  var dataFormat: TaggedInput?

  @Option(
    help: ArgumentHelp(
      "The column of the tokens, counted from 1, or its name. (default: the first; form)",
      valueName: "column"))
  var tokenColumn: String?

  @Option(
    help: ArgumentHelp(
      """
      The column of the tags, counted from 1, or its name: CoNLL-U's upos, xpos, deprel and others, \
      CoNLL-2003's pos, chunk, ner. (default: the last; upos)
      """, valueName: "column"))
  var tagColumn: String?

  static var fields: [OptionField<Self>] {
    [
      .choice("data-format", \.dataFormat), .text("token-column", \.tokenColumn, "a column"),
      .text("tag-column", \.tagColumn, "a column"),
    ]
  }

  var reading: TaggedReadingOptions {
    TaggedReadingOptions(
      format: dataFormat.map { $0 == .conllu ? .conllu : .columns }, tokenColumn: tokenColumn,
      tagColumn: tagColumn)
  }
}

/// What decides the model that `tag train` makes, from the command line or a file; nil where not said.
struct TaggerOptions: ParsableArguments {
  @Option(
    help: """
      What reads the tokens: the words around each, or a recurrent network over the sentence. \
      (default: lstm, which does best in general)
      """)
  var modelType: TaggerArchitecture.Network?

  // Texts
  @Option(
    help: ArgumentHelp(
      "Tagged sentences: CoNLL columns or CoNLL-U, plain or gzipped; - for standard input. "
        + "(default: built-in recipes)", valueName: "file"), completion: .file())
  var train: String?

  @Option(
    help: ArgumentHelp(
      "Held-out sentences. (default: the last tenth of the training sentences)", valueName: "file"),
    completion: .file())
  var validation: String?

  @Option(
    help: ArgumentHelp("Sentences for the final score.", valueName: "file"), completion: .file())
  var test: String?

  @OptionGroup var columns: TaggedColumns

  @Option(help: "The scheme that entity tags are brought into. (default: their own)")
  var scheme: TagScheme?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Read tags that do not follow their scheme as conlleval does. (default: no)")
  var repair: Bool?

  @Option(
    help: ArgumentHelp(
      "Tell only this entity type, or this tag, from all else: a location or not, say.",
      valueName: "type"))
  var only: String?

  @Option(
    help: ArgumentHelp("The most frequent words to learn; 0 for all. (default: 0)", valueName: "n"))
  var vocabularySize: Int?

  @Option(
    help: ArgumentHelp("How often a word must occur to be learned. (default: 1)", valueName: "n"))
  var minimumCount: Int?

  // Words
  @Option(
    help: ArgumentHelp("Word vectors, as GloVe and word2vec write them.", valueName: "file"),
    completion: .file())
  var vectors: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Epochs after which training changes the given vectors too: 0 for always, -1 for never. \
      (default: 0)
      """, valueName: "n"))
  var thawAfter: Int?

  @Option(
    help: ArgumentHelp("Numbers of each learned word; 0 for none. (default: 100)", valueName: "n"))
  var embeddingSize: Int?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Learn words in small letters. (default: yes)")
  var lowercase: Bool?

  @Option(
    help: ArgumentHelp(
      "A word that occurs n times is read as unknown with probability r / (r + n) in training. "
        + "(default: 0.5)", valueName: "r"))
  var unknownRate: Double?

  @Option(
    help: """
      What is made of a word's characters: filters (cnn), the last states of a recurrent network \
      from both ends, or nothing. (default: cnn)
      """)
  var characters: TaggerArchitecture.Characters?

  @Option(help: ArgumentHelp("Numbers of each character. (default: 32)", valueName: "n"))
  var characterEmbeddingSize: Int?

  @Option(
    help: ArgumentHelp("Numbers that a word's characters become. (default: 64)", valueName: "n"))
  var characterSize: Int?

  @Option(
    help: ArgumentHelp(
      "Numbers of a word's shape: capitals, digits, marks; 0 for none. (default: 16)",
      valueName: "n"))
  var shapeSize: Int?

  @Option(
    help: ArgumentHelp(
      "Numbers of a word's prefixes and suffixes; 0 for none. (default: 32)", valueName: "n"))
  var affixSize: Int?

  // Network
  @Option(
    help: ArgumentHelp("Words of a window, its centre among them. (default: 5)", valueName: "n"))
  var window: Int?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Read each sentence from both ends. (default: yes)")
  var bidirectional: Bool?

  @Option(
    help: ArgumentHelp(
      "Numbers in each layer's state, in each direction. (default: 128)", valueName: "n"))
  var hiddenSize: Int?

  @Option(help: ArgumentHelp("Recurrent or hidden layers. (default: 1)", valueName: "n"))
  var layers: Int?

  @Option(
    help: """
      What the tags' scores become: probabilities of each token's tag, or of the sentence's tags \
      together (a conditional random field). (default: crf for entities, softmax otherwise)
      """)
  var outputLayer: TaggerArchitecture.Output?

  @Option(
    help: ArgumentHelp(
      "Dropout of the inputs, between layers and before the output. (default: 0.4)",
      valueName: "rate"))
  var dropout: Double?

  // Training
  @Option(help: ArgumentHelp("Sentences at once. (default: 8)", valueName: "n"))
  var batchSize: Int?

  @OptionGroup var optimization: OptimizationOptions<TaggerDefaults>
}

extension TaggerOptions: ConfigurableOptions {
  var kind: String { (modelType ?? .lstm).rawValue }

  static var fields: [OptionField<TaggerOptions>] {
    let recurrent: [TaggerArchitecture.Network] = [.rnn, .lstm, .gru]
    let texts: [OptionField<TaggerOptions>] =
      [
        .choice("model-type", \.modelType), .text("train", \.train),
        .text("validation", \.validation), .text("test", \.test),
      ] + TaggedColumns.fields.map { $0.within(\.columns) } + [
        .choice("scheme", \.scheme), .truth("repair", \.repair), .text("only", \.only, "a type"),
        .number("vocabulary-size", \.vocabularySize, 0...(1 << 26)),
        .number("minimum-count", \.minimumCount, 1...(1 << 40)),
      ]
    let words: [OptionField<TaggerOptions>] = [
      .text("vectors", \.vectors), .number("thaw-after", \.thawAfter, -1...1_000_000),
      .number("embedding-size", \.embeddingSize, 0...65536), .truth("lowercase", \.lowercase),
      .nonnegative("unknown-rate", \.unknownRate), .choice("characters", \.characters),
      .number("character-embedding-size", \.characterEmbeddingSize, 1...4096),
      .number("character-size", \.characterSize, 1...16384),
      .number("shape-size", \.shapeSize, 0...4096), .number("affix-size", \.affixSize, 0...4096),
    ]
    let network: [OptionField<TaggerOptions>] = [
      .number("window", \.window, 1...1023).only(for: [TaggerArchitecture.Network.window]),
      .truth("bidirectional", \.bidirectional).only(for: recurrent),
      .number("hidden-size", \.hiddenSize, 1...65536), .number("layers", \.layers, 1...64),
      .choice("output-layer", \.outputLayer), .rate("dropout", \.dropout),
      .number("batch-size", \.batchSize, 1...(1 << 20)),
    ]
    return texts + words + network
      + OptimizationOptions<TaggerDefaults>.fields.map { $0.within(\.optimization) }
  }

  func validate() throws { try validateFields() }

  /// These options with a value for each that has a default; that of the output layer depends on the
  /// tags.
  var resolved: TaggerOptions {
    var defaults = TaggerOptions.none()
    let settings = TaggerSettings()
    let (made, training) = (settings.architecture, settings.training)
    let type = modelType ?? made.network
    defaults.modelType = type
    (defaults.repair, defaults.vocabularySize) = (settings.repairing, 0)
    (defaults.minimumCount, defaults.unknownRate) = (settings.minimumCount, settings.unknownRate)
    if vectors != nil { defaults.thawAfter = 0 }
    (defaults.embeddingSize, defaults.lowercase) = (made.embeddingSize, made.lowercased)
    defaults.characters = made.characters
    defaults.characterEmbeddingSize = made.characterEmbeddingSize
    defaults.characterSize = made.characterSize
    (defaults.shapeSize, defaults.affixSize) = (made.shapeSize, made.affixSize)
    if type == .window {
      defaults.window = made.window
    } else {
      defaults.bidirectional = made.bidirectional
    }
    (defaults.hiddenSize, defaults.layers) = (made.hiddenSize, made.layers)
    (defaults.dropout, defaults.batchSize) = (made.dropout, settings.batchSize)
    defaults.optimization.fill(training, said: optimization)
    if optimization.weightDecay ?? 0 > 0 { defaults.optimization.optimizer = .adam }
    let said = optimization.optimizer
    if said?.isPlainDescent == true || said == .adadelta {
      defaults.optimization.learningRate = 0.1
    }
    return defaults.overridden(by: self)
  }

  /// Which options do not go together, or nil; of resolved options.
  var conflict: String? {
    if scheme != nil && only != nil { return "--scheme and --only exclude each other" }
    if thawAfter != nil && vectors == nil { return "--thaw-after needs --vectors" }
    if window.map({ $0 % 2 == 0 }) == true {
      return "--window: expected an odd number of words, found \(window!)"
    }
    return optimization.conflict
  }

  /// What the library trains with; of resolved options.
  var settings: TaggerSettings {
    var settings = TaggerSettings()
    func set<Value>(_ place: inout Value, _ value: Value?) { place = value ?? place }
    (settings.train, settings.validation, settings.test) = (train, validation, test)
    settings.reading = columns.reading
    settings.scheme = scheme
    set(&settings.repairing, repair)
    settings.vocabularySize = vocabularySize == 0 ? nil : vocabularySize
    set(&settings.minimumCount, minimumCount)
    set(&settings.unknownRate, unknownRate)
    settings.vectors = vectors
    settings.frozenEpochs = thawAfter.flatMap { $0 < 0 ? nil : $0 }
    set(&settings.batchSize, batchSize)
    settings.output = outputLayer
    settings.architecture = architecture
    settings.training = optimization.configuration
    return settings
  }

  private var architecture: TaggerArchitecture {
    var made = TaggerArchitecture()
    func set<Value>(_ place: inout Value, _ value: Value?) { place = value ?? place }
    set(&made.network, modelType)
    set(&made.window, window)
    set(&made.bidirectional, bidirectional)
    set(&made.layers, layers)
    set(&made.hiddenSize, hiddenSize)
    set(&made.embeddingSize, embeddingSize)
    set(&made.lowercased, lowercase)
    set(&made.characters, characters)
    set(&made.characterEmbeddingSize, characterEmbeddingSize)
    set(&made.characterSize, characterSize)
    set(&made.shapeSize, shapeSize)
    set(&made.affixSize, affixSize)
    set(&made.dropout, dropout)
    made.only = only
    if vectors != nil { made.vectors = thawAfter ?? -1 >= 0 ? .fineTuned : .fixed }
    return made
  }
}
