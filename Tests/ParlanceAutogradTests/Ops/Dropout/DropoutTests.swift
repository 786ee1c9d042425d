import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import Testing

@Suite struct DropoutTests {
  let key = RandomKey(seed: 3)

  @Test func keptElementsAreScaled() {
    let y = dropout(Tensor(NDArray(repeating: 3, shape: [10_000])), rate: 0.25, key: key).array
    #expect(Set(y.floats) == [0, 4])
    #expect(abs(Double(y.floats.count { $0 == 0 }) / 10_000 - 0.25) < 0.02)
  }

  @Test func theMaskIsTheKeys() {
    let x = Tensor(random([64]))
    let y = dropout(x, rate: 0.5, key: key).array
    #expect(dropout(x, rate: 0.5, key: key).array == y)
    #expect(dropout(x, rate: 0.5, key: key.folding(in: 1)).array != y)
    #expect(dropout(x, rate: 0, key: key).array == x.array)
    let narrow = dropout(Tensor(x.array.cast(to: .float32)), rate: 0.5, key: key).array
    #expect(narrow.doubles.map { $0 == 0 } == y.doubles.map { $0 == 0 })
  }

  @Test func gradient() {
    for shape in someShapes {
      expectGradients([random(shape)]) { dropout($0[0], rate: 0.4, key: key) }
    }
    expectGradients([random([2, 4, 3])]) {
      dropout($0[0], rate: 0.5, key: key, sharedOverTime: true) + $0[0]
    }
    expectGradients([random([2, 0, 3])]) {
      dropout($0[0], rate: 0.5, key: key, sharedOverTime: true)
    }
  }

  @Test func oneMaskServesAllSteps() {
    let x = Tensor(NDArray(repeating: 1, shape: [2, 5, 8]))
    let y = dropout(x, rate: 0.5, key: key, sharedOverTime: true).array
    for b in 0..<2 {
      for t in 1..<5 { #expect((0..<8).allSatisfy { y[b, t, $0] == y[b, 0, $0] }) }
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "dropout: rate 1.0 is outside [0, 1)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = dropout(Tensor(1), rate: 1, key: RandomKey(seed: 1))
      })
  }
}
