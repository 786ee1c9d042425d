/// What an update rule does to one element: a function of its value, its gradient and the elements of
/// up to three slots at the same place. Written once for both element types.
@usableFromInline
package protocol ElementUpdate {
  func update<T: BinaryFloatingPoint>(_ value: inout T, _ gradient: T, _ slots: inout (T, T, T))
  /// The same for a device that knows the rule; nil for one that none knows.
  var onDevice: DeviceRule? { get }
}

extension ElementUpdate {
  @usableFromInline
  package var onDevice: DeviceRule? { nil }
}

/// A rule that the kernels of devices have too: which one, and its numbers in the order in which
/// `updates.cl` takes them.
@usableFromInline
package struct DeviceRule: Sendable {
  /// The rules in the order of `updates.cl`.
  package enum Kind: Int32, Sendable {
    case amsgrad, sparseAdam, nadam, adamax, rprop, averaging, radam, adagrad, rmsprop, adadelta
  }

  package let kind: Kind
  package let numbers: [Double]

  package init(_ kind: Kind, _ numbers: [Double]) {
    self.kind = kind
    self.numbers = numbers
  }
}

/// A rule with its loop over a range of places, as kernels call it: made where the rule's type is known,
/// so that the compiler makes a loop for each rule and element type, with the rule's numbers as its
/// constants.
@usableFromInline
package struct ElementLoop {
  /// What the loop does.
  @usableFromInline package let rule: any ElementUpdate
  @usableFromInline let single: (ElementWalk<Float>, Range<Int>, Int) -> Void
  @usableFromInline let double: (ElementWalk<Double>, Range<Int>, Int) -> Void

  @inlinable
  package init<U: ElementUpdate>(_ rule: U) {
    self.rule = rule
    single = { walk, range, offset in walk.run(rule, range, offset: offset) }
    double = { walk, range, offset in walk.run(rule, range, offset: offset) }
  }
}

extension NDArray {
  /// Updates each element by its gradient, changing the first `slotCount` slots too; see
  /// `UpdateKernels`.
  @inlinable
  package mutating func update<U: ElementUpdate>(
    by rule: U, gradient: NDArray, slots: inout [NDArray], slotCount: Int, rows: [Int32]? = nil
  ) {
    update(
      by: ElementLoop(rule), gradient: gradient, slots: &slots, slotCount: slotCount, rows: rows)
  }

  @usableFromInline
  mutating func update(
    by loop: ElementLoop, gradient: NDArray, slots: inout [NDArray], slotCount: Int, rows: [Int32]?
  ) {
    kernels.update(
      &self, by: loop, gradient: gradient, slots: &slots, slotCount: slotCount, rows: rows)
  }
}

/// The pointers of one update; `offset` leads from a gradient's element to that of the others.
@usableFromInline
package struct ElementWalk<T: BinaryFloatingPoint> {
  @usableFromInline let value: UnsafeMutablePointer<T>
  @usableFromInline let gradient: UnsafePointer<T>
  @usableFromInline let first: UnsafeMutablePointer<T>?
  @usableFromInline let second: UnsafeMutablePointer<T>?
  @usableFromInline let third: UnsafeMutablePointer<T>?

  /// One loop for each number of slots, so that each is as tight as if it stood alone.
  @inlinable
  package func run<U: ElementUpdate>(_ rule: U, _ range: Range<Int>, offset: Int) {
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

extension ElementWalk where T: Element {
  /// The arrays are changed where they lie, if nothing else holds them.
  init(_ value: inout NDArray, _ gradient: NDArray, _ slots: inout [NDArray], _ count: Int) {
    self.value = value.mutable(T.self)
    self.gradient = gradient.pointer(T.self)
    first = count > 0 ? slots[0].mutable(T.self) : nil
    second = count > 1 ? slots[1].mutable(T.self) : nil
    third = count > 2 ? slots[2].mutable(T.self) : nil
  }
}
