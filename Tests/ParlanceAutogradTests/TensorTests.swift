import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct TensorTests {
  @Test func constantsHaveNoGraph() {
    let x = Tensor(2.5, .float64)
    #expect(x.item == 2.5 && x.shape == [] && x.elementType == .float64 && !x.isInGraph)
    #expect(!(x * x).isInGraph)
  }

  @Test func aUsersOperationWithTwoResults() {
    // (a, b) → (a b, a + b): what both ways back share is prepared once.
    let (a, b) = (Parameter(NDArray(scalar: 3)), Parameter(NDArray(scalar: 5)))
    var prepared: [Int?] = []
    func outputs() -> [Tensor] {
      let (x, y) = (a.value.item, b.value.item)
      func back(_ other: Double) -> ([Gradient], inout Gradient) -> Void {
        { upstream, dx in
          let dy = upstream.map { $0.array([], .float32).item }
          dx.add(NDArray(scalar: dy[0] * other + dy[1]))
        }
      }
      return Tensor.operation(
        "both", outputs: [NDArray(scalar: x * y), NDArray(scalar: x + y)],
        [OperationInput(a.tensor, all: back(y)), OperationInput(b.tensor, all: back(x))],
        preparing: { prepared.append($0?.count) })
    }
    let results = outputs()
    let gradients = (results[0] * 2 + results[1]).backward()
    #expect([gradients[a].item, gradients[b].item] == [11, 7])
    #expect(prepared == [2, nil])
    #expect(outputs()[1].backward()[a].item == 1)
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
