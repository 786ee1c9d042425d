/// What a recurrent layer has beside its cell's equations.
///
/// All run on the fused path but for a projection, layer normalisation and clipping, which run step
/// by step. Rates act in training alone, zoneout's in evaluation as the expectation.
public struct RecurrentOptions: Sendable, Hashable {
  /// Whether the products have biases.
  public var hasBias: Bool
  /// Whether the LSTM's gates see its cell: i and f that before the step, o that after it, each unit
  /// its own. Gers and Schmidhuber, *Recurrent Nets That Time and Count*, 2000.
  public var hasPeepholes: Bool
  /// Whether the LSTM forgets as much as it takes in: f = 1 − i, with weights of i, g, o alone.
  /// Greff et al., *LSTM: A Search Space Odyssey*, 2017.
  public var couplesGates: Bool
  /// P: the LSTM's state is h W with W [H, P]. Sak et al., *Long Short-Term Memory Based Recurrent
  /// Neural Network Architectures*, 2014; PyTorch's `proj_size`.
  public var projectionSize: Int?
  /// Whether the products x W and h U, and the LSTM's c before its tanh, are normalised. Ba et al.,
  /// *Layer Normalization*, 2016, equations 20 to 22.
  public var hasLayerNorm: Bool
  /// The bound, in both directions, of what goes into each gate's activation; ONNX's `clip`.
  public var clip: Double?
  /// Whether the state before the first step is learned: one vector for all sequences, zeros at first.
  public var learnsInitialState: Bool
  /// The rate at which recurrent weights are zero, the same ones at all steps of all sequences.
  /// Merity et al., *Regularizing and Optimizing LSTM Language Models*, 2018.
  public var weightDrop: Double
  /// The rates at which units of h, and of the LSTM's c, keep what they were before a step.
  /// Krueger et al., *Zoneout*, 2017.
  public var hiddenZoneout: Double
  public var cellZoneout: Double
  /// The rate at which units of h are zero in their product with U, the same ones at all steps.
  /// Gal and Ghahramani, *A Theoretically Grounded Application of Dropout in Recurrent Neural
  /// Networks*, 2016.
  public var stateDropout: Double

  /// Creates options; by default the cell's equations with biases, and nothing else.
  public init(
    hasBias: Bool = true, hasPeepholes: Bool = false, couplesGates: Bool = false,
    projectionSize: Int? = nil, hasLayerNorm: Bool = false, clip: Double? = nil,
    learnsInitialState: Bool = false, weightDrop: Double = 0, hiddenZoneout: Double = 0,
    cellZoneout: Double = 0, stateDropout: Double = 0
  ) {
    self.hasBias = hasBias
    self.hasPeepholes = hasPeepholes
    self.couplesGates = couplesGates
    self.projectionSize = projectionSize
    self.hasLayerNorm = hasLayerNorm
    self.clip = clip
    self.learnsInitialState = learnsInitialState
    self.weightDrop = weightDrop
    self.hiddenZoneout = hiddenZoneout
    self.cellZoneout = cellZoneout
    self.stateDropout = stateDropout
  }

  /// What does not fit together or is outside its range; nil for options that a cell can have.
  public func problem(_ cell: RecurrentCell) -> String? {
    let isOfLSTM = hasPeepholes || couplesGates || projectionSize != nil || cellZoneout != 0
    if cell != .lstm, isOfLSTM {
      return "peepholes, coupled gates, projections and a cell's zoneout are the LSTM's"
    }
    if hasLayerNorm, couplesGates || cell == .gruResetBefore {
      return "there is no layer normalisation of coupled gates or of the reset-before GRU"
    }
    if let projectionSize, projectionSize < 1 {
      return "projection size \(projectionSize) is not positive"
    }
    if let clip, clip <= 0 { return "clip \(clip) is not positive" }
    for rate in [weightDrop, hiddenZoneout, cellZoneout, stateDropout]
    where !(rate >= 0 && rate < 1) {
      return "rate \(rate) is outside [0, 1)"
    }
    return nil
  }

  /// Whether plain operations have to do what the fused kernel does not.
  var needsSteps: Bool { projectionSize != nil || hasLayerNorm || clip != nil }
}
