/// Linear-chain conditional random fields.
package protocol CRFKernels: Sendable {
  /// With targets the losses −ln p(targets | x), else ln Z(x).
  func crfForward(_ input: CRFInput, targets: [Int32]?) -> CRFForward
  /// The gradients of Σ shares[b] · losses[b].
  func crfBackward(
    _ input: CRFInput, _ forward: CRFForward, targets: [Int32]?, shares: NDArray
  ) -> CRFGradients
  /// The most likely tags of all sequences, [B, T] row by row, 0 beyond their lengths.
  func crfBest(_ input: CRFInput) -> [Int32]
}

extension PartialKernels {
  package func crfForward(_ input: CRFInput, targets: [Int32]?) -> CRFForward {
    standIn().crfForward(input, targets: targets)
  }

  package func crfBackward(
    _ input: CRFInput, _ forward: CRFForward, targets: [Int32]?, shares: NDArray
  ) -> CRFGradients {
    standIn().crfBackward(input, forward, targets: targets, shares: shares)
  }

  package func crfBest(_ input: CRFInput) -> [Int32] {
    standIn().crfBest(input)
  }
}
