import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct MaskedSelectTests {
  @Test(arguments: GoldenCase.all("indexing", "maskedSelect")) func equalsPyTorch(
    _ golden: GoldenCase
  ) {
    expectCase(golden) { inputs in
      let found = golden.integers("mask")
      let mask = Tensor(NDArray(found.values.map(Float.init), shape: found.shape))
      let places = golden.integers("nonzero")
      #expect(mask.nonzero() == Indices(places.values, shape: places.shape))
      let x = inputs["x"]!
      return [x.maskedSelect(Tensor(mask.array.cast(to: x.elementType)))]
    }
  }

  @Test func gradient() {
    let mask = Tensor(NDArray(float64: [1, 0, 1]))
    expectGradients([random([2, 3])]) { $0[0].maskedSelect(mask) }
  }
}
