/// Which elements of an array are seen, and in which order: place i of the view is the element
/// `offset` + Σ iₐ · `strides[a]`.
///
/// Strides count elements. They may be zero (an axis that repeats), negative (one that runs
/// backwards) or smaller than what lies within (windows that overlap).
package struct View: Sendable, Hashable {
  package private(set) var shape: [Int]
  package private(set) var strides: [Int]
  package private(set) var offset: Int

  package init(shape: [Int], strides: [Int], offset: Int = 0) {
    (self.shape, self.strides, self.offset) = (shape, strides, offset)
  }

  /// All elements of an array in row-major order.
  package init(_ shape: [Int]) {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    self.init(shape: shape, strides: strides)
  }

  package var count: Int { shape.reduce(1, *) }

  /// Axis i of the result is axis `axes[i]` of this view.
  package func permuted(_ axes: [Int]) -> View {
    View(shape: axes.map { shape[$0] }, strides: axes.map { strides[$0] }, offset: offset)
  }

  /// Axes of length 1, and new leading ones, repeated until the view has the shape.
  package func expanded(to target: [Int]) -> View {
    let new = target.count - shape.count
    let strides = target.indices.map { axis in
      axis < new || shape[axis - new] == 1 ? 0 : self.strides[axis - new]
    }
    return View(shape: target, strides: strides, offset: offset)
  }

  /// `count` places of one axis, from `start` by `step`.
  package func sliced(axis: Int, start: Int, step: Int = 1, count: Int) -> View {
    var result = self
    result.shape[axis] = count
    result.strides[axis] *= step
    if self.count > 0 && count > 0 { result.offset += start * strides[axis] }
    return result
  }

  /// The view without an axis, at one of its places.
  package func selected(axis: Int, _ index: Int) -> View {
    var result = sliced(axis: axis, start: index, count: 1)
    result.shape.remove(at: axis)
    result.strides.remove(at: axis)
    return result
  }

  /// The view with a new axis of length 1.
  package func inserted(axis: Int) -> View {
    var result = self
    result.shape.insert(1, at: axis)
    result.strides.insert(0, at: axis)
    return result
  }

  /// A new axis at the end: windows of `size` places along an axis, one each `step` places; within
  /// a window the places are `dilation` apart.
  package func windows(axis: Int, size: Int, step: Int = 1, dilation: Int = 1) -> View {
    let reach = dilation * (size - 1) + 1
    var result = self
    result.shape[axis] = shape[axis] < reach ? 0 : (shape[axis] - reach) / step + 1
    result.strides[axis] *= step
    result.shape.append(size)
    result.strides.append(strides[axis] * dilation)
    return result
  }

  /// The places of two axes where the second index is the first plus `offset`, as a last axis.
  package func diagonal(_ first: Int, _ second: Int, offset diagonal: Int) -> View {
    let (row, column) = (max(-diagonal, 0), max(diagonal, 0))
    let count = max(0, min(shape[first] - row, shape[second] - column))
    let kept = shape.indices.filter { $0 != first && $0 != second }
    return View(
      shape: kept.map { shape[$0] } + [count],
      strides: kept.map { strides[$0] } + [strides[first] + strides[second]],
      offset: offset + (count > 0 ? row * strides[first] + column * strides[second] : 0))
  }

  /// Whether no two places of the view are one element.
  package var isInjective: Bool {
    var reach = 0
    let axes = zip(shape, strides).filter { $0.0 > 1 }.map { ($0.0, abs($0.1)) }
    for (length, stride) in axes.sorted(by: { $0.1 < $1.1 }) {
      if stride <= reach { return false }
      reach += (length - 1) * stride
    }
    return true
  }

  /// Calls the body with each row-major place of the view and the element that it sees.
  package func walk(_ body: (_ place: Int, _ element: Int) -> Void) {
    var index = [Int](repeating: 0, count: shape.count)
    var offset = self.offset
    for place in 0..<count {
      body(place, offset)
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        offset += strides[axis]
        if index[axis] < shape[axis] { break }
        offset -= strides[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
  }

  /// The same places in the same order under as few axes as can be.
  package var collapsed: View {
    var (lengths, steps): ([Int], [Int]) = ([], [])
    for (length, stride) in zip(shape, strides) where length != 1 {
      if let last = steps.last, last == stride * length {
        lengths[lengths.count - 1] *= length
        steps[steps.count - 1] = stride
      } else {
        lengths.append(length)
        steps.append(stride)
      }
    }
    return View(shape: lengths, strides: steps, offset: offset)
  }

  /// Whether the view is all of an array of `count` elements in the order in which they lie.
  package func isAll(of count: Int) -> Bool {
    guard self.count == count, offset == 0 else { return false }
    let axes = collapsed
    return axes.shape.isEmpty || axes.strides == [1]
  }

  /// Traps where a place lies outside an array of `count` elements.
  package func check(within count: Int) {
    if self.count == 0 { return }
    var (low, high) = (offset, offset)
    for (length, stride) in zip(shape, strides) {
      if stride < 0 { low += (length - 1) * stride } else { high += (length - 1) * stride }
    }
    if low < 0 || high >= count {
      fatalError("view: shape \(shape), strides \(strides) from \(offset) leave \(count) elements")
    }
  }
}

// Views that many callers want, over the kernels that take any.
extension Kernels {
  /// x repeated along its axes of length 1 (and new leading ones) until it has the shape.
  package func expand(_ x: NDArray, to shape: [Int]) -> NDArray {
    gather(x, View(x.shape).expanded(to: shape))
  }

  /// y += x summed over the axes along which y would be expanded to x's shape.
  package func addReduced(_ x: NDArray, _ y: inout NDArray) {
    addScattered(x, View(y.shape).expanded(to: x.shape), &y)
  }

  /// Axis i of the result is axis `axes[i]` of x.
  package func permute(_ x: NDArray, _ axes: [Int]) -> NDArray {
    gather(x, View(x.shape).permuted(axes))
  }

  /// x over start ..< start + length of one axis.
  package func slice(_ x: NDArray, axis: Int, start: Int, length: Int) -> NDArray {
    gather(x, View(x.shape).sliced(axis: axis, start: start, count: length))
  }

  /// y over start ..< start + x.shape[axis] of one axis += x.
  package func addSlice(_ x: NDArray, axis: Int, start: Int, _ y: inout NDArray) {
    addScattered(x, View(y.shape).sliced(axis: axis, start: start, count: x.shape[axis]), &y)
  }
}
