import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Updates {
    private static let changes:
      [(String, @Sendable (any Kernels, NDArray, NDArray, inout NDArray) -> Void)] = [
        (
          "momentumStep",
          { kernels, a, b, y in
            for (momentum, isNesterov) in [(0.0, false), (0.9, false), (0.9, true)] {
              let rule = MomentumRule(
                rate: 0.1, momentum: momentum, isNesterov: isNesterov, weightDecay: 0.01)
              var velocity = b
              kernels.momentumStep(rule, gradient: a, velocity: &velocity, &y)
              kernels.addScaled(0.5, velocity, &y)
            }
          }
        ),
        (
          "adamStep",
          { kernels, a, b, y in
            let rule = AdamRule(
              rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01,
              decoupledDecay: 0.02, correction1: 0.1, correction2: 0.02)
            var (first, second) = (b, kernels.unary(.square, b))
            kernels.adamStep(rule, gradient: a, first: &first, second: &second, &y)
            kernels.addScaled(0.5, first, &y)
            kernels.addScaled(0.5, second, &y)
          }
        ),
      ]

    @Test(arguments: changes.indices)
    func changesInPlace(_ index: Int) {
      let (name, change) = Self.changes[index]
      onEachVariant { variant in
        for size in sizes {
          let (a, b) = (numbers([size]), numbers([size], seed: 2))
          let before = numbers([size], seed: 3)
          let y = onEachThreadCount {
            var y = before
            change(native, a, b, &y)
            return [y]
          }[0]
          var expected = before.wide
          change(exact, a.wide, b.wide, &expected)
          expectClose(y, expected, tolerance: 1e-6, scale: 10, "\(name) of \(size), \(variant)")
        }
      }
    }

    /// Three slots, of which the last counts.
    private struct Rule: ElementUpdate {
      let rate: Double

      func update<T: BinaryFloatingPoint>(
        _ value: inout T, _ gradient: T, _ slots: inout (T, T, T)
      ) {
        slots.0 += gradient
        slots.1 = slots.0 * slots.0
        slots.2 += 1
        value -= T(rate) * gradient + slots.1 / 64
      }
    }

    @Test(arguments: [1, 2, 3]) func aRuleOfOnesOwn(_ slotCount: Int) {
      for (count, rows) in [(40_000, nil), (4_000, [7, 0, 3_999] as [Int32]), (10, [])] {
        let shape = rows == nil ? [count] : [count, 20]
        let gradient = numbers(rows.map { [$0.count, 20] } ?? shape, seed: 2, deviation: 0.5)
        func updated(_ kernels: any Kernels, _ gradient: NDArray) -> [NDArray] {
          var value = numbers(shape).cast(to: gradient.elementType)
          var slots = (0..<slotCount).map { _ in NDArray(zerosLike: value) }
          let held = value
          kernels.update(
            &value, by: ElementLoop(Rule(rate: 0.5)), gradient: gradient, slots: &slots,
            slotCount: slotCount, rows: rows)
          #expect(rows?.isEmpty == true || held != value)
          return [value] + slots
        }
        let found = onEachThreadCount { updated(native, gradient) }
        let expected = updated(exact, gradient.wide)
        #expect(found.count == expected.count)
        for (found, expected) in zip(found, expected) {
          expectClose(found, expected, tolerance: 1e-6, scale: 10, "\(count), \(slotCount)")
        }
        let untouched = slotCount == 3 ? found[3].floats.count { $0 == 0 } : 0
        #expect(untouched == (slotCount == 3 ? (count - (rows?.count ?? count)) * 20 : 0))
      }
    }
  }
}
