import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import Testing

private final class Pair: Module {
  let linear1: Linear
  let linear2: Linear
  let tied: Linear

  init() {
    var generator = RandomGenerator(seed: 1)
    linear1 = Linear(2, 3, using: &generator)
    linear2 = Linear(3, 10, hasBias: false, using: &generator)
    tied = Linear(tiedTo: linear1.weight, hasBias: false)
  }
}

private final class Nothing: Module {}

@Suite struct ModuleSummaryTests {
  @Test func aTable() {
    let pair = Pair()
    #expect(
      pair.summary == """
        parameter        shape     values
        linear1.weight   [2, 3]         6
        linear1.bias     [3]            3
        linear2.weight   [3, 10]       30
        total                          39
        """)
    pair.linear1.bias!.isTrainable = false
    #expect(pair.summary.contains("linear1.bias     [3]            3  frozen\n"))
    #expect(pair.summary.hasSuffix("39  36 trainable"))
  }

  @Test func aModuleWithoutParameters() {
    #expect(Nothing().summary == "parameter   shape   values\ntotal                    0")
  }
}
