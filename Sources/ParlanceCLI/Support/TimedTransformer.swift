import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// A causal transformer between an embedding and a softmax, on random tokens, as a graph of either kind with the same
/// parameters: layers with norms before their parts, no places, no dropout.
struct TimedTransformer: TimedNetwork {
  let inputs: [String: NDArray] = [:]
  let ids: [String: [Int32]]
  private let (batch, length): (Int, Int)
  private let options: TransformerLayerOptions
  private let table: Parameter
  private let layers: [TransformerEncoderLayer]
  private let norm: LayerNorm
  private let output: Parameter

  init(batch: Int, length: Int, vocabulary: Int, hidden: Int, layers count: Int) {
    (self.batch, self.length) = (batch, length)
    var generator = RandomGenerator(seed: 1)
    let heads = TransformerLayerOptions.usualHeadCount(size: hidden)
    options = TransformerLayerOptions(
      size: hidden, headCount: heads, feedForwardSize: 4 * hidden, activation: .gelu(),
      normalisesFirst: true)
    var layers: [TransformerEncoderLayer] = []
    for _ in 0..<count { layers.append(TransformerEncoderLayer(options, using: &generator)) }
    self.layers = layers
    norm = LayerNorm(hidden)
    func random() -> Parameter {
      Parameter(NDArray(uniform: -0.1..<0.1, shape: [vocabulary, hidden], using: &generator))
    }
    (table, output) = (random(), random())
    func tokens() -> [Int32] {
      (0..<batch * length).map { _ in Int32(generator.uniform() * Double(vocabulary)) }
    }
    ids = ["tokens": tokens(), "targets": tokens()]
  }

  func loss() -> Tensor {
    var x = embedding(table.tensor, ids["tokens"]!, shape: [batch, length])
    for layer in layers { x = layer(x, limits: AttentionLimits(isCausal: true)) }
    return softmaxCrossEntropy(matmul(norm(x), output.tensor, transposingB: true), ids["targets"]!)
  }

  func staticGraph() -> StaticGraph {
    StaticGraph { g in
      var x = embedding(g.parameter(table), g.ids("tokens", batch * length))
      for layer in layers { x = applied(layer, to: x, g) }
      let last = StaticParts(norm, g)
      let y = layerNorm(x, last["weight"], last["bias"])
      let logits = matmul(y, g.parameter(output), transposingB: true)
      return crossEntropy(logits, g.ids("targets", batch * length))
    }
  }

  private func applied(
    _ layer: TransformerEncoderLayer, to x: StaticValue, _ g: StaticGraphBuilder
  ) -> StaticValue {
    let w = StaticParts(layer, g)
    func norm(_ x: StaticValue, _ name: String) -> StaticValue {
      layerNorm(x, w[name + ".weight"], w[name + ".bias"])
    }
    let (heads, size) = (options.headCount, options.size / options.headCount)
    let rows = batch * heads * length
    let all = w.linear(norm(x, "norm1"), "self_attn.in_proj_weight", "self_attn.in_proj_bias")
      .permuted([batch, length, 3, heads, size], [2, 0, 3, 1, 4], into: [3 * rows, size])
    let (q, k, v) = (
      all.slice(0..<rows), all.slice(rows..<2 * rows), all.slice(2 * rows..<3 * rows)
    )
    let scores = matmul(
      q * (1 / Double(size).squareRoot()), k, transposingB: true, groups: batch * heads)
    let attended = matmul(softmax(scores, queries: length), v, groups: batch * heads)
      .permuted([batch, heads, length, size], [0, 2, 1, 3], into: x.shape)
    let y = x + w.linear(attended, "self_attn.out_proj.weight", "self_attn.out_proj.bias")
    let inner = gelu(w.linear(norm(y, "norm2"), "linear1.weight", "linear1.bias"))
    return y + w.linear(inner, "linear2.weight", "linear2.bias")
  }
}

/// The parameters of a module by their names.
private struct StaticParts {
  private let parameters: [String: Parameter]
  private let builder: StaticGraphBuilder

  init(_ module: some Module, _ builder: StaticGraphBuilder) {
    parameters = Dictionary(
      uniqueKeysWithValues: module.namedParameters().map { ($0.name, $0.parameter) })
    self.builder = builder
  }

  subscript(name: String) -> StaticValue { builder.parameter(parameters[name]!) }

  func linear(_ x: StaticValue, _ weight: String, _ bias: String) -> StaticValue {
    matmul(x, self[weight]) + self[bias]
  }
}
