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
    @Test(arguments: [(1, 1), (5, 7), (300, 16), (33, 50), (2, 131)])
    func productsAreThoseOfTheRows(count: Int, width: Int) throws {
      for rows in try forms(count, width) {
        for queryCount in [0, 1, 3, 4, 5, 9] {
          let queries = numbers([queryCount, width], seed: 5)
          onEachVariant { variant in
            let range = min(1, count - 1)..<count
            let found = rows.products(with: queries, range)
            #expect(found.shape == [queryCount, range.count])
            for q in 0..<queryCount {
              for (place, index) in range.enumerated() {
                let row = rows.row(index)
                let terms = (0..<width).map { queries[q, $0] * Double(row[$0]) }
                let (exact, size) = (terms.reduce(0, +), terms.reduce(0) { $0 + abs($1) })
                #expect(abs(found[q, place] - exact) <= 1e-5 * size, "\(variant) \(rows.numbers)")
              }
            }
          }
        }
        onEachVariant { _ in #expect(rows.array(0..<count).floats == (0..<count).flatMap(rows.row))
        }
      }
    }

    @Test func threadsChangeNoBit() throws {
      for rows in try forms(3000, 20) {
        _ = onEachThreadCount {
          [1, 4, 40].map { rows.products(with: numbers([$0, 20], seed: 2), 7..<2990) }
        }
      }
      let rows = try forms(3000, 6)[0]
      let coded = onEachThreadCount {
        [(try? rows.productQuantized())?.array(0..<3000) ?? NDArray(zeros: [0])]
      }
      #expect(coded[0].count == 18_000)
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
