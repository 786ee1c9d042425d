import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

/// What files hold, field by field of onnx.proto; that they mean what the networks do is shown by
/// Tools/reference/check_onnx.py in onnxruntime.
@Suite struct ONNXGraphTests {
  /// The graph of a file.
  private func graph(_ onnx: ONNXGraph) throws -> ProtobufFields {
    let model = try #require(ProtobufFields(onnx.bytes(name: "test", metadata: [("a", "b")])))
    #expect(model.numbers(1) == [8] && model.texts(2) == ["parlance"])
    #expect(model.messages(8).first?.numbers(2) == [17])
    #expect(model.messages(14).first?.texts(1) == ["a"])
    #expect(model.messages(14).first?.texts(2) == ["b"])
    return try #require(model.messages(7).first)
  }

  private func weight(_ graph: ProtobufFields, _ name: String) -> (shape: [Int], values: [Float])? {
    graph.messages(5).first { $0.texts(8) == [name] }.map {
      ($0.numbers(1).map { Int($0) }, $0.bytes(9)[0].littleEndianFloats)
    }
  }

  @Test func aLinearLayerIsAProductAndASum() throws {
    var generator = RandomGenerator(seed: 1)
    let layer = Linear(2, 3, using: &generator)
    var onnx = ONNXGraph()
    let x = onnx.input("x", .float, [.named("N"), .size(2)])
    onnx.output(
      layer.onnx(&onnx, x, named: "layer"), as: "y", .float, [.named("N"), .size(3)])
    let graph = try graph(onnx)
    #expect(graph.messages(1).map { $0.texts(4)[0] } == ["MatMul", "Add", "Identity"])
    // Each node reads what the one before wrote.
    let nodes = graph.messages(1)
    #expect(nodes[0].texts(1) == ["x", "layer.weight"] && nodes[2].texts(2) == ["y"])
    #expect(nodes[1].texts(1) == [nodes[0].texts(2)[0], "layer.bias"])
    let found = try #require(weight(graph, "layer.weight"))
    #expect(found.shape == [2, 3] && found.values == layer.weight.value.floats)
    #expect(graph.messages(11).map { $0.texts(1)[0] } == ["x"])
    let sizes = graph.messages(12)[0].messages(2)[0].messages(1)[0].messages(2)[0].messages(1)
    #expect(sizes.map { $0.texts(2) } == [["N"], []] && sizes[1].numbers(1) == [3])
  }

  @Test func aTiedTableIsWrittenOnce() throws {
    var generator = RandomGenerator(seed: 1)
    let table = Embedding(5, 3, using: &generator)
    let output = FullSoftmax(tiedTo: table.weight)
    var onnx = ONNXGraph()
    let ids = onnx.input("ids", .int64, [.named("N")])
    let rows = table.onnx(&onnx, ids, named: "encoder")
    onnx.output(
      output.onnx(&onnx, rows, named: "decoder"), as: "y", .float, [.named("N"), .size(5)])
    let graph = try graph(onnx)
    #expect(graph.messages(5).map { $0.texts(8)[0] } == ["encoder.weight", "decoder.bias"])
    #expect(
      graph.messages(1).map { $0.texts(4)[0] }
        == ["Gather", "Transpose", "MatMul", "Add", "LogSoftmax", "Identity"])
  }

  /// i, f, g, o become i, o, f, g, and [in, out] becomes [out, in].
  @Test func gatesOfAnLSTMStandInTheOrderOfONNX() throws {
    var generator = RandomGenerator(seed: 1)
    let (inputs, size) = (3, 2)
    let rnn = Recurrent(.lstm, inputSize: inputs, hiddenSize: size, using: &generator)
    var onnx = ONNXGraph()
    let x = onnx.input("x", .float, [.named("N"), .named("T"), .size(inputs)])
    let lengths = onnx.input("lengths", .int32, [.named("N")])
    let (outputs, _) = try rnn.onnx(&onnx, x, lengths: lengths, named: "rnn")
    onnx.output(outputs, as: "y", .float, [.named("N"), .named("T"), .size(size)])
    let found = try #require(weight(try graph(onnx), "rnn.0.W"))
    #expect(found.shape == [1, 4 * size, inputs])
    let own = try #require(rnn.namedParameters().first { $0.name.contains("weight_ih") }).parameter
    for (place, gate) in [0, 3, 1, 2].enumerated() {
      for unit in 0..<size {
        for input in 0..<inputs {
          #expect(
            found.values[(place * size + unit) * inputs + input]
              == Float(own.value[input, gate * size + unit]))
        }
      }
    }
  }

  @Test(arguments: [
    RecurrentOptions(projectionSize: 1), RecurrentOptions(hasLayerNorm: true),
    RecurrentOptions(hiddenZoneout: 0.1), RecurrentOptions(learnsInitialState: true),
  ])
  func whatONNXHasNotIsRefusedByName(options: RecurrentOptions) {
    var generator = RandomGenerator(seed: 1)
    let rnn = Recurrent(
      .lstm, inputSize: 2, hiddenSize: 2, options: options, using: &generator)
    var onnx = ONNXGraph()
    let x = onnx.input("x", .float, [.named("N"), .named("T"), .size(2)])
    let lengths = onnx.input("lengths", .int32, [.named("N")])
    #expect(throws: InputError.self) {
      try rnn.onnx(&onnx, x, lengths: lengths, named: "rnn")
    }
  }
}
