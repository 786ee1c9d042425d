extension ReferenceKernels {
  package func momentumStep(
    _ rule: MomentumRule, gradient: NDArray, velocity: inout NDArray, _ value: inout NDArray
  ) {
    let (rate, momentum, decay) = (T(rule.rate), T(rule.momentum), T(rule.weightDecay))
    let gradient = gradient.pointer(T.self)
    if rule.momentum == 0 {
      return update(&value) { $1 - rate * (gradient[$0] + decay * $1) }
    }
    let velocity = velocity.mutable(T.self)
    update(&value) { index, value in
      let g = gradient[index] + decay * value
      velocity[index] = momentum * velocity[index] + T(rule.share) * g
      return value - rate * (rule.isNesterov ? g + momentum * velocity[index] : velocity[index])
    }
  }

  package func adamStep(
    _ rule: AdamRule, gradient: NDArray, first: inout NDArray, second: inout NDArray,
    _ value: inout NDArray
  ) {
    let (beta1, beta2) = (T(rule.beta1), T(rule.beta2))
    let step = T(rule.rate / rule.correction1)
    let root = T(1 / rule.correction2.squareRoot())
    let keep = T(1 - rule.rate * rule.decoupledDecay)
    let gradient = gradient.pointer(T.self)
    let (first, second) = (first.mutable(T.self), second.mutable(T.self))
    update(&value) { index, value in
      let g = gradient[index] + T(rule.weightDecay) * value
      first[index] = beta1 * first[index] + T(1 - rule.beta1) * g
      second[index] = beta2 * second[index] + T(1 - rule.beta2) * g * g
      let deviation = second[index].squareRoot() * root + T(rule.epsilon)
      return value * keep - step * first[index] / deviation
    }
  }

  package func update(
    _ value: inout NDArray, by loop: ElementLoop, gradient: NDArray,
    slots: inout [NDArray], slotCount: Int, rows: [Int32]?
  ) {
    let walk = ElementWalk<T>(&value, gradient, &slots, slotCount)
    guard let rows else { return T.run(loop, walk, 0..<value.count, offset: 0) }
    let width = value.rowWidth
    for (place, row) in rows.enumerated() {
      let begin = place * width
      T.run(loop, walk, begin..<begin + width, offset: Int(row) * width - begin)
    }
  }
}
