import ParlanceTestSupport
import Testing

@Suite struct ONNXTests {
  @Test(arguments: GoldenCase.all("onnx"))
  func equalsONNX(_ golden: GoldenCase) {
    let node = ONNXNode(golden: golden)
    let failure = node.failure()
    golden.record(failure == nil)
    #expect(failure == nil, "\(node.name)")
  }

  @Test func aWrongOperatorFails() throws {
    let golden = GoldenCase.all("onnx")
    let kinds = ["Add", "ReduceMax", "LSTM", "Softmax"]
    for kind in kinds {
      let node = ONNXNode(golden: try #require(golden.first { $0.operation == kind }))
      #expect(node.failure(as: "Identity") != nil)
    }
  }
}
