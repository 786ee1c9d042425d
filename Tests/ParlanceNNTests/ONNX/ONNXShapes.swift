import ParlanceArrays
import ParlanceAutograd

extension ONNXNode {
  static let shapes: [String: Operator] = [
    "Compress": compress,
    "Concat": { [concatenate($0.all, axis: $0.int("axis", 0))] },
    "Expand": { node in
      // ONNX's shape and the tensor's broadcast both ways.
      let ones = Tensor(NDArray(repeating: 1, shape: node.ints(1)))
      return [broadcast([node.x(0), ones])[0]]
    },
    "EyeLike": { node in
      [
        Tensor(
          NDArray(
            identity: node.shape(0)[0], columns: node.shape(0)[1], diagonal: node.int("k", 0)))
      ]
    },
    "Flatten": { node in
      let (x, axis) = (node.x(0), node.int("axis", 1))
      let first = axis < 0 ? axis + x.shape.count : axis
      return [x.reshaped([x.shape[..<first].reduce(1, *), x.shape[first...].reduce(1, *)])]
    },
    "Gather": { [$0.x(0).take($0.indices(1), axis: $0.int("axis", 0))] },
    "GatherElements": { [$0.x(0).gather(axis: $0.int("axis", 0), $0.indices(1))] },
    "GatherND": { [$0.x(0).gatherND($0.indices(1), batchAxes: $0.int("batch_dims", 0))] },
    "NonZero": { [$0.tensor($0.x(0).nonzero()).transposed] },
    "OneHot": { node in
      // An index outside the classes has no place that is on.
      let (classes, values) = (Int(node.number(1)), node.x(2).array)
      let ids = node.x(0).array.doubles.map { $0 < 0 ? Int($0) + classes : Int($0) }
      let isInside = Tensor(NDArray(ids.map { (0..<classes).contains($0) ? 1 : 0 }))
      let hot = oneHot(
        Indices(ids.map { (0..<classes).contains($0) ? $0 : 0 }), classes: classes)
      let rows = (hot * isInside.unsqueezed(axis: 1)).reshaped(node.shape(0) + [classes])
      let axis = node.int("axis", -1)
      let last = rows.shape.count - 1
      var order = Array(0..<last)
      order.insert(last, at: axis < 0 ? axis + last + 1 : axis)
      let (off, on) = (values[flat: 0], values[flat: 1])
      return [rows.permuted(order) * (on - off) + off]
    },
    "Pad": pad,
    "Range": { node in
      [Tensor(NDArray(from: node.number(0), to: node.number(1), by: node.number(2)))]
    },
    "Reshape": { node in
      let (x, target) = (node.x(0), node.ints(1))
      let keepsZeros = node.int("allowzero", 0) == 1
      return [
        x.reshaped(target.enumerated().map { $1 == 0 && !keepsZeros ? x.shape[$0] : $1 })
      ]
    },
    "ReverseSequence": { node in
      let isTimeFirst = node.int("time_axis", 0) == 0
      let x = isTimeFirst ? node.x(0).transposed(0, 1) : node.x(0)
      let y = reversedSequences(x, lengths: node.ints(1))
      return [isTimeFirst ? y.transposed(0, 1) : y]
    },
    "Scatter": scatterElements, "ScatterElements": scatterElements, "ScatterND": scatterND,
    "Size": { [Tensor(Double($0.x(0).array.count))] },
    "Slice": slice,
    "Split": { node in
      let (x, axis) = (node.x(0), node.int("axis", 0))
      if node.has(1) { return x.split(sizes: node.ints(1), axis: axis) }
      let parts = node.settings.bools("outputs").count
      let length = x.shape[axis < 0 ? axis + x.shape.count : axis]
      return x.split(size: (length + parts - 1) / parts, axis: axis)
    },
    "Squeeze": { [$0.x(0).squeezed(axes: $0.has(1) ? $0.ints(1) : nil)] },
    "Tile": { [$0.x(0).tiled($0.ints(1))] },
    "TopK": { node in
      let top = node.x(0).topK(
        node.ints(1)[0], axis: node.int("axis", -1), isLargest: node.int("largest", 1) == 1)
      return [top.values, node.tensor(top.indices)]
    },
    "Transpose": { node in
      let x = node.x(0)
      return [x.permuted(node.ints("perm", Array(x.shape.indices.reversed())))]
    },
    "Trilu": { node in
      let k = node.has(1) ? Int(node.number(1)) : 0
      let x = node.x(0)
      return [node.int("upper", 1) == 1 ? x.triu(diagonal: k) : x.tril(diagonal: k)]
    },
    "Unique": { node in
      let axis = node.settings.has("axis") ? node.int("axis", 0) : nil
      let found = node.x(0).unique(axis: axis, isSorted: node.int("sorted", 1) == 1)
      return [found.values] + [found.places, found.inverse, found.counts].map(node.tensor)
    },
    "Unsqueeze": { [$0.x(0).unsqueezed(axes: $0.ints(1))] },
  ]

