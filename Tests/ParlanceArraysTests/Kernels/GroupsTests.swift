import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Groups {
    static let sets: [[(places: [Int32], rows: Range<Int>)]] = [
      [], [([0], 3..<4)], [([2, 0, 5], 0..<17), ([1], 20..<52), ([], 52..<53)], many,
    ]

    static var many: [(places: [Int32], rows: Range<Int>)] {
      (0..<9).map { group in
        let places = (0..<group * 5).map { Int32($0 * 9 + group) }
        return (places: places, rows: group * 6..<group * 6 + 6)
      }
    }

    @Test(arguments: 0..<4, [1, 16, 37]) func products(_ set: Int, width: Int) {
      let groups = RowGroups(Self.sets[set])
      let x = numbers([groups.places.count, width])
      let (table, bias) = (numbers([60, width], seed: 2), numbers([60], seed: 3))
      let dy = numbers([groups.lineCount], seed: 4)
      let weights = exact.groupWeightGradients(dy.wide, x.wide, groups)
      let expected = [
        exact.groupProducts(x.wide, table.wide, bias: bias.wide, groups),
        exact.groupInputGradients(dy.wide, table.wide, groups),
        weights.table, weights.bias,
      ]
      onEachVariant { variant in
        let found = onEachThreadCount {
          let gradients = native.groupWeightGradients(dy, x, groups)
          return [
            native.groupProducts(x, table, bias: bias, groups),
            native.groupInputGradients(dy, table, groups), gradients.table, gradients.bias,
          ]
        }
        for (found, expected) in zip(found, expected) {
          expectClose(found, expected, tolerance: 1e-5, scale: 20, "\(set), \(width), \(variant)")
        }
      }
    }

    @Test(arguments: 0..<4) func logSoftmax(_ set: Int) {
      let lines = RowGroups(Self.sets[set]).lines
      let count = RowGroups(Self.sets[set]).lineCount
      let (x, dy) = (numbers([count], hard: [88, -88, 700, -700]), numbers([count], seed: 2))
      let expected = exact.logSoftmax(x.wide, lines)
      var gradient = NDArray(zeros: [count], .float64)
      exact.addLogSoftmaxGradient(y: expected, dy: dy.wide, lines, &gradient)
      onEachVariant { variant in
        let found = onEachThreadCount {
          let y = native.logSoftmax(x, lines)
          var dx = NDArray(zeros: [count])
          native.addLogSoftmaxGradient(y: y, dy: dy, lines, &dx)
          return [y, dx]
        }
        expectClose(found[0], expected, tolerance: 1e-5, scale: 1, "\(set), \(variant)")
        expectClose(found[1], gradient, tolerance: 1e-5, scale: 20, "\(set), \(variant)")
      }
    }
  }
}
