import ParlanceSystem
import Testing

@testable import ParlanceArrays

@Suite struct ElementChainTests {
  /// σ(x) · tanh(y) of which the gradients at dy = c, and 3 (σ(x) − c).
  private let chain = ElementChain(
    [
      .unary(.sigmoid, .input(0)), .unary(.tanh, .input(1)),
      .binary(.multiply, .step(0), .step(1)), .filled(.input(2)),
      .binary(.multiply, .step(3), .step(1)),
      .unaryGradient(.sigmoid, x: .input(0), y: .step(0), dy: .step(4)),
      .binary(.subtract, .step(0), .input(2)), .scaled(3, .step(6)),
    ], results: [2, 5, 7])

  private func inputs(_ count: Int, _ type: ElementType = .float32) -> [NDArray] {
    var generator = RandomGenerator(seed: 1)
    func random(_ count: Int) -> NDArray {
      NDArray(float64: (0..<count).map { _ in 4 * generator.uniform() - 2 }).cast(to: type)
    }
    return [random(count), random(count), random(1)]
  }

  private func run(_ kernels: any Kernels, _ inputs: [NDArray]) -> [[Double]] {
    var outputs = chain.results.map { _ in
      NDArray(repeating: 7, shape: inputs[0].shape, inputs[0].elementType)
    }
    kernels.chain(chain, inputs, &outputs)
    return outputs.map(\.doubles)
  }

  @Test(arguments: [1, 5, 2048, 16_384 * 3 + 17]) func aPassHasTheBitsOfItsFunctions(count: Int) {
    let x = inputs(count)
    let k = x[0].kernels
    let (s, t) = (k.unary(.sigmoid, x[0]), k.unary(.tanh, x[1]))
    var dx = NDArray(zeros: [count])
    k.addUnaryGradient(
      .sigmoid, x: x[0], y: s,
      dy: k.binary(.multiply, NDArray(repeating: x[2].item, shape: [count]), t), &dx)
    var last = k.binary(.subtract, s, x[2])
    k.scale(3, &last)
    #expect(run(k, x) == [k.binary(.multiply, s, t), dx, last].map(\.doubles))
  }

  @Test func equalsTheReference() {
    let x = inputs(1000, .float64)
    let expected = run(x[0].kernels, x)
    let found = run(NDArray([1]).kernels, x.map { $0.cast(to: .float32) })
    for (a, b) in zip(expected, found) {
      #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  /// A kernel has a limit of arrays, which this is beyond: each of 20 inputs goes into a sum, all of which are kept.
  private let wide = ElementChain(
    (0..<20).map { .binary(.add, .input($0), $0 == 0 ? .input(19) : .step($0 - 1)) },
    results: Array(0..<20))

  @Test(arguments: [1, 127, 5000]) func devicesEqualTheReference(count: Int) {
    for (name, kernels) in TestedDevice.all {
      for (chain, x) in [
        (chain, inputs(count)), (wide, (0..<20).map { numbers([count], seed: UInt64($0)) }),
      ] {
        func outputs(_ type: ElementType) -> [NDArray] {
          chain.results.map { _ in NDArray(repeating: 7, shape: [count], type) }
        }
        var (expected, found) = (outputs(.float64), outputs(.float32))
        exact.chain(chain, x.map(\.wide), &expected)
        kernels.chain(chain, x, &found)
        for (a, b) in zip(expected, found) {
          #expect(zip(a.doubles, b.doubles).allSatisfy { abs($0 - $1) < 1e-4 }, "\(name)")
        }
      }
    }
  }

  /// What lies between takes few blocks, and no function writes where it reads.
  @Test func blocksServeAgain() {
    let long = ElementChain(
      (0..<50).map { .unary(.tanh, $0 == 0 ? .input(0) : .step($0 - 1)) }, results: [49])
    #expect(long.blockCount == 2)
    var (outputs, expected) = ([NDArray(zeros: [100])], inputs(100)[0])
    expected.kernels.chain(long, [expected], &outputs)
    for _ in 0..<50 { expected = expected.kernels.unary(.tanh, expected) }
    #expect(outputs[0] == expected)
  }
}
