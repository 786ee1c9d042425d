/// The places of the greatest values, the greatest first; of equal ones the lower place.
package func ranked(_ values: [Float], _ count: Int) -> [Int32] {
  ranked(values[...], count) { _ in true }
}

/// The places of the greatest of the values that may be taken.
///
/// - `mayTake`: asked only of places that would be among the greatest.
func ranked(
  _ values: ArraySlice<Float>, _ count: Int, where mayTake: (Int32) -> Bool
) -> [Int32] {
  // A few of a vocabulary are found in one walk, which costs far less than sorting it.
  guard count <= 64 else {
    let begin = values.startIndex
    return Array(
      values.indices.map { Int32($0 - begin) }.filter(mayTake).sorted { a, b in
        let (x, y) = (values[begin + Int(a)], values[begin + Int(b)])
        return x > y || (x == y && a < b)
      }.prefix(count))
  }
  var best: [(place: Int32, value: Float)] = []
  guard count > 0 else { return [] }
  // Of equal values the first that comes stays.
  for (place, value) in values.enumerated()
  where best.count < count || value > best[count - 1].value {
    guard mayTake(Int32(place)) else { continue }
    if best.count == count { best.removeLast() }
    var index = best.count
    while index > 0, value > best[index - 1].value { index -= 1 }
    best.insert((Int32(place), value), at: index)
  }
  return best.map(\.place)
}
