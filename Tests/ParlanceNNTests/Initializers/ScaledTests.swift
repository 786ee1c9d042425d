import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct ScaledTests {
  /// `torch.nn.init.calculate_gain`, PyTorch 2.15.
  @Test func gainsArePyTorchs() {
    let table: [(Initializer.Nonlinearity, Double)] = [
      (.linear, 1), (.sigmoid, 1), (.tanh, 1.6666666666666667), (.relu, 1.4142135623730951),
      (.leakyReLU(), 1.4141428569978354), (.leakyReLU(slope: 0.2), 1.3867504905630728),
      (.leakyReLU(slope: 0), 1.4142135623730951), (.selu, 0.75),
    ]
    for (nonlinearity, gain) in table {
      #expect(abs(Initializer.gain(for: nonlinearity) - gain) < 1e-15, "\(nonlinearity)")
    }
  }

  /// PyTorch's bounds for a weight of 200 inputs and 300 outputs.
  private static let uniforms: [(initializer: Initializer, bound: Double)] = [
    (.xavier, 0.10954451150103323), (.xavierUniform(gain: 2), 0.21908902300206645),
    (.kaimingUniform(), 0.17320508075688773),
    (.kaimingUniform(fan: .outputs), 0.1414213562373095),
    (.kaimingUniform(for: .leakyReLU(slope: 0.2)), 0.16984155512168939),
    (.kaimingUniform(for: .tanh), 0.20412414523193154), (.lecunUniform, 0.12247448713915891),
  ]

  @Test(arguments: uniforms.indices)
  func uniformOnesFillTheirBounds(index: Int) {
    let (initializer, bound) = Self.uniforms[index]
    var generator = RandomGenerator(seed: 5)
    let values = initializer.array([200, 300], .float64, using: &generator).doubles
    let (mean, variance) = moments(values)
    #expect(values.allSatisfy { abs($0) <= bound })
    #expect(values.max()! > 0.999 * bound && values.min()! < -0.999 * bound)
    #expect(abs(mean) < 0.01 * bound)
    #expect(abs(variance / (bound * bound / 3) - 1) < 0.02)
  }

  private static let normals: [(initializer: Initializer, deviation: Double)] = [
    (.xavierNormal(), 0.06324555320336758), (.xavierNormal(gain: 5 / 3), 0.10540925533894598),
    (.kaimingNormal(), 0.1), (.kaimingNormal(fan: .outputs), 0.08164965809277261),
    (.kaimingNormal(for: .selu), 0.05303300858899107), (.lecunNormal, 0.07071067811865475),
  ]

  @Test(arguments: normals.indices)
  func normalOnesHaveTheirDeviation(index: Int) {
    let (initializer, deviation) = Self.normals[index]
    var generator = RandomGenerator(seed: 6)
    let values = initializer.array([200, 300], .float64, using: &generator).doubles
    let (mean, variance) = moments(values)
    #expect(abs(mean) < 0.02 * deviation)
    #expect(abs(variance.squareRoot() / deviation - 1) < 0.01)
    #expect(values.max()! > 3.5 * deviation)
  }

  @Test func theSizesAreThoseGiven() {
    var generator = RandomGenerator(seed: 5)
    // An LSTM's four gates lie beside each other, but each output is one unit's.
    let gates = Initializer.xavier.array([4, 40], inputs: 4, outputs: 10, using: &generator)
    let bound = Float((6.0 / 14).squareRoot())
    #expect(gates.floats.allSatisfy { abs($0) <= bound })
    #expect(gates.floats.contains { abs($0) > 0.9 * bound })
  }
}
