import ParlanceArrays
import ParlanceOptim
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What counts for how much in the loss, by its label.
public enum ClassWeights: Codable, Sendable, Equatable {
  /// Every text as much.
  case none
  /// (N / (L · texts with the label)) to a power: 1 makes every label count as much, 0 every text.
  case balanced(power: Double = 1)
  /// Given weights; of a label that has none, 1.
  case given([String: Double])
}

/// What decides which epoch's model is the best.
public enum ModelSelection: String, Codable, Sendable, CaseIterable {
  case macroF1 = "macro-f1"
  case accuracy
  case loss
}

/// What is done with given word vectors.
public struct VectorUse: Codable, Sendable, Equatable {
  /// A file or folder of vectors, in any form that `WordVectors.read` knows.
  public var path: String
  /// The epochs after which training changes them too: 0 for always, nil for never.
  public var frozenEpochs: Int?

  /// Vectors that training leaves as they are, unless told otherwise.
  public init(path: String, frozenEpochs: Int? = nil) {
    (self.path, self.frozenEpochs) = (path, frozenEpochs)
  }
}

/// All that decides what `classify train` makes: with the data, a run is a function of it.
public struct ClassifierSettings: RunSettings, Equatable {
  /// What the model is made of; sizes that depend on the data are filled in from it.
  public var architecture = ClassifierArchitecture()
  /// What a model of type `fasttext` has beside.
  public var fastText = FastTextSettings()
  /// How it is trained.
  public var training = TrainingConfiguration()
  /// Texts of a step; of a model of fastText's form see `fastTextBatch(rate:)`.
  public var batchSize = 16
  /// What counts for how much.
  public var classWeights = ClassWeights.none
  /// What decides which epoch is the best.
  public var selection = ModelSelection.macroF1
  /// Given word vectors; nil to learn them.
  public var vectors: VectorUse?
  /// The most frequent tokens to keep; nil for all.
  public var vocabularySize: Int?
  /// How often a token must occur to be kept.
  public var minimumCount = 1
  /// What makes other texts of the training texts in each epoch, as `Augmenter.init(parsing:)` reads
  /// it; empty for nothing.
  public var augmentations: [String] = []
  /// How words are cut, at the level of subwords.
  public var subwords = SubwordSettings()
  /// How labelled texts lie in their files.
  public var format = LabelledFormat()
  /// The texts; nil for the built-in recipes.
  public var train: String?
  /// Held-out texts; nil for a tenth of the training texts.
  public var validation: String?
  /// Texts for the final scores.
  public var test: String?
  /// Whether confidences are scaled, and thresholds set, on the validation texts.
  public var calibrates = true

  /// Of logistic regression over features weighted by tf-idf: the parts into which the texts are cut,
  /// each judged by a model of the others, to choose features, their strengths and the penalty; the model
  /// then learns from all of them. Nil for a model that is trained by steps.
  public var folds: Int?
  /// Whether cross-validation may find that each of several labels is better learned against the rest by a margin
  /// (`RegressionLoss.squaredHinges`) than by logistic regression.
  public var triesMargins = true
  /// Whether cross-validation may choose to count features by their labels too: see `FeatureWeighting.tfidf`.
  public var triesLabels = true
  /// Whether a tenth of the texts is held out from a model that is cross-validated too, so that it can be
  /// compared with others.
  public var alwaysHoldsOut: Bool?

  /// Whether features and penalty are chosen by cross-validation, and not given.
  public var isCrossValidated: Bool {
    folds != nil && architecture.modelType == .logistic && architecture.weighting == .tfidf
      && vectors == nil && augmentations.isEmpty && architecture.wordDropout == 0 && !dropsMerges
  }

  /// Whether validation texts are taken out of the training texts where none are given.
  var holdsOut: Bool { validation == nil && (!isCrossValidated || alwaysHoldsOut == true) }

