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
            kernels.addDropout(x, rate: rate, key: key, sharedSteps: sharedSteps, &y)
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

    @Test func dropoutAddsToWhatIsThere() {
      let x = numbers([100])
      var (found, expected) = (numbers([100], seed: 2), numbers([100], seed: 2))
      native.addDropout(x, rate: 0.3, key: RandomKey(seed: 1), sharedSteps: 1, &found)
      single.addDropout(x, rate: 0.3, key: RandomKey(seed: 1), sharedSteps: 1, &expected)
      expectClose(found, expected, tolerance: 1e-6, scale: 1, "dropout")
    }

    @Test func allStepsShareOneMaskWhereAsked() {
      var y = NDArray(zeros: [3, 5, 8])
      native.addDropout(
        NDArray(repeating: 1, shape: [3, 5, 8]), rate: 0.5, key: RandomKey(seed: 4),
        sharedSteps: 5, &y)
      for b in 0..<3 {
        for t in 1..<5 {
          for d in 0..<8 { #expect(y[b, t, d] == y[b, 0, d]) }
        }
      }
      #expect(Set((0..<3).map { b in (0..<8).map { y[b, 0, $0] } }).count == 3)
    }

    @Test func movedElements() {
      let x = numbers([4, 3, 5])
      expectSteps(
        native.permute(x, [2, 0, 1]), exact.permute(x.wide, [2, 0, 1]), atMost: 0, "permute")
      #expect(native.permute(x, [2, 0, 1])[3, 1, 2] == x[1, 2, 3])
      let part = native.slice(x, axis: 1, start: 1, length: 2)
      #expect(part.shape == [4, 2, 5])
      #expect(part[3, 0, 4] == x[3, 1, 4])
      var y = x
      native.addSlice(part, axis: 1, start: 0, &y)
      #expect(y[2, 1, 3] == Double(Float(x[2, 1, 3]) + Float(x[2, 2, 3])))
      #expect(y[2, 2, 3] == x[2, 2, 3])
    }

    @Test func rowsOfATable() {
      let table = numbers([6, 17])
      let ids: [Int32] = [5, 0, 5, 2]
      let rows = native.gatherRows(table, ids)
      #expect(rows.shape == [4, 17])
      #expect(rows[2, 16] == table[5, 16])
      var sum = NDArray(zeros: [6, 17])
      native.addRows(rows, at: ids, &sum)
      #expect(sum[5, 3] == 2 * table[5, 3])
      #expect(sum[0, 3] == table[0, 3])
      #expect(sum[1, 3] == 0)
    }

    @Test(arguments: [1, 4, 17, 100])
    func scaledRowsOfATable(_ width: Int) {
      let (table, rows) = (numbers([900, width]), numbers([700, width]))
      let ids = (0..<700).map { Int32(($0 * 7) % 900) }
      var (sum, exact) = (table, table.wide)
      native.addScaledRows(-0.5, rows, at: ids, &sum)
      ReferenceKernels<Double>.shared.addScaledRows(-0.5, rows.wide, at: ids, &exact)
      #expect(sum.wide.isClose(to: exact, relative: 1e-6, absolute: 1e-6))
      #expect(sum != table)
    }
  }

  @Suite struct Products {
    @Test(arguments: [
      [1, 1, 1], [0, 3, 2], [3, 0, 2], [3, 4, 0], [1, 17, 5], [1, 300, 64], [3, 33, 16], [7, 1, 9],
      [16, 16, 16], [20, 100, 33], [65, 513, 70], [130, 40, 600], [600, 17, 8], [40, 1100, 7],
      [2, 700, 390], [7, 523, 801], [8, 1100, 250],
    ])
    func allForms(_ extents: [Int]) {
      let (m, n, k) = (extents[0], extents[1], extents[2])
      defer { NativeKernels.useSystemProduct(true) }
      for (ta, tb) in [(false, false), (false, true), (true, false), (true, true)] {
        let a = numbers(ta ? [k, m] : [m, k])
        let b = numbers(tb ? [n, k] : [k, n], seed: 2)
        let before = numbers([m, n], seed: 3)
        let bias = numbers([n], seed: 4)
        func product(_ kernels: any Kernels, _ accumulate: Bool) -> NDArray {
          var c = before.cast(to: kernels is NativeKernels ? .float32 : .float64)
          let (x, y) = kernels is NativeKernels ? (a, b) : (a.wide, b.wide)
          kernels.matrixProduct(
            x, transposed: ta, y, transposed: tb,
            bias: accumulate ? (kernels is NativeKernels ? bias : bias.wide) : nil,
            accumulate: accumulate, &c)
          return c
        }
        let expected = [product(exact, false), product(exact, true)]
        for usesSystem in [true, false] {
          NativeKernels.useSystemProduct(usesSystem)
          onEachVariant { variant in
            let found = onEachThreadCount { [product(native, false), product(native, true)] }
            for (c, exact) in zip(found, expected) {
              expectClose(
                c, exact, tolerance: 1e-6, scale: Double(4 * k + 8),
                "\(extents) \(ta) \(tb) \(usesSystem) \(variant)")
            }
          }
        }
      }
    }

    @Test func aRowDoesNotDependOnThoseBesideIt() {
      NativeKernels.useSystemProduct(false)
      defer { NativeKernels.useSystemProduct(true) }
      let (a, b) = (numbers([23, 40]), numbers([40, 37], seed: 2))
      onEachVariant { variant in
        var all = NDArray(zeros: [23, 37])
        native.matrixProduct(a, transposed: false, b, transposed: false, accumulate: false, &all)
        for row in [0, 5, 22] {
          var one = NDArray(zeros: [1, 37])
          native.matrixProduct(
            native.slice(a, axis: 0, start: row, length: 1), transposed: false, b,
            transposed: false, accumulate: false, &one)
          #expect(
            one.bits == native.slice(all, axis: 0, start: row, length: 1).bits, "\(row) \(variant)")
        }
      }
    }

    /// Few rows of a large matrix take another way than many.
    @Test func fewRowsHaveTheBitsOfMany() {
      NativeKernels.useSystemProduct(false)
      defer { NativeKernels.useSystemProduct(true) }
      let (a, b) = (numbers([12, 700]), numbers([700, 401], seed: 2))
      let bias = numbers([401], seed: 3)
      func product(_ rows: Int, _ accumulate: Bool) -> NDArray {
        var c = NDArray(repeating: 2, shape: [rows, 401])
        native.matrixProduct(
          native.slice(a, axis: 0, start: 0, length: rows), transposed: false, b,
          transposed: false, bias: bias, accumulate: accumulate, &c)
        return c
      }
      onEachVariant { variant in
        for accumulate in [false, true] {
          let all = product(12, accumulate)
          for rows in [2, 3, 7, 8] {
            #expect(
              product(rows, accumulate).bits
                == native.slice(all, axis: 0, start: 0, length: rows).bits, "\(rows) \(variant)")
          }
        }
      }
    }
  }
}
