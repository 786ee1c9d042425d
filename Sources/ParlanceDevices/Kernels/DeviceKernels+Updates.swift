import ParlanceArrays

extension DeviceKernels {
  package func momentumStep(
    _ rule: MomentumRule, gradient: NDArray, velocity: inout NDArray, _ value: inout NDArray
  ) {
    let speeds = rule.momentum == 0 ? nil : write(&velocity)
    device.each(
      "momentum_step", value.count,
      [
        .float(rule.rate), .float(rule.momentum), .float(rule.weightDecay), .float(rule.share),
        .flag(rule.isNesterov), .block(read(gradient)), .block(speeds), .block(write(&value)),
      ])
  }

  package func adamStep(
    _ rule: AdamRule, gradient: NDArray, first: inout NDArray, second: inout NDArray,
    _ value: inout NDArray
  ) {
    let numbers = [
      rule.rate / rule.correction1, 1 / rule.correction2.squareRoot(), rule.beta1,
      1 - rule.beta1, rule.beta2, 1 - rule.beta2, rule.epsilon, rule.weightDecay,
      1 - rule.rate * rule.decoupledDecay,
    ]
    device.each(
      "adam_step", value.count,
      [
        .numbers(numbers), .block(read(gradient)), .block(write(&first)), .block(write(&second)),
        .block(write(&value)),
      ])
  }

  package func update(
    _ value: inout NDArray, by loop: ElementLoop, gradient: NDArray,
    slots: inout [NDArray], slotCount: Int, rows: [Int32]?
  ) {
    guard let rule = loop.rule.onDevice else {
      return standIn().update(
        &value, by: loop, gradient: gradient, slots: &slots, slotCount: slotCount, rows: rows)
    }
    let width = value.rowWidth
    let blocks = (0..<3).map { $0 < slotCount ? write(&slots[$0]) : nil }
    device.each(
      "update_elements", rows.map { $0.count * width } ?? value.count,
      [
        .long(max(width, 1)), .int(Int(rule.kind.rawValue)), .numbers(rule.numbers),
        .block(rows.map { block($0) }), .block(read(gradient)), .block(write(&value)),
      ] + blocks.map { .block($0) })
  }
}
