extension [Float] {
  /// √Σ xᵢ², in double precision.
  var norm: Double { reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot() }

  /// The same direction with length 1; zeros stay zeros.
  var unit: [Float] {
    let norm = norm
    return norm > 0 ? map { Float(Double($0) / norm) } : self
  }
}
