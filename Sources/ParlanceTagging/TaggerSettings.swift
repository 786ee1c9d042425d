import ParlanceArrays
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// All that decides what `tag train` makes: with the data, a run is a function of it.
public struct TaggerSettings: RunSettings, Equatable {
  /// What the tagger is made of; what depends on the data is filled in.
  public var architecture = TaggerArchitecture()
  /// How it is trained.
  public var training = TrainingConfiguration()
  /// What the tags' scores become; nil for a field where the tags mark entities, else softmax.
  public var output: TaggerArchitecture.Output?
  /// B: sentences at once. Small batches find more entities; then a step of all rows of the tables would
  /// cost the most.
  public var batchSize = 8
  /// Steps of an epoch at least: each of few sentences is read several times; nil for once.
  public var leastSteps: Int?
  /// See `TaggingTask`.
  public var unknownRate = 0.5
  /// The most frequent words to learn; nil for all.
  public var vocabularySize: Int?
  /// How often a word must occur to be learned.
  public var minimumCount = 1
  /// Sentences of the built-in recipes where no text is given.
  public var train: String?
  /// Held-out sentences; nil for the last tenth of the training sentences.
  public var validation: String?
  /// Sentences for the final score.
  public var test: String?
  /// Where no validation data are given and all sentences have so many tokens at most, the tagger is trained on all of
  /// them once held-out ones have told how good that is; nil for never.
  public var refitTokens: Int? = 100_000
  /// How the files are read.
  public var reading = TaggedReadingOptions()
  /// The scheme that entity tags are brought into; nil for their own.
  public var scheme: TagScheme?
  /// Whether tags that do not follow their scheme are read as `conlleval` reads them.
  public var repairing = false
  /// A file of word vectors.
  public var vectors: String?
  /// Epochs in which vectors that are fine-tuned stay as they are.
  public var frozenEpochs: Int?

  var source: DataSource { DataSource(train: train, validation: validation, test: test) }

  public var dataFiles: [String: String] {
    var files = source.files
    files["vectors"] = vectors
    return files
  }

  /// Creates the settings that do well in general, as far as they depend on others.
  ///
  /// - `optimizer`: nil for sparse Adam, where of a table of words only the rows of a batch move, or for
  ///   Adam with a weight decay.
  public init(
    network: TaggerArchitecture.Network = .lstm,
    optimizer: TrainingConfiguration.Optimizer? = nil, weightDecay: Double = 0
  ) {
    architecture.network = network
    architecture.dropout = 0.5
    leastSteps = 160
    training.optimizer = optimizer ?? (weightDecay > 0 ? .adam : .sparseAdam)
    training.weightDecay = weightDecay
    let isGradientSized = training.optimizer.isPlainDescent || training.optimizer == .adadelta
    training.learningRate = isGradientSized ? 0.1 : 0.004
    // Until the rate is low, scores of few held-out sentences say little: nothing ends early.
    training.schedule = .polynomial(length: 0)
    training.clipping = .norm(5)
    training.epochs = 15
    if network == .transformer { setForTransformer() }
  }

  private mutating func setForTransformer() {
    architecture.layers = 2
    if !training.optimizer.isPlainDescent, training.optimizer != .adadelta {
      training.learningRate = 0.001
    }
    // The rate rises over a share of all steps, however few these are.
    training.schedule = .oneCycle(length: 0)
    training.scheduleUnit = .step
  }

  /// Takes word vectors from a file.
  ///
  /// - `frozenEpochs`: the epochs after which training changes them too; nil for never.
  public mutating func take(vectors path: String, frozenEpochs: Int? = 0) {
    vectors = path
    self.frozenEpochs = frozenEpochs
    architecture.vectors = frozenEpochs == nil ? .fixed : .fineTuned
  }

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    var architecture = architecture
    // Until the data are read.
    (architecture.vocabularySize, architecture.tagCount, architecture.characterCount) = (4, 1, 4)
    (architecture.vectorCount, architecture.vectorSize) = (4, 1)
    return .first(
      of: .first(counts: [
        "batchSize": batchSize, "leastSteps": leastSteps, "vocabularySize": vocabularySize,
        "minimumCount": minimumCount, "refitTokens": refitTokens,
      ]),
      .unless(
        unknownRate >= 0 && unknownRate.isFinite, "unknownRate",
        expected: "0 or a positive number", found: unknownRate),
      .unless(
        architecture.vectors == .none || vectors != nil, "vectors",
        expected: "a file of word vectors", found: "none"),
      .first(["frozenEpochs": (frozenEpochs, 0 ... .max)]),
      .unless(
        scheme == nil || architecture.only == nil, "scheme",
        expected: "none where one type is told from all else", found: scheme?.name ?? ""),
      architecture.problem, training.problem)
  }
}
