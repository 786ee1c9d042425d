import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct UniqueTests {
  @Test(arguments: GoldenCase.all("indexing", "unique"))
  func equalsPyTorch(_ golden: GoldenCase) {
    let axis = golden.settings.has("axis") ? golden.settings.int("axis") : nil
    let found = Tensor(golden.array("in.x")!).unique(axis: axis)
    #expect(found.values.array == golden.array("out.0")!)
    #expect(found.inverse == Indices(golden.integers("inverse").values))
    #expect(found.counts == Indices(golden.integers("counts").values))
  }

  @Test func inTheOrderOfTheirFirstPlaces() {
    let x = Tensor(NDArray([2, 1, 2, .nan, 0, 1, .nan]))
    let found = x.unique(isSorted: false)
    #expect(found.places == [0, 1, 3, 4])
    #expect(found.inverse == [0, 1, 0, 2, 3, 1, 2])
    #expect(found.counts == [2, 2, 2, 1])
    #expect(x.unique().places == [4, 1, 0, 3])
  }

  @Test func gradient() {
    expectGradients([random([4])]) { $0[0].unique().values }
  }
}
