import Foundation
import ParlanceArrays
import ParlanceTestSupport
import Testing

@testable import ParlanceAutograd

@Suite struct GraphDrawingTests {
  let a = Parameter(NDArray(scalar: 3), name: "a")
  let b = Parameter(NDArray(scalar: 1), name: "b")
  let c = Parameter(NDArray(scalar: -2), name: "c")

  /// The graph of L = c (a + 2 b).
  private func drawing() -> GraphDrawing {
    let loss = c.tensor * (a.tensor + 2 * b.tensor)
    return GraphDrawing(loss, gradients: loss.backward(keepingAll: true))
  }

  @Test func everyNodeIsABoxWithItsNumbers() {
    let drawing = drawing()
    #expect(
      Set(drawing.boxes.map(\.lines)) == [
        ["a", "[]", "value 3", "gradient -2"], ["b", "[]", "value 1", "gradient -4"],
        ["c", "[]", "value -2", "gradient 5"], ["2"],
        ["multiply", "[]", "value 2", "gradient -2"], ["add", "[]", "value 5", "gradient -2"],
        ["multiply", "[]", "value -10", "gradient 1"],
      ])
    #expect(drawing.boxes.count == 7)
    #expect(drawing.edges.count == 6)
  }

  @Test func dotNamesAllBoxesAndEdges() {
    let dot = drawing().dot
    #expect(dot.hasPrefix("digraph {\n"))
    #expect(dot.components(separatedBy: " -> ").count == 7)
    #expect(dot.contains(#"[label="c\n[]\nvalue -2\ngradient 5""#))
  }

  @Test func svgIsWellFormedAndHoldsTheNumbers() throws {
    let svg = drawing().svg
    #expect(svg.contains("viewBox=\"0 0 "))
    #expect(svg.contains(">value -10</text>"))
    #expect(svg.components(separatedBy: "marker-end").count == 7)
    try expectWellFormed(svg)
  }

  @Test func namesAreGivenAndEscaped() throws {
    let strange = Parameter(NDArray([1, 2]))
    let x = Tensor(NDArray([3, 4]))
    let loss = (strange.tensor * x).sum()
    let drawing = GraphDrawing(
      loss, gradients: loss.backward(keepingAll: true),
      names: [("<w> & \"v\" \\ \u{1}", strange)])
    #expect(drawing.dot.contains(#"<w> & \"v\" \\ "#))
    #expect(drawing.svg.contains("&lt;w&gt; &amp; &quot;v&quot; \\ \u{FFFD}</text>"))
    #expect(drawing.svg.contains(">‖gradient‖ 5</text>"))
    #expect(drawing.svg.contains(">constant</text>"))
    try expectWellFormed(drawing.svg)
  }

  @Test func aParameterShowsTheValueThatTheGraphSaw() {
    a.value = NDArray(scalar: 11)
    let loss = a.tensor * a.tensor
    a.update { $0[flat: 0] = 12 }
    let lines = GraphDrawing(loss).boxes.map(\.lines)
    #expect(lines == [["a", "[]", "value 11"], ["multiply", "[]", "value 121"]])
  }

  @Test func aConstantIsOneBox() throws {
    let drawing = GraphDrawing(Tensor(4))
    #expect(drawing.boxes.map(\.lines) == [["4"]])
    try expectWellFormed(drawing.svg)
  }

  @Test func boxesDoNotOverlapAndEdgesLeadToTheRight() throws {
    let drawing = lstmDrawing()
    try expectWellFormed(drawing.svg)
    let layout = drawing.layout
    for (index, item) in layout.items.enumerated() {
      for other in layout.items[(index + 1)...] {
        let beside =
          item.x + item.size.width < other.x || other.x + other.size.width < item.x
        let above = abs(item.y - other.y) >= (item.size.height + other.size.height) / 2
        #expect(beside || above)
      }
      #expect(item.x >= 0 && item.x + item.size.width <= layout.width)
      #expect(item.y >= 0 && item.y <= layout.height)
      for target in item.targets { #expect(layout.items[target].column == item.column + 1) }
    }
    #expect(layout.items.count { $0.box != nil } == drawing.boxes.count)
  }

  @Test func aLongChainIsDrawnWithoutRecursion() {
    var x = a.tensor
    for _ in 0..<5_000 { x = x + 1 }
    let drawing = GraphDrawing(x)
    #expect(drawing.boxes.count == 10_001)
    #expect(drawing.layout.width > 5_000)
  }

  /// Two steps of an LSTM of plain operations.
  private func lstmDrawing() -> GraphDrawing {
    let size = 3
    let x = [Tensor(random([2, size])), Tensor(random([2, size], seed: 2))]
    let input = Parameter(random([size, 4 * size]), name: "W")
    let state = Parameter(random([size, 4 * size]), name: "U")
    let bias = Parameter(random([4 * size]), name: "b")
    var h = Tensor(NDArray(zeros: [2, size], .float64))
    var c = h
    for step in x {
      let gates = linear(step, input.tensor, bias.tensor) + linear(h, state.tensor)
      func gate(_ index: Int) -> Tensor {
        gates.slice(axis: 1, index * size..<(index + 1) * size)
      }
      c = sigmoid(gate(1)) * c + sigmoid(gate(0)) * tanh(gate(2))
      h = sigmoid(gate(3)) * tanh(c)
    }
    let loss = square(h).mean()
    return GraphDrawing(loss, gradients: loss.backward(keepingAll: true))
  }
}
