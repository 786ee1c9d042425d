import ParlanceArrays

/// The weights of one recurrent layer with G gates and a state of size H.
public struct RecurrentWeights {
  /// [D, G·H]: applied to the input.
  public var input: Tensor
  /// [H, G·H], or [P, G·H] with a projection: applied to the state.
  public var hidden: Tensor
  /// [G·H]: added to the input's product.
  public var inputBias: Tensor?
  /// [G·H]: added to the state's product.
  public var hiddenBias: Tensor?
  /// The LSTM's peepholes of i, f, o: [3·H].
  public var peephole: Tensor?
  /// [H, P]: applied to the LSTM's h.
  public var projection: Tensor?
  /// Layer normalisation of the products.
  public var norms: RecurrentNorms?

  /// Creates the weights of a layer.
  public init(
    input: Tensor, hidden: Tensor, inputBias: Tensor? = nil, hiddenBias: Tensor? = nil,
    peephole: Tensor? = nil, projection: Tensor? = nil, norms: RecurrentNorms? = nil
  ) {
    self.input = input
    self.hidden = hidden
    self.inputBias = inputBias
    self.hiddenBias = hiddenBias
    self.peephole = peephole
    self.projection = projection
    self.norms = norms
  }
}

/// The weights and biases of a recurrent layer's normalisations.
public struct RecurrentNorms {
  /// Of the input's product: [G·H] each.
  public var input: (weight: Tensor, bias: Tensor)
  /// Of the state's product: [G·H] each.
  public var hidden: (weight: Tensor, bias: Tensor)
  /// Of the LSTM's c before its tanh: [H] each.
  public var cell: (weight: Tensor, bias: Tensor)?

  /// Creates the weights of a layer's normalisations.
  public init(
    input: (weight: Tensor, bias: Tensor), hidden: (weight: Tensor, bias: Tensor),
    cell: (weight: Tensor, bias: Tensor)?
  ) {
    self.input = input
    self.hidden = hidden
    self.cell = cell
  }
}

/// How a recurrent layer runs over a batch.
package struct RecurrentSettings: Sendable {
  /// The steps of each sequence; nil where all have T.
  package var lengths: [Int]?
  /// How much of the state before each step stays.
  package var zoneout: ZoneoutMask?
  /// Factors of h in its product with U, the same at all steps: [B, H].
  package var stateMask: NDArray?
  /// The bound of what goes into each gate's activation.
  package var clip: Double?

  package init(
    lengths: [Int]? = nil, zoneout: ZoneoutMask? = nil, stateMask: NDArray? = nil,
    clip: Double? = nil
  ) {
    self.lengths = lengths
    self.zoneout = zoneout
    self.stateMask = stateMask
    self.clip = clip
  }
}

/// Traps unless all shapes fit.
func checkShapes(
  _ kind: RecurrentKind, _ shape: [Int], _ weights: RecurrentWeights, _ hidden: Tensor,
  _ cell: Tensor?, _ settings: RecurrentSettings
) {
  func check(_ what: String, _ found: [Int]?, _ expected: [Int]) {
    if let found, found != expected {
      fatalError("recurrent \(kind): expected \(what) of shape \(expected), found \(found)")
    }
  }
  guard shape.count == 3 else {
    fatalError("recurrent \(kind): expected [B, T, D], found \(shape)")
  }
  let (batch, stateSize) = (shape[0], weights.hidden.shape.first ?? 0)
  let size = weights.projection?.shape.first ?? stateSize
  let width = kind.gateCount * size
  check("hidden weights", weights.hidden.shape, [stateSize, width])
  check("input weights", weights.input.shape, [shape[2], width])
  check("input bias", weights.inputBias?.shape, [width])
  check("hidden bias", weights.hiddenBias?.shape, [width])
  check("projection", weights.projection?.shape, [size, stateSize])
  check("hidden state", hidden.shape, [batch, stateSize])
  check("state mask", settings.stateMask?.shape, [batch, stateSize])
  if kind == .lstm {
    check("peepholes", weights.peephole?.shape, [3 * size])
    check("cell state", cell?.shape ?? [], [batch, size])
  } else if weights.peephole != nil || weights.projection != nil {
    fatalError("recurrent \(kind): peepholes and projections are the LSTM's")
  }
  checkLengths("recurrent \(kind)", shape, settings.lengths)
}

/// Traps unless there is a length in 0 ... T for each of the B sequences of [B, T, ..].
func checkLengths(_ name: String, _ shape: [Int], _ lengths: [Int]?) {
  guard let lengths else { return }
  guard shape.count >= 2, lengths.count == shape[0],
    lengths.allSatisfy({ (0...shape[1]).contains($0) })
  else { fatalError("\(name): lengths \(lengths) do not fit input \(shape)") }
}
