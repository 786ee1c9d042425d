import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Rows {
    private static let shapes = [
      [0, 5], [3, 0], [1, 1], [2, 15], [3, 16], [2, 17], [50, 3], [4, 1000], [2, 40_000],
      [2, 3, 33],
    ]

    @Test(arguments: shapes) func softmax(_ shape: [Int]) {
      onEachVariant { variant in
        for logarithm in [false, true] {
          let x = numbers(shape, deviation: 4)
          let dy = numbers(shape, seed: 2)
          let y = onEachThreadCount { [native.softmax(x, logarithm: logarithm)] }[0]
          expectClose(
            y, exact.softmax(x.wide, logarithm: logarithm), tolerance: 3e-6,
            scale: logarithm ? 1 : 0, "\(shape), \(variant)")
          let before = numbers(shape, seed: 3, deviation: 0.01)
          let dx = onEachThreadCount {
            var dx = before
            native.addSoftmaxGradient(y: y, dy: dy, logarithm: logarithm, &dx)
            return [dx]
          }[0]
          var expected = before.wide
          exact.addSoftmaxGradient(y: y.wide, dy: dy.wide, logarithm: logarithm, &expected)
          expectClose(dx, expected, tolerance: 1e-5, scale: 10, "\(shape), \(variant)")
        }
      }
    }

    @Test(arguments: [[1, 1], [3, 15], [4, 16], [5, 300], [7, 1000]])
    func greatestSums(_ shape: [Int]) {
      var x = numbers(shape)
      let z = numbers(shape, seed: 2)
      x[flat: 0] = .nan
      let rows = (0..<12).map { Int32($0 * 5 % shape[0]) }
      let expected = exact.greatestSums(x.wide, minus: z.wide, rows, blockWidth: 256)
      #expect(expected.shape == [(shape[1] + 255) / 256, 4])
      onEachVariant { variant in
        let y = onEachThreadCount {
          [native.greatestSums(x, minus: z, rows, blockWidth: 256)]
        }[0]
        #expect(
          y.isClose(to: expected.cast(to: .float32), relative: 1e-6, absolute: 1e-6), "\(variant)")
      }
    }

    @Test func softmaxOfHardRows() {
      onEachVariant { variant in
        let x = NDArray(
          [1000, 0, -1000, -.infinity, 0, -.infinity, 1e30, 1e30, 1e30, -1e30, -1e30, -1e30],
          shape: [4, 3])
        expectClose(
          native.softmax(x, logarithm: false), exact.softmax(x.wide, logarithm: false),
          tolerance: 1e-6, variant)
        #expect(
          native.softmax(NDArray([.nan, 1], shape: [1, 2]), logarithm: false).floats[1].isNaN)
      }
    }

    @Test(arguments: shapes.filter { $0.count == 2 && $0[1] > 0 })
    func crossEntropy(_ shape: [Int]) {
      let x = numbers(shape, deviation: 4)
      let targets = (0..<shape[0]).map { $0 % 5 == 3 ? -1 : Int32($0 * 7 % shape[1]) }
      let expected = exact.crossEntropy(x.wide, targets: targets, ignoring: -1, scale: 0.25)
      onEachVariant { variant in
        let found = onEachThreadCount {
          let (losses, gradient) = native.crossEntropy(
            x, targets: targets, ignoring: -1, scale: 0.25)
          return [losses, gradient]
        }
        expectClose(found[0], expected.losses, tolerance: 3e-6, scale: 1, "\(shape), \(variant)")
        expectClose(
          found[1], expected.gradient, tolerance: 3e-6, scale: 0.1, "\(shape), \(variant)")
      }
    }

    @Test func crossEntropyOfHardRows() {
      let x = NDArray([1e4, -1e4, 0, 700, 0, 0, -.infinity, 1, 1], shape: [3, 3])
      let expected = exact.crossEntropy(x.wide, targets: [1, 0, 2], ignoring: -1, scale: 0.25)
      onEachVariant { variant in
        let found = native.crossEntropy(x, targets: [1, 0, 2], ignoring: -1, scale: 0.25)
        expectClose(found.losses, expected.losses, tolerance: 1e-6, scale: 1, variant)
        expectClose(found.gradient, expected.gradient, tolerance: 1e-6, scale: 1, variant)
      }
    }

    @Test(arguments: shapes.filter { $0.count == 2 && $0[1] > 0 })
    func blackOut(_ shape: [Int]) {
      for deviation in [1, 20.0] {
        let x = numbers(shape, deviation: deviation, hard: [0, 0, 0, -.infinity])
        let expected = exact.blackOut(x.wide, scale: 0.25)
        onEachVariant { variant in
          let found = onEachThreadCount {
            let (losses, gradient) = native.blackOut(x, scale: 0.25)
            return [losses, gradient]
          }
          expectClose(found[0], expected.losses, tolerance: 3e-6, scale: 1, "\(shape), \(variant)")
          expectClose(
            found[1], expected.gradient, tolerance: 3e-6, scale: 1, "\(shape), \(variant)")
        }
      }
    }

    @Test(arguments: shapes) func normalize(_ shape: [Int]) {
      let x = numbers(shape, deviation: 4)
      let dy = numbers(shape, seed: 2)
      let expected = exact.normalize(x.wide, epsilon: 1e-5)
      onEachVariant { variant in
        let found = onEachThreadCount {
          let (normalized, inverse) = native.normalize(x, epsilon: 1e-5)
          return [normalized, inverse]
        }
        expectClose(
          found[0], expected.normalized, tolerance: 1e-5, scale: 1, "\(shape), \(variant)")
        expectClose(found[1], expected.inverse, tolerance: 1e-5, "\(shape), \(variant)")
        let before = numbers(shape, seed: 3)
        let dx = onEachThreadCount {
          var dx = before
          native.addNormalizeGradient(normalized: found[0], inverse: found[1], dy: dy, &dx)
          return [dx]
        }[0]
        var gradient = before.wide
        exact.addNormalizeGradient(
          normalized: found[0].wide, inverse: found[1].wide, dy: dy.wide, &gradient)
        expectClose(dx, gradient, tolerance: 1e-5, scale: 10, "\(shape), \(variant)")
      }
    }

    @Test(arguments: [1, 5, 37]) func greatest(_ width: Int) {
      let x = numbers([9, 11, width], hard: [.nan, -.infinity, .infinity, 0, -0])
      let lengths: [Int32] = [11, 0, 1, 2, 3, 5, 8, 11, 7]
      let expected = single.maxOverTime(x, lengths: lengths)
      let (dy, before) = (numbers([9, width], seed: 2), numbers(x.shape, seed: 3))
      onEachVariant { variant in
        let found = native.maxOverTime(x, lengths: lengths)
        #expect(found.values.bits == expected.values.bits, "\(variant)")
        #expect(found.steps == expected.steps, "\(variant)")
        var (dx, exact) = (before, before)
        native.addMaxOverTimeGradient(steps: found.steps, dy: dy, &dx)
        single.addMaxOverTimeGradient(steps: expected.steps, dy: dy, &exact)
        #expect(dx == exact && dx != before, "\(variant)")
      }
    }

    @Test(arguments: [1, 5, 16, 37]) func softmaxWithinLimits(_ width: Int) {
      var x = numbers([40, width], hard: [-.infinity, 88, -88, 700, -700])
      for column in 0..<width { x[3, column] = -.infinity }
      let limits = (0..<40).map { Int32($0 % (width + 1)) }
      let expected = exact.softmax(x.wide, limits: limits)
      onEachVariant { variant in
        let found = onEachThreadCount { [native.softmax(x, limits: limits)] }[0]
        expectClose(found, expected, tolerance: 1e-5, scale: 0.1, "\(width), \(variant)")
      }
    }
  }
}
