/// Recurrent sequences.
package protocol RecurrentKernels: Sendable {
  /// x with zeros beyond the lengths: [B, T, D]; x itself may serve where it is finite.
  func clearingPadding(_ x: NDArray, lengths: [Int]) -> NDArray
  /// Takes `projected` over: the gates overwrite it where it lies.
  func recurrentForward(_ input: inout RecurrentInput) -> RecurrentOutput
  func recurrentBackward(
    _ input: RecurrentInput, _ output: RecurrentOutput, _ upstream: RecurrentUpstream
  ) -> RecurrentGradients
}

extension PartialKernels {
  package func recurrentForward(_ input: inout RecurrentInput) -> RecurrentOutput {
    standIn().recurrentForward(&input)
  }

  package func recurrentBackward(
    _ input: RecurrentInput, _ output: RecurrentOutput, _ upstream: RecurrentUpstream
  ) -> RecurrentGradients {
    standIn().recurrentBackward(input, output, upstream)
  }
}
