import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

/// ONNX's node tests of shapes, reductions and indexing.
@Suite struct ShapesONNXTests {
  @Test(arguments: GoldenCase.all("shapes_onnx"), precisions.map(\.type))
  func node(_ golden: GoldenCase, _ type: ElementType) throws {
    let node = ONNXNode(golden: golden, type: type)
    let found = try #require(
      node.shaped() ?? node.cut() ?? node.reduced() ?? node.indexed() ?? node.ordered())
    #expect(found.count == golden.settings.int("count"))
    for (place, y) in found.enumerated() {
      let expected = try #require(golden.array("out.\(place)"))
      // The files hold single precision.
      #expect(distance(y.array, expected) < 1e-5, "\(golden), output \(place)")
    }
  }
}

/// A node's inputs by place, and its settings.
private struct ONNXNode {
  let golden: GoldenCase
  let type: ElementType

  var operation: String { golden.operation }
  var settings: Settings { golden.settings }
  var x: Tensor { self[0]! }

  subscript(_ place: Int) -> Tensor? {
    golden.array("in.x\(place)").map { Tensor($0.cast(to: type)) }
  }

  func ints(_ place: Int) -> [Int]? {
    golden.array("in.x\(place)").map { $0.doubles.map { Int(max(min($0, 1e9), -1e9)) } }
  }

  func indices(_ place: Int) -> Indices { Indices(ints(place)!, shape: self[place]!.shape) }

  func whole(_ name: String, _ standard: Int) -> Int {
    settings.has(name) ? settings.int(name) : standard
  }

  func tensor(_ indices: Indices) -> Tensor {
    Tensor(NDArray(float64: indices.values.map(Double.init), shape: indices.shape).cast(to: type))
  }

  func shaped() -> [Tensor]? {
    switch operation {
    case "Reshape":
      let keepsZeros = whole("allowzero", 0) == 1
      return [
        x.reshaped(ints(1)!.enumerated().map { $1 == 0 && !keepsZeros ? x.shape[$0] : $1 })
      ]
    case "Flatten":
      let axis = whole("axis", 1)
      let outer = x.shape[..<(axis < 0 ? axis + x.shape.count : axis)].reduce(1, *)
      return [x.reshaped([outer, -1])]
    case "Squeeze": return [x.squeezed(axes: ints(1))]
    case "Unsqueeze": return [x.unsqueezed(axes: ints(1)!)]
    case "Transpose":
      return [
        x.permuted(settings.has("perm") ? settings.ints("perm") : x.shape.indices.reversed())
      ]
    case "Expand": return [broadcast([x, Tensor(zeros: ints(1)!, type)])[0]]
    case "Tile": return [x.tiled(ints(1)!)]
    case "Trilu":
      let diagonal = ints(1)?[0] ?? 0
      let isUpper = whole("upper", 1) == 1
      return [isUpper ? x.triu(diagonal: diagonal) : x.tril(diagonal: diagonal)]
    case "EyeLike":
      return [Tensor(identity: x.shape[0], columns: x.shape[1], diagonal: whole("k", 0), type)]
    default: return nil
    }
  }

  func cut() -> [Tensor]? {
    switch operation {
    case "Concat":
      return [concatenate((0..<9).compactMap { self[$0] }, axis: whole("axis", 0))]
    case "Split":
      let axis = whole("axis", 0)
      if let sizes = ints(1) { return x.split(sizes: sizes, axis: axis) }
      return x.chunked(settings.int("count"), axis: axis)
    case "Slice":
      let (starts, ends) = (ints(1)!, ints(2)!)
      let axes = ints(3) ?? Array(starts.indices)
      let steps = ints(4) ?? starts.map { _ in 1 }
      return [
        axes.indices.reduce(x) {
          $0.slice(axis: axes[$1], from: starts[$1], to: ends[$1], by: steps[$1])
        }
      ]
    case "Pad":
      let modes: [String: PaddingMode] = [
        "edge": .replicate, "reflect": .reflect, "wrap": .circular,
      ]
      let mode = modes[settings.string("mode")] ?? .constant(self[2]?.item ?? 0)
      let (pads, axes) = (ints(1)!, ints(3) ?? Array(x.shape.indices))
      var widths = x.shape.map { _ in (before: 0, after: 0) }
      for (place, axis) in axes.enumerated() {
        widths[axis < 0 ? axis + widths.count : axis] = (pads[place], pads[place + axes.count])
      }
      return [x.padded(widths, mode: mode)]
    default: return nil
    }
  }

