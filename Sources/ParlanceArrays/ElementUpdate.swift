/// What an update rule does to one element: a function of its value, its gradient and the elements of
/// up to three slots at the same place.
///
/// Written once for both element types. Arrays are walked in tiles by all threads, in a loop that the
/// compiler makes for each rule and element type: numbers of the rule are constants of that loop.
@usableFromInline
package protocol ElementUpdate {
  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T))
}

extension NDArray {
  /// Updates each element by its gradient, changing the first `slotCount` slots too.
  ///
  /// With `rows`, this is a table, the gradient [rows, D] belongs to those of its rows, each named
  /// once, and only they are touched, in the slots as well.
  @inlinable
  package mutating func update<U: ElementUpdate>(
    by rule: U, gradient: NDArray, slots: inout [NDArray], slotCount: Int, rows: [Int32]? = nil
  ) {
    switch elementType {
    case .float32:
      // Before anything else holds the array, so that it is changed where it lies.
      let walk = singleWalk(gradient, &slots, slotCount)
      update(rule, walk, rows)
    case .float64:
      let walk = doubleWalk(gradient, &slots, slotCount)
      update(rule, walk, rows)
    }
  }

  @inlinable
  func update<U: ElementUpdate, T: BinaryFloatingPoint>(
    _ rule: U, _ walk: ElementWalk<T>, _ rows: [Int32]?
  ) {
    guard let rows else {
      return forEachTile(of: count) { walk.run(rule, $0, offset: 0) }
    }
    let width = rank > 0 && shape[0] > 0 ? count / shape[0] : 0
    forEachTile(of: rows.count, size: max(1, 16384 / max(width, 1))) { range in
      for place in range {
        let begin = place * width
        walk.run(rule, begin..<begin + width, offset: Int(rows[place]) * width - begin)
      }
    }
  }

  @usableFromInline
  mutating func singleWalk(
    _ gradient: NDArray, _ slots: inout [NDArray], _ count: Int
  ) -> ElementWalk<Float> { walk(gradient, &slots, count) }

  @usableFromInline
  mutating func doubleWalk(
    _ gradient: NDArray, _ slots: inout [NDArray], _ count: Int
  ) -> ElementWalk<Double> { walk(gradient, &slots, count) }

  private mutating func walk<T: Element>(
    _ gradient: NDArray, _ slots: inout [NDArray], _ count: Int
  ) -> ElementWalk<T> {
    ElementWalk(
      value: mutable(T.self), gradient: gradient.pointer(T.self),
      first: count > 0 ? slots[0].mutable(T.self) : nil,
      second: count > 1 ? slots[1].mutable(T.self) : nil,
      third: count > 2 ? slots[2].mutable(T.self) : nil)
  }
}

/// The pointers of one update; `offset` leads from a gradient's element to that of the others.
@usableFromInline
struct ElementWalk<T: BinaryFloatingPoint> {
  @usableFromInline let value: UnsafeMutablePointer<T>
  @usableFromInline let gradient: UnsafePointer<T>
  @usableFromInline let first: UnsafeMutablePointer<T>?
  @usableFromInline let second: UnsafeMutablePointer<T>?
  @usableFromInline let third: UnsafeMutablePointer<T>?

  @inlinable
  init(
    value: UnsafeMutablePointer<T>, gradient: UnsafePointer<T>, first: UnsafeMutablePointer<T>?,
    second: UnsafeMutablePointer<T>?, third: UnsafeMutablePointer<T>?
  ) {
    self.value = value
    self.gradient = gradient
    self.first = first
    self.second = second
    self.third = third
  }

  /// One loop for each number of slots, so that each is as tight as if it stood alone.
  @inlinable
  func run<U: ElementUpdate>(_ rule: U, _ range: Range<Int>, offset: Int) {
    var none: (T, T, T) = (0, 0, 0)
    guard let first else {
      for place in range { rule.update(&value[place + offset], gradient[place], &none) }
      return
    }
    guard let second else {
      for place in range {
        var slots: (T, T, T) = (first[place + offset], 0, 0)
        rule.update(&value[place + offset], gradient[place], &slots)
        first[place + offset] = slots.0
      }
      return
    }
    guard let third else {
      for place in range {
        var slots: (T, T, T) = (first[place + offset], second[place + offset], 0)
        rule.update(&value[place + offset], gradient[place], &slots)
        (first[place + offset], second[place + offset]) = (slots.0, slots.1)
      }
      return
    }
    for place in range {
      var slots = (first[place + offset], second[place + offset], third[place + offset])
      rule.update(&value[place + offset], gradient[place], &slots)
      first[place + offset] = slots.0
      second[place + offset] = slots.1
      third[place + offset] = slots.2
    }
  }
}
