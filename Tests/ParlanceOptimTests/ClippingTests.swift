import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct ClippingTests {
  @Test(arguments: [
    ("clip_norm", ElementType.float64, 1e-12), ("clip_norm", .float32, 1e-6),
    ("clip_value", .float64, 1e-12), ("clip_value", .float32, 1e-6),
  ])
  func equalsPyTorch(name: String, type: ElementType, tolerance: Double) throws {
    let golden = try GoldenFile(name)
    for (index, limit) in try golden["limits"].doubles.enumerated() {
      let named = try ["a", "b"].map { ($0, Parameter(try golden["grad.\($0)"].cast(to: type))) }
      var gradients = Gradients()
      for (_, parameter) in named { gradients[parameter] = parameter.value }
      let clipping = name == "clip_norm" ? Clipping.norm(limit) : .value(limit)
      let norm = clipping.clip(&gradients, parameters: named.map(\.1))
      if name == "clip_norm" {
        #expect(abs(norm - (try golden["norm"].item)) < tolerance * norm)
      }
      for (name, parameter) in named {
        #expect(distance(gradients[parameter], try golden["value.\(index).\(name)"]) < tolerance)
      }
    }
  }

  @Test(arguments: [Double.nan, .infinity])
  func theNormTellsOfNumbersThatAreNone(value: Double) {
    let parameter = Parameter(NDArray([1, 2]))
    var gradients = Gradients()
    gradients[parameter] = NDArray([1, Float(value)])
    #expect(!Clipping.norm(1).clip(&gradients, parameters: [parameter]).isFinite)
  }

  @Test func rowsCountInTheNormAndAreScaled() {
    let table = Parameter(NDArray(zeros: [5, 1]))
    var gradients = Gradients()
    gradients[gradient: table] = .rows(
      RowGradient(summing: NDArray([3, 4], shape: [2, 1]), at: [1, 3], tableShape: [5, 1]))
    #expect(abs(Clipping.norm(1).clip(&gradients, parameters: [table]) - 5) < 1e-6)
    #expect(distance(gradients[table], NDArray([0, 0.6, 0, 0.8, 0], shape: [5, 1])) < 1e-6)
  }
}
