import ParlanceSystem

/// How much of the state before a step zoneout keeps: drawn from a key, or the expectation.
///
/// s = k ⊙ s_before + (1 − k) ⊙ s_after with k 1 at a probability of the rate and else 0; without a
/// key, k is the rate. Krueger et al., *Zoneout*, 2017.
package struct ZoneoutMask: Sendable {
  /// The rate of h.
  package var hidden: Double
  /// The rate of the LSTM's c.
  package var cell: Double
  /// The key of the random masks; nil for the expectation.
  package var key: RandomKey?
  /// Where the sequences begin among those that masks are drawn for.
  package var firstRow: Int

  package init(hidden: Double, cell: Double, key: RandomKey?, firstRow: Int = 0) {
    self.hidden = hidden
    self.cell = cell
    self.key = key
    self.firstRow = firstRow
  }

  /// The two states that a step leaves.
  package enum State: UInt64 {
    case hidden = 2
    case cell = 3
  }

  /// k of one unit of one sequence at one step: from word `unit % 4` of the Philox block with the
  /// counter (unit / 4, step, firstRow + row, state).
  func kept(_ state: State, row: Int, step: Int, unit: Int) -> Double {
    let rate = state == .hidden ? hidden : cell
    guard let key else { return rate }
    let counter = (
      UInt64(unit / 4) | UInt64(step) << 32, UInt64(firstRow + row) | state.rawValue << 32
    )
    let block = Philox.block(counter: counter, key: key.bits)
    let word = [block.0, block.1, block.2, block.3][unit % 4]
    return word < DropoutMask.threshold(rate) ? 1 : 0
  }

  /// k of all units of a batch at one step: [B, H].
  package func kept(
    _ state: State, batch: Int, step: Int, size: Int, _ type: ElementType
  ) -> NDArray {
    let values = (0..<batch * size).map { place in
      kept(state, row: place / size, step: step, unit: place % size)
    }
    return NDArray(float64: values, shape: [batch, size]).cast(to: type)
  }
}
