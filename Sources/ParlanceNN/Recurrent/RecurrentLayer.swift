import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// One direction of one recurrent layer with G gates over sequences: [B, T, D] → [B, T, H].
///
/// With a projection to P, read P for H in the state, the outputs and the rows of U.
public final class RecurrentLayer: SequenceLayer {
  /// The kind of cell.
  public let cell: RecurrentCell
  /// H.
  public let hiddenSize: Int
  /// What it has beside the cell's equations.
  public let options: RecurrentOptions
  /// Whether sequences are read from their last step to the first.
  public let isReversed: Bool
  /// W: [D, G·H].
  public let inputWeight: Parameter
  /// U: [H, G·H].
  public let hiddenWeight: Parameter
  /// b: [G·H].
  public let inputBias: Parameter?
  /// b′: [G·H].
  public let hiddenBias: Parameter?
  /// [H, P].
  public let projection: Parameter?
  /// Peepholes of i, f, o: [3·H]; of i, o where gates are coupled: [2·H].
  public let peephole: Parameter?
  /// Of x W, h U and c, in this order; empty without layer normalisation.
  public let norms: [RecurrentNorm]
  /// h before the first step, where that is learned: [H].
  public let initialHidden: Parameter?
  /// c before the first step, where that is learned: [H].
  public let initialCell: Parameter?

  public var namesItsParameters: Bool { false }

  public var stateCount: Int { 1 }

  public var outputSize: Int { options.projectionSize ?? hiddenSize }

  /// Creates a layer; traps for options that the cell cannot have.
  ///
  /// - `index`: its place in a stack, and a part of its parameters' names.
  /// - `isReversed`: whether it reads from the last step, and is the second of PyTorch's directions.
  public init(
    _ cell: RecurrentCell, _ inputSize: Int, _ hiddenSize: Int, index: Int = 0,
    isReversed: Bool = false, options: RecurrentOptions = RecurrentOptions(),
    initializer: RecurrentInitializer = RecurrentInitializer(),
    using generator: inout RandomGenerator
  ) {
    if let problem = options.problem(cell) { fatalError("RecurrentLayer \(cell): \(problem)") }
    self.cell = cell
    self.hiddenSize = hiddenSize
    self.options = options
    self.isReversed = isReversed
    let make = RecurrentParameters(
      cell, inputSize, hiddenSize, options, initializer,
      suffix: "_l\(index)" + (isReversed ? "_reverse" : ""))
    inputWeight = make.inputWeight(using: &generator)
    hiddenWeight = make.hiddenWeight(using: &generator)
    inputBias = make.bias("bias_ih", forget: { $0 }, using: &generator)
    hiddenBias = make.bias("bias_hh", forget: { _ in 0 }, using: &generator)
    projection = make.projection(using: &generator)
    peephole = make.peephole(using: &generator)
    norms = make.norms()
    initialHidden = make.initialState("initial_hidden", options.projectionSize ?? hiddenSize)
    initialCell = cell == .lstm ? make.initialState("initial_cell", hiddenSize) : nil
  }

  /// The state before the first step of B sequences: the learned one, or zeros.
  public func initialState(batchSize: Int) -> RecurrentState {
    let weight = inputWeight.value
    func state(_ learned: Parameter?, _ size: Int) -> Tensor {
      let zeros = Tensor(NDArray(zeros: [batchSize, size], like: weight))
      return learned.map { zeros + $0.tensor } ?? zeros
    }
    return RecurrentState(
      hidden: state(initialHidden, outputSize),
      cell: cell == .lstm ? state(initialCell, hiddenSize) : nil)
  }

  public func initialStates(batchSize: Int) -> [RecurrentState] {
    [initialState(batchSize: batchSize)]
  }

  /// Runs the layer: [B, T, D] → outputs [B, T, H] and the state after each sequence's last step.
  ///
  /// - `state`: before the first step; the initial one by default.
  /// - `lengths`: the steps of each sequence; what lies beyond changes nothing.
  /// - `mode`: in training, with the key of the regularisers' masks.
  public func callAsFunction(
    _ x: Tensor, state: RecurrentState? = nil, lengths: [Int]? = nil, mode: Mode = .evaluation
  ) -> (outputs: Tensor, state: RecurrentState) {
    let state = state ?? initialState(batchSize: x.shape.first ?? 0)
    if let trace = LayerTrace.current {
      return trace.run(self, x, state, lengths) { sequence($0, $1, $2, mode) }
    }
    return sequence(x, state, lengths, mode)
  }

  private func sequence(
    _ x: Tensor, _ state: RecurrentState, _ lengths: [Int]?, _ mode: Mode
  ) -> (outputs: Tensor, state: RecurrentState) {
    let input = isReversed ? reversedSequences(x, lengths: lengths) : x
    let settings = settings(lengths, batchSize: x.shape.first ?? 0, mode)
    let (outputs, hidden, cell) =
      options.needsSteps
      ? recurrentSteps(
        cell.kind, input, weights(mode), hidden: state.hidden, cell: state.cell, settings)
      : recurrentSequence(
        cell.kind, input, weights(mode), hidden: state.hidden, cell: state.cell, settings)
    return (
      isReversed ? reversedSequences(outputs, lengths: lengths) : outputs,
      RecurrentState(hidden: hidden, cell: cell)
    )
  }