  /// Whether words are cut into other pieces in each epoch.
  var dropsMerges: Bool {
    architecture.tokenizer.level == .subword && subwords.subwordDropout > 0
  }

  var source: DataSource { DataSource(train: train, validation: validation, test: test) }

  public var dataFiles: [String: String] {
    var files = source.files
    files["vectors"] = vectors?.path
    if architecture.tokenizer.level == .subword { files["codes"] = subwords.codes }
    files["augment"] = augmentations.lazy.compactMap(Augmenter.file).first
    return files
  }

  /// Creates the settings that do well in general for a type of model.
  ///
  /// - `weighting`: nil for the one that does best.
  /// - `optimizer`: nil for the one that goes with the rest.
  public init(
    _ modelType: ClassifierArchitecture.ModelType = .logistic, level: TextLevel = .word,
    weighting: FeatureWeighting? = nil, optimizer: TrainingConfiguration.Optimizer? = nil
  ) {
    architecture.modelType = modelType
    training.scheduleUnit = .step
    switch modelType {
    case .logistic:
      architecture.order = 2
      architecture.characters = 2...5
      architecture.shapes = true
      architecture.weighting = weighting ?? .tfidf
      classWeights = .balanced(power: 0.75)
      setDescent(rate: 3, epochs: 20)
      folds = weighting == .mean ? nil : 5
      if weighting == .mean { setForMeans(optimizer) }
    case .feedforward:
      architecture.order = 2
      architecture.layers = 0
      setDescent(rate: 8, epochs: 25)
      batchSize = 64
    case .dan:
      architecture.layers = 2
      architecture.wordDropout = 0.3
      architecture.dropout = 0.2
      setAdam(rate: 1e-3, epochs: 30)
    case .rnn, .lstm, .gru:
      architecture.dropout = 0.5
      architecture.inputDropout = 0.3
      setAdam(rate: 2e-3, epochs: 20)
    case .cnn:
      architecture.dropout = 0.5
      setAdam(rate: 1e-3, epochs: 20)
    case .transformer: setForTransformer()
    case .ngram:
      architecture.order = 3
      architecture.maximumLength = 1 << 24
      training.epochs = 1
    case .fasttext:
      architecture.tokenizer = Tokenizer(level: .word, style: .whitespace, lowercased: false)
      architecture.buckets = 2_000_000
      setDescent(rate: 0.1, epochs: 5)
      // With many epochs the loss rises while labels still get better.
      selection = .macroF1
    }
    architecture.weighting = weighting ?? architecture.weighting
    if level != .word { readCharacters(level) }
  }

  /// How many texts a model of fastText's form takes at once at a rate: fastText's steps are of one text each, and
  /// what several of them add to one row must not be more than a small step.
  public static func fastTextBatch(rate: Double) -> Int {
    max(1, Int(min(16, 1.6 / max(rate, 0.1))))
  }

  /// What differs where a token is a character: n-grams of tokens are those of characters.
  private mutating func readCharacters(_ level: TextLevel) {
    // Pieces are those of words as these are read without them.
    let isSubword = level == .subword
    architecture.tokenizer =
      isSubword
      ? Tokenizer(level: level, style: .tweet, lowercased: true) : Tokenizer(level: level)
    if architecture.hashes, !isSubword { architecture.order = 6 }
    architecture.characters = nil
    architecture.shapes = false
    architecture.wordDropout = 0
  }

  private mutating func setForTransformer() {
    (architecture.embeddingSize, architecture.hiddenSize) = (128, 128)
    (architecture.layers, architecture.pooling) = (2, .mean)
    (architecture.dropout, architecture.inputDropout) = (0.3, 0.3)
    // What attention keeps grows with the square of it.
    architecture.maximumLength = 512
    setAdam(rate: 1e-3, epochs: 20)
    // The rate rises over a share of all steps, however few these are.
    training.schedule = .oneCycle(length: 0)
    training.scheduleUnit = .step
  }

