import ParlanceArrays

/// The gradient of a table by some of its rows: an embedding's, never as large as the vocabulary.
///
/// A vector [V] is a table whose rows are single numbers.
public struct RowGradient: Sendable {
  /// The rows, ascending, each once.
  public let ids: [Int32]
  /// One row of numbers for each id: [ids, D..].
  public package(set) var values: NDArray
  /// The shape of the whole table: [V, D..].
  public let tableShape: [Int]

  /// Creates the sum of the given rows; an id may stand in several places.
  public init(summing rows: NDArray, at places: [Int32], tableShape: [Int]) {
    self.init(
      summing: rows, of: (0..<places.count).map { Int32($0) }, at: places, tableShape: tableShape)
  }

  /// Creates the sum of weights[n] · rows[sources[n]] for each row ids[n] of the table; without
  /// weights, these are 1.
  package init(
    summing rows: NDArray, of sources: [Int32], at ids: [Int32], weights: NDArray? = nil,
    tableShape: [Int]
  ) {
    // Each id above its place in the list: sorted, equal ids are beside each other.
    var entries = ids.indices.map { UInt64(UInt32(ids[$0])) << 32 | UInt64($0) }
    sortByUpperHalf(&entries, below: tableShape[0])
    var (distinct, starts): ([Int32], [Int64]) = ([], [])
    var order = [Int32](repeating: 0, count: ids.count)
    var places = [Int32](repeating: 0, count: weights == nil ? 0 : ids.count)
    for (place, entry) in entries.enumerated() {
      let id = Int32(entry >> 32)
      if distinct.last != id {
        distinct.append(id)
        starts.append(Int64(place))
      }
      order[place] = sources[Int(entry & 0xFFFF_FFFF)]
      if weights != nil { places[place] = Int32(entry & 0xFFFF_FFFF) }
    }
    starts.append(Int64(ids.count))
    self.init(
      ids: distinct,
      values: rows.kernels.sumBags(
        rows, order, weights: weights.map { $0.kernels.gatherRows($0, places) }, starts: starts),
      tableShape: tableShape)
  }

  /// Creates a gradient of rows that are ascending, each once.
  package init(ids: [Int32], values: NDArray, tableShape: [Int]) {
    self.ids = ids
    self.values = values
    self.tableShape = tableShape
  }

  /// The whole table: the values themselves where every row is there.
  var whole: NDArray { ids.count == tableShape[0] ? values : dense }

  /// The whole table, zeros elsewhere.
  public var dense: NDArray {
    var table = NDArray(zeros: tableShape, like: values)
    values.kernels.addRows(values, at: ids, &table)
    return table
  }

  func adding(_ other: RowGradient) -> RowGradient {
    let count = ids.count + other.ids.count
    var rows = NDArray(zeros: [count] + tableShape.dropFirst(), like: values)
    rows.kernels.addSlice(values, axis: 0, start: 0, &rows)
    rows.kernels.addSlice(other.values, axis: 0, start: ids.count, &rows)
    return RowGradient(summing: rows, at: ids + other.ids, tableShape: tableShape)
  }
}

/// Sorts by the upper 32 bits, which are less than a limit; equal ones stay in their order.
private func sortByUpperHalf(_ entries: inout [UInt64], below limit: Int) {
  // A few are sorted faster without counting; their places make every entry another one.
  guard entries.count > 256 else { return entries.sort() }
  // To count by longer digits takes fewer rounds, each of them as long as there are digits.
  let digit = entries.count > 4096 ? 11 : 8
  let mask = 1 << digit - 1
  var other = entries
  var shift = 32
  while limit > 1 << (shift - 32) {
    var begins = [Int](repeating: 0, count: 1 << digit + 1)
    for entry in entries { begins[Int(truncatingIfNeeded: entry >> shift) & mask + 1] += 1 }
    for value in 1..<begins.count { begins[value] += begins[value - 1] }
    for entry in entries {
      let value = Int(truncatingIfNeeded: entry >> shift) & mask
      other[begins[value]] = entry
      begins[value] += 1
    }
    swap(&entries, &other)
    shift += digit
  }
}
