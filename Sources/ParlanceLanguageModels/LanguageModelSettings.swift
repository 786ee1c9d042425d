import ParlanceArrays
import ParlanceDecoding
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// All that decides what `lm train` makes of a network: with the data, a run is a function of it.
@dynamicMemberLookup
public struct LanguageModelSettings: RunSettings, Equatable {
  /// What the model is made of; the vocabulary's size is filled in from the data.
  public var architecture = LanguageModelArchitecture()
  /// How it is trained.
  public var training = TrainingConfiguration()
  /// B: columns of the stream, or lines at once.
  public var batchSize = 32
  /// T: steps of a window of truncated backpropagation.
  public var sequenceLength = 35
  /// By how much the learning rate of n-gram features is multiplied.
  public var maxEntRateFactor = 16.0
  /// The texts.
  public var texts = LanguageModelTexts()
  /// How words are cut, at the level of subwords.
  public var subwords = SubwordSettings()

  public var dataFiles: [String: String] {
    var files = texts.source.files
    if architecture.level == .subword { files["codes"] = subwords.codes }
    return files
  }

  /// Whether words are cut into other pieces in each epoch.
  var dropsMerges: Bool { architecture.level == .subword && subwords.subwordDropout > 0 }

  /// Creates the settings that do well in general, as far as they depend on others.
  ///
  /// The built-in recipes have defaults of their own: their lines have nothing to do with each other,
  /// and there are more of them than a small model can learn by heart.
  ///
  /// - `train`: the training text; nil for the recipes.
  /// - `outputLayer`: nil for full softmax, or with n-gram features for the hierarchical one.
  /// - `maxEntOrder`: the greatest order of n-gram features; 0 for none.
  /// - `optimizer`: nil for the one that goes with the output layer.
  public init(
    train: String? = nil, network: LanguageModelArchitecture.Network = .recurrent,
    hiddenSize: Int = LanguageModelArchitecture().hiddenSize,
    outputLayer: OutputArchitecture.Layer? = nil, maxEntOrder: Int = 0,
    optimizer: TrainingConfiguration.Optimizer? = nil
  ) {
    texts.train = train
    architecture.network = network
    (architecture.hiddenSize, architecture.embeddingSize) = (hiddenSize, hiddenSize)
    architecture.output.layer = outputLayer ?? (maxEntOrder > 0 ? .hierarchical : .full)
    architecture.output.maxEntOrder = maxEntOrder
    training.optimizer = optimizer ?? .adam
    training.learningRate = 0.002
    training.clipping = .norm(1)
    if network == .transformer { setForTransformer() }
    if train == nil { setForRecipes() } else { setForText() }
    if let optimizer { setRate(for: optimizer) }
    if optimizer ?? .sgd == .sgd { setForSampling() }
  }

  private mutating func setForText() {
    architecture.dropout = 0.2
    training.schedule = .plateau(factor: 0.5, patience: 1)
  }

  private mutating func setForTransformer() {
    (architecture.window, architecture.layers) = (128, 2)
    sequenceLength = 64
  }

  private mutating func setForRecipes() {
    architecture.context = .line
    batchSize = 16
    training.learningRate = 0.004
    training.schedule = .decay(factor: 0.2, after: 1)
    training.epochs = 2
  }

  private mutating func setRate(for optimizer: TrainingConfiguration.Optimizer) {
    if optimizer.isPlainDescent || optimizer == .adadelta { training.learningRate = 1 }
    if optimizer.isPlainDescent { training.clipping = .norm(5) }
  }

  /// Rules that remember something of each number would make a step's cost grow with the vocabulary or
  /// with the table of features.
  private mutating func setForSampling() {
    let hasFeatures = architecture.output.maxEntOrder > 0
    guard hasFeatures || architecture.output.layer.isSampled else { return }
    training.optimizer = .sgd
    // Few tokens at once, since each changes the features that it looks at.
    (batchSize, sequenceLength) = hasFeatures ? (5, 10) : (20, 20)
    training.learningRate = hasFeatures ? 0.5 : 20
    training.clipping = .norm(hasFeatures ? 0.5 : 0.25)
  }

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    var architecture = architecture
    // Until the texts are read, any cutoff may be below it.
    architecture.vocabularySize = max(architecture.vocabularySize, 1 << 26)
    return .first(
      of: .first(counts: ["batchSize": batchSize, "sequenceLength": sequenceLength]),
      texts.problem, architecture.level == .subword ? subwordProblem : nil,
      .unless(
        maxEntRateFactor > 0 && maxEntRateFactor.isFinite, "maxEntRateFactor",
        expected: "a positive number", found: maxEntRateFactor),
      architecture.problem, training.problem)
  }

  private var subwordProblem: SettingProblem? {
    subwords.problem
      ?? .unless(
        texts.vocabularySize == nil, "vocabularySize",
        expected: "none for pieces of words, of which there are as many as merges give",
        found: texts.vocabularySize ?? 0)
  }

  /// A setting of the texts.
  public subscript<Value>(dynamicMember path: WritableKeyPath<LanguageModelTexts, Value>) -> Value {
    get { texts[keyPath: path] }
    set { texts[keyPath: path] = newValue }
  }
}
