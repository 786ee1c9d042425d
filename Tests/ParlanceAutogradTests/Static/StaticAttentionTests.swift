import ParlanceArrays
import ParlanceSystem
import Testing

@testable import ParlanceAutograd

/// What a static graph needs of transformers: several products at once, axes in another order, softmax and
/// normalised rows.
@Suite struct StaticAttentionTests {
  /// Pre-norm attention of three heads over four tokens of two texts, causal and not.
  @Test(arguments: [true, false]) func attentionHasTheGradientsOfTheDynamicGraph(causal: Bool) {
    let (batch, length, heads, size) = (2, 4, 3, 2)
    let width = heads * size
    let weight = Parameter(random([width, 3 * width], 1))
    let bias = Parameter(random([3 * width], 2))
    let (gain, shift) = (Parameter(random([width], 3)), Parameter(random([width], 4)))
    let x = random([batch * length, width], 5)
    let graph = StaticGraph(.float64) { g in
      let x = g.input("x", [batch * length, width])
      let y = layerNorm(x, g.parameter(gain), g.parameter(shift), epsilon: 1e-3)
      let rows = batch * heads * length
      let all = (matmul(y, g.parameter(weight)) + g.parameter(bias))
        .permuted([batch, length, 3, heads, size], [2, 0, 3, 1, 4], into: [3 * rows, size])
      let parts = (0..<3).map { all.slice($0 * rows..<($0 + 1) * rows) }
      let scores = matmul(parts[0] * 0.5, parts[1], transposingB: true, groups: batch * heads)
      let weights = softmax(scores, queries: causal ? length : nil)
      g.keep("weights", weights)
      let heads = matmul(weights, parts[2], groups: batch * heads)
        .permuted([batch, heads, length, size], [0, 2, 1, 3], into: [batch * length, width])
      return square(x + heads).mean()
    }
    let (value, gradients) = graph.run(["x": x])

    let y = layerNorm(Tensor(x), gain.tensor, shift.tensor, epsilon: 1e-3)
    let all = linear(y, weight.tensor, bias.tensor)
      .reshaped([batch, length, 3, heads, size]).permuted([2, 0, 3, 1, 4])
    let parts = (0..<3).map { all.slice(axis: 0, $0..<$0 + 1).squeezed(axis: 0) }
    let attended = scaledDotProductAttention(
      parts[0], parts[1], parts[2], limits: AttentionLimits(isCausal: causal), scale: 0.5)
    let joined = attended.permuted([0, 2, 1, 3]).reshaped([batch * length, width])
    let loss = square(Tensor(x) + joined).mean()
    let expected = loss.backward()
    #expect(abs(value - loss.item) < 1e-12)
    for parameter in [weight, bias, gain, shift] {
      #expect(largest(gradients[parameter], expected[parameter]) < 1e-12)
      #expect(gradients[parameter].doubles.contains { abs($0) > 1e-3 })
    }
    // Whom a token comes before it does not attend to.
    let kept = graph.keptValue("weights")!
    #expect((kept[0, 1] == 0) == causal && kept[length - 1, 0] > 0)
  }

  @Test func constantsAreComputedWhenTheGraphIsMade() {
    let (a, gain) = (random([6, 4], 1), random([4], 2))
    let graph = StaticGraph(.float64) { g in
      let x = g.constant(a)
      let y = layerNorm(x, g.constant(gain), g.constant(gain))
      let z = softmax(matmul(y, x, transposingB: true, groups: 2), queries: 3)
      return matmul(z, y.permuted([6, 2, 2], [0, 2, 1], into: [6, 4]), groups: 2).sum()
    }
    #expect(graph.cost.passes == 0)
    let (x, gains) = (Tensor(a), Tensor(gain))
    let y = layerNorm(x, gains, gains)
    func apart(_ x: Tensor) -> Tensor { x.reshaped([2, 3, 4]) }
    let z = attentionWeights(
      apart(y), apart(x), limits: AttentionLimits(isCausal: true), scale: 1)
    let turned = y.reshaped([6, 2, 2]).permuted([0, 2, 1]).reshaped([6, 4])
    #expect(abs(graph.run([:]).value - matmul(z, apart(turned)).sum().item) < 1e-12)
  }

  /// Which goes into a product of two matrices, and not into several.
  @Test func aBiasAfterSeveralProducts() {
    let (a, b) = (random([6, 4], 1), random([4, 5], 2))
    let bias = Parameter(random([5], 3))
    let graph = StaticGraph(.float64) { g in
      square(
        matmul(g.input("a", [6, 4]), g.input("b", [8, 5]), groups: 2) + g.parameter(bias)
      ).sum()
    }
    let twice = concatenate([Tensor(b), Tensor(b)], axis: 0).array
    let (value, gradients) = graph.run(["a": a, "b": twice])
    let loss = square(linear(Tensor(a), Tensor(b), bias.tensor)).sum()
    #expect(abs(value - loss.item) < 1e-12)
    #expect(largest(gradients[bias], loss.backward()[bias]) < 1e-12)
  }
}
