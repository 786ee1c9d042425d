import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct LossPlaneTests {
  private func network() -> Linear {
    var generator = RandomGenerator(seed: 1)
    let layer = Linear(3, 2, using: &generator)
    layer.weight.value = NDArray([1, 4, 2, 5, 3, 6], shape: [3, 2])
    layer.bias!.value = NDArray([7, 8])
    return layer
  }

  private func weights(_ layer: Linear, plus shift: Float = 0, bias: Float = 0) -> [String: NDArray]
  {
    [
      "weight": NDArray([1 + shift, 4, 2, 5, 3, 6], shape: [3, 2]),
      "bias": NDArray([7 + bias, 8]),
    ]
  }

  /// Each output's weights of a random direction are as long as its own; biases stay.
  @Test func randomDirectionsAreAsLongAsFilters() {
    let layer = network()
    var generator = RandomGenerator(seed: 2)
    let plane = LossPlane(random: layer, using: &generator)
    let moved = plane.loss(1, 0) { () -> Double in
      let weight = layer.weight.value
      for (column, own) in [(0, [1.0, 2, 3]), (1, [4.0, 5, 6])] {
        let way = (0..<3).map { weight[$0, column] - own[$0] }
        let length = way.reduce(0) { $0 + $1 * $1 }
        #expect(abs(length - own.reduce(0) { $0 + $1 * $1 }) < 1e-4)
      }
      #expect(layer.bias!.value == NDArray([7, 8]))
      return layer.weight.value[0, 0]
    }
    #expect(moved != 1)
    #expect(layer.weight.value == NDArray([1, 4, 2, 5, 3, 6], shape: [3, 2]))
  }

  @Test func aPathLiesInItsPlane() throws {
    let layer = network()
    var generator = RandomGenerator(seed: 3)
    let points = [weights(layer, plus: 2), weights(layer, plus: 1, bias: 3)]
    let plane = try LossPlane(layer, through: points, using: &generator)
    let places = try points.map(plane.place)
    #expect(abs(places[0].x - 1) < 1e-6 && abs(places[0].y) < 1e-6)
    #expect(abs(places[1].x - 0.5) < 1e-6 && abs(places[1].y - 1) < 1e-6)
    #expect(places.allSatisfy { abs($0.share - 1) < 1e-6 })
    #expect(plane.loss(places[1].x, places[1].y) { layer.bias!.value[0] } == 10)
    // One step along the weight, and as far off the plane.
    let off = [
      "weight": NDArray([3, 6, 2, 5, 3, 6], shape: [3, 2]), "bias": NDArray([7, 8]),
    ]
    let place = try plane.place(of: off)
    #expect(abs(place.x - 1) < 1e-6 && abs(place.share - 0.5.squareRoot()) < 1e-6)
  }

  @Test func otherWeightsAreRefused() throws {
    let layer = network()
    var generator = RandomGenerator(seed: 4)
    let error = #expect(throws: InputError.self) {
      try LossPlane(layer, through: [["weight": NDArray([1, 2])]], using: &generator)
    }
    #expect(error?.message == "weight: expected weights of shape [3, 2], found [2]")
    #expect(throws: InputError.self) {
      try LossPlane(layer, through: [weights(layer)], using: &generator)
    }
  }
}
