import ParlanceArrays

/// What stands in the places that padding adds.
public enum PaddingMode: Sendable, Equatable {
  /// One number.
  case constant(Double)
  /// The elements mirrored at the border, which is not repeated: c b | a b c | b a.
  case reflect
  /// The border's element again: a a | a b c | c c.
  case replicate
  /// The elements from the other end: b c | a b c | a b.
  case circular
}

extension Tensor {
  /// The tensor with places added before and after each axis: [.., N, ..] → [.., before + N + after,
  /// ..].
  ///
  /// - Parameters:
  ///   - widths: for the last axes, `widths.count` of them; negative ones cut off.
  ///   - mode: what stands there; `reflect` needs widths below N.
  public func padded(
    _ widths: [(before: Int, after: Int)], mode: PaddingMode = .constant(0)
  ) -> Tensor {
    let first = shape.count - widths.count
    guard first >= 0, zip(widths, shape[first...]).allSatisfy({ $0.before + $0.after + $1 >= 0 })
    else { fatalError("pad: widths \(widths) do not fit shape \(shape)") }
    if case .constant(let value) = mode { return padded(widths, first, value) }
    return widths.enumerated().reduce(self) { result, entry in
      let axis = first + entry.offset
      var (x, width) = (result, entry.element)
      if mode == .circular {
        // What is cut off does not come round.
        let cut = (Swift.max(-width.before, 0), Swift.max(-width.after, 0))
        x = x.slice(axis: axis, cut.0..<x.shape[axis] - cut.1)
        width = (width.before + cut.0, width.after + cut.1)
      }
      guard width != (0, 0) else { return x }
      return x.take(Indices(x.sources(mode, width, axis)), axis: axis, operation: "pad")
    }
  }

  /// The tensor with places added before and after one axis.
  public func padded(
    before: Int = 0, after: Int = 0, axis: Int, mode: PaddingMode = .constant(0)
  ) -> Tensor {
    let axis = self.axis(axis, "pad")
    return padded(
      shape.indices[axis...].map { $0 == axis ? (before, after) : (0, 0) }, mode: mode)
  }

  private func padded(
    _ widths: [(before: Int, after: Int)], _ first: Int, _ value: Double
  ) -> Tensor {
    var result = shape
    var (source, target) = (View(shape), View(shape))
    for (axis, width) in zip(first..., widths) { result[axis] += width.before + width.after }
    target = View(result)
    for (axis, width) in zip(first..., widths) {
      // Negative widths leave out what they cut off.
      let start = Swift.max(-width.before, 0)
      let count = Swift.max(shape[axis] - start - Swift.max(-width.after, 0), 0)
      source = source.sliced(axis: axis, start: start, count: count)
      target = target.sliced(axis: axis, start: Swift.max(width.before, 0), count: count)
    }
    var y = NDArray(repeating: value, shape: result, like: array)
    kernels.scatter(kernels.gather(array, source), target, &y)
    let shape = shape
    return .operation(
      "pad", y,
      OperationInput(self) { dy, dx in
        dx.accumulate(shape, like: dy) {
          dy.kernels.addScattered(dy.kernels.gather(dy, target), source, &$0)
        }
      })
  }

  /// For each place of the padded axis, the place that it repeats.
  private func sources(
    _ mode: PaddingMode, _ width: (before: Int, after: Int), _ axis: Int
  ) -> [Int] {
    let length = shape[axis]
    let most = mode == .reflect ? length - 1 : mode == .circular ? length : Int.max
    let widest = Swift.max(width.before, width.after)
    guard widest <= most, length > 0 || widest <= 0 else {
      fatalError("pad: \(mode) by \(width) along axis \(axis) of shape \(shape)")
    }
    return (-width.before..<length + width.after).map { place in
      switch mode {
      case .reflect: place < 0 ? -place : place < length ? place : 2 * (length - 1) - place
      case .circular: (place + length) % length
      default: Swift.min(Swift.max(place, 0), length - 1)
      }
    }
  }
}
