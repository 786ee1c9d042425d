import ParlanceOptim
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// All that decides what `vectors train` makes: with the data, a run is a function of it.
public struct VectorSettings: RunSettings, Equatable {
  /// What word vectors are learned by.
  public enum ModelType: String, Codable, Sendable, CaseIterable {
    /// Counts of words near each other (Pennington, Socher and Manning 2014).
    case glove
    /// Each word tells its neighbours (Mikolov et al. 2013; with parts of words Bojanowski et al. 2017).
    case skipGram = "skip-gram"
    /// The neighbours tell the word between them.
    case cbow
  }

  /// Which of GloVe's two vectors a word gets.
  public enum VectorForm: String, Codable, Sendable, CaseIterable {
    /// The word's own.
    case word = "w"
    /// The sum of its own and that which it has as a neighbour.
    case sum = "w+c"
  }

  /// What tells a word from others.
  public enum Loss: String, Codable, Sendable, CaseIterable {
    /// Negative sampling.
    case negativeSampling = "ns"
    /// Hierarchical softmax over Huffman's tree.
    case hierarchical = "hs"
  }

  /// What is learned.
  public var modelType = ModelType.glove
  /// How it is trained.
  public var training = TrainingConfiguration()
  /// The text; nil for the built-in recipes.
  public var train: String?
  /// Counts that `vectors count` wrote, in the place of a text.
  public var counts: String?
  /// A file or folder of word pairs with scores, by which the best epoch is found; nil for the last epoch.
  public var validation: String?
  /// Vectors to begin with.
  public var initialVectors: String?
  /// Windows and words; all that a text is counted by.
  public var counting = CooccurrenceSettings()
  /// About how many bytes counts and pairs may take; nil for any.
  public var memory: Int?
  /// D: numbers of a vector.
  public var dimensions = 100
  /// GloVe's x_max: the count from which on a pair has its full weight.
  public var xMax = 10.0
  /// GloVe's α: the power of the weight below that.
  public var alpha = 0.75
  /// Which vectors a word of GloVe gets.
  public var vector = VectorForm.sum
  /// How a word is told from others.
  public var loss = Loss.negativeSampling
  /// Words that are drawn for each that is told.
  public var negatives = 5
  /// The power of a word's count that it is drawn by: 0.5 as in fastText; word2vec has 0.75.
  public var noisePower = 0.5
  /// Words of a greater share than this are passed over now and then; 0 for never.
  public var subsample = 1e-4
  /// The shortest and the longest character n-grams, and their buckets; 0 for none.
  public var subwords = Subwords()

  /// Creates the settings that do well in general.
  public init(_ modelType: ModelType = .glove, isBuiltIn: Bool = false) {
    self.modelType = modelType
    training.learningRate = 0.05
    training.epochs = modelType == .glove ? 25 : 5
    if modelType != .glove {
      training.schedule = .polynomial(length: 0, power: 1)
      training.scheduleUnit = .step
      counting.window = 5
    }
    guard isBuiltIn else { return }
    // Some hundred words in short lines.
    counting.minimumCount = 2
    (dimensions, training.epochs) = (50, modelType == .glove ? 25 : 10)
    subsample = 1e-3
  }

  /// Whether words have parts with vectors.
  var hasSubwords: Bool {
    modelType != .glove && subwords.maximum > 0 && subwords.buckets > 0
      && subwords.minimum <= subwords.maximum
  }

  public var dataFiles: [String: String] {
    [
      "train": train, "counts": counts, "validation": validation,
      "initial-vectors": initialVectors,
    ].compactMapValues(\.self)
  }

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    .first(
      of: .first([
        "dimensions": (dimensions, 1...10_000), "negatives": (negatives, 1...1000),
        "minN": (subwords.minimum, 0...100), "maxN": (subwords.maximum, 0...100),
        "buckets": (subwords.buckets, 0...(1 << 30)),
      ]),
      .unless(
        subwords.maximum == 0 || subwords.minimum <= subwords.maximum, "minN",
        expected: "at most \(subwords.maximum), the longest", found: subwords.minimum),
      .unless(xMax > 0 && xMax.isFinite, "xMax", expected: "a positive number", found: xMax),
      .unless(
        alpha >= 0 && alpha.isFinite, "alpha", expected: "0 or a positive number", found: alpha),
      .unless(
        noisePower >= 0 && noisePower <= 2, "noisePower", expected: "0 to 2", found: noisePower),
      .unless(
        subsample >= 0 && subsample <= 1, "subsample", expected: "0 to 1", found: subsample),
      .unless(
        memory ?? .max >= CooccurrenceCounts.leastMemory, "memory", expected: "at least 1M",
        found: memory ?? 0),
      .unless(
        train == nil || counts == nil, "counts", expected: "none beside a text",
        found: counts ?? ""),
      .unless(
        counts == nil || modelType == .glove, "counts", expected: "none but for glove",
        found: counts ?? ""),
      counting.problem, training.problem)
  }
}
