import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct ScaledDotProductAttentionTests {
  private func attend(_ golden: GoldenCase, _ inputs: [String: Tensor]) -> Tensor {
    let kind = golden.settings.string("kind")
    let type = inputs["q"]!.elementType
    let mask: Tensor? =
      kind == "mask"
      ? Tensor(
        NDArray(
          float64: golden.integers("mask").values.map { Double($0) },
          shape: golden.integers("mask").shape
        ).cast(to: type)) : nil
    return scaledDotProductAttention(
      inputs["q"]!, inputs["k"]!, inputs["v"]!, mask: mask, bias: inputs["bias"],
      limits: AttentionLimits(
        isCausal: kind.contains("causal"),
        keyLengths: kind.contains("lengths") ? golden.integers("lengths").values : nil),
      scale: golden.settings.has("scale") ? golden.settings.double("scale") : nil)
  }

  @Test(arguments: GoldenCase.all("attention", "attention"))
  func golden(_ golden: GoldenCase) {
    expectCase(golden) { [attend(golden, $0)] }
  }

  @Test func aWrongGradientIsSeen() {
    let cases = GoldenCase.all("attention", "attention")
    let seen = cases.filter { golden in
      golden.failure { inputs in
        var wrong = inputs
        wrong["k"] = inputs["k"]!.detached
        return [attend(golden, wrong)]
      } != nil
    }
    #expect(seen.count > cases.count / 2)
  }

  @Test func gradient() {
    let (q, k, v) = (random([2, 3, 2]), random([2, 4, 2], seed: 2), random([2, 4, 3], seed: 3))
    let mask = Tensor(NDArray(float64: [1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0], shape: [3, 4]))
    expectGradients([q, k, v]) { scaledDotProductAttention($0[0], $0[1], $0[2]) }
    expectGradients([q, k, v]) { scaledDotProductAttention($0[0], $0[1], $0[2], mask: mask) }
    expectGradients([q, k, v]) {
      scaledDotProductAttention(
        $0[0], $0[1], $0[2], limits: AttentionLimits(isCausal: true, keyLengths: [2, 0]))
    }
    expectGradients([q, k, v, random([3, 4], seed: 4)]) {
      scaledDotProductAttention(
        $0[0], $0[1], $0[2], bias: $0[3], dropout: (0.3, RandomKey(seed: 1)))
    }
  }

  @Test(arguments: precisions.map(\.type))
  func aQueryWithoutKeysGivesZeros(_ type: ElementType) {
    let q = Parameter(random([1, 2, 3]).cast(to: type))
    let k = Tensor(random([1, 2, 3], seed: 2).cast(to: type))
    let bias = Tensor(
      NDArray(float64: [-.infinity, -.infinity, 0, -.infinity], shape: [2, 2]).cast(to: type))
    let y = scaledDotProductAttention(q.tensor, k, k, bias: bias)
    let dq = y.backward(NDArray(repeating: 1, shape: y.shape, type))[q]
    #expect(y.array.doubles[..<3] == [0, 0, 0])
    #expect(dq.doubles[..<3] == [0, 0, 0])
    #expect(Array(y.array.doubles[3...]) == Array(k.array.doubles[..<3]))
  }

  @Test(arguments: precisions.map(\.type))
  func whatIsNotANumberStaysSo(_ type: ElementType) {
    let q = Tensor(NDArray(repeating: .nan, shape: [1, 1], type))
    let k = Tensor(NDArray(repeating: 1, shape: [2, 1], type))
    #expect(scaledDotProductAttention(q, k, k).array.item.isNaN)
  }

  @Test func dropoutKeepsTheMean() {
    let zeros = Tensor(NDArray(zeros: [40, 50, 4]))
    let values = Tensor(NDArray(repeating: 1, shape: [40, 50, 4]))
    let y = scaledDotProductAttention(
      zeros, zeros, values, dropout: (0.5, RandomKey(seed: 2)))
    #expect(abs(y.mean().item - 1) < 0.02)
    #expect(Set(y.array.floats).count > 10)
  }

  @Test func mismatch() async {
    expectMessage(
      "attention: expected 2 lengths of at most 4, found [5, 1]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let x = Tensor(NDArray(zeros: [2, 4, 3]))
        _ = scaledDotProductAttention(x, x, x, limits: AttentionLimits(keyLengths: [5, 1]))
      })
  }
}
