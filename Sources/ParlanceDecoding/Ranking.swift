/// The places of the greatest values, the greatest first; of equal ones the lower place.
package func ranked(_ values: [Float], _ count: Int) -> [Int32] {
  func precedes(_ a: Int32, _ b: Int32) -> Bool {
    let (x, y) = (values[Int(a)], values[Int(b)])
    return x > y || (x == y && a < b)
  }
  // A few of a vocabulary are found in one walk, which costs far less than sorting it.
  guard count <= 64 else {
    return Array(values.indices.map(Int32.init).sorted(by: precedes).prefix(count))
  }
  var best: [Int32] = []
  guard count > 0 else { return best }
  for place in values.indices {
    let place = Int32(place)
    if best.count == count {
      guard precedes(place, best[count - 1]) else { continue }
      best.removeLast()
    }
    var index = best.count
    while index > 0, precedes(place, best[index - 1]) { index -= 1 }
    best.insert(place, at: index)
  }
  return best
}
