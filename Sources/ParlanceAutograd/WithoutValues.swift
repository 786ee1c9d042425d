import ParlanceArrays

/// Builds a network of names and shapes only: its parameters and buffers take no memory and no time,
/// whatever their sizes are, until values are loaded into all of them.
///
/// A stored network is opened this way, and what memory it would take is known before it is taken.
/// Whoever reads a value before it is loaded traps.
public func withoutValues<R>(_ body: () throws -> R) rethrows -> R {
  try FirstValues.$areMade.withValue(false, operation: body)
}

/// The values that parameters and buffers begin with.
package enum FirstValues {
  @TaskLocal static var areMade = true

  /// What `make` gives; within `withoutValues` an array that has a shape alone.
  package static func array(
    _ shape: [Int], _ elementType: ElementType = .float32, _ make: () -> NDArray
  ) -> NDArray {
    areMade ? make() : NDArray(valueless: shape, elementType)
  }

  package static func zeros(_ shape: [Int]) -> NDArray { array(shape) { NDArray(zeros: shape) } }
}

extension Parameter {
  /// Creates a parameter that begins with one value in all places, 0 unless another is given.
  public convenience init(
    repeating value: Double = 0, shape: [Int], _ elementType: ElementType = .float32,
    name: String? = nil
  ) {
    self.init(
      FirstValues.array(shape, elementType) {
        NDArray(repeating: value, shape: shape, elementType)
      }, name: name)
  }
}
