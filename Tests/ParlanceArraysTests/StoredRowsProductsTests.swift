import ParlanceSystem
import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct StoredRowsProductsTests {
    private func forms(_ count: Int, _ width: Int) throws -> [StoredRows] {
      let given = numbers([count, width]).floats
      let rows = StoredRows(count: count, width: width, .float32(try NumberBuffer(given)))
      return [rows, try rows.int8(), try rows.productQuantized(subvectorSize: min(3, width))]
    }

    /// Against the rows one by one, in float64.
    @Test(arguments: [(1, 1), (5, 7), (70, 16), (33, 50), (2, 131)])
    func productsAreThoseOfTheRows(count: Int, width: Int) throws {
      for rows in try forms(count, width) {
        for queryCount in [0, 1, 3, 5] {
          let queries = numbers([queryCount, width], seed: 5)
          let range = min(1, count - 1)..<count
          let table = range.map(rows.row)
          let expected = (0..<queryCount).flatMap { q in
            let query = Array(queries.floats[q * width..<(q + 1) * width])
            return table.map { row in
              zip(query, row).reduce(into: (sum: 0.0, size: 0.0)) {
                $0.sum += Double($1.0) * Double($1.1)
                $0.size += abs(Double($1.0) * Double($1.1))
              }
            }
          }
          onEachVariant { variant in
            let found = rows.products(with: queries, range)
            #expect(found.shape == [queryCount, range.count])
            let isNear = zip(found.doubles, expected).allSatisfy {
              abs($0 - $1.sum) <= 1e-5 * $1.size
            }
            #expect(isNear, "\(variant), \(queryCount) queries")
          }
        }
        let values = (0..<count).flatMap(rows.row)
        onEachVariant { #expect(rows.array(0..<count).floats == values, "\($0)") }
      }
    }

    @Test func threadsChangeNoBit() throws {
      for rows in try forms(1000, 20) {
        _ = onEachThreadCount {
          [1, 4, 40].map { rows.products(with: numbers([$0, 20], seed: 2), 7..<990) }
        }
      }
      let rows = try forms(1000, 6)[0]
      let coded = onEachThreadCount {
        [(try? rows.productQuantized())?.array(0..<1000) ?? NDArray(zeros: [0])]
      }
      #expect(coded[0].count == 6000)
    }

    @Test func otherElementTypesAndEmptyRangesAreMultipliedToo() throws {
      let rows = try forms(5, 4)[1]
      let queries = numbers([2, 4])
      let (wide, narrow) = (
        rows.products(with: queries.wide, 0..<5), rows.products(with: queries, 0..<5)
      )
      #expect(wide.elementType == .float64 && narrow.wide.isClose(to: wide, relative: 1e-5))
      #expect(rows.products(with: queries, 3..<3).shape == [2, 0])
    }
  }
}
