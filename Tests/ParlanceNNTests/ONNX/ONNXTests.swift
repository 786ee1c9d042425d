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
}
