import ParlanceArrays

extension Tensor {
  /// The whole tensor repeated along each axis: [2] by [3] → [6] as a b a b a b.
  ///
  /// More counts than axes make new leading axes; fewer leave the leading axes as they are.
  public func tiled(_ counts: [Int]) -> Tensor {
    guard counts.allSatisfy({ $0 >= 0 }) else {
      fatalError("tile: counts \(counts) for shape \(shape)")
    }
    let rank = Swift.max(shape.count, counts.count)
    let lengths = [Int](repeating: 1, count: rank - shape.count) + shape
    let repeats = [Int](repeating: 1, count: rank - counts.count) + counts
    let pairs = zip(repeats, lengths)
    let view = View(lengths.flatMap { [1, $0] }).expanded(to: pairs.flatMap { [$0, $1] })
    return viewed("tile", view).reshaped(pairs.map { $0 * $1 })
  }

  /// Each place of an axis repeated: [2] by 3 → [6] as a a a b b b.
  public func repeatingEach(_ count: Int, axis: Int) -> Tensor {
    let axis = self.axis(axis, "repeat")
    guard count >= 0 else { fatalError("repeat: count \(count) for shape \(shape)") }
    var (unit, target, result) = (shape, shape, shape)
    unit.insert(1, at: axis + 1)
    target.insert(count, at: axis + 1)
    result[axis] *= count
    return viewed("repeat", View(unit).expanded(to: target)).reshaped(result)
  }
}
