/// The cells that have a kernel over whole sequences.
package enum RecurrentKind: Int32, Sendable, CaseIterable {
  /// h = tanh(x + h U).
  case tanh
  /// h = max(0, x + h U).
  case relu
  /// i, f, g, o; c = f ⊙ c + i ⊙ g, h = o ⊙ tanh(c).
  case lstm
  /// r, z, n; n = tanh(x + r ⊙ (h U + b)), h = (1 − z) ⊙ n + z ⊙ h.
  case gru
  /// r, z, n; n = tanh(x + (r ⊙ h) U), h = (1 − z) ⊙ n + z ⊙ h.
  case gruResetBefore

  /// Gates beside each other in one row of the projections.
  package var gateCount: Int {
    switch self {
    case .tanh, .relu: 1
    case .lstm: 4
    case .gru, .gruResetBefore: 3
    }
  }

  /// Whether a step keeps a further [H] for the way back: the LSTM's cell, the GRU's h U + b, the
  /// reset-before GRU's r ⊙ h.
  package var hasExtra: Bool { self != .tanh && self != .relu }
}

/// What a recurrent layer's kernel reads: G gates, hidden size H.
package struct RecurrentInput: Sendable {
  package var kind: RecurrentKind
  /// x W plus the biases that join it: [B, T, G·H].
  package var projected: NDArray
  /// U: [H, G·H].
  package var weight: NDArray
  /// The bias inside the GRU's reset product: [H]; nil for all other cells.
  package var innerBias: NDArray?
  /// h before the first step: [B, H].
  package var hidden: NDArray
  /// c before the first step: [B, H]; nil for all but the LSTM.
  package var cell: NDArray?
  /// Steps of each sequence, each in 0 ... T; nil where all have T.
  package var lengths: [Int]?
  /// The LSTM's peepholes of i, f, o: [3·H]; nil without.
  package var peephole: NDArray?
  /// How much of the state before each step stays; nil for nothing.
  package var zoneout: ZoneoutMask?
  /// Factors of h in its product with U: [B, H]; nil for ones.
  package var stateMask: NDArray?

  package init(
    kind: RecurrentKind, projected: NDArray, weight: NDArray, innerBias: NDArray?,
    hidden: NDArray, cell: NDArray?, lengths: [Int]?, peephole: NDArray? = nil,
    zoneout: ZoneoutMask? = nil, stateMask: NDArray? = nil
  ) {
    self.kind = kind
    self.projected = projected
    self.weight = weight
    self.innerBias = innerBias
    self.hidden = hidden
    self.cell = cell
    self.lengths = lengths
    self.peephole = peephole
    self.zoneout = zoneout
    self.stateMask = stateMask
  }
}

/// What a recurrent layer's kernel leaves: results, and what the way back needs.
///
/// A state beyond its sequence's length is carried on unchanged; the outputs there are zero.
package struct RecurrentOutput: Sendable {
  /// h after each step, zero in the padding: [B, T, H].
  package var outputs: NDArray
  /// h before each step: [B, T, H].
  package var previous: NDArray
  /// `previous` times the state's mask: [B, T, H]; nil without a mask.
  package var masked: NDArray?
  /// The gates after their activation: [B, T, G·H].
  package var gates: NDArray
  /// See `RecurrentKind.hasExtra`: [B, T, H]; [0] for plain cells.
  package var extra: NDArray
  /// h after the last step of each sequence: [B, H].
  package var hidden: NDArray
  /// c after the last step of each sequence: [B, H]; nil for all but the LSTM.
  package var cell: NDArray?

  package init(
    outputs: NDArray, previous: NDArray, masked: NDArray?, gates: NDArray, extra: NDArray,
    hidden: NDArray, cell: NDArray?
  ) {
    self.outputs = outputs
    self.previous = previous
    self.masked = masked
    self.gates = gates
    self.extra = extra
    self.hidden = hidden
    self.cell = cell
  }
}

/// The gradients that come in from above; nil stands for zeros.
package struct RecurrentUpstream: Sendable {
  package var outputs: NDArray?
  package var hidden: NDArray?
  package var cell: NDArray?

  package init(outputs: NDArray?, hidden: NDArray?, cell: NDArray?) {
    self.outputs = outputs
    self.hidden = hidden
    self.cell = cell
  }
}

/// The gradients that the kernel hands down.
package struct RecurrentGradients: Sendable {
  /// With respect to `projected`: [B, T, G·H].
  package var projected: NDArray
  /// With respect to h U (before the reset gate of the GRU): [B, T, G·H]; the same array as
  /// `projected` for all cells but the GRU.
  package var recurrent: NDArray
  /// With respect to the initial h: [B, H].
  package var hidden: NDArray
  /// With respect to the initial c: [B, H].
  package var cell: NDArray?

  package init(projected: NDArray, recurrent: NDArray, hidden: NDArray, cell: NDArray?) {
    self.projected = projected
    self.recurrent = recurrent
    self.hidden = hidden
    self.cell = cell
  }
}
