import ParlanceArrays

extension Initializer {
  /// One value everywhere.
  public static func constant(_ value: Double) -> Initializer {
    Initializer { weight, _ in NDArray(repeating: value, shape: weight.shape, weight.elementType) }
  }

  /// Zeros.
  public static var zeros: Initializer { constant(0) }

  /// Ones.
  public static var ones: Initializer { constant(1) }

  /// A scale on the diagonal and zeros elsewhere, as recurrent weights of a ReLU network whose biases
  /// are zero. Le, Jaitly and Hinton, *A Simple Way to Initialize Recurrent Networks of Rectified
  /// Linear Units*, 2015.
  public static func identity(scale: Double = 1) -> Initializer {
    Initializer { weight, _ in
      let (rows, columns) = weight.matrix("identity")
      var array = NDArray(zeros: weight.shape, weight.elementType)
      for place in 0..<Swift.min(rows, columns) { array[flat: place * columns + place] = scale }
      return array
    }
  }
}
