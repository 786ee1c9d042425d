import ParlanceSystem

/// Vectors as codes: each run of some numbers is the nearest of 256 centroids.
///
/// Source: Jégou, Douze and Schmid 2011, "Product quantization for nearest neighbor search".
public struct ProductQuantizer: Sendable, Equatable {
  /// D: numbers of a vector.
  public let dimension: Int
  /// Numbers of a run; the last may have fewer.
  public let runLength: Int
  /// The centroids: those of the first run, 256 one after the other, then those of the next.
  public let centroids: [Float]

  /// Centroids of a run.
  public static let centroidCount = 256

  /// Creates a quantiser from centroids; traps for another number than 256 · D.
  public init(dimension: Int, runLength: Int, centroids: [Float]) {
    guard dimension > 0, runLength > 0, centroids.count == Self.centroidCount * dimension else {
      fatalError(
        "ProductQuantizer: \(centroids.count) numbers of centroids for \(dimension) dimensions in "
          + "runs of \(runLength)")
    }
    (self.dimension, self.runLength, self.centroids) = (dimension, runLength, centroids)
  }

  /// The number of runs: the bytes of a vector's code.
  public var runCount: Int { (dimension + runLength - 1) / runLength }

  /// The places of a run in a vector.
  func run(_ index: Int) -> Range<Int> {
    index * runLength..<min((index + 1) * runLength, dimension)
  }

  /// Reads what a file says.
  init(_ file: inout FastTextBytes, dimension: Int, _ what: String) throws {
    let found = try (0..<4).map { _ in Int(try file.int32(what)) }
    let runLength = found[2]
    guard found[0] == dimension, (1...max(dimension, 1)).contains(runLength),
      found[1] == (dimension + runLength - 1) / runLength,
      found[3] == dimension - (found[1] - 1) * runLength
    else {
      throw file.bad(
        what, "a division of \(dimension) dimensions",
        "\(found[0]) dimensions in \(found[1]) runs of \(found[2]), the last of \(found[3])")
    }
    let centroids = try file.floats(Int64(Self.centroidCount * dimension), what)
    self.init(dimension: dimension, runLength: runLength, centroids: centroids)
  }

  /// What a file says.
  var bytes: [UInt8] {
    let last = dimension - (runCount - 1) * runLength
    return [dimension, runCount, runLength, last].flatMap { Int32($0).littleEndianBytes }
      + centroids.flatMap { $0.bitPattern.littleEndianBytes }
  }
}
