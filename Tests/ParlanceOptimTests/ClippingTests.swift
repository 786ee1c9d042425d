import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct ClippingTests {
  private typealias Named = [(name: String, parameter: Parameter)]

  private func given(_ golden: GoldenFile, _ type: ElementType) throws -> (Named, Gradients) {
    var gradients = Gradients()
    let named: Named = try ["a", "b", "c"].map { name in
      let gradient = try golden["grad.\(name)"].cast(to: type)
      let parameter = Parameter(NDArray(zeros: gradient.shape, type))
      gradients[parameter] = gradient
      return (name, parameter)
    }
    return (named, gradients)
  }

  @Test(arguments: ["clip_norm", "clip_value"], precisions.indices)
  func equalsPyTorch(name: String, precision: Int) throws {
    let (type, tolerance) = precisions[precision]
    let golden = try GoldenFile(name)
    for (number, limit) in try golden["limits"].doubles.enumerated() {
      var (named, gradients) = try given(golden, type)
      let clipping = name == "clip_norm" ? Clipping.norm(limit) : .value(limit)
      let norm = clipping.clip(&gradients, parameters: named.map(\.parameter))
      #expect(abs(norm - (try golden["norm"].item)) < tolerance)
      for (name, parameter) in named {
        let error = distance(gradients[parameter], try golden["value.\(number).\(name)"])
        #expect(error < tolerance, "limit \(limit), \(name)")
      }
    }
  }

  @Test func noneChangesNothing() throws {
    var (named, gradients) = try given(GoldenFile("clip_norm"), .float32)
    let before = named.map { gradients[$0.parameter] }
    let norm = Clipping.none.clip(&gradients, parameters: named.map(\.parameter))
    #expect(norm > 3)
    #expect(named.map { gradients[$0.parameter] } == before)
  }

  @Test(arguments: [Clipping.norm(0.5), .value(0.1)])
  func rowsAreClippedAsTheWholeTable(clipping: Clipping) {
    var generator = RandomGenerator(seed: 3)
    let rows = RowGradient(
      summing: NDArray(normal: 1, shape: [4, 3], .float64, using: &generator),
      at: [5, 1, 5, 0], tableShape: [6, 3])
    let table = Parameter(NDArray(zeros: [6, 3], .float64))
    var (sparse, dense) = (Gradients(), Gradients())
    sparse[gradient: table] = .rows(rows)
    dense[gradient: table] = .dense(rows.dense)
    let norms = [
      clipping.clip(&sparse, parameters: [table]), clipping.clip(&dense, parameters: [table]),
    ]
    #expect(abs(norms[0] - norms[1]) < 1e-12)
    #expect(distance(sparse[table], dense[table]) < 1e-12)
    guard case .rows(let clipped) = sparse[gradient: table] else {
      Issue.record("the rows became a whole table")
      return
    }
    #expect(clipped.ids == [0, 1, 5])
  }

  @Test(arguments: [Clipping.norm(0.5), .value(0.1)])
  func onlyTheGivenParametersCount(clipping: Clipping) throws {
    var (named, gradients) = try given(GoldenFile("clip_norm"), .float64)
    let (first, other) = (named[0].parameter, named[1].parameter)
    let before = gradients[other]
    let unreached = Parameter(NDArray(zeros: [2]))
    let norm = clipping.clip(&gradients, parameters: [first, unreached])
    let sum = try GoldenFile("clip_norm")["grad.a"].doubles.reduce(0) { $0 + $1 * $1 }
    #expect(abs(norm - sum.squareRoot()) < 1e-12)
    #expect(gradients[other] == before)
    #expect(!gradients.contains(unreached))
  }

  @Test(arguments: [Clipping.norm(0.5), .value(0.1)])
  func gradientsAreChangedWhereTheyLie(clipping: Clipping) {
    for type in [ElementType.float32, .float64] {
      let parameters = [
        Parameter(NDArray(zeros: [40], type)), Parameter(NDArray(zeros: [9, 4], type)),
      ]
      var gradients = Gradients()
      gradients[parameters[0]] = NDArray(repeating: 1, shape: [40], type)
      gradients[gradient: parameters[1]] = .rows(
        RowGradient(
          summing: NDArray(repeating: 1, shape: [2, 4], type), at: [8, 3], tableShape: [9, 4]))
      func addresses() -> [Int] { gradients.arrays.map(address).sorted() }
      let before = addresses()
      _ = clipping.clip(&gradients, parameters: parameters)
      #expect(addresses() == before)
      #expect(gradients[parameters[0]][0] < 0.5)
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsSeenAndNamed(value: Double) throws {
    for type in [ElementType.float32, .float64] {
      for clipping in [
        Clipping.none, .norm(1), .value(1), .normOfKind(1, p: 3), .normOfKind(1, p: .infinity),
      ] {
        var (named, gradients) = try given(GoldenFile("clip_norm"), type)
        #expect(gradients.firstNonFinite(of: named) == nil)
        var gradient = gradients[named[1].parameter]
        gradient[2] = value
        gradients[named[1].parameter] = gradient
        #expect(gradients.firstNonFinite(of: named) == "b")
        #expect(gradients.firstNonFinite(of: [named[0]]) == nil)
        let norm = clipping.clip(&gradients, parameters: named.map(\.parameter))
        #expect(!norm.isFinite)
      }
    }
    let rows = NDArray(float64: [0, value], shape: [1, 2])
    let table = Parameter(NDArray(zeros: [3, 2], .float64))
    var gradients = Gradients()
    gradients[gradient: table] = .rows(RowGradient(summing: rows, at: [1], tableShape: [3, 2]))
    #expect(gradients.firstNonFinite(of: [("table", table)]) == "table")
  }

  @Test func hugeAndZeroGradientsHaveANorm() {
    let parameter = Parameter(NDArray(zeros: [2]))
    var gradients = Gradients()
    #expect(Clipping.norm(1).clip(&gradients, parameters: [parameter]) == 0)
    gradients[parameter] = NDArray(zeros: [2])
    #expect(Clipping.norm(1).clip(&gradients, parameters: [parameter]) == 0)
    #expect(gradients[parameter].floats == [0, 0])
    // Their squares are beyond float32.
    gradients[parameter] = NDArray([3e30, 4e30])
    let norm = Clipping.norm(1).clip(&gradients, parameters: [parameter])
    #expect(abs(norm / 5e30 - 1) < 1e-6)
    #expect(distance(gradients[parameter], NDArray(float64: [0.6, 0.8])) < 1e-6)
  }

  @Test(arguments: [Clipping.none, .norm(5), .value(0.25)])
  func goesThroughJSON(clipping: Clipping) throws {
    let data = try JSONEncoder().encode(clipping)
    #expect(try JSONDecoder().decode(Clipping.self, from: data) == clipping)
  }
}
