import ParlanceArrays

/// The directions along which points vary the most (Pearson 1901; Hotelling 1933).
///
/// Of each direction the coordinate with the greatest magnitude is positive, so that a map does not
/// depend on how it was found.
public struct PrincipalComponents: Sendable {
  /// The points along the directions: [points][components], the mean at 0.
  public let coordinates: [[Double]]
  /// The share of the whole variance along each direction; 0 where nothing varies.
  public let explained: [Double]

  /// Finds the components of points that all have the same number of coordinates; traps otherwise.
  /// Components that there cannot be are zeros.
  public init(of points: [[Float]], count: Int = 2) {
    let dimension = points.first?.count ?? 0
    guard points.allSatisfy({ $0.count == dimension }) else {
      fatalError("PrincipalComponents: expected points of \(dimension) coordinates")
    }
    var mean = [Double](repeating: 0, count: dimension)
    for point in points { for place in mean.indices { mean[place] += Double(point[place]) } }
    mean = mean.map { $0 / Double(points.count) }
    let rows = points.map { zip($0, mean).map { Double($0) - $1 } }
    let found = Self.directions(of: rows, dimension, count: count)
    let whole = rows.reduce(0.0) { $0 + $1.reduce(0) { $0 + $1 * $1 } }
    let missing = count - found.count
    coordinates = rows.map { row in
      found.map { direction in zip(row, direction.direction).reduce(0) { $0 + $1.0 * $1.1 } }
        + [Double](repeating: 0, count: missing)
    }
    explained =
      found.map { whole > 0 ? $0.value / whole : 0 } + [Double](repeating: 0, count: missing)
  }

  /// The leading right singular vectors of a matrix, with the squares of their singular values.
  static func directions(
    of rows: [[Double]], _ dimension: Int, count: Int
  ) -> [(value: Double, direction: [Double])] {
    guard !rows.isEmpty, dimension > 0 else { return [] }
    let matrix = NDArray(float64: rows.flatMap(\.self), shape: [rows.count, dimension])
    // Of XᵀX and XXᵀ the smaller; both have the same eigenvalues.
    let isWide = rows.count < dimension
    var square = NDArray(
      zeros: [min(rows.count, dimension), min(rows.count, dimension)], .float64)
    matrix.kernels.matrixProduct(
      matrix, transposed: !isWide, matrix, transposed: isWide, accumulate: false, &square)
    return SymmetricEigenvectors.leading(square, count: count).map { value, vector in
      var direction = vector
      if isWide {
        direction = [Double](repeating: 0, count: dimension)
        for (row, weight) in zip(rows, vector) {
          for place in direction.indices { direction[place] += weight * row[place] }
        }
        let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if norm > 0 { direction = direction.map { $0 / norm } }
      }
      let greatest = direction.max { abs($0) < abs($1) } ?? 1
      return (value, greatest < 0 ? direction.map { -$0 } : direction)
    }
  }
}
