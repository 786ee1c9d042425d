import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceText

/// The network of a translator: an encoder of the source, and a decoder that predicts the target's next
/// token from those before it and from the source.
public protocol TranslationNetwork: Module {
  /// What it is made of.
  var architecture: TranslationArchitecture { get }
  /// From hidden states to probabilities of the target's tokens.
  var output: FullSoftmax { get }
  /// What copies tokens of the source; nil where all are written.
  var pointer: PointerGenerator? { get }

  /// Reads B sources of S tokens, each row's from the left.
  func encode(_ tokens: TokenRows, mode: Mode) -> EncodedSource

  /// Reads the next T tokens of B targets: → what predicts the token after each [B, T, H], how much each
  /// looked at each place of the source [B, T, S], and what the decoder knows then.
  ///
  /// - `state`: nil where the targets begin.
  /// - `keepsState`: false in training, where targets are read whole.
  func decode(
    _ tokens: TokenRows, _ source: EncodedSource, state: CarriedState?, keepsState: Bool, mode: Mode
  ) -> (hidden: Tensor, weights: Tensor?, state: CarriedState)
}

/// Rows of tokens, padded on the right to one length.
public struct TokenRows: Sendable {
  /// Row after row: [B · T].
  public let ids: [Int32]
  /// The tokens of each row.
  public let lengths: [Int]
  /// T.
  public let steps: Int

  /// Pads rows to the longest, or to more steps.
  public init(_ rows: [[Int32]], steps least: Int = 0) {
    let steps = rows.reduce(least) { max($0, $1.count) }
    ids = rows.flatMap {
      $0 + [Int32](repeating: Vocabulary.paddingID, count: steps - $0.count)
    }
    lengths = rows.map(\.count)
    self.steps = steps
  }

  /// B.
  public var count: Int { lengths.count }

  /// Some of the rows, as long as before.
  func rows(_ places: [Int]) -> TokenRows {
    TokenRows(places.map { Array(ids[$0 * steps..<$0 * steps + lengths[$0]]) }, steps: steps)
  }
}

/// Sources as a decoder looks at them.
public struct EncodedSource {
  /// Tensors with a row for each source, by what the network calls them.
  public var tensors: [(name: String, tensor: Tensor)]
  /// What was read.
  public var tokens: TokenRows

  /// The tokens of each source.
  var lengths: [Int] { tokens.lengths }

  subscript(name: String) -> Tensor { tensors.first { $0.name == name }!.tensor }

  /// Some of the sources, in any order, each as often as wanted.
  func rows(_ places: [Int]) -> EncodedSource {
    if places == Array(lengths.indices) { return self }
    let indices = Indices(places.map(Int32.init))
    return EncodedSource(
      tensors: tensors.map { ($0.name, $0.tensor.take(indices, axis: 0)) },
      tokens: tokens.rows(places))
  }
}
