import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct RecurrentInitializerTests {
  private func layer(_ cell: RecurrentCell, _ initializer: RecurrentInitializer) -> RecurrentLayer {
    var generator = RandomGenerator(seed: 3)
    return RecurrentLayer(cell, 5, 16, initializer: initializer, using: &generator)
  }

  @Test func pyTorchDrawsWeightsAndBiasesAlike() {
    for parameter in layer(.gru, .pyTorch).parameters {
      let values = parameter.value.doubles
      #expect(values.allSatisfy { abs($0) <= 0.25 })
      let deviation = (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
      #expect(abs(deviation - 0.25 / 3.squareRoot()) < 0.03)
    }
  }

  @Test func biasesAreZeroByDefault() {
    let made = layer(.lstm, RecurrentInitializer())
    #expect(made.inputBias!.value.doubles.allSatisfy { $0 == 0 })
    #expect(made.hiddenBias!.value.doubles.allSatisfy { $0 == 0 })
  }

  @Test func theForgetGatesBiasesSumToTheGiven() {
    let made = layer(.lstm, RecurrentInitializer(bias: nil, forgetBias: 1))
    let (input, hidden) = (made.inputBias!.value.doubles, made.hiddenBias!.value.doubles)
    for unit in 0..<64 {
      #expect((input[unit] + hidden[unit] == 1) == (16..<32).contains(unit))
    }
  }

  @Test(arguments: RecurrentCell.allCases)
  func eachGateIsOrthogonal(cell: RecurrentCell) {
    let weight = layer(cell, .orthogonal(cell)).hiddenWeight.value
    for gate in 0..<cell.gateCount {
      for (a, b) in [(0, 0), (3, 3), (0, 3), (15, 2)] {
        let product = (0..<16).reduce(0.0) { sum, row in
          sum + weight[row, gate * 16 + a] * weight[row, gate * 16 + b]
        }
        #expect(abs(product - (a == b ? 1 : 0)) < 1e-5)
      }
    }
  }

  @Test func anIdentityKeepsItsState() {
    let made = layer(.rnnReLU, .identity())
    let state = RecurrentState(hidden: Tensor(NDArray(repeating: 0.5, shape: [1, 16])))
    let after = made.step(Tensor(NDArray(zeros: [1, 5])), state)
    #expect(after.hidden.array == state.hidden.array)
  }
}
