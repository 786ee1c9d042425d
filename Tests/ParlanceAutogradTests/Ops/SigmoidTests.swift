import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct SigmoidTests {
  @Test func golden() throws {
    try expectGolden("op_sigmoid") { sigmoid($0) }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -3..<3)]) { sigmoid($0[0]) }
  }
}