  func reduced() -> [Tensor]? {
    let keeps = whole("keepdims", 1) == 1
    var axes = ints(1) ?? (settings.has("axes") ? settings.ints("axes") : nil)
    if axes == [] && whole("noop_with_empty_axes", 0) == 0 { axes = nil }
    switch operation {
    case "ReduceSum": return [x.sum(axes: axes, keepingAxes: keeps)]
    case "ReduceMean": return [x.mean(axes: axes, keepingAxes: keeps)]
    case "ReduceMax": return [x.max(axes: axes, keepingAxes: keeps)]
    case "ReduceMin": return [x.min(axes: axes, keepingAxes: keeps)]
    case "ReduceProd": return [x.product(axes: axes, keepingAxes: keeps)]
    case "ReduceL1": return [x.norm(1, axes: axes, keepingAxes: keeps)]
    case "ReduceL2": return [x.norm(axes: axes, keepingAxes: keeps)]
    case "ReduceLogSum": return [log(x.sum(axes: axes, keepingAxes: keeps))]
    case "ReduceLogSumExp": return [x.logSumExp(axes: axes, keepingAxes: keeps)]
    case "ReduceSumSquare": return [square(x).sum(axes: axes, keepingAxes: keeps)]
    case "CumSum":
      return [
        x.cumulativeSum(
          axis: ints(1)![0], isExclusive: whole("exclusive", 0) == 1,
          isReversed: whole("reverse", 0) == 1)
      ]
    default: return nil
    }
  }

  func indexed() -> [Tensor]? {
    let axis = whole("axis", 0)
    let reductions: [String: ScatterReduction] = [
      "max": .maximum, "min": .minimum, "mul": .multiply,
    ]
    let reduction = settings.has("reduction") ? settings.string("reduction") : "none"
    switch operation {
    case "Gather": return [x.take(indices(1), axis: axis)]
    case "GatherElements": return [x.gather(axis: axis, indices(1))]
    case "GatherND": return [x.gatherND(indices(1), batchAxes: whole("batch_dims", 0))]
    case "ScatterElements":
      if let joining = reductions[reduction] {
        return [x.scatterReduce(self[2]!, at: indices(1), axis: axis, by: joining)]
      }
      return [
        reduction == "add"
          ? x.scatterAdd(self[2]!, at: indices(1), axis: axis)
          : x.scatter(self[2]!, at: indices(1), axis: axis)
      ]
    case "ScatterND":
      if let joining = reductions[reduction] {
        return [x.scatterReduceND(self[2]!, at: indices(1), by: joining)]
      }
      return [
        reduction == "add"
          ? x.scatterAddND(self[2]!, at: indices(1)) : x.scatterND(self[2]!, at: indices(1))
      ]
    case "OneHot":
      let values = self[2]!.array.doubles
      return [
        oneHot(
          indices(0), classes: ints(1)![0], on: values[1], off: values[0],
          axis: whole("axis", -1), type)
      ]
    case "Compress":
      let places = Indices(self[1]!.nonzero().values)
      return [
        settings.has("axis") ? x.take(places, axis: axis) : x.flattened().take(places, axis: 0)
      ]
    default: return nil
    }
  }

  func ordered() -> [Tensor]? {
    let keeps = whole("keepdims", 1) == 1
    let isLast = whole("select_last_index", 0) == 1
    switch operation {
    case "ArgMax":
      return [
        tensor(x.argmax(axis: whole("axis", 0), keepingAxes: keeps, selectingLast: isLast))
      ]
    case "ArgMin":
      return [
        tensor(x.argmin(axis: whole("axis", 0), keepingAxes: keeps, selectingLast: isLast))
      ]
    case "Hardmax":
      let axis = whole("axis", -1)
      let classes = x.shape[axis < 0 ? axis + x.shape.count : axis]
      return [oneHot(x.argmax(axis: axis), classes: classes, axis: axis, type)]
    case "TopK":
      let found = x.topK(
        ints(1)![0], axis: whole("axis", -1), isLargest: whole("largest", 1) == 1)
      return [found.values, tensor(found.indices)]
    case "NonZero": return [tensor(x.nonzero()).transposed]
    case "Unique":
      let found = x.unique(
        axis: settings.has("axis") ? settings.int("axis") : nil,
        isSorted: whole("sorted", 1) == 1)
      return [
        found.values, tensor(found.places), tensor(found.inverse), tensor(found.counts),
      ]
    default: return nil
    }
  }
}
