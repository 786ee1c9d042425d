import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Bags {
    @Test(arguments: [1, 5, 16, 37]) func sums(_ width: Int) {
      let table = numbers([20, width])
      let ids = (0..<300).map { Int32($0 * 7 % 20) }
      let starts: [Int64] = [0, 0, 3, 4, 200, 200, 300]
      for weights in [nil, numbers([300], seed: 2)] {
        let expected = exact.sumBags(table.wide, ids, weights: weights?.wide, starts: starts)
        onEachVariant { variant in
          let found = onEachThreadCount {
            [native.sumBags(table, ids, weights: weights, starts: starts)]
          }[0]
          expectClose(found, expected, tolerance: 1e-5, scale: 20, "\(width), \(variant)")
        }
      }
    }

    @Test(arguments: [1, 5, 37]) func greatest(_ width: Int) {
      let x = numbers([9, 11, width], hard: [.nan, -.infinity, .infinity, 0, -0])
      let lengths: [Int32] = [11, 0, 1, 2, 3, 5, 8, 11, 7]
      let expected = single.maxOverTime(x, lengths: lengths)
      onEachVariant { variant in
        let found = native.maxOverTime(x, lengths: lengths)
        #expect(found.values.bits == expected.values.bits, "\(variant)")
        #expect(found.places == expected.places, "\(variant)")
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
