import ParlanceArrays

/// The different elements or slices of a tensor, and how they lie in it.
public struct UniqueElements {
  /// Each once.
  public let values: Tensor
  /// Where each stands first.
  public let places: Indices
  /// Which of them stands at each place.
  public let inverse: Indices
  /// How often each stands.
  public let counts: Indices
}

extension Tensor {
  /// The different slices along an axis, or without one the different elements in row-major order:
  /// [.., N, ..] → [.., U, ..].
  ///
  /// They come ascending (slices by their first different element), or in the order in which they
  /// first stand. NaN equals NaN here, and comes last.
  public func unique(axis: Int? = nil, isSorted: Bool = true) -> UniqueElements {
    guard let axis else { return flattened().unique(axis: 0, isSorted: isSorted) }
    let place = self.axis(axis, "unique")
    let length = shape[place]
    let width = shape.enumerated().reduce(1) { $0 * ($1.offset == place ? 1 : $1.element) }
    let kept = shape.indices.filter { $0 != place }
    let slices = kernels.gather(array, View(shape).permuted([place] + kept)).doubles
    func order(_ a: Int, _ b: Int) -> Int {
      for k in 0..<width {
        let (x, y) = (slices[a * width + k], slices[b * width + k])
        if x < y || (y.isNaN && !x.isNaN) { return -1 }
        if x > y || (x.isNaN && !y.isNaN) { return 1 }
      }
      return 0
    }
    let sorted = (0..<length).sorted { (order($0, $1), $0) < (0, $1) }
    // Groups of equal slices, each with its places ascending.
    var groups: [[Int]] = []
    for index in sorted {
      if let last = groups.last?.first, order(last, index) == 0 {
        groups[groups.count - 1].append(index)
      } else {
        groups.append([index])
      }
    }
    if !isSorted { groups.sort { $0[0] < $1[0] } }
    var inverse = [Int32](repeating: 0, count: length)
    for (number, group) in groups.enumerated() {
      for index in group { inverse[index] = Int32(number) }
    }
    let places = Indices(groups.map { $0[0] })
    return UniqueElements(
      values: take(places, axis: place), places: places, inverse: Indices(inverse),
      counts: Indices(groups.map(\.count)))
  }
}
