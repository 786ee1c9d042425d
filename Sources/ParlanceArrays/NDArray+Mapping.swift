extension NDArray {
  /// f(a), element by element, for functions that have no kernel of their own: in double precision,
  /// in tiles on all threads.
  package static func mapping(
    _ a: NDArray, _ function: @Sendable (Double) -> Double
  ) -> NDArray {
    mapping(a, a, a) { a, _, _ in function(a) }
  }

  /// f(a, b), element by element; an array with one element stands for all places.
  package static func mapping(
    _ a: NDArray, _ b: NDArray, _ function: @Sendable (Double, Double) -> Double
  ) -> NDArray {
    mapping(a, b, b) { a, b, _ in function(a, b) }
  }

  /// f(a, b, c), element by element; an array with one element stands for all places.
  package static func mapping(
    _ a: NDArray, _ b: NDArray, _ c: NDArray,
    _ function: @Sendable (Double, Double, Double) -> Double
  ) -> NDArray {
    a.kernels.mapping(a, b, c, function)
  }
}
