import ParlanceArrays

/// The loss −ln p(y | x) of each sequence in a linear-chain conditional random field, in nats:
/// [B, T, K], [K, K], [K], [K] → [B].
///
/// p(y | x) = exp(score(y)) / Σ_y′ exp(score(y′)), over all paths y′ of the sequence's length, with
/// score(y) = start[y₁] + Σₜ emissions[t, yₜ] + Σₜ transitions[yₜ, yₜ₊₁] + end[y_L]. The sum is exact, by
/// the forward recursion; the gradients are those of the forward-backward algorithm. What lies beyond a
/// sequence's length changes nothing; one of length 0 has loss 0. Traps for shapes that do not fit, and
/// for a target outside 0 ..< K. Lafferty et al., *Conditional Random Fields*, 2001.
///
/// - `targets`: the tags yₜ, [B, T] row by row; those beyond the lengths are not looked at.
/// - `lengths`: the steps of each sequence; nil for all T.
public func crfLoss(
  _ emissions: Tensor, transitions: Tensor, start: Tensor, end: Tensor, targets: [Int32],
  lengths: [Int]? = nil
) -> Tensor {
  let input = CRFInput.checked(
    "crfLoss", emissions.array, transitions.array, start.array, end.array, lengths)
  guard targets.count == input.batch * input.steps else {
    fatalError("crfLoss: emissions \(emissions.shape) do not fit \(targets.count) targets")
  }
  var targets = targets
  for place in targets.indices {
    if place % input.steps >= input.lengths[place / input.steps] {
      targets[place] = 0
    } else if targets[place] < 0 || targets[place] >= input.size {
      fatalError("crfLoss: target \(targets[place]) is outside \(input.size) tags")
    }
  }
  let kernels = emissions.kernels
  let forward = kernels.crfForward(input, targets: targets)
  return .operation("crfLoss", forward.losses, of: [emissions, transitions, start, end]) { dy in
    let gradients = kernels.crfBackward(input, forward, targets: targets, shares: dy)
    return [
      { $0.add(gradients.emissions) }, { $0.add(gradients.transitions) },
      { $0.add(gradients.start) }, { $0.add(gradients.end) },
    ]
  }
}

extension CRFInput {
  /// The parts of a field; traps where their shapes do not fit.
  package static func checked(
    _ operation: String, _ emissions: NDArray, _ transitions: NDArray, _ start: NDArray,
    _ end: NDArray, _ lengths: [Int]?
  ) -> CRFInput {
    let size = emissions.shape.last ?? 0
    guard emissions.rank == 3, size > 0, transitions.shape == [size, size], start.shape == [size],
      end.shape == [size]
    else {
      fatalError(
        "\(operation): expected emissions [B, T, K], transitions [K, K], start and end [K], found "
          + "\(emissions.shape), \(transitions.shape), \(start.shape) and \(end.shape)")
    }
    let steps = emissions.shape[1]
    let lengths = lengths ?? [Int](repeating: steps, count: emissions.shape[0])
    checkLengths(operation, lengths, count: emissions.shape[0], limit: steps)
    return CRFInput(
      emissions: emissions, transitions: transitions, start: start, end: end,
      lengths: lengths.map(Int32.init))
  }
}