  public func run(
    _ x: Tensor, state: [RecurrentState]?, lengths: [Int]?, mode: Mode
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    let result = self(x, state: state?[0], lengths: lengths, mode: mode)
    return (result.outputs, [result.state])
  }

  public func run(
    rows: Tensor, places: [Int32], batchSize: Int, state: [RecurrentState]?, lengths: [Int]?,
    mode: Mode
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    let state = state?[0] ?? initialState(batchSize: batchSize)
    guard !options.needsSteps, LayerTrace.current == nil else {
      let x = Self.steps(rows, places, batchSize)
      return run(x, state: [state], lengths: lengths, mode: mode)
    }
    let order = isReversed ? reversedPlaces(places, batchSize: batchSize, lengths: lengths) : places
    let (outputs, hidden, cell) = recurrentSequence(
      cell.kind, rows, weights(mode), hidden: state.hidden, cell: state.cell,
      settings(lengths, batchSize: batchSize, mode), places: order)
    return (
      isReversed ? reversedSequences(outputs, lengths: lengths) : outputs,
      [RecurrentState(hidden: hidden, cell: cell)]
    )
  }

  /// Runs one step: [B, D] and a state → the next state, whose `hidden` is the output.
  ///
  /// In training, each step's mode needs a part of its own; the same weights are dropped only where
  /// the keys are the same.
  public func step(
    _ x: Tensor, _ state: RecurrentState, mode: Mode = .evaluation
  ) -> RecurrentState {
    self(x.reshaped([x.shape[0], 1, x.shape[1]]), state: state, mode: mode).state
  }

  func settings(_ lengths: [Int]?, batchSize: Int, _ mode: Mode) -> RecurrentSettings {
    var settings = RecurrentSettings(lengths: lengths, clip: options.clip)
    if options.hiddenZoneout > 0 || options.cellZoneout > 0 {
      settings.zoneout = ZoneoutMask(
        hidden: options.hiddenZoneout, cell: options.cellZoneout, key: mode.part("zoneout").key,
        firstRow: mode.firstRow)
    }
    if options.stateDropout > 0, let key = mode.part("stateDropout").key {
      let ones = NDArray(ones: [batchSize, outputSize], like: inputWeight.value)
      settings.stateMask =
        dropout(
          Tensor(ones), rate: options.stateDropout, key: key, firstRow: mode.firstRow
        ).array
    }
    return settings
  }

  func weights(_ mode: Mode) -> RecurrentWeights {
    func pair(_ norm: RecurrentNorm) -> (weight: Tensor, bias: Tensor) {
      (norm.weight.tensor, norm.bias.tensor)
    }
    var hidden = hiddenWeight.tensor
    if options.weightDrop > 0, let key = mode.part("weightDrop").key {
      hidden = dropout(hidden, rate: options.weightDrop, key: key)
    }
    let weights = RecurrentWeights(
      input: inputWeight.tensor, hidden: hidden, inputBias: inputBias?.tensor,
      hiddenBias: hiddenBias?.tensor, peephole: peephole?.tensor, projection: projection?.tensor,
      norms: norms.isEmpty
        ? nil
        : RecurrentNorms(
          input: pair(norms[0]), hidden: pair(norms[1]),
          cell: norms.count > 2 ? pair(norms[2]) : nil))
    return options.couplesGates ? weights.uncoupled(hiddenSize) : weights
  }
}

/// The factor and offset of one normalisation in a recurrent layer.
public final class RecurrentNorm: Module {
  /// The factor.
  public let weight: Parameter
  /// The offset.
  public let bias: Parameter

  public var namesItsParameters: Bool { false }

  init(_ size: Int, name: String) {
    weight = Parameter(repeating: 1, shape: [size], name: "weight_\(name)")
    bias = Parameter(shape: [size], name: "bias_\(name)")
  }
}

extension RecurrentWeights {
  /// The weights of i, f, g, o from those of i, g, o: f = 1 − σ(z) = σ(−z) has the negated ones of i.
  fileprivate func uncoupled(_ size: Int) -> RecurrentWeights {
    func withForgetGate(_ x: Tensor) -> Tensor {
      let axis = x.shape.count - 1
      let i = x.slice(axis: axis, 0..<size)
      return concatenate([i, -i, x.slice(axis: axis, size..<x.shape[axis])], axis: axis)
    }
    var result = self
    result.input = withForgetGate(input)
    result.hidden = withForgetGate(hidden)
    result.inputBias = inputBias.map(withForgetGate)
    result.hiddenBias = hiddenBias.map(withForgetGate)
    result.peephole = peephole.map(withForgetGate)
    return result
  }
}
