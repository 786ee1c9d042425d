/// What update rules do to values where they lie.
package protocol UpdateKernels: Sendable {
  /// Without momentum the velocity is neither read nor written.
  func momentumStep(
    _ rule: MomentumRule, gradient: NDArray, velocity: inout NDArray, _ value: inout NDArray)
  func adamStep(
    _ rule: AdamRule, gradient: NDArray, first: inout NDArray, second: inout NDArray,
    _ value: inout NDArray)
  /// Updates each element by its gradient, changing the first `slotCount` slots too. With `rows`, the
  /// value is a table, the gradient [rows, D] belongs to those of its rows, each named once, and only
  /// they are touched, in the slots as well.
  func update(
    _ value: inout NDArray, by loop: ElementLoop, gradient: NDArray,
    slots: inout [NDArray], slotCount: Int, rows: [Int32]?)
}

extension PartialKernels {
  package func momentumStep(
    _ rule: MomentumRule, gradient: NDArray, velocity: inout NDArray, _ value: inout NDArray
  ) {
    standIn().momentumStep(rule, gradient: gradient, velocity: &velocity, &value)
  }

  package func adamStep(
    _ rule: AdamRule, gradient: NDArray, first: inout NDArray, second: inout NDArray,
    _ value: inout NDArray
  ) {
    standIn().adamStep(rule, gradient: gradient, first: &first, second: &second, &value)
  }

  package func update(
    _ value: inout NDArray, by loop: ElementLoop, gradient: NDArray,
    slots: inout [NDArray], slotCount: Int, rows: [Int32]?
  ) {
    standIn().update(
      &value, by: loop, gradient: gradient, slots: &slots, slotCount: slotCount, rows: rows)
  }
}

/// v = momentum · v + share · g, then value −= rate · (nesterov ? g + momentum · v : v),
/// where g = gradient + weightDecay · value.
package struct MomentumRule: Sendable {
  package var rate: Double
  package var momentum: Double
  package var share: Double
  package var isNesterov: Bool
  package var weightDecay: Double

  package init(
    rate: Double, momentum: Double, share: Double = 1, isNesterov: Bool, weightDecay: Double
  ) {
    self.rate = rate
    self.share = share
    self.momentum = momentum
    self.isNesterov = isNesterov
    self.weightDecay = weightDecay
  }
}

/// Adam's step with its bias corrections worked out: see `Adam`.
package struct AdamRule: Sendable {
  package var rate: Double
  package var beta1: Double
  package var beta2: Double
  package var epsilon: Double
  /// λ of the L2 penalty: g = gradient + λ · value.
  package var weightDecay: Double
  /// λ of the decoupled decay: value −= rate · λ · value.
  package var decoupledDecay: Double
  /// 1 − β₁^t and 1 − β₂^t at step t.
  package var correction1: Double
  package var correction2: Double

  package init(
    rate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double,
    decoupledDecay: Double, correction1: Double, correction2: Double
  ) {
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupledDecay = decoupledDecay
    self.correction1 = correction1
    self.correction2 = correction2
  }
}
