import ParlanceArrays

extension Tensor {
  /// The places of a range on one axis: [.., N, ..] → [.., range.count, ..].
  public func slice(axis: Int, _ range: Range<Int>) -> Tensor {
    let place = self.axis(axis, "slice")
    guard range.lowerBound >= 0, range.upperBound <= shape[place]
    else { fatalError("slice: axis \(axis), range \(range) is outside shape \(shape)") }
    return viewed(
      "slice", View(shape).sliced(axis: place, start: range.lowerBound, count: range.count))
  }

  /// Every `step`th place of one axis from `start` up to, but not with, `end`.
  ///
  /// As Python's `start:end:step`: negative places count from the end, those outside are cut off,
  /// and nil stands for the axis's own ends. A negative step runs backwards.
  public func slice(axis: Int, from start: Int?, to end: Int?, by step: Int = 1) -> Tensor {
    let place = self.axis(axis, "slice")
    return viewed(
      "slice",
      AxisIndex.steps(from: start, to: end, by: step).applied(to: View(shape), place, "slice"))
  }

  /// The tensor without an axis, at one of its places: [.., N, ..] → [.., ..].
  public func select(axis: Int, index: Int) -> Tensor {
    let place = self.axis(axis, "select")
    return viewed("select", AxisIndex.at(index).applied(to: View(shape), place, "select"))
  }

  /// Part of the tensor by an index for each axis from the first on, axes without one staying whole:
  /// `x[0]`, `x[1..<3, 2]`, `x[.all, .from(-1, to: nil, by: -2)]`, `x[.rest, 0]`, `x[.new, 3...]`.
  ///
  /// A number selects a place and drops the axis, a range keeps its places. Traps for places outside
  /// the shape.
  public subscript<each Index: AxisIndexing>(_ indices: repeat each Index) -> Tensor {
    var list: [AxisIndex] = []
    repeat list.append((each indices).axisIndex)
    let used = list.count { $0.usesAxis }
    guard used <= shape.count, list.count(where: { $0 == .ellipsis }) <= 1 else {
      fatalError("subscript: \(list.count) indices do not fit shape \(shape)")
    }
    var (view, axis) = (View(shape), 0)
    for index in list {
      if index == .ellipsis {
        axis += shape.count - used
        continue
      }
      view = index.applied(to: view, axis, "subscript")
      if !index.dropsAxis { axis += 1 }
    }
    return viewed("slice", view)
  }
}

/// What can stand for one axis in a tensor's subscript.
public protocol AxisIndexing {
  /// Which places are meant.
  var axisIndex: AxisIndex { get }
}

/// Which places of an axis a subscript means.
public enum AxisIndex: AxisIndexing, Sendable, Equatable {
  /// One place; the axis is dropped. A negative one counts from the end.
  case at(Int)
  /// Python's `start:end:step`.
  case steps(from: Int?, to: Int?, by: Int)
  /// The places of a range; traps outside the axis.
  case range(Range<Int>)
  /// A new axis of length 1.
  case newAxis
  /// As many whole axes as the other indices leave.
  case ellipsis

  public var axisIndex: AxisIndex { self }

  fileprivate var usesAxis: Bool { self != .newAxis && self != .ellipsis }
  fileprivate var dropsAxis: Bool { if case .at = self { true } else { false } }

  func applied(to view: View, _ axis: Int, _ operation: String) -> View {
    if self == .newAxis { return view.inserted(axis: axis) }
    let length = view.shape[axis]
    switch self {
    case .at(let index):
      let place = index < 0 ? index + length : index
      guard (0..<length).contains(place) else {
        fatalError("\(operation): index \(index) is outside axis \(axis) of shape \(view.shape)")
      }
      return view.selected(axis: axis, place)
    case .range(let range):
      guard range.lowerBound >= 0, range.upperBound <= length else {
        fatalError("\(operation): range \(range) is outside axis \(axis) of shape \(view.shape)")
      }
      return view.sliced(axis: axis, start: range.lowerBound, count: range.count)
    case .steps(let start, let end, let step):
      guard step != 0 else { fatalError("\(operation): a step of 0 along axis \(axis)") }
      let (low, high) = step > 0 ? (0, length) : (-1, length - 1)
      func bounded(_ place: Int?, _ whole: Int) -> Int {
        guard let place else { return whole }
        return Swift.min(Swift.max(place < 0 ? place + length : place, low), high)
      }
      let (first, last) = (
        bounded(start, step > 0 ? low : high), bounded(end, step > 0 ? high : low)
      )
      let distance = step > 0 ? last - first : first - last
      let count = distance <= 0 ? 0 : (distance - 1) / abs(step) + 1
      return view.sliced(axis: axis, start: first, step: step, count: count)
    case .newAxis, .ellipsis: return view
    }
  }
}

extension AxisIndexing where Self == AxisIndex {
  /// The whole axis.
  public static var all: AxisIndex { .steps(from: nil, to: nil, by: 1) }
  /// Python's `start:end:step`: negative places count from the end, those outside are cut off.
  public static func from(_ start: Int?, to end: Int? = nil, by step: Int = 1) -> AxisIndex {
    .steps(from: start, to: end, by: step)
  }
  /// As many whole axes as the other indices leave.
  public static var rest: AxisIndex { .ellipsis }
  /// A new axis of length 1.
  public static var new: AxisIndex { .newAxis }
}

extension Int: AxisIndexing {
  public var axisIndex: AxisIndex { .at(self) }
}

extension Range<Int>: AxisIndexing {
  public var axisIndex: AxisIndex { .range(self) }
}

extension ClosedRange<Int>: AxisIndexing {
  public var axisIndex: AxisIndex { .range(Range(self)) }
}

extension PartialRangeFrom<Int>: AxisIndexing {
  public var axisIndex: AxisIndex { .steps(from: lowerBound, to: nil, by: 1) }
}

extension PartialRangeUpTo<Int>: AxisIndexing {
  public var axisIndex: AxisIndex { .range(0..<upperBound) }
}
