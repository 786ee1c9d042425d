extension ReferenceKernels {
  package func sum(_ x: NDArray, scale: Double) -> NDArray {
    NDArray(scalar: elements(x).reduce(0) { $0 + Double($1) } * scale, like: x)
  }

  package func sumOfSquares(_ x: NDArray) -> Double {
    elements(x).reduce(0) { $0 + Double($1) * Double($1) }
  }

  package func allFinite(_ x: NDArray) -> Bool {
    elements(x).allSatisfy(\.isFinite)
  }

  package func reduceRows(_ reduction: RowReduction, _ x: NDArray) -> NDArray {
    var y = NDArray(uninitialized: [x.shape[0]], like: x)
    let reducer = RowReducer<T>(reduction: reduction)
    let target = y.mutable(T.self)
    for row in 0..<x.shape[0] { target[row] = reducer.value(self.row(row, of: x)) }
    return y
  }

  package func addRowsGradient(
    _ reduction: RowReduction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    let reducer = RowReducer<T>(reduction: reduction)
    let (y, dy, target) = (y.pointer(T.self), dy.pointer(T.self), dx.mutable(T.self))
    for row in 0..<x.shape[0] {
      reducer.addGradient(
        self.row(row, of: x), y: y[row], dy: dy[row], target + row * x.shape[1])
    }
  }

  package func cumulativeSum(_ x: NDArray, isExclusive: Bool, isReversed: Bool) -> NDArray {
    var y = NDArray(uninitialized: x.shape, like: x)
    let width = x.shape[1]
    for row in 0..<x.shape[0] {
      let source = self.row(row, of: x)
      let target = y.mutable(T.self) + row * width
      var sum = 0.0
      for step in 0..<width {
        let place = isReversed ? width - 1 - step : step
        let next = sum + Double(source[place])
        target[place] = T(isExclusive ? sum : next)
        sum = next
      }
    }
    return y
  }

  package func extremumPlaces(_ x: NDArray, isMaximum: Bool, isLast: Bool) -> [Int32] {
    (0..<x.shape[0]).map { row in
      let source = self.row(row, of: x)
      var best = 0
      for place in source.indices.dropFirst() {
        let (value, top) = (source[place], source[best])
        // A NaN is beyond all others.
        let isTie = value == top || (value.isNaN && top.isNaN)
        let isBetter = !top.isNaN && (value.isNaN || (isMaximum ? value > top : value < top))
        if isBetter || (isLast && isTie) { best = place }
      }
      return Int32(best)
    }
  }

  package func orderRows(_ x: NDArray, isDescending: Bool) -> [Int32] {
    var order: [Int32] = []
    order.reserveCapacity(x.count)
    for row in 0..<x.shape[0] {
      let keys = self.row(row, of: x).enumerated().map { place, value in
        (key: isDescending ? ~Self.sortKey(value) : Self.sortKey(value), place: Int32(place))
      }
      order += keys.sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(\.place)
    }
    return order
  }

  /// Numbers in the order of their keys: −0 beside 0, NaN after all others.
  private static func sortKey(_ x: T) -> UInt64 {
    if x.isNaN { return .max }
    let bits = (Double(x) + 0).bitPattern
    return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
  }

  private func row(_ row: Int, of x: NDArray) -> UnsafeBufferPointer<T> {
    UnsafeBufferPointer(start: x.pointer(T.self) + row * x.shape[1], count: x.shape[1])
  }
}
