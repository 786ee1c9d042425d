import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import Testing

private final class Pair: Module {
  let first: Linear
  let rest: [Linear]
  let none: Linear?
  let some: LayerNorm?
  let output: Linear

  init(using generator: inout RandomGenerator) {
    first = Linear(2, 3, using: &generator)
    rest = [Linear(3, 3, using: &generator), Linear(3, 3, hasBias: false, using: &generator)]
    none = nil
    some = LayerNorm(3)
    output = Linear(tiedTo: first.weight, hasBias: false)
  }
}

@Suite struct ModuleTests {
  private let pair: Pair

  init() {
    var generator = RandomGenerator(seed: 1)
    pair = Pair(using: &generator)
  }

  @Test func aModuleIsShownInOneLine() {
    #expect("\(pair)" == "Pair, 36 numbers in 7 parameters")
    #expect("\(LayerNorm(3))" == "LayerNorm, 6 numbers in 2 parameters")
    #expect("\(pair.rest[1])" == "Linear, 9 numbers in 1 parameter")
  }

  @Test func namesFollowTheProperties() {
    #expect(
      pair.namedParameters().map(\.name) == [
        "first.weight", "first.bias", "rest.0.weight", "rest.0.bias", "rest.1.weight",
        "some.weight", "some.bias",
      ])
    #expect(pair.namedParameters(includingAliases: true).last?.name == "output.weight")
    #expect(pair.parameterCount == 6 + 3 + 9 + 3 + 9 + 3 + 3)
  }

  @Test func leavesOfALossAreTheParameters() {
    let x = Tensor(NDArray(repeating: 1, shape: [1, 2]))
    let hidden = pair.rest.reduce(pair.first(x)) { $1($0) }
    let back = matmul(pair.some!(hidden), pair.output.weight.tensor, transposingB: true)
    let gradients = back.sum().backward()
    for parameter in pair.parameters { #expect(gradients.contains(parameter)) }
  }
}
