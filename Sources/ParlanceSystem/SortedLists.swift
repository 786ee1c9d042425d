import CParlance

/// Lists of numbers that do not fall, one behind the other: list i is `values[starts[i]] ..<
/// values[starts[i + 1]]`.
public struct SortedLists: Sendable {
  let values: NumberBuffer<UInt32>
  let starts: NumberBuffer<UInt32>

  /// Creates lists; traps where there is no start at all. What the starts say is kept within bounds.
  public init(values: NumberBuffer<UInt32>, starts: NumberBuffer<UInt32>) {
    guard starts.count > 0, values.count < Int(UInt32.max), starts.count < Int(UInt32.max) else {
      fatalError("SortedLists: expected at least one start, found \(starts.count)")
    }
    (self.values, self.starts) = (values, starts)
  }

  /// The place of what is not there, and the list that has nothing.
  public static let none = UInt32.max

  /// The place among all values of each number in a list; `none` where the list lacks it or is none
  /// of these.
  ///
  /// Faster than one search after the other: the searches wait for memory together. Traps where there
  /// are not as many lists as numbers.
  public func places(of numbers: [UInt32], in lists: [UInt32], into places: inout [UInt32]) {
    guard numbers.count == lists.count else {
      fatalError("SortedLists.places: \(numbers.count) numbers and \(lists.count) lists")
    }
    if places.count != numbers.count {
      places = [UInt32](repeating: Self.none, count: numbers.count)
    }
    places.withUnsafeMutableBufferPointer { places in
      guard let base = places.baseAddress else { return }
      pl_find_in_lists(
        values.base, UInt32(values.count), starts.base, UInt32(starts.count - 1), lists, numbers,
        base, numbers.count)
    }
  }
}
