import ParlanceArrays
import ParlanceAutograd
import ParlanceLanguageModels
import ParlanceNN
import ParlanceOptim
import ParlanceSystem

/// A training step of an LSTM language model as a graph that is defined once, of plain operations, on random tokens.
///
/// Steps of time are below each other, so that the input's products are one for all steps; each gate has its own
/// weights. The state is carried from run to run, as in `trainingStep`.
struct StaticLanguageModel {
  private let graph: StaticGraph
  private let optimizer: Optimizer
  private let ids: [String: [Int32]]
  private let state: Carried

  private final class Carried {
    var values: [String: NDArray] = [:]
  }

  /// Bytes of all values between inputs and results.
  var plannedBytes: Int { graph.cost.peakBytes }

  /// - `counts`: how often each token of the vocabulary is drawn.
  init(
    _ architecture: LanguageModelArchitecture, _ batch: Int, _ length: Int, _ counts: [Int]
  ) {
    let text = NoiseDistribution(counts: counts)
    ids = ["tokens": 1, "targets": 2].mapValues {
      text.draw(batch * length, key: RandomKey(seed: $0))
    }
    let network = LSTMParameters(architecture)
    graph = StaticGraph { g in network.loss(g, batch: batch, length: length) }
    optimizer = Optimizer(SGD(learningRate: 1), network.parameters)
    state = Carried()
    for layer in network.layers.indices {
      for name in ["h\(layer)", "c\(layer)"] {
        state.values[name] = NDArray(zeros: [batch, architecture.hiddenSize])
      }
    }
  }

  /// Loss and gradients, clipping by norm, and an update.
  func step() {
    var found = graph.run(state.values, ids: ids).gradients
    for name in state.values.keys { state.values[name] = graph.keptValue(name)! }
    _ = Clipping.norm(5).clip(&found, parameters: optimizer.parameters)
    optimizer.step(found)
  }
}

/// The weights of LSTM layers between an embedding and a softmax, and their equations.
private struct LSTMParameters {
  struct Gate {
    let input: Parameter
    let hidden: Parameter
    let bias: Parameter
  }

  let table: Parameter
  let output: Parameter
  let bias: Parameter
  /// Of each layer the gates i, f, g and o.
  let layers: [[Gate]]

  var parameters: [Parameter] {
    [table, output, bias] + layers.joined().flatMap { [$0.input, $0.hidden, $0.bias] }
  }

  init(_ architecture: LanguageModelArchitecture) {
    var generator = RandomGenerator(seed: 1)
    let (hidden, vocabulary) = (architecture.hiddenSize, architecture.vocabularySize)
    let bound = 1 / Double(hidden).squareRoot()
    func random(_ shape: [Int]) -> Parameter {
      Parameter(NDArray(uniform: -bound..<bound, shape: shape, using: &generator))
    }
    table = random([vocabulary, architecture.embeddingSize])
    layers = (0..<architecture.layers).map { layer in
      let size = layer == 0 ? architecture.embeddingSize : hidden
      return (0..<4).map { _ in
        Gate(
          input: random([size, hidden]), hidden: random([hidden, hidden]), bias: random([hidden]))
      }
    }
    output = random([vocabulary, hidden])
    bias = random([vocabulary])
  }

  func loss(_ g: StaticGraphBuilder, batch: Int, length: Int) -> StaticValue {
    var x = embedding(g.parameter(table), g.ids("tokens", batch * length))
    for (number, gates) in layers.enumerated() {
      let inputs = gates.map { matmul(x, g.parameter($0.input)) + g.parameter($0.bias) }
      let size = gates[0].hidden.shape[0]
      var h = g.input("h\(number)", [batch, size])
      var c = g.input("c\(number)", [batch, size])
      var outputs: [StaticValue] = []
      for step in 0..<length {
        let rows = step * batch..<(step + 1) * batch
        let z = zip(gates, inputs).map { $1.slice(rows) + matmul(h, g.parameter($0.hidden)) }
        c = sigmoid(z[1]) * c + sigmoid(z[0]) * tanh(z[2])
        h = sigmoid(z[3]) * tanh(c)
        outputs.append(h)
      }
      g.keep("h\(number)", h)
      g.keep("c\(number)", c)
      x = concatenate(outputs)
    }
    let logits = matmul(x, g.parameter(output), transposingB: true) + g.parameter(bias)
    return crossEntropy(logits, g.ids("targets", batch * length))
  }
}
