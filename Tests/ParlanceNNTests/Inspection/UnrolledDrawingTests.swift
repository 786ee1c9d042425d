import ParlanceArrays
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceNN

@Suite struct UnrolledDrawingTests {
  @Test func aLayerUsesItsWeightsAtEveryStep() {
    var generator = RandomGenerator(seed: 1)
    let layer = RecurrentLayer(.lstm, 3, 2, using: &generator)
    let drawing = UnrolledDrawing(layer, inputs: ["a", "<b>", "c"])
    #expect(drawing.weights.map(\.name) == ["weight_ih_l0", "weight_hh_l0"])
    #expect(drawing.weights.map(\.uses) == [3, 3])
    #expect(drawing.weights.map(\.shape) == [[3, 8], [2, 8]])
    #expect(drawing.rows == ["input", "layer 0 →", "output"])
    #expect(drawing.boxes.count == 3 + 3 + 1 + 3)
    #expect(drawing.arrows.count == 3 + 3 + 3)
  }

  @Test func recurrentArrowsFollowTheDirection() {
    var generator = RandomGenerator(seed: 1)
    let network = Recurrent(
      .gru, inputSize: 3, hiddenSize: 2, layerCount: 2, bidirectional: .concatenated,
      using: &generator)
    let drawing = UnrolledDrawing(network, inputs: ["a", "b"])
    #expect(drawing.weights.count == 8 && drawing.weights.allSatisfy { $0.uses == 2 })
    for arrow in drawing.arrows {
      let (from, to) = (drawing.boxes[arrow.from], drawing.boxes[arrow.to])
      if from.row == to.row {
        let isReversed = drawing.rows[from.row].hasSuffix("←")
        #expect(to.column - from.column == (isReversed ? -1 : 1))
      } else {
        #expect(from.column == to.column && from.row < to.row)
      }
    }
    // Each direction of the second layer reads both of the first.
    #expect(drawing.arrows.count == 2 * ((2 + 2) + (4 + 2) + 2))
  }

  @Test func noSteps() {
    var generator = RandomGenerator(seed: 1)
    let drawing = UnrolledDrawing(RecurrentLayer(.rnn, 1, 1, using: &generator), inputs: [])
    #expect(drawing.weights.map(\.uses) == [0, 0])
    #expect(UnrolledDrawing.subscripted(120) == "₁₂₀")
  }

  /// Row E8: an output sees the inputs before it, or all where a layer reads from the end.
  @Test func whatDependsOnWhat() {
    var generator = RandomGenerator(seed: 1)
    for (merge, expected) in [
      (nil, [[0], [0, 1], [0, 1, 2]]),
      (Bidirectional.Merge.concatenated, [[0, 1, 2], [0, 1, 2], [0, 1, 2]]),
    ] {
      let network = Recurrent(
        .rnn, inputSize: 1, hiddenSize: 1, layerCount: 2, bidirectional: merge, using: &generator)
      #expect(UnrolledDrawing(network, inputs: ["a", "b", "c"]).dependencies == expected)
    }
  }
}
