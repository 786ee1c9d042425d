import ParlanceArrays
import ParlanceNN

/// The output layer of a neural language model.
public struct OutputArchitecture: Codable, Sendable, Equatable {
  /// How hidden states become probabilities, and what is minimised in training.
  public enum Layer: String, Codable, Sendable, CaseIterable {
    case full, adaptive, hierarchical, nce, sampled, blackout

    /// Whether training looks at some outputs only, so that its loss is no cross-entropy.
    public var isSampled: Bool { [.nce, .sampled, .blackout].contains(self) }
  }

  /// How hidden states become probabilities.
  public var layer = Layer.full
  /// Of the adaptive layer: see `AdaptiveSoftmax`; nil until the training text is known.
  public var cutoffs: [Int]?
  /// Of the hierarchical layer: how many classes there are; nil for about √V.
  public var classes: Int?
  /// Of the hierarchical layer: see `HierarchicalSoftmax`; nil until the training text is known.
  public var classStarts: [Int]?
  /// Tokens of noise in each step of a layer that samples; nil for its default.
  public var samples: Int?
  /// The power of the token counts by which noise is drawn; nil for the layer's default.
  public var noisePower: Double?
  /// The greatest order of the hierarchical layer's n-gram features, or 0: see `MaxEnt`.
  public var maxEntOrder = 0
  /// Values in the table of these features.
  public var maxEntSize = 1 << 24

  /// Creates the defaults.
  public init() {}

  /// Reads an output layer; what a writer may leave out has its default.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    layer = try values.decode(Layer.self, forKey: .layer)
    cutoffs = try values.decodeIfPresent([Int].self, forKey: .cutoffs)
    classes = try values.decodeIfPresent(Int.self, forKey: .classes)
    classStarts = try values.decodeIfPresent([Int].self, forKey: .classStarts)
    samples = try values.decodeIfPresent(Int.self, forKey: .samples)
    noisePower = try values.decodeIfPresent(Double.self, forKey: .noisePower)
    maxEntOrder = try values.decodeIfPresent(Int.self, forKey: .maxEntOrder) ?? maxEntOrder
    maxEntSize = try values.decodeIfPresent(Int.self, forKey: .maxEntSize) ?? maxEntSize
  }

  /// What is wrong with the numbers for V tokens, or nil.
  func problem(_ vocabularySize: Int) -> SettingProblem? {
    if let cutoffs {
      let bounds = [0] + cutoffs + [vocabularySize]
      if !zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) {
        return SettingProblem(
          "cutoffs", expected: "ascending ids from 1 to \(vocabularySize - 1)",
          found: cutoffs.map(String.init).joined(separator: " "))
      }
    }
    if let classStarts,
      let problem = HierarchicalSoftmax.problem(
        classStarts: classStarts, outputSize: vocabularySize)
    {
      return problem
    }
    return .first([
      "classes": (classes, 1...1 << 26), "samples": (samples, 1...1 << 20),
      "maxEntSize": (maxEntSize, 1...1 << 30), "maxEntOrder": (maxEntOrder, 0...64),
    ])
      ?? .unless(
        (0...1).contains(noisePower ?? 0), "noisePower", expected: "[0, 1]", found: noisePower ?? 0)
      ?? .unless(
        maxEntOrder == 0 || layer == .hierarchical, "outputLayer",
        expected: "hierarchical for n-gram features", found: layer.rawValue)
  }

  /// With what depends on how often each token occurs in training, from hidden states of H numbers.
  func fitted(to counts: [Int], inputSize: Int) -> OutputArchitecture {
    var fitted = self
    switch layer {
    case .adaptive where cutoffs == nil:
      fitted.cutoffs = AdaptiveSoftmax.cutoffs(
        forVocabulary: counts.count, hiddenSize: inputSize, counts: counts)
    case .hierarchical where classStarts == nil:
      fitted.classStarts = HierarchicalSoftmax.classStarts(counts: counts, classCount: classes)
    default: break
    }
    return fitted
  }

  /// Outputs that one token's training step looks at, about.
  func trainedOutputs(_ vocabularySize: Int) -> Int {
    switch layer {
    case .full: vocabularySize
    case .adaptive: (cutoffs?.first ?? 0) + vocabularySize / 8
    case .hierarchical: 2 * Int(Double(vocabularySize).squareRoot()) * (1 + maxEntOrder)
    case .nce, .sampled, .blackout: samples ?? 1000
    }
  }

  /// A layer with random weights, from hidden states of H numbers to V tokens.
  func makeLayer(
    _ inputSize: Int, _ outputSize: Int, _ counts: [Int], using generator: inout RandomGenerator
  ) -> any OutputLayer {
    let made = fitted(
      to: counts.isEmpty ? [Int](repeating: 1, count: outputSize) : counts, inputSize: inputSize)
    switch layer {
    case .full:
      return FullSoftmax(inputSize, outputSize, using: &generator)
    case .adaptive:
      return AdaptiveSoftmax(
        inputSize, outputSize, cutoffs: made.cutoffs ?? [], using: &generator)
    case .hierarchical:
      return HierarchicalSoftmax(
        inputSize, outputSize, classStarts: made.classStarts ?? [0],
        maxEnt: maxEntOrder > 0 ? MaxEnt(order: maxEntOrder, size: maxEntSize) : nil,
        using: &generator)
    case .nce:
      return NoiseContrastiveEstimation(
        inputSize, outputSize, counts: counts, samples: samples, power: noisePower,
        using: &generator)
    case .sampled:
      return SampledSoftmax(
        inputSize, outputSize, counts: counts, samples: samples, power: noisePower,
        using: &generator)
    case .blackout:
      return BlackOut(
        inputSize, outputSize, counts: counts, samples: samples, power: noisePower,
        using: &generator)
    }
  }
}
