import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct EmbeddingTests {
  @Test(arguments: GoldenCase.all("layers", "embedding"))
  func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    var generator = RandomGenerator(seed: 1)
    let (shape, ids) = golden.ids("ids")
    expectCase(
      golden,
      module: Embedding(
        settings.int("rows"), settings.int("width"),
        paddingIndex: settings.optionalInt("padding"), using: &generator)
    ) { layer, _ in [layer(ids, shape: shape)] }
  }

  @Test func gradientHoldsOnlyTheRowsThatWereUsed() {
    var generator = RandomGenerator(seed: 1)
    let layer = Embedding(1000, 4, using: &generator)
    let gradients = layer([7, 3, 7], shape: [3]).sum().backward()
    guard case .rows(let rows) = gradients[gradient: layer.weight] else {
      Issue.record("expected rows, found \(gradients[gradient: layer.weight])")
      return
    }
    #expect(rows.ids == [3, 7])
    #expect(rows.values.floats == [1, 1, 1, 1, 2, 2, 2, 2])
  }

  @Test func paddingAndFrozenRows() {
    var generator = RandomGenerator(seed: 1)
    let layer = Embedding(4, 2, paddingIndex: 1, frozenRows: [3], using: &generator)
    #expect(layer.weight.value.floats[2..<4] == [0, 0])
    let gradients = layer([0, 1, 2, 3], shape: [4]).sum().backward()
    #expect(gradients[layer.weight].floats == [1, 1, 0, 0, 1, 1, 0, 0])
  }

  @Test func givenVectorsStayUnlessTheyMayChange() {
    let vectors = NDArray([1, 2, 3, 4], shape: [2, 2])
    let frozen = Embedding(vectors: vectors)
    #expect(frozen([1], shape: []).array.floats == [3, 4])
    #expect(!frozen([1], shape: []).isInGraph)
    let tuned = Embedding(vectors: vectors, isFrozen: false)
    #expect(tuned([1], shape: [1]).sum().backward()[tuned.weight].floats == [0, 0, 1, 1])
  }

  @Test func longRowsAreShortened() {
    let vectors = NDArray([3, 4, 0.3, 0.4, 6, 8], shape: [3, 2])
    let layer = Embedding(vectors: vectors, maxNorm: 1)
    let y = layer([0, 1], shape: [2]).array
    let expected: [Float] = [0.6, 0.8, 0.3, 0.4]
    #expect(zip(y.floats, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(layer.weight.value.floats[4...] == [6, 8])
  }

  @Test func wordsAreDroppedInTrainingOnly() {
    let layer = Embedding(
      vectors: NDArray(repeating: 1, shape: [100, 1]), wordDropout: 0.5)
    let ids = (0..<100).map { Int32($0) }
    #expect(layer(ids, shape: [100]).array.floats.allSatisfy { $0 == 1 })
    let y = layer(ids, shape: [100], .training(RandomKey(seed: 1))).array.floats
    #expect(Set(y) == [0, 2])
  }
}
