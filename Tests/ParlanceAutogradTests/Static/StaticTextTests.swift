import ParlanceArrays
import ParlanceSystem
import Testing

@testable import ParlanceAutograd

/// What a static graph needs of texts: ids, tables, steps of time and a softmax's loss.
@Suite struct StaticTextTests {
  /// Two sequences of three tokens through an LSTM: the static graph has steps below each other, the dynamic one
  /// beside.
  @Test func anLSTMHasLossGradientsAndStateOfTheFusedOne() {
    let (batch, length, size) = (2, 3, 4)
    let table = Parameter(random([7, size], 1))
    let weights = (0..<4).map { Parameter(random([size, size], 2 + $0)) }
    let inner = (0..<4).map { Parameter(random([size, size], 6 + $0)) }
    let output = Parameter(random([7, size], 10))
    let graph = StaticGraph(.float64) { g in
      let x = embedding(g.parameter(table), g.ids("tokens", batch * length))
      let inputs = weights.map { matmul(x, g.parameter($0)) }
      var (h, c) = (g.input("h", [batch, size]), g.input("c", [batch, size]))
      var outputs: [StaticValue] = []
      for step in 0..<length {
        let z = zip(inputs, inner).map {
          $0.slice(step * batch..<(step + 1) * batch) + matmul(h, g.parameter($1))
        }
        c = sigmoid(z[1]) * c + sigmoid(z[0]) * tanh(z[2])
        h = sigmoid(z[3]) * tanh(c)
        outputs.append(h)
      }
      g.keep("h", h)
      let logits = matmul(concatenate(outputs), g.parameter(output), transposingB: true)
      return crossEntropy(logits, g.ids("targets", batch * length))
    }
    let state = (h: random([batch, size], 20), c: random([batch, size], 21))
    // By sequence, and by step.
    let (tokens, targets): ([Int32], [Int32]) = ([3, 1, 3, 0, 6, 3], [1, 3, 2, 6, 3, 5])
    let order = [0, 3, 1, 4, 2, 5]
    let (value, gradients) = graph.run(
      ["h": state.h, "c": state.c],
      ids: ["tokens": order.map { tokens[$0] }, "targets": order.map { targets[$0] }])

    let all = concatenate(weights.map(\.tensor), axis: 1)
    let allInner = concatenate(inner.map(\.tensor), axis: 1)
    let (outputs, hidden, _) = recurrentSequence(
      .lstm, embedding(table.tensor, tokens, shape: [batch, length]),
      RecurrentWeights(input: all, hidden: allInner), hidden: Tensor(state.h),
      cell: Tensor(state.c))
    let loss = softmaxCrossEntropy(
      matmul(outputs, output.tensor, transposingB: true), targets)
    let expected = loss.backward()
    #expect(abs(value - loss.item) < 1e-12)
    #expect(largest(graph.keptValue("h")!, hidden.array) < 1e-12)
    for parameter in [table, output] + weights + inner {
      #expect(largest(gradients[parameter], expected[parameter]) < 1e-12)
    }
    // Only the rows that were looked up.
    guard case .rows(let rows) = gradients[gradient: table] else {
      Issue.record("the table's gradient is whole")
      return
    }
    #expect(rows.ids == [0, 1, 3, 6])
  }

  @Test func aTableThatIsAlsoTheOutputHasBothGradients() {
    let table = Parameter(random([5, 3], 1))
    let graph = StaticGraph(.float64) { g in
      let x = embedding(g.parameter(table), g.ids("tokens", 4))
      let logits = matmul(x, g.parameter(table), transposingB: true)
      return 3 * crossEntropy(logits, g.ids("targets", 4))
    }
    let (tokens, targets): ([Int32], [Int32]) = ([4, 0, 4, 2], [1, 1, 3, 0])
    let (value, gradients) = graph.run([:], ids: ["tokens": tokens, "targets": targets])
    let x = embedding(table.tensor, tokens, shape: [4])
    let loss = 3 * softmaxCrossEntropy(matmul(x, table.tensor, transposingB: true), targets)
    #expect(abs(value - loss.item) < 1e-12)
    #expect(largest(gradients[table], loss.backward()[table]) < 1e-12)
  }

  @Test func aTableThatIsLookedUpTwiceAndLogitsThatAreUsedTwiceAddUp() {
    let (table, w) = (Parameter(random([5, 3], 1)), Parameter(random([3, 4], 2)))
    let graph = StaticGraph(.float64) { g in
      let (a, b) = (g.ids("a", 2), g.ids("b", 2))
      let x = embedding(g.parameter(table), a) * embedding(g.parameter(table), b)
      let logits = matmul(x, g.parameter(w))
      return crossEntropy(logits, g.ids("first", 2)) + crossEntropy(logits, g.ids("second", 2))
        + square(logits).sum()
    }
    let ids: [String: [Int32]] = ["a": [4, 1], "b": [1, 1], "first": [0, 3], "second": [2, 3]]
    let (value, gradients) = graph.run([:], ids: ids)
    let x =
      embedding(table.tensor, ids["a"]!, shape: [2])
      * embedding(table.tensor, ids["b"]!, shape: [2])
    let logits = matmul(x, w.tensor)
    let loss =
      softmaxCrossEntropy(logits, ids["first"]!) + softmaxCrossEntropy(logits, ids["second"]!)
      + square(logits).sum()
    let expected = loss.backward()
    #expect(abs(value - loss.item) < 1e-12)
    #expect(largest(gradients[table], expected[table]) < 1e-12)
    #expect(largest(gradients[w], expected[w]) < 1e-12)
  }

  /// The state of one run is the input of the next, as a language model's.
  @Test func whatIsKeptGoesIntoTheNextRun() {
    let w = Parameter(random([3, 3], 1))
    let graph = StaticGraph(.float64) { g in
      var h = g.input("h", [2, 3])
      g.keep("before", h)
      for _ in 0..<3 { h = tanh(matmul(h, g.parameter(w))) }
      g.keep("after", h)
      return h.sum()
    }
    #expect(graph.keptValue("after") == nil)
    var (state, expected) = (random([2, 3], 2), Tensor(random([2, 3], 2)))
    for _ in 0..<3 {
      _ = graph.run(["h": state])
      #expect(graph.keptValue("before")!.doubles == state.doubles)
      state = graph.keptValue("after")!
      for _ in 0..<3 { expected = tanh(matmul(expected, w.tensor)) }
      #expect(largest(state, expected.array) < 1e-12)
    }
    #expect(graph.keptValue("none") == nil)
  }

  /// A sum over steps of time keeps a few of its parts, and not all.
  @Test func aLongSumTakesLittleMemory() {
    let w = Parameter(random([32, 32], 1))
    func planned(_ steps: Int) -> Int {
      StaticGraph(.float64) { g in
        var h = g.input("h", [1, 32])
        for _ in 0..<steps { h = tanh(matmul(h, g.parameter(w))) }
        return h.sum()
      }.cost.peakBytes
    }
    #expect(planned(200) - planned(100) < 110 * 32 * 8 * 3)
  }

  @Test func slicesThatOverlapOrLeaveGapsAdd() {
    let w = Parameter(random([6, 2], 1))
    let graph = StaticGraph(.float64) { g in
      let w = g.parameter(w)
      let parts = [1..<4, 2..<5, 1..<2].enumerated().map { Double($0 + 1) * w.slice($1).sum() }
      return parts[0] + parts[1] + parts[2] + (2.0 * concatenate([w, w])).slice(5..<7).sum()
    }
    #expect(graph.run([:]).gradients[w].doubles == [2, 2, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2])
  }
}
