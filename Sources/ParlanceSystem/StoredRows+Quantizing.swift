import CParlance

extension StoredRows {
  /// The rows with a byte a number: code = number / scale, rounded, where the scale of a row makes its
  /// greatest number 127.
  public func int8() throws -> StoredRows {
    let codes = try NumberBuffer<Int8>(count: count * width)
    let scales = try NumberBuffer<Float>(count: count)
    for index in 0..<count {
      let row = row(index)
      let scale = row.reduce(0) { max($0, abs($1)) } / 127
      guard scale > 0, scale.isFinite else { continue }
      scales[index] = scale
      for (place, number) in row.enumerated() {
        // A scale that is denormal rounds to less than it should be.
        codes[index * width + place] = Int8(max(-127, min(127, (number / scale).rounded())))
      }
    }
    return StoredRows(count: count, width: width, .int8(codes, scales: scales))
  }

  /// The rows as a byte for each part of them, which names one of 256 centroids that k-means finds.
  ///
  /// What is quantised is a row's direction: its norm is kept, so that cosines suffer least. The same seed
  /// gives the same codes at any number of threads.
  ///
  /// - `subvectorSize`: numbers of a part; the last may have fewer.
  public func productQuantized(subvectorSize: Int = 2, seed: UInt64 = 1) throws -> StoredRows {
    guard (1...max(width, 1)).contains(subvectorSize) else {
      fatalError("StoredRows: parts of \(subvectorSize) numbers of \(width)")
    }
    let (units, norms) = try directions()
    let found = try ProductCodes(
      of: units, width: width, subvectorSize: subvectorSize, seed: seed)
    for index in 0..<count {
      let norm = Self.norm(found.row(index))
      norms[index] = norm > 0 ? norms[index] / norm : 0
    }
    return StoredRows(count: count, width: width, .product(found, scales: norms))
  }

  /// The rows divided by their norms, and these.
  private func directions() throws -> (units: NumberBuffer<Float>, norms: NumberBuffer<Float>) {
    let (units, norms) = (try NumberBuffer<Float>(count: count * width), try norms())
    for index in 0..<count where norms[index] > 0 {
      for (place, number) in row(index).enumerated() {
        units[index * width + place] = number / norms[index]
      }
    }
    return (units, norms)
  }
}

extension ProductCodes {
  /// Codes of rows as they are, one after the other; the same seed gives the same at any number of threads.
  package init(
    of rows: NumberBuffer<Float>, width: Int, subvectorSize: Int, seed: UInt64
  ) throws {
    let count = width == 0 ? 0 : rows.count / width
    let sample = Self.sample(of: count, seed: seed)
    let parts = Self.parts(of: width, by: subvectorSize)
    let codes = try NumberBuffer<UInt8>(count: count * parts)
    let centroids = try NumberBuffer<Float>(count: Self.centroidCount * width)
    self.init(width: width, subvectorSize: subvectorSize, codes: codes, centroids: centroids)
    for part in 0..<parts {
      let range = self.range(of: part)
      let points = [Float](
        unsafeUninitializedCapacity: sample.count * range.count
      ) { target, filled in
        for index in sample {
          for place in range {
            target[filled] = rows[index * width + place]
            filled += 1
          }
        }
      }
      var means = PartMeans(points, width: range.count, seed: seed, part: part)
      means.converge()
      let start = Self.centroidCount * range.lowerBound
      for (place, number) in means.centroids.enumerated() { centroids[start + place] = number }
      if count > 0 {
        rows.withElements(range.lowerBound..<rows.count) { points in
          codes.withMutableElements { codes in
            pl_nearest_centroids(
              points.baseAddress!, Int64(count), Int64(width), Int64(range.count),
              means.columns, codes.baseAddress! + part, Int64(parts))
          }
        }
      }
    }
  }

  /// Rows to find centroids with, in a random order.
  private static func sample(of count: Int, seed: UInt64) -> [Int] {
    var generator = RandomGenerator(key: RandomKey(seed: seed).folding(in: "rows of centroids"))
    var places = Array(0..<count)
    let most = min(count, PartMeans.sampleCount)
    for place in 0..<most {
      places.swapAt(place, Int.random(in: place..<count, using: &generator))
    }
    return Array(places[..<most])
  }
}

/// The centroids of one part of rows: k-means of Lloyd.
private struct PartMeans {
  /// Rows above which a sample is enough: 256 for each centroid, as in fastText's program.
  static let sampleCount = 256 * ProductCodes.centroidCount
  private static let rounds = 25

  private let points: [Float]
  private let width: Int
  private let count: Int
  private var codes: [UInt8]
  /// One after the other: [256, width].
  private(set) var centroids: [Float]
  /// The same, turned round: [width, 256].
  private(set) var columns: [Float]
  private var generator: RandomGenerator

  init(_ points: [Float], width: Int, seed: UInt64, part: Int) {
    (self.points, self.width) = (points, width)
    count = points.count / max(width, 1)
    codes = [UInt8](repeating: 0, count: count)
    centroids = [Float](repeating: 0, count: ProductCodes.centroidCount * width)
    columns = centroids
    generator = RandomGenerator(key: RandomKey(seed: seed).folding(in: UInt64(part)))
    // The points stand in a random order.
    for place in 0..<min(points.count, centroids.count) { centroids[place] = points[place] }
    turn()
  }

  mutating func converge() {
    for _ in 0..<Self.rounds where count > ProductCodes.centroidCount {
      let before = codes
      pl_nearest_centroids(
        points, Int64(count), Int64(width), Int64(width), columns, &codes, 1)
      if codes == before { return }
      takeMeans()
      turn()
    }
  }

  private mutating func takeMeans() {
    var sums = [Double](repeating: 0, count: centroids.count)
    var counts = [Int](repeating: 0, count: ProductCodes.centroidCount)
    for (point, code) in codes.enumerated() {
      counts[Int(code)] += 1
      let (start, target) = (point * width, Int(code) * width)
      for place in 0..<width { sums[target + place] += Double(points[start + place]) }
    }
    for code in counts.indices where counts[code] > 0 {
      for place in code * width..<(code + 1) * width {
        centroids[place] = Float(sums[place] / Double(counts[code]))
      }
    }
    // One that has no points takes half of the largest's, on the other side of its mean.
    for code in counts.indices where counts[code] == 0 {
      let largest = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) }!
      for place in 0..<width {
        let shift = (generator.uniform() < 0.5 ? -1 : 1) * Float(1e-4)
        centroids[code * width + place] = centroids[largest * width + place] + shift
        centroids[largest * width + place] -= shift
      }
      (counts[code], counts[largest]) = (counts[largest] / 2, counts[largest] - counts[largest] / 2)
    }
  }

  private mutating func turn() {
    for code in 0..<ProductCodes.centroidCount {
      for place in 0..<width {
        columns[place * ProductCodes.centroidCount + code] = centroids[code * width + place]
      }
    }
  }
}
