/// What a linear-chain conditional random field reads: sequences of B, padded to T steps, of K tags.
///
/// score(y | x) = start[y₁] + Σₜ emissions[t, yₜ] + Σₜ transitions[yₜ, yₜ₊₁] + end[y_L]. Nothing beyond a
/// sequence's length is read.
package struct CRFInput: Sendable {
  /// [B, T, K].
  package var emissions: NDArray
  /// [K, K]: from the row's tag to the column's.
  package var transitions: NDArray
  /// [K].
  package var start: NDArray
  /// [K].
  package var end: NDArray
  /// Steps of each sequence.
  package var lengths: [Int32]

  package init(
    emissions: NDArray, transitions: NDArray, start: NDArray, end: NDArray, lengths: [Int32]
  ) {
    self.emissions = emissions
    self.transitions = transitions
    self.start = start
    self.end = end
    self.lengths = lengths
  }

  package var batch: Int { emissions.shape[0] }
  package var steps: Int { emissions.shape[1] }
  package var size: Int { emissions.shape[2] }
}

/// The way from the first step to the last.
package struct CRFForward: Sendable {
  /// Of each sequence, in nats: [B]; 0 for one of no steps.
  package var losses: NDArray
  /// ln p(yₜ | x₁ … xₜ), so that each step's probabilities sum to one: [B, T, K].
  package var alphas: NDArray
  /// What was taken off at each step, and at the end: [B, T + 1]; their sum is ln Z.
  package var norms: NDArray

  package init(losses: NDArray, alphas: NDArray, norms: NDArray) {
    (self.losses, self.alphas, self.norms) = (losses, alphas, norms)
  }
}

/// The way from the last step to the first.
package struct CRFGradients: Sendable {
  /// α + β is the logarithm of a tag's probability at a step: [B, T, K].
  package var betas: NDArray
  /// The losses' gradients; without targets, those of the emissions are the tags' probabilities.
  package var emissions: NDArray
  package var transitions: NDArray
  package var start: NDArray
  package var end: NDArray

  package init(
    betas: NDArray, emissions: NDArray, transitions: NDArray, start: NDArray, end: NDArray
  ) {
    self.betas = betas
    self.emissions = emissions
    self.transitions = transitions
    self.start = start
    self.end = end
  }
}
