import ParlanceOptim
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// All that decides what `translate train` makes: with the data, a run is a function of it.
public struct TranslationSettings: RunSettings, Equatable {
  /// What the translator is made of; what depends on the data is filled in.
  public var architecture = TranslationArchitecture()
  /// How it is trained.
  public var training = TrainingConfiguration()
  /// B: pairs at once.
  public var batchSize = 64
  /// Tokens of the longer side at once, padding included; nil for `batchSize` pairs.
  public var batchTokens: Int?
  /// Steps of an epoch at least: each of few pairs is read several times; nil for once.
  public var leastSteps: Int?
  /// ε of smoothed targets.
  public var labelSmoothing = 0.1
  /// How often the decoder reads its own tokens in training.
  public var scheduledSampling = ScheduledSampling()
  /// Of how many last epochs the mean of the weights is scored and kept.
  public var averagedEpochs = 1
  /// What the best epoch is the best by.
  public var deciding = Deciding.loss
  /// Merges of byte-pair encoding that are learned on each side.
  public var merges = 4000
  /// A file of merges in their place, for both sides.
  public var codes: String?
  /// The rate at which merges are left out in training, so that a word is seen in several ways (BPE-dropout;
  /// Provilkov, Emelianenko and Voita 2020).
  public var subwordDropout = 0.0
  /// The most frequent words of each side to keep; nil for all.
  public var vocabularySize: Int?
  /// How often a word must occur to be kept.
  public var minimumCount = 1
  /// Where files of pairs have both sides, as "2,1" or "en,fr" (`ParallelColumns`); nil for the usual places.
  public var columns: String?
  /// Pairs as one file; or two files, whose lines belong together.
  public var train: String?
  public var sourceTrain: String?
  public var targetTrain: String?
  /// Held-out pairs; nil for some of the training pairs: the last tenth, at most 2,000.
  public var validation: String?
  public var sourceValidation: String?
  public var targetValidation: String?
  /// Pairs for the final score.
  public var test: String?
  public var sourceTest: String?
  public var targetTest: String?

  /// What an epoch is scored by on validation pairs.
  public enum Deciding: String, Codable, Sendable, CaseIterable {
    /// The cross-entropy.
    case loss
    /// BLEU of some of the pairs, translated greedily.
    case bleu
  }

  public var dataFiles: [String: String] {
    [
      "train": train, "sourceTrain": sourceTrain, "targetTrain": targetTrain,
      "validation": validation, "sourceValidation": sourceValidation,
      "targetValidation": targetValidation, "test": test, "sourceTest": sourceTest,
      "targetTest": targetTest, "codes": architecture.level == .subword ? codes : nil,
    ].compactMapValues(\.self)
  }

  /// How words are cut, at the level of subwords.
  public var subwords: SubwordSettings {
    get {
      var settings = SubwordSettings()
      (settings.merges, settings.codes) = (merges, codes)
      settings.subwordDropout = subwordDropout
      return settings
    }
    set {
      (merges, codes, subwordDropout) = (newValue.merges, newValue.codes, newValue.subwordDropout)
    }
  }

  /// Whether words are cut into other pieces in each epoch.
  var dropsMerges: Bool { architecture.level == .subword && subwordDropout > 0 }

  /// Creates the settings that do well in general, as far as they depend on others.
  ///
  /// - `readsRecipes`: whether it is the built-in recipes that are read. Their grammar has no exceptions, and is learned
  ///   in fewer and longer steps: in a minute by recurrent networks.
  public init(
    network: TranslationArchitecture.Network = .recurrent, readsRecipes: Bool = false
  ) {
    architecture.network = network
    leastSteps = 500
    training.optimizer = .adam
    training.clipping = .norm(1)
    // While the rate falls the loss does too: nothing ends early.
    training.epochs = 12
    training.scheduleUnit = .step
    switch network {
    case .recurrent:
      architecture.dropout = 0.3
      training.learningRate = 0.002
      training.schedule = .polynomial(length: 0)
      if readsRecipes { (leastSteps, training.learningRate) = (200, 0.004) }
    case .transformer:
      architecture.layers = 3
      training.learningRate = 0.001
      training.schedule = .warmUp(length: 400, then: .polynomial(length: 0, power: 1))
    }
  }

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    var architecture = architecture
    // Until the texts are read.
    (architecture.sourceVocabularySize, architecture.targetVocabularySize) = (4, 4)
    return .first(
      of: .first(counts: [
        "batchSize": batchSize, "batchTokens": batchTokens, "leastSteps": leastSteps,
        "merges": merges, "minimumCount": minimumCount, "vocabularySize": vocabularySize,
        "averagedEpochs": averagedEpochs,
      ]),
      subwords.problem,
      .unless(
        columns.map { ParallelColumns($0) != nil } ?? true, "columns",
        expected: "two columns with a comma between, as 1,2", found: columns ?? ""),
      .unless(
        (0...1).contains(scheduledSampling.share), "samplingShare", expected: "0 to 1",
        found: scheduledSampling.share),
      .unless(
        (0..<1).contains(labelSmoothing), "labelSmoothing", expected: "[0, 1)",
        found: labelSmoothing),
      .unless(
        train == nil || (sourceTrain == nil && targetTrain == nil), "train",
        expected: "one file of pairs, or sourceTrain and targetTrain", found: train ?? ""),
      sides("Train", sourceTrain, targetTrain),
      sides("Validation", sourceValidation, targetValidation),
      sides("Test", sourceTest, targetTest), architecture.problem, training.problem)
  }

  private func sides(_ name: String, _ source: String?, _ target: String?) -> SettingProblem? {
    .unless(
      (source == nil) == (target == nil), source == nil ? "source\(name)" : "target\(name)",
      expected: "a file for each side", found: "one")
  }
}
