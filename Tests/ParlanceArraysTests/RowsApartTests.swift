import ParlanceArrays
import ParlanceSystem
import Testing

@Suite struct RowsApartTests {
  /// Sizes for each way through the products: one row, few rows of a large matrix, many, and deep sums.
  @Test(arguments: [(7, 5), (40, 33), (1500, 200), (2600, 650), (700, 1300)])
  func rowsAreKeptApart(width: Int, depth: Int) {
    var generator = RandomGenerator(seed: 3)
    func random(_ shape: [Int]) -> NDArray {
      NDArray((0..<shape[0] * shape[1]).map { _ in Float(generator.uniform()) - 0.5 }, shape: shape)
    }
    let rows = random([40, depth])
    for isTransposed in [false, true] {
      let matrix = random(isTransposed ? [width, depth] : [depth, width])
      func bits(_ first: Int, _ count: Int) -> [UInt32] {
        var y = NDArray(zeros: [count, width])
        let a = NDArray(
          Array(rows.floats[first * depth..<(first + count) * depth]), shape: [count, depth])
        a.kernels.matrixProduct(
          a, transposed: false, matrix, transposed: isTransposed, accumulate: false, &y)
        return y.floats.map(\.bitPattern)
      }
      Threads.keepingRowsApart {
        let alone = (0..<40).map { bits($0, 1) }
        for count in [2, 3, 8, 9, 16, 40] {
          #expect(bits(0, count) == Array(alone[..<count].joined()), "\(count) rows")
        }
      }
    }
  }

  @Test func rowsAreKeptApartForACallOnly() {
    let (depth, width) = (1300, 300)
    let a = NDArray((0..<depth).map { Float(1) / Float($0 + 3) }, shape: [1, depth])
    let b = NDArray(
      (0..<depth * width).map { Float(1) / Float($0 % 977 + 2) }, shape: [width, depth])
    func product() -> [Float] {
      var y = NDArray(zeros: [1, width])
      a.kernels.matrixProduct(a, transposed: false, b, transposed: true, accumulate: false, &y)
      return y.floats
    }
    let before = product()
    let apart = Threads.keepingRowsApart { product() }
    #expect(before == product())
    // One row is added up in another order.
    #expect(before != apart)
  }
}
