import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import Testing

@Suite struct AlphaDropoutTests {
  @Test func meanAndVarianceStay() {
    let x = random([400, 50])
    let y = alphaDropout(Tensor(x), rate: 0.2, key: RandomKey(seed: 1))
    #expect(abs(y.mean().item) < 0.03)
    #expect(abs(square(y).mean().item - 1) < 0.03)
    // The dropped ones are all the same number.
    let counts = y.array.doubles.reduce(into: [Double: Int]()) { $0[$1, default: 0] += 1 }
    #expect(abs(Double(counts.values.max() ?? 0) / 20_000 - 0.2) < 0.02)
  }

  @Test func gradient() {
    expectGradients([random([3, 4])]) {
      alphaDropout($0[0], rate: 0.4, key: RandomKey(seed: 1))
    }
  }
}
