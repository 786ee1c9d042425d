import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Tables {
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

    @Test func rowsOfATable() {
      let table = numbers([6, 17])
      let ids: [Int32] = [5, 0, 5, 2]
      onEachVariant { variant in
        let rows = native.gatherRows(table, ids)
        #expect(rows.shape == [4, 17])
        #expect(rows[2, 16] == table[5, 16], "\(variant)")
        var sum = NDArray(zeros: [6, 17])
        native.addRows(rows, at: ids, &sum)
        #expect(sum[5, 3] == 2 * table[5, 3], "\(variant)")
        #expect(sum[0, 3] == table[0, 3])
        #expect(sum[1, 3] == 0)
      }
    }

    @Test(arguments: [1, 4, 17, 100])
    func scaledRowsOfATable(_ width: Int) {
      let (table, rows) = (numbers([900, width]), numbers([700, width]))
      let ids = (0..<700).map { Int32(($0 * 7) % 900) }
      var expected = table.wide
      exact.addScaledRows(-0.5, rows.wide, at: ids, &expected)
      onEachVariant { variant in
        var sum = table
        native.addScaledRows(-0.5, rows, at: ids, &sum)
        #expect(sum.wide.isClose(to: expected, relative: 1e-6, absolute: 1e-6), "\(variant)")
        #expect(sum != table)
      }
    }

    @Test func rowsAreSet() {
      let before = numbers([5, 3])
      onEachVariant { variant in
        var table = before
        native.setRows(
          NDArray([1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [3, 3]), at: [4, 0, 4], &table)
        #expect(table.floats == [4, 5, 6] + before.floats[3..<12] + [7, 8, 9], "\(variant)")
      }
    }
  }
}
