import ParlanceArrays

// Axes as callers name them: −1 is the last.
extension Tensor {
  /// An axis counted from the first; traps with the operation's name where there is none.
  func axis(_ axis: Int, _ operation: String) -> Int {
    let place = axis < 0 ? axis + shape.count : axis
    guard shape.indices.contains(place) else {
      fatalError("\(operation): axis \(axis) is outside shape \(shape)")
    }
    return place
  }

  /// Axes counted from the first, ascending; nil stands for all. Traps for one that is not there or
  /// that is named twice. A scalar takes 0 and −1, as if it had one axis, which then is none.
  func axes(_ axes: [Int]?, _ operation: String) -> [Int] {
    guard let axes else { return Array(shape.indices) }
    if shape.isEmpty && axes.allSatisfy({ $0 == 0 || $0 == -1 }) { return [] }
    let places = axes.map { axis($0, operation) }.sorted()
    guard Set(places).count == places.count else {
      fatalError("\(operation): axes \(axes) of shape \(shape) name one twice")
    }
    return places
  }
}
