/// Bags of rows of a table: bag b is the rows `ids[starts[b]] ..< ids[starts[b + 1]]`.
package struct Bags: Sendable, Equatable {
  package private(set) var ids: [Int32] = []
  package private(set) var starts: [Int64] = [0]

  /// Creates no bags.
  package init() {}

  /// The number of bags.
  package var count: Int { starts.count - 1 }

  /// Adds a bag.
  package mutating func append(_ rows: some Sequence<Int32>) {
    ids += rows
    starts.append(Int64(ids.count))
  }

  /// The rows of a bag.
  package subscript(bag: Int) -> ArraySlice<Int32> {
    ids[Int(starts[bag])..<Int(starts[bag + 1])]
  }
}
