import ParlanceArrays

/// What flows back to one tensor: nothing yet, an array, or some rows of a table.
public enum Gradient: Sendable {
  /// Nothing has reached the tensor.
  case zero
  /// One number for each element.
  case dense(NDArray)
  /// Some rows of a table; all others are zero.
  case rows(RowGradient)

  /// The gradient as an array of the given shape, of the type and in the place of another.
  public func array(_ shape: [Int], like other: NDArray) -> NDArray {
    switch self {
    case .zero: NDArray(zeros: shape, like: other)
    case .dense(let array): array
    case .rows(let rows): rows.dense
    }
  }

  /// The numbers that are not zero by construction: of the whole tensor, or of some rows of a table.
  package var numbers: NDArray? {
    switch self {
    case .zero: nil
    case .dense(let array): array
    case .rows(let rows): rows.values
    }
  }

  /// Adds an array; takes it over where nothing was there.
  public mutating func add(_ array: NDArray) {
    if case .zero = self {
      self = .dense(array)
    } else {
      accumulate(array.shape, like: array) { $0.kernels.addScaled(1, array, &$0) }
    }
  }

  /// Adds rows of a table.
  public mutating func add(_ rows: RowGradient) {
    switch self {
    case .zero: self = .rows(rows)
    case .rows(let present): self = .rows(present.adding(rows))
    case .dense:
      accumulate(rows.tableShape, like: rows.values) {
        $0.kernels.addRows(rows.values, at: rows.ids, &$0)
      }
    }
  }

  /// Calls the body to add into an array of the given shape, zeros like another array where nothing was
  /// there.
  public mutating func accumulate(
    _ shape: [Int], like other: NDArray, _ body: (inout NDArray) -> Void
  ) {
    var array = array(shape, like: other)
    // Let go before the write, so that the array has one owner and is changed where it lies.
    self = .zero
    body(&array)
    self = .dense(array)
  }

  /// Changes the array of numbers where it lies: a whole gradient, or the rows of a table.
  mutating func update(_ body: (inout NDArray) -> Void) {
    switch self {
    case .zero: break
    case .dense(var array):
      self = .zero
      body(&array)
      self = .dense(array)
    case .rows(var rows):
      self = .zero
      body(&rows.values)
      self = .rows(rows)
    }
  }

  /// Calls the body to write an array that is not set yet, or else to add into the present one.
  package mutating func write(
    _ shape: [Int], like other: NDArray,
    _ body: (inout NDArray, _ accumulate: Bool) -> Void
  ) {
    if case .zero = self {
      var array = NDArray(uninitialized: shape, like: other)
      body(&array, false)
      self = .dense(array)
    } else {
      accumulate(shape, like: other) { body(&$0, true) }
    }
  }

  /// The same, where the body sees the elements under another shape of the same count.
  package mutating func write(
    _ shape: [Int], as inner: [Int], like other: NDArray,
    _ body: (inout NDArray, _ accumulate: Bool) -> Void
  ) {
    write(shape, like: other) { dx, accumulate in
      dx.withShape(inner) { body(&$0, accumulate) }
    }
  }
}
