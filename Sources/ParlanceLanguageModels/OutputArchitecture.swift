import ParlanceArrays
import ParlanceNN

/// The output layer of a neural language model.
public struct OutputArchitecture: Codable, Sendable, Equatable {
  /// How hidden states become probabilities.
  public enum Layer: String, Codable, Sendable, CaseIterable { case full }

  /// How hidden states become probabilities.
  public var layer = Layer.full

  /// Creates the defaults.
  public init() {}

  /// What is wrong with the numbers, or nil.
  func problem(_ vocabularySize: Int) -> String? { nil }

  /// A layer with random weights.
  func makeLayer(
    _ inputSize: Int, _ outputSize: Int, _ counts: [Int], using generator: inout RandomGenerator
  ) -> any OutputLayer {
    switch layer {
    case .full: FullSoftmax(inputSize, outputSize, using: &generator)
    }
  }
}
