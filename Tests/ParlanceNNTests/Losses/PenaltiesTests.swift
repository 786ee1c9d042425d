import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct PenaltiesTests {
  @Test func values() {
    let parameters = [Parameter(NDArray([3, 0, -4])), Parameter(NDArray([2], shape: [1, 1]))]
    let squares = l2Penalty(parameters, 0.5)
    #expect(squares.item == 14.5)
    #expect(squares.backward()[parameters[0]].floats == [3, 0, -4])
    let sizes = l1Penalty(parameters, 0.5)
    #expect(sizes.item == 4.5)
    #expect(sizes.backward()[parameters[0]].floats == [0.5, 0, -0.5])
    #expect(l1Penalty([], 1).item == 0)
  }

  @Test func gradient() {
    for penalty in [l1Penalty, l2Penalty] {
      let x = Parameter(spread([3], in: 0.5..<2))
      let found = penalty([x], 0.3).backward()[x].doubles
      for place in 0..<3 {
        let moved = [1e-5, -1e-5].map { step in
          var value = x.value
          value[flat: place] += step
          return penalty([Parameter(value)], 0.3).item
        }
        #expect(abs((moved[0] - moved[1]) / 2e-5 - found[place]) < 1e-6)
      }
    }
  }

  @Test func theyAreAPartOfTheLoss() {
    var generator = RandomGenerator(seed: 1)
    let model = Linear(2, 1, using: &generator)
    let loss =
      model(Tensor(NDArray([1, 2], shape: [1, 2]))).sum() + l2Penalty(model.parameters, 0.1)
    let gradients = loss.backward()
    #expect(model.parameters.allSatisfy { gradients.contains($0) })
  }
}
