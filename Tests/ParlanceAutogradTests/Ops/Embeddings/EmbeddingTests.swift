import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct EmbeddingTests {
  @Test func golden() throws {
    let golden = try GoldenFile("layer_embedding")
    let (shape, ids) = try golden.integers("ids")
    for (type, tolerance) in precisions {
      let table = Parameter(try golden["weight"].cast(to: type))
      let y = embedding(table.tensor, ids.map { Int32($0) }, shape: shape)
      let gradients = y.backward(try golden["dy"].cast(to: type))
      #expect(distance(y.array, try golden["y"]) < tolerance)
      #expect(distance(gradients[table], try golden["grad.weight"]) < tolerance)
    }
  }

  @Test func theGradientIsOfTheRowsUsed() throws {
    let table = Parameter(random([1000, 2]))
    let y = embedding(table.tensor, [7, 3, 7], shape: [3])
    guard
      case .rows(let rows) = y.backward(NDArray(float64: [1, 2, 3, 4, 5, 6], shape: [3, 2]))[
        gradient: table]
    else {
      Issue.record("expected rows")
      return
    }
    #expect(rows.ids == [3, 7])
    #expect(rows.values == NDArray(float64: [3, 4, 6, 8], shape: [2, 2]))
  }

  @Test func gradient() {
    expectGradients([random([4, 3])]) { embedding($0[0], [1, 3, 1, 0], shape: [2, 2]) }
    expectGradients([random([4, 3])]) { embedding($0[0], [], shape: [0, 2]) }
    expectGradients([random([1, 1])]) { embedding($0[0], [0], shape: []) }
    expectGradients([random([4, 3])]) {
      matmul(embedding($0[0], [2, 1], shape: [2]), $0[0], transposingB: true)
    }
  }

  @Test func frozenRowsGetNoGradient() {
    let table = Parameter(random([4, 2]))
    let y = embedding(table.tensor, [1, 3, 1, 0], shape: [4], frozen: [1, 2])
    #expect(y.sum().backward()[table].doubles == [1, 1, 0, 0, 0, 0, 1, 1])
  }

  @Test func mismatch() async {
    expectMessage(
      "embedding: id 4 is outside a table of 4 rows",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = embedding(Tensor(NDArray(zeros: [4, 3])), [0, 4], shape: [2])
      })
    expectMessage(
      "embedding: 2 ids as [3] from a table [4, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = embedding(Tensor(NDArray(zeros: [4, 3])), [0, 1], shape: [3])
      })
  }
}
