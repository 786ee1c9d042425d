import ParlanceArrays

extension Initializer {
  /// Normal numbers of which a share is zero: the same number, rounded up, for each output.
  ///
  /// So each unit starts with few inputs, whatever their number. Martens, *Deep Learning via
  /// Hessian-free Optimization*, 2010. Traps for a share outside [0, 1].
  public static func sparse(zeros share: Double, deviation: Double = 0.01) -> Initializer {
    guard share >= 0, share <= 1 else {
      fatalError("Initializer.sparse: expected a share of 0 to 1, found \(share)")
    }
    return Initializer { weight, generator in
      let (rows, columns) = weight.matrix("sparse")
      var array = NDArray(
        normal: deviation, shape: weight.shape, weight.elementType, using: &generator)
      let zeros = Int((share * Double(rows)).rounded(.up))
      for column in 0..<columns {
        var places = Array(0..<rows)
        // The first steps of Fisher and Yates' shuffle choose without repeats.
        for index in 0..<zeros {
          places.swapAt(index, Int.random(in: index..<rows, using: &generator))
          array[flat: places[index] * columns + column] = 0
        }
      }
      return array
    }
  }
}
