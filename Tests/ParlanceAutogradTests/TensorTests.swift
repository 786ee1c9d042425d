import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct TensorTests {
  @Test func constantsHaveNoGraph() {
    let x = Tensor(2.5, .float64)
    #expect(x.item == 2.5 && x.shape == [] && x.elementType == .float64 && !x.isInGraph)
    #expect(!(x * x).isInGraph)
  }

  @Test func aUsersOperationWithTwoResults() {
    // (a, b, c) → (a b, a + b): what the ways back share is computed once, and none leads to c.
    let (a, b) = (Parameter(NDArray(scalar: 3)), Parameter(NDArray(scalar: 5)))
    let c = Parameter(NDArray(scalar: 7))
    var passes = 0
    func outputs() -> [Tensor] {
      let (x, y) = (a.value.item, b.value.item)
      return Tensor.operation(
        "both", outputs: [NDArray(scalar: x * y), NDArray(scalar: x + y)],
        of: [a.tensor, b.tensor, c.tensor]
      ) { upstream in
        passes += 1
        let dy = upstream.map { $0.array([], like: NDArray(zeros: [0])).item }
        return [
          { $0.add(NDArray(scalar: dy[0] * y + dy[1])) },
          { $0.add(NDArray(scalar: dy[0] * x + dy[1])) }, nil,
        ]
      }
    }
    let results = outputs()
    let gradients = (results[0] * 2 + results[1]).backward()
    #expect([gradients[a].item, gradients[b].item] == [11, 7])
    #expect(passes == 1 && !gradients.contains(c))
    #expect(outputs()[1].backward()[a].item == 1)
  }

  @Test func whatNoParameterIsUpstreamOfIsNotComputed() {
    let a = Parameter(NDArray(scalar: 3))
    let y = Tensor.operation("first", NDArray(scalar: 3), of: [a.tensor, Tensor(2)]) { dy in
      [{ $0.add(dy) }, { _ in Issue.record("the gradient of a constant") }]
    }
    #expect(y.backward()[a].item == 1)
  }

  @Test func aWayBackForOtherInputsTraps() async {
    expectMessage(
      "one: expected 1 contributions from backward, found 0",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let a = Parameter(NDArray(scalar: 3))
        _ = Tensor.operation("one", a.value, of: [a.tensor]) { _ in [] }.backward()
      })
  }

  @Test func tasksRecordForThemselves() async {
    let recorded = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<8 {
        group.addTask {
          let x = Parameter(NDArray(scalar: 1))
          return index % 2 == 0 ? exp(x.tensor).isInGraph : withoutGraph { exp(x.tensor).isInGraph }
        }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(recorded.count { $0 } == 4)
  }
}
