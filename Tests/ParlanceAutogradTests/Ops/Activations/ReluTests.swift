import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ReluTests {
  @Test(arguments: GoldenCase.all("activations", "relu")) func cases(_ golden: GoldenCase) {
    expectCase(golden) { [relu($0["x"]!)] }
  }

  @Test func golden() throws {
    try expectGolden("op_relu") { relu($0) }
  }

  @Test func theGradientAtZeroIsZero() {
    let x = Parameter(NDArray([0, -0.0, 2, -2]))
    #expect(relu(x.tensor).sum().backward()[x].floats == [0, 0, 1, 0])
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    var x = random(shape)
    // Away from the corner, where differences do not tell the slope.
    for index in 0..<x.count where abs(x[flat: index]) < 0.01 { x[flat: index] = 0.5 }
    expectGradients([x]) { relu($0[0]) }
  }
}
