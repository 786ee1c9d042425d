import Foundation
import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

/// Mean and variance of the values.
func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
  let mean = values.reduce(0, +) / Double(values.count)
  return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
}

@Suite struct InitializerTests {
  @Test func sameSeedSameBits() {
    for type in [ElementType.float32, .float64] {
      var (a, b) = (RandomGenerator(seed: 5), RandomGenerator(seed: 5))
      for initializer in [.xavier, .orthogonal(), .sparse(zeros: 0.5), Initializer.normal(1)] {
        let one = initializer.array([6, 10], inputs: 6, outputs: 10, type, using: &a)
        #expect(one == initializer.array([6, 10], type, using: &b))
        #expect(one.elementType == type)
      }
    }
  }

  @Test func singlePrecisionIsDoublePrecisionRounded() {
    for initializer in [.xavier, .orthogonal(), .truncatedNormal(), Initializer.uniform(0.1)] {
      var (a, b) = (RandomGenerator(seed: 9), RandomGenerator(seed: 9))
      let double = initializer.array([4, 3], .float64, using: &a)
      #expect(initializer.array([4, 3], using: &b) == double.cast(to: .float32))
    }
  }

  @Test func emptyShapesAndSizesOfOneWork() {
    var generator = RandomGenerator(seed: 1)
    let all: [Initializer] = [
      .zeros, .identity(), .uniform(1), .normal(1), .truncatedNormal(), .xavier, .xavierNormal(),
      .kaimingUniform(), .kaimingNormal(fan: .outputs), .orthogonal(), .sparse(zeros: 0.5),
    ]
    for initializer in all {
      for shape in [[0, 4], [4, 0], [0, 0], [1, 1], [1, 5], [2, 1, 3]] {
        let array = initializer.array(shape, using: &generator)
        #expect(array.shape == shape)
        #expect(array.floats.allSatisfy { $0.isFinite })
      }
    }
  }

  @Test func blocksAreDrawnByThemselves() {
    var (whole, parts) = (RandomGenerator(seed: 3), RandomGenerator(seed: 3))
    let gates = Initializer.orthogonal().inBlocks(3).array(
      [4, 12], inputs: 4, outputs: 4, .float64, using: &whole)
    for gate in 0..<3 {
      let part = Initializer.orthogonal().array([4, 4], .float64, using: &parts)
      let found = gates.kernels.slice(gates, axis: 1, start: 4 * gate, length: 4)
      #expect(found == part)
    }
  }

  @Test func oneOfYourOwnKnowsItsWeight() {
    let places = Initializer { weight, _ in
      NDArray(repeating: Double(10 * weight.inputs + weight.outputs), shape: weight.shape)
    }
    var generator = RandomGenerator(seed: 1)
    #expect(places.array([2], inputs: 3, outputs: 4, using: &generator) == NDArray([34, 34]))
    #expect(places.array([5, 2, 3], using: &generator)[0, 0, 0] == 103)
    let layer = Linear(3, 4, initializer: places, using: &generator)
    #expect(layer.weight.value[2, 3] == 34)
  }

  @Test func mistakesTrap() async {
    func text(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = RandomGenerator(seed: 1)
      let wrong = Initializer { _, _ in NDArray(zeros: [2]) }
      _ = wrong.array([3], using: &generator)
    }
    #expect(text(shape).contains("Initializer: expected shape [3], found [2]"))
    let axes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = RandomGenerator(seed: 1)
      _ = Initializer.orthogonal().array([3], using: &generator)
    }
    #expect(
      text(axes).contains("Initializer.orthogonal: expected 2 axes or more, found shape [3]"))
  }
}
