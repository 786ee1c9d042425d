import CParlance

extension NativeKernels {
  package func momentumStep(
    _ rule: MomentumRule, gradient: NDArray, velocity: inout NDArray, _ value: inout NDArray
  ) {
    var e = elements(&value)
    e.a = gradient.pointer(Float.self)
    if rule.momentum != 0 { e.z = velocity.mutable(Float.self) }
    e.scalars = (
      Float(rule.rate), Float(rule.momentum), Float(rule.weightDecay), rule.isNesterov ? 1 : 0,
      Float(rule.share), 0, 0, 0, 0, 0
    )
    pl_momentum(e)
  }

  package func adamStep(
    _ rule: AdamRule, gradient: NDArray, first: inout NDArray, second: inout NDArray,
    _ value: inout NDArray
  ) {
    var e = elements(&value)
    e.a = gradient.pointer(Float.self)
    e.b = UnsafePointer(second.mutable(Float.self))
    e.z = first.mutable(Float.self)
    e.scalars = (
      Float(rule.rate / rule.correction1), Float(1 / rule.correction2.squareRoot()),
      Float(rule.beta1), Float(rule.beta2), Float(rule.epsilon), Float(rule.weightDecay),
      Float(1 - rule.rate * rule.decoupledDecay),
      Float(1 - rule.beta1), Float(1 - rule.beta2), 0
    )
    pl_adam(e)
  }

  package func update(
    _ value: inout NDArray, by loop: ElementLoop, gradient: NDArray,
    slots: inout [NDArray], slotCount: Int, rows: [Int32]?
  ) {
    let walk = ElementWalk<Float>(&value, gradient, &slots, slotCount)
    guard let rows else {
      return forEachTile(of: value.count) { loop.single(walk, $0, 0) }
    }
    let width = value.rowWidth
    forEachTile(of: rows.count, size: max(1, 16384 / max(width, 1))) { range in
      for place in range {
        let begin = place * width
        loop.single(walk, begin..<begin + width, Int(rows[place]) * width - begin)
      }
    }
  }
}
