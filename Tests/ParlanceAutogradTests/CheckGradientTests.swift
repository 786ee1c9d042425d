import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct CheckGradientTests {
  /// x² with a gradient of its own.
  private func square(
    _ x: Tensor, _ gradient: @escaping (_ x: NDArray, _ dy: NDArray) -> NDArray
  ) -> Tensor {
    let array = x.array
    return .operation(
      "square", array.kernels.unary(.square, array),
      OperationInput(x) { dy, dx in dx.add(gradient(array, dy)) })
  }

  private func product(_ a: NDArray, _ b: NDArray) -> NDArray { a.kernels.binary(.multiply, a, b) }

  @Test func aRightGradientPasses() {
    let check = checkGradient([random([3, 2])]) { x in
      [square(x[0]) { product(product($0, $1), NDArray(repeating: 2, shape: [3, 2], .float64)) }]
    }
    #expect(check.error < 1e-8)
  }

  @Test func aWrongFactorIsCaught() {
    let check = checkGradient([random([3, 2])]) { x in [square(x[0]) { product($0, $1) }] }
    #expect(check.error > 0.1)
  }

  @Test func oneWrongElementIsCaughtAndNamed() {
    let check = checkGradient([random([2]), random([3, 2])]) { x in
      [
        x[0],
        square(x[1]) {
          var dx = product($0, $1)
          dx.kernels.scale(2, &dx)
          dx[2, 0] += 0.01
          return dx
        },
      ]
    }
    #expect(check.error > 1e-3 && check.input == 1 && check.element == 4)
    #expect(abs(check.analytic - check.numeric - 0.01) < 1e-6)
  }

  @Test func anErrorThatASumWouldHideIsCaught() {
    // Softmax sums to one, so that the gradient of its sum is zero whatever its parts are.
    let check = checkGradient([random([4])]) { x in
      let y = softmax(x[0]).array
      return [
        .operation(
          "softmax", y,
          OperationInput(x[0]) { dy, dx in dx.add(NDArray(zeros: dy.shape, .float64)) })
      ]
    }
    #expect(check.error > 1e-2)
  }

  @Test func aMissingGradientIsCaught() {
    #expect(checkGradient([random([3])]) { [$0[0] * $0[0].detached] }.error > 0.1)
  }

  @Test func whatIsNotANumberIsCaught() {
    let check = checkGradient([NDArray(float64: [1, -1])]) { [log($0[0])] }
    #expect(check.error == .infinity)
  }

  @Test func singlePrecisionIsRefused() async {
    expectMessage(
      "checkGradient: expected float64 inputs",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = checkGradient([NDArray([1])]) { $0 }
      })
  }
}
