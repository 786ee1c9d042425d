import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// The rows of a table that texts name, each text's added up with what they count: [F, D] → [texts, D].
///
/// Without weights in the texts, it is their mean. In training, features are dropped at a rate.
///
/// - `places`: where each id stands in the batch; nil where they are all that is there.
func sumFeatures(
  _ table: Tensor, _ texts: EncodedTexts, places: [Int32]? = nil, scales: Tensor?,
  dropping rate: Double, _ mode: Mode
) -> Tensor {
  let dropsFeatures = rate > 0 && mode.isTraining
  if texts.weights.isEmpty && scales == nil && !dropsFeatures {
    return bagSums(table, texts.ids, starts: texts.starts.map(Int64.init), mean: true)
  }
  let values = texts.weights.isEmpty ? texts.shares : texts.weights
  var weights = Tensor(NDArray(values).cast(to: table.elementType))
  if let scales { weights = weights * scales }
  if dropsFeatures, let key = mode.key {
    weights =
      places.map { dropout(weights, rate: rate, key: key, rows: $0) }
      ?? dropout(weights, rate: rate, key: key, firstRow: texts.idsBefore)
  }
  return embeddingBag(
    table, texts.ids, lengths: texts.lengths, reduction: .sum, weights: weights)
}

extension EncodedTexts {
  /// The ids below a row, and the others counted from it; and where each stands among the ids here.
  func split(
    at row: Int
  ) -> (
    below: (texts: EncodedTexts, places: [Int32]), above: (texts: EncodedTexts, places: [Int32])
  ) {
    func part(_ isIncluded: (Int) -> Bool, from first: Int) -> (EncodedTexts, [Int32]) {
      var (part, places): (EncodedTexts, [Int32]) = (EncodedTexts(), [])
      for text in 0..<count {
        let own = (starts[text]..<starts[text + 1]).filter { isIncluded(Int(ids[$0])) }
        part.append(
          own.map { ids[$0] - Int32(first) },
          weights: weights.isEmpty ? [] : own.map { weights[$0] },
          tokenCount: tokenCounts[text])
        places += own.map(Int32.init)
      }
      return (part, places)
    }
    return (part({ $0 < row }, from: 0), part({ $0 >= row }, from: row))
  }

  /// One over the number of the text's ids, for each id.
  fileprivate var shares: [Float] {
    (0..<count).flatMap { [Float](repeating: 1 / Float(length($0)), count: length($0)) }
  }
}

/// Linear layers with a function after each and dropout before each but the first.
final class HiddenLayers: Module {
  let layers: [Linear]
  private let activation: Activation
  private let dropout: Dropout

  var namesItsParameters: Bool { false }

  var parts: [(name: String, value: Any)] { [("hidden", layers)] }

  init(
    _ architecture: ClassifierArchitecture, activation: Activation,
    using generator: inout RandomGenerator
  ) {
    let (inputs, size) = (architecture.embeddingSize, architecture.hiddenSize)
    layers = (0..<architecture.layers).map {
      Linear($0 == 0 ? inputs : size, size, using: &generator)
    }
    self.activation = activation
    dropout = Dropout(architecture.dropout)
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    layers.enumerated().reduce(x) { x, layer in
      activation(layer.element(dropout(x, mode.part("dropout", layer.offset)), mode))
    }
  }

  var outputSize: Int? { layers.last?.weight.shape[1] }
}
