import ParlanceSystem
import Testing

@Suite struct StoredRowsTests {
  /// Rows of uniform numbers, the second of zeros.
  private func rows(_ count: Int, _ width: Int) throws -> StoredRows {
    var generator = RandomGenerator(seed: 7)
    let numbers = (0..<count * width).map {
      $0 / width == 1 ? 0 : Float(2 * generator.uniform() - 1)
    }
    return StoredRows(count: count, width: width, .float32(try NumberBuffer(numbers)))
  }

  private func meanCosine(_ a: StoredRows, _ b: StoredRows) -> Double {
    let cosines = (0..<a.count).compactMap { index -> Double? in
      let (x, y) = (a.row(index).map(Double.init), b.row(index).map(Double.init))
      let norm = (x.reduce(0) { $0 + $1 * $1 } * y.reduce(0) { $0 + $1 * $1 }).squareRoot()
      return norm > 0 ? zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } / norm : nil
    }
    return cosines.reduce(0, +) / Double(cosines.count)
  }

  @Test func rowsAreRead() throws {
    let rows = try rows(5, 3)
    #expect(rows.values(2..<4) == rows.row(2) + rows.row(3) && rows.row(1) == [0, 0, 0])
    #expect(try rows.decoded().values(0..<5) == rows.values(0..<5))
    #expect(try rows.norms()[1] == 0)
    let none = StoredRows(count: 0, width: 3, .float32(try NumberBuffer(count: 0)))
    #expect(none.values(0..<0).isEmpty)
    #expect(try none.int8().count == 0 && none.productQuantized().count == 0)
  }

  @Test func bytesAreWithinHalfAStep() throws {
    let rows = try rows(40, 19)
    let bytes = try rows.int8()
    for index in 0..<40 {
      let step = rows.row(index).map(abs).max()! / 127
      for (a, b) in zip(rows.row(index), bytes.row(index)) {
        #expect(abs(a - b) <= 0.5001 * step)
      }
    }
    #expect(bytes.values(3..<9) == (3..<9).flatMap(bytes.row))
  }

  @Test(arguments: [(1, 0.9999), (2, 0.98), (3, 0.9), (7, 0.6), (16, 0.5)])
  func productCodesAreNear(subvectorSize: Int, least: Double) throws {
    let rows = try rows(2000, 16)
    let codes = try rows.productQuantized(subvectorSize: subvectorSize)
    #expect(meanCosine(rows, codes) > least)
    // Norms are kept.
    for (a, b) in zip(try [rows.norms()[0..<2000]][0], try codes.norms()[0..<2000]) {
      #expect(abs(a - b) < 1e-5)
    }
    #expect(codes.values(3..<9) == (3..<9).flatMap(codes.row))
  }

  @Test func fewRowsAreTheirOwnCentroids() throws {
    let rows = try rows(200, 5)
    #expect(meanCosine(rows, try rows.productQuantized()) > 0.999999)
  }

  @Test func centroidsNeverDoWorseThanTheirStart() throws {
    // Two numbers in two groups far apart: k-means must give each centroid a use.
    let numbers = (0..<1000).flatMap { index -> [Float] in
      let angle = Float(index % 2) + Float(index) / 1e5
      return [1 - angle * angle / 4, angle]
    }
    let rows = StoredRows(count: 1000, width: 2, .float32(try NumberBuffer(numbers)))
    #expect(meanCosine(rows, try rows.productQuantized()) > 0.9999999)
  }

  @Test func theSeedDecides() throws {
    let rows = try rows(600, 8)
    let (first, again, other) = (
      try rows.productQuantized(seed: 3), try rows.productQuantized(seed: 3),
      try rows.productQuantized(seed: 4)
    )
    #expect(first.values(0..<600) == again.values(0..<600))
    #expect(first.values(0..<600) != other.values(0..<600))
  }
}
