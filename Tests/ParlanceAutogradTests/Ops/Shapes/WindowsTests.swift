import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct WindowsTests {
  @Test(arguments: GoldenCase.all("shapes", "windows")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        inputs["x"]!.windows(
          axis: settings.int("axis"), size: settings.int("size"), step: settings.int("step"))
      ]
    }
  }

  @Test func placesApart() {
    let x = Tensor(NDArray([0, 1, 2, 3, 4, 5]))
    let y = x.windows(axis: 0, size: 3, step: 1, dilation: 2)
    #expect(y.array == NDArray([0, 2, 4, 1, 3, 5], shape: [2, 3]))
    #expect(x.windows(axis: 0, size: 7).shape == [0, 7])
  }

  @Test func gradient() {
    expectGradients([random([2, 7, 2])]) { $0[0].windows(axis: 1, size: 3, step: 2, dilation: 2) }
  }
}
