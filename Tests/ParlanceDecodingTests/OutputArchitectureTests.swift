import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct OutputArchitectureTests {
  /// Each layer that can be named is made, and its probabilities sum to 1.
  @Test(arguments: OutputArchitecture.Layer.allCases)
  func layersAreMadeByName(layer: OutputArchitecture.Layer) {
    var output = OutputArchitecture()
    output.layer = layer
    output.samples = 8
    let counts = (1...50).map { 500 / $0 }
    #expect(output.problem(50) == nil)
    var generator = RandomGenerator(seed: 1)
    let made = output.makeLayer(6, 50, counts: counts, using: &generator)
    let hidden = NDArray(normal: 1, shape: [3, 6], using: &generator)
    let values = made.logProbabilities(OutputInput(Tensor(hidden))).array
    #expect(values.shape == [3, 50])
    for row in 0..<3 {
      let sum = (0..<50).reduce(0.0) { $0 + Double.exp(values[row, $1]) }
      #expect(abs(sum - 1) < 1e-5)
    }
  }

  @Test func problemsAreNamed() {
    var output = OutputArchitecture()
    output.cutoffs = [5, 50]
    #expect(output.problem(50)?.description.hasPrefix("cutoffs: expected ascending ids") == true)
    output.cutoffs = nil
    output.samples = 0
    #expect(output.problem(50)?.description.hasPrefix("samples: expected 1 to") == true)
    output.samples = nil
    output.maxEntOrder = 3
    #expect(output.problem(50)?.expected.contains("hierarchical") == true)
  }
}
