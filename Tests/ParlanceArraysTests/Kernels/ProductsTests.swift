import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Products {
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

    @Test(arguments: [
      [1, 1, 1], [0, 3, 2], [3, 0, 2], [3, 4, 0], [1, 17, 5], [1, 300, 64], [3, 33, 16], [7, 1, 9],
      [16, 16, 16], [20, 100, 33], [65, 513, 70], [130, 40, 600], [600, 17, 8], [40, 1100, 7],
      [2, 700, 390], [7, 523, 801], [8, 1100, 250],
      // Rows whole pages apart, which are copied for oneDNN's AVX2.
      [20, 512, 70], [512, 24, 35], [15, 1024, 9], [512, 1024, 3],
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
          let isExact = kernels is ReferenceKernels<Double>
          var c = before.cast(to: isExact ? .float64 : .float32)
          let (x, y) = isExact ? (a.wide, b.wide) : (a, b)
          kernels.matrixProduct(
            x, transposed: ta, y, transposed: tb,
            bias: accumulate ? (isExact ? bias.wide : bias) : nil,
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
