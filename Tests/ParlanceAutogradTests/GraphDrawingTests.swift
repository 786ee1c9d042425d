import Foundation
import ParlanceArrays
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
        ["a", "value 3", "gradient -2"], ["b", "value 1", "gradient -4"],
        ["c", "value -2", "gradient 5"], ["2"],
        ["multiply", "value 2", "gradient -2"], ["add", "value 5", "gradient -2"],
        ["multiply", "value -10", "gradient 1"],
      ])
    #expect(drawing.boxes.count == 7)
    #expect(drawing.edges.count == 6)
  }

  @Test func theResultHasItsName() {
    let loss = a.tensor * b.tensor
    #expect(
      GraphDrawing(loss, result: "L").boxes.map { $0.lines[0] } == ["a", "b", "L = multiply"])
  }

  @Test func dotNamesAllBoxesAndEdges() {
    let dot = drawing().dot
    #expect(dot.hasPrefix("digraph {\n"))
    #expect(dot.components(separatedBy: " -> ").count == 7)
    #expect(dot.contains(#"[label="c\nvalue -2\ngradient 5""#))
  }

  @Test func namesAreGivenAndEscaped() {
    let strange = Parameter(NDArray([1, 2]))
    let x = Tensor(NDArray([3, 4]))
    let loss = (strange.tensor * x).sum()
    let drawing = GraphDrawing(
      loss, gradients: loss.backward(keepingAll: true),
      names: [("<w> & \"v\" \\ \u{1}", strange)])
    #expect(drawing.dot.contains(#"<w> & \"v\" \\ "#))
  }

  @Test func aParameterShowsTheValueThatTheGraphSaw() {
    a.value = NDArray(scalar: 11)
    let loss = a.tensor * a.tensor
    a.update { $0[flat: 0] = 12 }
    let lines = GraphDrawing(loss).boxes.map(\.lines)
    #expect(lines == [["a", "value 11"], ["multiply", "value 121"]])
  }

  @Test func aConstantIsOneBox() {
    let drawing = GraphDrawing(Tensor(4))
    #expect(drawing.boxes.map(\.lines) == [["4"]])
  }

  @Test func aLongChainNeedsNoRecursion() {
    var x = a.tensor
    for _ in 0..<5_000 { x = x + 1 }
    let drawing = GraphDrawing(x)
    #expect(drawing.boxes.count == 10_001)
  }
}
