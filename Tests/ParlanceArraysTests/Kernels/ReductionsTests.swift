import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Reductions {
    private let shapes = [
      [0, 3], [3, 0], [1, 1], [4, 1], [1, 7], [5, 33], [3, 1000], [20, 300],
    ]

    @Test(
      arguments: [
        .maximum, .minimum, .product, .logSumExp, .norm(0), .norm(1), .norm(2), .norm(3),
        .norm(.infinity), .variance(correction: 1), .deviation(correction: 0), .countNonzero,
      ] as [RowReduction])
    func rows(_ reduction: RowReduction) {
      for shape in shapes where shape[1] > 0 || reduction == .product {
        let deviation = reduction == .product ? 1 : 2.0
        let x = numbers(shape, deviation: deviation)
        let expected = exact.reduceRows(reduction, x.wide)
        let (dy, before) = (numbers([shape[0]], seed: 2), numbers(shape, seed: 3))
        onEachVariant { variant in
          let y = onEachThreadCount { [native.reduceRows(reduction, x)] }[0]
          let name = "\(reduction) of \(shape), \(variant)"
          expectClose(y, expected, tolerance: 1e-6, scale: 1, name)
          let dx = onEachThreadCount {
            var dx = before
            native.addRowsGradient(reduction, x: x, y: y, dy: dy, &dx)
            return [dx]
          }[0]
          var wide = before.wide
          exact.addRowsGradient(reduction, x: x.wide, y: y.wide, dy: dy.wide, &wide)
          if reduction == .product && shape[1] > 100 { return }
          expectClose(dx, wide, tolerance: 2e-6, scale: 4, "gradient of \(name)")
        }
      }
    }

    @Test func extremaOfHardRows() {
      for shape in shapes where shape[1] > 0 {
        let x = numbers(shape, hard: [.infinity, -.infinity, 0, -0.0, .nan])
        for isMaximum in [true, false] {
          let reduction: RowReduction = isMaximum ? .maximum : .minimum
          let expected = exact.reduceRows(reduction, x.wide)
          onEachVariant { variant in
            let name = "\(reduction) of \(shape), \(variant)"
            expectSteps(native.reduceRows(reduction, x), expected, atMost: 0, name)
            for isLast in [true, false] {
              #expect(
                native.extremumPlaces(x, isMaximum: isMaximum, isLast: isLast)
                  == exact.extremumPlaces(x.wide, isMaximum: isMaximum, isLast: isLast), "\(name)")
            }
          }
        }
      }
    }

    @Test func cumulativeSums() {
      for shape in shapes {
        for (isExclusive, isReversed) in [(false, false), (false, true), (true, false)] {
          let x = numbers(shape)
          let expected = exact.cumulativeSum(
            x.wide, isExclusive: isExclusive, isReversed: isReversed)
          onEachVariant { variant in
            let y = onEachThreadCount {
              [native.cumulativeSum(x, isExclusive: isExclusive, isReversed: isReversed)]
            }[0]
            expectClose(y, expected, tolerance: 1e-6, scale: 10, "\(shape), \(variant)")
          }
        }
      }
    }

    @Test func orders() {
      for shape in shapes {
        let x = numbers(shape, hard: [0, -0.0, .nan, .infinity, -.infinity, 1, 1, .nan])
        for isDescending in [false, true] {
          let order = native.orderRows(x, isDescending: isDescending)
          #expect(order == exact.orderRows(x.wide, isDescending: isDescending))
          for row in 0..<shape[0] {
            let places = order[row * shape[1]..<(row + 1) * shape[1]]
            #expect(places.sorted() == (0..<shape[1]).map { Int32($0) })
          }
        }
      }
    }

    @Test func sumsOfPowers() {
      let x = NDArray([-3, 1, 2])
      for kernels in [native, exact] as [any Kernels] {
        #expect(kernels.sumsOfPowers([x, x.wide], 3) == [36, 36])
        #expect(kernels.sumsOfPowers([x, NDArray([0, 0])], .infinity) == [3, 0])
        let poisoned = NDArray([1, .nan, 5])
        #expect(kernels.sumsOfPowers([poisoned], .infinity)[0].isNaN)
        #expect(kernels.sumsOfPowers([poisoned], 1)[0].isNaN)
      }
    }

    @Test func sums() {
      onEachVariant { variant in
        for size in sizes + [2_000_000] {
          let x = numbers([size])
          let found = onEachThreadCount {
            [
              NDArray(float64: [native.sumOfSquares(x)] + native.sumsOfSquares([x, x.wide])),
              native.sum(x, scale: 0.5),
            ]
          }
          let square = exact.sumOfSquares(x.wide)
          expectClose(
            found[0], NDArray(float64: [square, square, square]), tolerance: 1e-12,
            scale: Double(size + 1), "\(size), \(variant)")
          // Rounded once, at the end.
          let sum = exact.sum(x.wide, scale: 0.5).item
          let error = abs(found[1].item - sum)
          #expect(error <= 0x1p-24 * abs(sum) + 1e-12 * Double(size + 1), "\(size), \(variant)")
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
