import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Elements {
    @Test(arguments: UnaryFunction.allCases)
    func unary(_ function: UnaryFunction) {
      let limits: [UnaryFunction: Int] = [.exp: 2, .log: 2, .sigmoid: 3, .tanh: 4]
      onEachVariant { variant in
        for size in sizes {
          for deviation in [0.1, 2, 30] {
            let x = numbers([size], deviation: deviation, hard: hardNumbers)
            let y = onEachThreadCount { [native.unary(function, x)] }[0]
            expectSteps(
              y, exact.unary(function, x.wide), atMost: limits[function] ?? 0,
              flushed: function == .sigmoid,
              "\(function) of \(size), \(variant)")
          }
        }
      }
    }

    @Test func aNumberBecomesTheSameWhereverItStands() {
      onEachVariant { variant in
        for function in UnaryFunction.allCases {
          for hard in hardNumbers {
            let y = native.unary(function, NDArray(repeating: Double(hard), shape: [37]))
            #expect(Set(y.bits).count == 1, "\(function) of \(hard), \(variant)")
          }
        }
      }
    }

    @Test(arguments: UnaryFunction.allCases)
    func unaryGradient(_ function: UnaryFunction) {
      onEachVariant { variant in
        for size in sizes {
          let x = numbers([size], hard: hardNumbers)
          let dy = numbers([size], seed: 2)
          let y = single.unary(function, x)
          let before = numbers([size], seed: 3)
          let dx = onEachThreadCount {
            var dx = before
            native.addUnaryGradient(function, x: x, y: y, dy: dy, &dx)
            return [dx]
          }[0]
          var expected = before
          single.addUnaryGradient(function, x: x, y: y, dy: dy, &expected)
          expectClose(
            dx, expected, tolerance: 1e-6, scale: 20, "\(function) of \(size), \(variant)")
        }
      }
    }

    @Test(arguments: BinaryFunction.allCases)
    func binary(_ function: BinaryFunction) {
      onEachVariant { variant in
        for size in sizes {
          let a = numbers([size], hard: hardNumbers)
          let b = numbers([size], seed: 2, hard: hardNumbers.reversed())
          let y = onEachThreadCount { [native.binary(function, a, b)] }[0]
          expectSteps(
            y, single.binary(function, a, b), atMost: 0, "\(function) of \(size), \(variant)")
        }
      }
    }

    /// The kernels that change an array where it lies.
    private static let changes:
      [(String, @Sendable (any Kernels, NDArray, NDArray, inout NDArray) -> Void)] = [
        ("fill", { kernels, _, _, y in kernels.fill(-1.5, &y) }),
        ("addScaled", { kernels, a, _, y in kernels.addScaled(0.75, a, &y) }),
        ("addProduct", { kernels, a, b, y in kernels.addProduct(a, b, &y) }),
        ("scale", { kernels, _, _, y in kernels.scale(-3.5, &y) }),
        ("clamp", { kernels, _, _, y in kernels.clamp(-0.25...1, &y) }),
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

    @Test func notANumberStaysUnderClamp() {
      onEachVariant { _ in
        var y = NDArray([.nan, .infinity, -.infinity, 0])
        native.clamp(-1...2, &y)
        #expect(y.floats[0].isNaN)
        #expect(y.floats[1...] == [2, -1, 0])
      }
    }

    @Test func sums() {
      onEachVariant { variant in
        for size in sizes + [2_000_000] {
          let x = numbers([size])
          let found = onEachThreadCount {
            [NDArray(float64: [native.sum(x), native.sumOfSquares(x)])]
          }[0]
          let expected = [exact.sum(x.wide), exact.sumOfSquares(x.wide)]
          expectClose(
            found, NDArray(float64: expected), tolerance: 1e-12, scale: Double(size + 1),
            "\(size), \(variant)")
        }
      }
    }

    @Test func everyNumberThatIsNotFiniteIsSeen() {
      onEachVariant { _ in
        for size in sizes where size > 0 {
          var x = numbers([size])
          #expect(native.allFinite(x))
          for place in Set([0, size / 2, size - 1]) {
            for bad in [Double.nan, .infinity, -.infinity] {
              let good = x[flat: place]
              x[flat: place] = bad
              #expect(!native.allFinite(x), "\(bad) at \(place) of \(size)")
              x[flat: place] = good
            }
          }
        }
        #expect(native.allFinite(NDArray([])))
        #expect(native.allFinite(NDArray([.greatestFiniteMagnitude, .leastNonzeroMagnitude])))
      }
    }
  }
}
