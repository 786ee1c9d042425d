import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct LinearTests {
  @Test func golden() throws {
    let golden = try GoldenFile("layer_linear")
    for (type, tolerance) in precisions {
      for isTransposed in [false, true] {
        let stored = try golden["weight"].cast(to: type)
        let x = Parameter(try golden["x"].cast(to: type))
        let weight = Parameter(isTransposed ? stored : Tensor(stored).transposed.array)
        let bias = Parameter(try golden["bias"].cast(to: type))
        let y = linear(x.tensor, weight.tensor, bias.tensor, transposingWeight: isTransposed)
        let gradients = y.backward(try golden["dy"].cast(to: type))
        let dw = Tensor(gradients[weight])
        #expect(distance(y.array, try golden["y"]) < tolerance)
        #expect(distance(gradients[x], try golden["dx"]) < tolerance)
        #expect(distance(gradients[bias], try golden["grad.bias"]) < tolerance)
        #expect(
          distance((isTransposed ? dw : dw.transposed).array, try golden["grad.weight"])
            < tolerance)
      }
    }
  }

  @Test(arguments: [[2, 3], [3], [2, 2, 3], [0, 3], [1, 1], [2, 0]])
  func gradient(_ shape: [Int]) {
    let (size, outputs) = (shape.last!, 4)
    let (x, bias) = (random(shape), random([outputs], seed: 3))
    expectGradients([x, random([size, outputs], seed: 2), bias]) {
      linear($0[0], $0[1], $0[2])
    }
    expectGradients([x, random([outputs, size], seed: 2), bias]) {
      linear($0[0], $0[1], $0[2], transposingWeight: true)
    }
    expectGradients([x, random([size, 1], seed: 2)]) { linear($0[0], $0[1]) }
  }

  @Test func usedTwice() {
    expectGradients([random([2, 3]), random([3, 3], seed: 2), random([3])]) {
      linear(linear($0[0], $0[1], $0[2]), $0[1], $0[2], transposingWeight: true) + $0[0]
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "linear: input [2, 3] does not fit weight [4, 5]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = linear(Tensor(NDArray(zeros: [2, 3])), Tensor(NDArray(zeros: [4, 5])))
      })
    expectMessage(
      "linear: bias [4] does not fit weight [3, 5]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = linear(
          Tensor(NDArray(zeros: [2, 3])), Tensor(NDArray(zeros: [3, 5])),
          Tensor(NDArray(zeros: [4])))
      })
  }
}