  func indices(_ place: Int) -> Indices {
    let found = golden.integers("\(place)")
    return Indices(found.values, shape: found.shape)
  }

  func tensor(_ indices: Indices) -> Tensor {
    Tensor(NDArray(float64: indices.values.map(Double.init), shape: indices.shape))
  }

  private static func compress(_ node: ONNXNode) -> [Tensor?] {
    let keep = node.x(1).array.doubles
    let places = Indices(keep.indices.filter { keep[$0] != 0 })
    guard node.settings.has("axis") else {
      return [node.x(0).flattened().take(places, axis: 0)]
    }
    return [node.x(0).take(places, axis: node.int("axis", 0))]
  }

  private static func pad(_ node: ONNXNode) -> [Tensor?] {
    let (x, pads) = (node.x(0), node.ints(1))
    let axes = node.has(3) ? node.ints(3) : Array(x.shape.indices)
    var widths = x.shape.map { _ in (before: 0, after: 0) }
    for (place, axis) in axes.enumerated() {
      widths[axis < 0 ? axis + x.shape.count : axis] = (pads[place], pads[place + axes.count])
    }
    let mode: PaddingMode =
      switch node.string("mode", "constant") {
      case "reflect": .reflect
      case "edge": .replicate
      case "wrap": .circular
      default: .constant(node.has(2) ? node.number(2) : 0)
      }
    return [x.padded(widths, mode: mode)]
  }

  private static func scatterElements(_ node: ONNXNode) -> [Tensor?] {
    let (x, at, source) = (node.x(0), node.indices(1), node.x(2))
    let axis = node.int("axis", 0)
    switch node.string("reduction", "none") {
    case "none": return [x.scatter(source, at: at, axis: axis)]
    case "add": return [x.scatterAdd(source, at: at, axis: axis)]
    case let other: return [x.scatterReduce(source, at: at, axis: axis, by: joining(other))]
    }
  }

  private static func joining(_ name: String) -> ScatterReduction {
    name == "max" ? .maximum : name == "min" ? .minimum : .multiply
  }

  private static func scatterND(_ node: ONNXNode) -> [Tensor?] {
    let (x, at, source) = (node.x(0), node.indices(1), node.x(2))
    switch node.string("reduction", "none") {
    case "none": return [x.scatterND(source, at: at)]
    case "add": return [x.scatterAddND(source, at: at)]
    case let other: return [x.scatterReduceND(source, at: at, by: joining(other))]
    }
  }

  private static func slice(_ node: ONNXNode) -> [Tensor?] {
    let (starts, ends) = (node.ints(1), node.ints(2))
    let axes = node.has(3) ? node.ints(3) : Array(starts.indices)
    let steps = node.has(4) ? node.ints(4) : starts.map { _ in 1 }
    return [
      axes.indices.reduce(node.x(0)) { x, place in
        let axis = axes[place] < 0 ? axes[place] + x.shape.count : axes[place]
        let (length, step) = (x.shape[axis], steps[place])
        func clamped(_ bound: Int, _ low: Int, _ high: Int) -> Int {
          min(max(bound < 0 ? bound + length : bound, low), high)
        }
        let start =
          step > 0 ? clamped(starts[place], 0, length) : clamped(starts[place], 0, length - 1)
        let end = step > 0 ? clamped(ends[place], 0, length) : clamped(ends[place], -1, length - 1)
        let count =
          step > 0
          ? max(0, (end - start + step - 1) / step) : max(0, (start - end - step - 1) / -step)
        return x.take(Indices((0..<count).map { start + $0 * step }), axis: axis)
      }
    ]
  }
}
