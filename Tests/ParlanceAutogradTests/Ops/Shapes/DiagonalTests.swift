import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct DiagonalTests {
  @Test(arguments: GoldenCase.all("shapes", "diagonal")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let axes = settings.ints("axes")
      return [inputs["x"]!.diagonal(offset: settings.int("offset"), axes: (axes[0], axes[1]))]
    }
  }

  @Test(arguments: GoldenCase.all("shapes", "diagonalMatrix")) func matrices(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.diagonalMatrix(offset: settings.int("offset"))]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3, 4])]) { $0[0].diagonal(offset: 1) }
    expectGradients([random([2, 3])]) { $0[0].diagonalMatrix(offset: -1) }
  }
}
