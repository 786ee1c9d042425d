import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import Testing

@Suite struct WordDropoutTests {
  @Test func aWordIsDroppedWhereverItStands() {
    let ids = (0..<2000).map { Int32($0 % 500) }
    let x = NDArray(repeating: 1, shape: [4, 500, 2])
    let y = wordDropout(
      Tensor(x), ids, vocabularySize: 500, rate: 0.3, key: RandomKey(seed: 5)
    ).array
    for word in 0..<500 {
      let values = Set((0..<4).flatMap { [y[$0, word, 0], y[$0, word, 1]] })
      #expect(values.count == 1)
    }
    let dropped = Double(y.floats.count { $0 == 0 }) / Double(y.count)
    #expect(abs(dropped - 0.3) < 0.06)
    #expect(y.floats.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
  }

  @Test func gradient() {
    expectGradients([random([3, 2])]) {
      wordDropout($0[0], [1, 0, 1], vocabularySize: 2, rate: 0.5, key: RandomKey(seed: 3))
    }
  }
}
