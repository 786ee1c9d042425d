import ParlanceSystem
import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Elements {
    private static let functions: [UnaryFunction] = [
      .negate, .exp, .log, .sqrt, .reciprocal, .square, .abs, .sigmoid, .tanh, .relu,
      .clamp(-0.5, 2), .clamp(.nan, 0), .leakyRelu(slope: 0.25),
    ]
    /// Those in which rounding errors are multiplied: held to an absolute measure.
    private static let composed: [UnaryFunction] = [
      .silu, .gelu, .geluTanh, .elu(alpha: 1.5, scale: 0.75, inputScale: 0.5),
      .softplus(beta: 2, threshold: 10), .softplus(beta: 0.5, threshold: 20),
    ]

    @Test(arguments: functions)
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

    @Test(arguments: composed)
    func composedUnary(_ function: UnaryFunction) {
      onEachVariant { variant in
        for deviation in [0.1, 2, 30] {
          let x = numbers([1000], deviation: deviation, hard: hardNumbers)
          let y = onEachThreadCount { [native.unary(function, x)] }[0]
          // What single precision makes of infinite steps between is its own.
          expectClose(
            y, single.unary(function, x), tolerance: 1e-6, scale: 1, "\(function), \(variant)")
        }
      }
    }

    @Test func aNumberBecomesTheSameWhereverItStands() {
      onEachVariant { variant in
        for function in Self.functions + Self.composed {
          for hard in hardNumbers {
            let y = native.unary(function, NDArray(repeating: Double(hard), shape: [37]))
            #expect(Set(y.bits).count == 1, "\(function) of \(hard), \(variant)")
          }
        }
      }
    }

    @Test(arguments: functions + composed)
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

    @Test(arguments: BinaryFunction.allCases)
    func binaryWithOneNumber(_ function: BinaryFunction) {
      onEachVariant { variant in
        for size in [0, 1, 17, 1000] {
          let a = numbers([size], hard: hardNumbers)
          for number in [-0.5, 0, .nan] as [Float] {
            let b = NDArray([number])
            for (x, y) in [(a, b), (b, a)] {
              let found = native.binary(function, x, y)
              expectSteps(
                found, single.binary(function, x, y), atMost: 0, "\(function), \(variant)")
              #expect(found.count == size)
            }
          }
        }
      }
    }

    @Test(arguments: TernaryFunction.allCases)
    func ternary(_ function: TernaryFunction) {
      onEachVariant { variant in
        for size in [0, 1, 17, 20_000] {
          let a = numbers([size], hard: [0, 1, .nan, 0, -0, .infinity])
          let b = numbers([size], seed: 2, hard: [1, 1, 1, 0, 0])
          let c = numbers([size], seed: 3)
          for (x, y, z) in [(a, b, c), (NDArray([1]), b, c), (a, NDArray([2]), NDArray([0]))] {
            let found = onEachThreadCount { [native.ternary(function, x, y, z)] }[0]
            expectSteps(
              found, single.ternary(function, x, y, z), atMost: 0,
              "\(function) of \(size), \(variant)")
          }
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

    @Test(
      arguments: [
        ([0], 1), ([1], 1), ([17], 1), ([40_000], 1), ([4, 7, 5], 7), ([3, 1, 4], 1),
        ([6, 300, 33], 300),
        ([2, 3, 1], 3), ([5, 4, 4096], 4), ([2, 3, 0], 3),
      ] as [([Int], Int)])
    func dropout(_ shape: [Int], _ sharedSteps: Int) {
      let key = RandomKey(seed: 7).folding(in: 3)
      onEachVariant { variant in
        for rate in [0.1, 0.5, 0.9] {
          let x = numbers(shape)
          func dropped(_ kernels: any Kernels) -> NDArray {
            var y = NDArray(zeros: shape)
            kernels.addDropout(x, rate: rate, key: key, sharedSteps: sharedSteps, firstPlace: 0, &y)
            return y
          }
          let y = onEachThreadCount { [dropped(native)] }[0]
          #expect(y.bits == dropped(single).bits, "\(shape), \(rate), \(variant)")
          if x.count > 10_000 && sharedSteps == 1 {
            let kept = Double(y.floats.count { $0 != 0 }) / Double(x.count)
            #expect(abs(kept - (1 - rate)) < 0.01)
          }
        }
      }
    }

    @Test(arguments: [([9, 5], 1), ([9, 37], 1), ([9, 4, 33], 4)] as [([Int], Int)])
    func aPartHasTheMaskOfTheWhole(_ shape: [Int], _ sharedSteps: Int) {
      let key = RandomKey(seed: 5)
      let (x, width) = (numbers(shape), shape.dropFirst().reduce(1, *))
      onEachVariant { variant in
        for kernels in [native, single] as [any Kernels] {
          var whole = NDArray(zeros: shape)
          kernels.addDropout(
            x, rate: 0.4, key: key, sharedSteps: sharedSteps, firstPlace: 0, &whole)
          for first in 0..<9 {
            var part = NDArray(zeros: [9 - first] + shape.dropFirst())
            kernels.addDropout(
              kernels.slice(x, axis: 0, start: first, length: 9 - first), rate: 0.4, key: key,
              sharedSteps: sharedSteps, firstPlace: first * width / sharedSteps, &part)
            #expect(part.bits == Array(whole.bits[(first * width)...]), "\(first), \(variant)")
          }
        }
      }
    }

    @Test func dropoutAddsToWhatIsThere() {
      let x = numbers([100])
      var (found, expected) = (numbers([100], seed: 2), numbers([100], seed: 2))
      native.addDropout(
        x, rate: 0.3, key: RandomKey(seed: 1), sharedSteps: 1, firstPlace: 0, &found)
      single.addDropout(
        x, rate: 0.3, key: RandomKey(seed: 1), sharedSteps: 1, firstPlace: 0, &expected)
      expectClose(found, expected, tolerance: 1e-6, scale: 1, "dropout")
    }

    @Test func allStepsShareOneMaskWhereAsked() {
      var y = NDArray(zeros: [3, 5, 8])
      native.addDropout(
        NDArray(repeating: 1, shape: [3, 5, 8]), rate: 0.5, key: RandomKey(seed: 4),
        sharedSteps: 5, firstPlace: 0, &y)
      for b in 0..<3 {
        for t in 1..<5 {
          for d in 0..<8 { #expect(y[b, t, d] == y[b, 0, d]) }
        }
      }
      #expect(Set((0..<3).map { b in (0..<8).map { y[b, 0, $0] } }).count == 3)
    }
  }
}
