import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import Testing

@Suite struct ActivationTests {
  @Test func eachIsItsOperation() {
    let x = Tensor(NDArray([-7, -1, -0.3, 0, 0.4, 2, 8]))
    let pairs: [(Activation, Tensor)] = [
      (.identity, x), (.relu, relu(x)), (.relu6, relu6(x)), (.sigmoid, sigmoid(x)),
      (.tanh, tanh(x)), (.selu, selu(x)), (.silu, silu(x)), (.mish, mish(x)),
      (.softsign, softsign(x)), (.logSigmoid, logSigmoid(x)), (.hardTanh, hardTanh(x)),
      (.hardSigmoid, hardSigmoid(x)), (.hardSwish, hardSwish(x)), (.softplus, softplus(x)),
      (.leakyReLU(slope: 0.1), leakyRelu(x, slope: 0.1)), (.elu(alpha: 2), elu(x, alpha: 2)),
      (.celu(alpha: 2), celu(x, alpha: 2)), (.gelu(), gelu(x)),
      (.gelu(isApproximate: true), gelu(x, isApproximate: true)),
    ]
    for (activation, expected) in pairs {
      #expect(activation(x).array == expected.array, "\(activation)")
    }
    #expect(Set(pairs.map { "\($0.1.array.floats)" }).count == pairs.count)
  }

  @Test func savedAndLoadedItIsTheSame() throws {
    for activation in [Activation.mish, .leakyReLU(slope: 0.2), .gelu(isApproximate: true)] {
      let data = try JSONEncoder().encode(activation)
      #expect(try JSONDecoder().decode(Activation.self, from: data) == activation)
    }
  }
}
