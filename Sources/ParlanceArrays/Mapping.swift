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
    a.elementType == .float32
      ? mapping(Float.self, a, b, c, function) : mapping(Double.self, a, b, c, function)
  }

  private static func mapping<T: Element>(
    _: T.Type, _ a: NDArray, _ b: NDArray, _ c: NDArray,
    _ function: @Sendable (Double, Double, Double) -> Double
  ) -> NDArray {
    var y = NDArray(uninitialized: commonShape(a, b, c), a.elementType)
    // Tiles write to places of their own.
    nonisolated(unsafe) let (pa, pb, pc) = (a.pointer(T.self), b.pointer(T.self), c.pointer(T.self))
    nonisolated(unsafe) let py = y.mutable(T.self)
    let (sa, sb, sc) = (a.count == 1 ? 0 : 1, b.count == 1 ? 0 : 1, c.count == 1 ? 0 : 1)
    forEachTile(of: y.count, size: 4096) { tile in
      for i in tile {
        py[i] = T(function(Double(pa[i * sa]), Double(pb[i * sb]), Double(pc[i * sc])))
      }
    }
    return y
  }
}
