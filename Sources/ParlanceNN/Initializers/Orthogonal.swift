import ParlanceArrays

extension Initializer {
  /// A random orthogonal matrix times a gain: QᵀQ = gain² I, or QQᵀ = gain² I where it is wider than
  /// high.
  ///
  /// Q of a QR decomposition of normal numbers in double precision, with R's diagonal positive, so
  /// that all orthogonal matrices are equally likely. Saxe, McClelland and Ganguli, 2014.
  public static func orthogonal(gain: Double = 1) -> Initializer {
    Initializer { weight, generator in
      let (rows, columns) = weight.matrix("orthogonal")
      let (high, wide) = (Swift.max(rows, columns), Swift.min(rows, columns))
      let normal = NDArray(normal: 1, shape: [high, wide], .float64, using: &generator)
      var array = normal.orthonormalColumns()
      if rows < columns { array = array.kernels.permute(array, [1, 0]) }
      array.kernels.scale(gain, &array)
      return array.reshaped(weight.shape)
    }
  }
}
