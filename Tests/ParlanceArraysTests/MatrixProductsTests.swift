import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct MatrixProducts {
    /// Small products side by side, and some that are cut themselves.
    @Test(arguments: [
      [1, 1, 1, 1], [40, 5, 7, 3], [3, 0, 4, 2], [3, 4, 2, 0], [2, 128, 130, 128],
    ])
    func products(_ sizes: [Int]) {
      let (outputs, m, n, k) = (sizes[0], sizes[1], sizes[2], sizes[3])
      for (transposeA, transposeB) in [(false, false), (false, true), (true, false)] {
        let a = numbers([3] + (transposeA ? [k, m] : [m, k]))
        let b = numbers([2] + (transposeB ? [n, k] : [k, n]), seed: 2)
        for terms in m > 100 ? [1] : [0, 1, 3] {
          let pairs = MatrixPairs(
            a: (0..<outputs * terms).map { Int64($0 * 2 % 3) },
            b: (0..<outputs * terms).map { Int64($0 % 2) }, terms: terms)
          for accumulate in [false, true] {
            let before = numbers([outputs, m, n], seed: 3)
            var expected = before.wide
            exact.matrixProducts(
              a.wide, transposed: transposeA, b.wide, transposed: transposeB, pairs,
              accumulate: accumulate, &expected)
            onEachVariant { variant in
              let found = onEachThreadCount {
                var c = before
                native.matrixProducts(
                  a, transposed: transposeA, b, transposed: transposeB, pairs,
                  accumulate: accumulate, &c)
                return [c]
              }[0]
              expectClose(
                found, expected, tolerance: 1e-5, scale: 10, "\(sizes) \(terms), \(variant)")
            }
          }
        }
      }
    }
  }
}
