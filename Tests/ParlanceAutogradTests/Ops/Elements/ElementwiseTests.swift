import Foundation
import ParlanceArrays
import ParlanceTestSupport
import Testing

@testable import ParlanceAutograd

@Suite struct ElementwiseTests {
  @Test(arguments: GoldenCase.all("elementwise", "sin"))
  func seesPlantedDefects(_ golden: GoldenCase) {
    let isEmpty = golden.array("in.x")!.count == 0
    let wrongValue = golden.failure { [sin($0["x"]!) * 1.001] }
    let wrongGradient = golden.failure { inputs in
      let sine = sin(inputs["x"]!).array
      return [.unary("wrong", inputs["x"]!, { $0 }, derivative: { _, _ in 1 }) * 0 + Tensor(sine)]
    }
    #expect(isEmpty || (wrongValue != nil && wrongGradient != nil))
  }

  @Test func aWrongDerivativeIsCaught() {
    let one = checkGradient([random([3])]) {
      [.unary("wrong", $0[0], { $0 * $0 }, derivative: { x, _ in 2.1 * x })]
    }
    #expect(one.error > 1e-3)
    let second = checkGradient([random([3]), random([2, 1], seed: 2)]) {
      [
        .binary(
          "wrong", $0[0], $0[1], { $0 * $1 }, derivatives: { _, b in b }, { a, _ in a + 0.1 })
      ]
    }
    #expect(second.error > 1e-3 && second.input == 1)
  }

  @Test func aTensorOfManyTilesIsMappedWhole() {
    let x = random([3, 5000])
    let y = sin(Tensor(x)).array
    #expect(zip(x.doubles, y.doubles).allSatisfy { $1 == Foundation.sin($0) })
  }
}
