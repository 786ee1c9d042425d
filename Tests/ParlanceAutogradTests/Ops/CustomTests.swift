import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct CustomTests {
  /// The multiply gate.
  private func multiply(_ a: Tensor, _ b: Tensor) -> Tensor {
    Tensor.custom("multiply gate", [a, b]) { inputs in
      [inputs[0] * inputs[1]]
    } backward: { inputs, _, upstream in
      [upstream[0] * inputs[1], upstream[0] * inputs[0]]
    }[0]
  }

  /// x → (x², eˣ), with one output used in the way back.
  private func pair(_ x: Tensor) -> [Tensor] {
    Tensor.custom("pair", [x]) { inputs in
      [square(inputs[0]), exp(inputs[0])]
    } backward: { inputs, outputs, upstream in
      [upstream[0] * 2 * inputs[0] + upstream[1] * outputs[1]]
    }
  }

  @Test func theMultiplyGate() {
    let (a, b) = (Parameter(NDArray(scalar: 3)), Parameter(NDArray(scalar: -4)))
    let y = multiply(a.tensor, b.tensor)
    let gradients = (2 * y).backward()
    #expect(y.item == -12)
    #expect(gradients[a].item == -8)
    #expect(gradients[b].item == 6)
    #expect(GraphDrawing(y).dot.contains("multiply gate"))
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape), random(shape, seed: 2)]) { multiply($0[0], $0[1]) }
    expectGradients([random(shape)]) { multiply($0[0], $0[0]) }
    let check = checkGradient([random(shape)]) { pair($0[0]) }
    #expect(check.error < 1e-6)
  }

  @Test func equalsTheLibrarysOwnOperation() {
    for seed in UInt64(1)...20 {
      let (x, y) = (random([3, 2], seed: seed), random([3, 2], seed: seed + 100))
      let (a, b, dy) = (Parameter(x), Parameter(y), random([3, 2], seed: seed + 200))
      let own = multiply(a.tensor, b.tensor).backward(dy)
      let expected = (a.tensor * b.tensor).backward(dy)
      #expect(own[a] == expected[a] && own[b] == expected[b])
    }
  }

  @Test func anOutputThatNothingUsesHasAGradientOfZeros() {
    let x = Parameter(NDArray(float64: [1, 2]))
    #expect(pair(x.tensor)[0].sum().backward()[x].doubles == [2, 4])
    #expect(pair(x.tensor)[1].sum().backward()[x] == pair(x.tensor)[1].array)
  }

  @Test func nilPassesNothingBack() {
    let (a, b) = (Parameter(NDArray([1, 2])), Parameter(NDArray([3, 4])))
    let y = Tensor.custom("first", [a.tensor, b.tensor]) {
      [$0[0]]
    } backward: { _, _, dy in
      [dy[0], nil]
    }[0]
    let gradients = y.sum().backward()
    #expect(gradients[a].floats == [1, 1])
    #expect(!gradients.contains(b))
  }

  @Test func runsWithoutAGraphAndWithoutInputs() {
    let a = Parameter(NDArray([1, 2]))
    #expect(!withoutGraph { multiply(a.tensor, a.tensor) }.isInGraph)
    var isInGraph = false
    _ = Tensor.custom("look", [a.tensor]) {
      isInGraph = ($0[0] + 1).isInGraph
      return [$0[0]]
    } backward: { _, _, dy in
      [dy[0]]
    }
    #expect(!isInGraph)
    let made = Tensor.custom("make", []) { _ in
      [Tensor(5)]
    } backward: { _, _, _ in
      []
    }
    #expect(made[0].item == 5 && !made[0].isInGraph)
  }

  @Test func aWrongGradientIsCaught() {
    let check = checkGradient([random([3]), random([3], seed: 2)]) { inputs in
      Tensor.custom("wrong", inputs) {
        [$0[0] * $0[1]]
      } backward: { inputs, _, dy in
        [dy[0] * inputs[0], dy[0] * inputs[1]]
      }
    }
    #expect(check.error > 1e-2)
  }

  @Test func gradientsThatDoNotFit() async {
    expectMessage(
      "gate: expected the gradient of input 0 as float32 of shape [2], found float32 of shape [3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let a = Parameter(NDArray([1, 2]))
        let y = Tensor.custom("gate", [a.tensor]) {
          [$0[0]]
        } backward: { _, _, _ in
          [Tensor(NDArray([1, 2, 3]))]
        }
        _ = y[0].sum().backward()
      })
    expectMessage(
      "gate: expected 1 gradients from backward, found 0",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let a = Parameter(NDArray([1, 2]))
        let y = Tensor.custom("gate", [a.tensor]) {
          [$0[0]]
        } backward: { _, _, _ in
          []
        }
        _ = y[0].sum().backward()
      })
  }
}
