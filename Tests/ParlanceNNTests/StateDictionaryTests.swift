import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct StateDictionaryTests {
  private func layer(_ seed: UInt64) -> Linear {
    var generator = RandomGenerator(seed: seed)
    return Linear(2, 3, initializer: .normal(1), using: &generator)
  }

  @Test func weightsAreTransposedInFiles() {
    let layer = layer(1)
    let weight = layer.stateDictionary[0].array
    #expect(weight.shape == [3, 2])
    #expect(weight[2, 1] == layer.weight.value[1, 2])
  }

  @Test func gradientsHaveTheLayoutsOfTheWeights() {
    let layer = layer(1)
    layer.cast(to: .float64)
    #expect(layer.weight.value.elementType == .float64)
    let x = Tensor(NDArray(float64: [1, 2], shape: [1, 2]))
    let gradients = layer(x).backward(NDArray(float64: [1, 10, 100], shape: [1, 3]))
    let named = layer.gradientDictionary(gradients)
    #expect(named.map(\.name) == ["weight", "bias"])
    #expect(named[0].array == NDArray(float64: [1, 2, 10, 20, 100, 200], shape: [3, 2]))
    #expect(named[1].array.doubles == [1, 10, 100])
  }

  @Test func buffersAreCastToo() {
    let norm = BatchNorm1d(2)
    norm.cast(to: .float64)
    #expect(norm.stateDictionary.allSatisfy { $0.array.elementType == .float64 })
  }

  @Test func savedAndLoadedGivesTheSameBits() throws {
    let (a, b) = (layer(1), layer(2))
    try b.load(
      stateDictionary: Dictionary(uniqueKeysWithValues: a.stateDictionary.map { ($0, $1) }))
    #expect(b.weight.value == a.weight.value)
  }

  @Test func whatDoesNotFitIsNamedAndChangesNothing() throws {
    let layer = layer(1)
    let before = layer.weight.value
    func message(_ arrays: [String: NDArray]) -> String {
      do {
        try layer.load(stateDictionary: arrays, file: "w.safetensors")
        return ""
      } catch {
        return "\(error)"
      }
    }
    let good = Dictionary(uniqueKeysWithValues: self.layer(2).stateDictionary.map { ($0, $1) })
    var arrays = good
    arrays["bias"] = nil
    #expect(message(arrays).contains("w.safetensors: tensor bias is missing"))
    arrays["bias"] = NDArray(zeros: [4])
    #expect(message(arrays).contains("tensor bias: expected shape [3], found [4]"))
    arrays = good
    arrays["extra"] = NDArray(zeros: [1])
    #expect(message(arrays).contains("tensor extra has no place"))
    #expect(layer.weight.value == before)
  }
}