  private mutating func setDescent(rate: Double, epochs: Int) {
    training.optimizer = .sgd
    training.learningRate = rate
    training.schedule = .polynomial(length: 0)
    // While the rate falls the loss does too, and says more of a small validation set than its labels.
    selection = .loss
    training.epochs = epochs
  }

  /// Of a mean each feature is a small part, and the more so the longer the texts are: steps of the
  /// gradient's size would hardly move the weights of those that occur in few texts.
  private mutating func setForMeans(_ optimizer: TrainingConfiguration.Optimizer?) {
    training.optimizer = optimizer ?? .adagrad
    training.learningRate = training.optimizer.isPlainDescent ? 100 : 1
    training.epochs = 40
  }

  private mutating func setAdam(rate: Double, epochs: Int) {
    training.optimizer = .adam
    training.learningRate = rate
    training.clipping = .norm(5)
    training.epochs = epochs
    training.patience = 5
    training.scheduleUnit = nil
    batchSize = 32
  }

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    var architecture = architecture
    // Until the texts are read.
    architecture.vocabularySize = max(architecture.vocabularySize, 4)
    architecture.labelCount = max(architecture.labelCount, 2)
    architecture.buckets = max(architecture.buckets, architecture.hashes ? 1 : 0)
    return .first(
      of: .first(counts: [
        "batchSize": batchSize, "vocabularySize": vocabularySize, "minimumCount": minimumCount,
      ]),
      .first(["folds": (folds, 2...1000)]),
      .first(["frozenEpochs": (vectors?.frozenEpochs, 0 ... .max)]), classWeights.problem,
      .unless(
        vectors == nil || architecture.takesVectors, "vectors",
        expected: "none for a model of type \(architecture.modelType.rawValue)",
        found: vectors?.path ?? ""),
      architecture.tokenizer.level == .subword ? subwordProblem : nil,
      architecture.problem, architecture.modelType == .fasttext ? fastTextProblem : nil,
      training.problem)
  }

  private var subwordProblem: SettingProblem? {
    .first(
      of: subwords.problem,
      .unless(
        vectors == nil, "vectors", expected: "none for pieces of words",
        found: vectors?.path ?? ""),
      .unless(
        vocabularySize == nil, "vocabularySize",
        expected: "none for pieces of words, of which there are as many as merges give",
        found: vocabularySize ?? 0),
      .unless(
        subwords.subwordDropout == 0 || architecture.modelType != .ngram, "subwordDropout",
        expected: "0 for what is counted", found: subwords.subwordDropout))
  }

  private var fastTextProblem: SettingProblem? {
    .first(
      of: fastText.problem,
      .unless(
        !architecture.isMultiLabel || fastText.loss == .ova, "loss",
        expected: "ova where a text may have any number of labels", found: fastText.loss.rawValue),
      .unless(
        architecture.buckets > 0 || architecture.order == 1 && fastText.maximumN == 0, "buckets",
        expected: "at least 1", found: architecture.buckets),
      .unless(
        fastText.runLength <= architecture.embeddingSize, "dsub",
        expected: "at most the \(architecture.embeddingSize) dimensions", found: fastText.runLength)
    )
  }
}

extension ClassWeights {
  fileprivate var problem: SettingProblem? {
    switch self {
    case .none: return nil
    case .balanced(let power):
      return .unless(
        (0...4).contains(power), "classWeights", expected: "a power of 0 to 4", found: power)
    case .given(let weights):
      let wrong = weights.filter { !($0.value >= 0 && $0.value.isFinite) }.min { $0.key < $1.key }
      return wrong.map {
        SettingProblem(
          "classWeights", expected: "0 or a positive number for \($0.key)", found: $0.value)
      }
    }
  }
}

extension ClassifierArchitecture {
  /// Whether its tokens may have given vectors.
  var takesVectors: Bool { modelType != .ngram }
}
