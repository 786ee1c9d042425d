import ParlanceArrays
import ParlanceSystem
import Testing

@testable import ParlanceAutograd

@Suite struct StaticGraphTests {
  private func random(_ shape: [Int], _ seed: UInt64, _ type: ElementType = .float32) -> NDArray {
    var generator = RandomGenerator(seed: seed)
    let values = (0..<shape.reduce(1, *)).map { _ in 2 * generator.uniform() - 1 }
    return NDArray(float64: values, shape: shape).cast(to: type)
  }

  private func labels(_ rows: Int, _ seed: UInt64) -> NDArray {
    NDArray(random([rows, 1], seed).floats.map { $0 > 0 ? 1 : 0 }, shape: [rows, 1])
  }

  /// The lecture's network: ReLU, then a sigmoid, and binary cross-entropy.
  private struct Network {
    let w1, b1, w2, b2: Parameter

    init(_ inputs: Int, _ hidden: Int, _ random: ([Int], UInt64) -> NDArray) {
      (w1, b1) = (Parameter(random([inputs, hidden], 1)), Parameter(random([hidden], 2)))
      (w2, b2) = (Parameter(random([hidden, 1], 3)), Parameter(random([1], 4)))
    }

    var parameters: [Parameter] { [w1, b1, w2, b2] }

    func loss(_ x: Tensor, _ y: Tensor) -> Tensor {
      let h = relu(linear(x, w1.tensor, b1.tensor))
      let a = sigmoid(linear(h, w2.tensor, b2.tensor))
      return -(y * log(a) + (1 - y) * log(1 - a)).mean()
    }

    func graph(_ rows: Int, _ type: ElementType = .float32) -> StaticGraph {
      StaticGraph(type) { g in
        let x = g.input("x", [rows, w1.shape[0]])
        let h = relu(matmul(x, g.parameter(w1)) + g.parameter(b1))
        let a = sigmoid(matmul(h, g.parameter(w2)) + g.parameter(b2))
        let y = g.input("y", [rows, 1])
        return -(y * log(a) + (1 - y) * log(1 - a)).mean()
      }
    }
  }

  @Test(arguments: [1, 7, 3000]) func equalsTheDynamicGraphWhileItLearns(rows: Int) {
    let network = Network(5, 16) { random($0, $1) }
    let graph = network.graph(rows)
    for step in 0..<4 {
      let x = random([rows, 5], UInt64(10 + step))
      let y = labels(rows, UInt64(20 + step))
      let loss = network.loss(Tensor(x), Tensor(y))
      let expected = loss.backward()
      let (value, gradients) = graph.run(["x": x, "y": y])
      #expect(abs(value - loss.item) < 1e-6)
      for parameter in network.parameters {
        let (own, other) = (gradients[parameter].floats, expected[parameter].floats)
        let difference = zip(own, other).map { abs($0 - $1) }.max()!
        #expect(difference < 1e-6)
        parameter.value.kernels.addScaled(-0.1, expected[parameter], &parameter.value)
      }
    }
  }

  @Test func runsHaveTheSameBitsAtAnyThreadCount() {
    let network = Network(9, 40) { random($0, $1) }
    let graph = network.graph(5000)
    let inputs = ["x": random([5000, 9], 1), "y": labels(5000, 2)]
    let threads = Threads.count
    defer { Threads.count = threads }
    let found = [1, 2, 1].map { count in
      Threads.count = count
      let (value, gradients) = graph.run(inputs)
      return [[Float(value)]] + network.parameters.map { gradients[$0].floats }
    }
    #expect(found[0] == found[1] && found[0] == found[2])
  }

  @Test func gradientsAreThoseOfDifferences() {
    let (a, b, w) = (
      Parameter(random([3, 4], 1, .float64)), Parameter(random([4], 2, .float64)),
      Parameter(random([5, 4], 3, .float64))
    )
    let graph = StaticGraph(.float64) { g in
      let (a, b) = (g.parameter(a), g.parameter(b))
      let product = matmul(tanh(a) + b, g.parameter(w), transposingB: true)
      let parts = exp(product / (1 + square(product))) - abs(product) * 0.3
      return (gelu(parts) + silu(parts) * sqrt(square(parts) + 1)).sum() / (2 + b.sum() * b.mean())
    }
    let (_, gradients) = graph.run([:])
    let step = 1e-6
    for parameter in [a, b, w] {
      let numbers = gradients[parameter].doubles
      for place in numbers.indices {
        func value(_ change: Double) -> Double {
          let before = parameter.value
          defer { parameter.value = before }
          var values = before.doubles
          values[place] += change
          parameter.value = NDArray(float64: values, shape: before.shape)
          return graph.run([:]).value
        }
        #expect(abs((value(step) - value(-step)) / (2 * step) - numbers[place]) < 1e-7)
      }
    }
  }

  @Test func whatIsSaidTwiceIsDoneOnce() {
    let w = Parameter(random([4, 4], 1))
    let once = StaticGraph { g in tanh(matmul(g.input("x", [8, 4]), g.parameter(w))).sum() }
    let twice = StaticGraph { g in
      let x = g.input("x", [8, 4])
      let scale = g.constant(NDArray([3, 4])).sum() / 7
      let a = tanh(matmul(x, g.parameter(w)))
      let b = tanh(matmul(x, g.parameter(w)))
      // The factor is a constant: 1.
      return (scale * (a + b) / 2).sum()
    }
    func products(_ graph: StaticGraph) -> Int {
      graph.plan.instructions.count {
        if case .single(.product) = $0.kind { return true }
        return false
      }
    }
    #expect(products(once) == 2 && products(twice) == 2)
    let x = random([8, 4], 2)
    #expect(abs(once.run(["x": x]).value - twice.run(["x": x]).value) < 1e-5)
  }

  @Test func neighboursBecomeOnePassAndMemoryServesTwice() {
    let w = Parameter(random([64, 64], 1))
    let graph = StaticGraph { g in
      var h = g.input("x", [64, 64])
      for _ in 0..<6 { h = tanh(sigmoid(matmul(h, g.parameter(w))) * 2 - 1) }
      return h.mean()
    }
    let cost = graph.cost
    #expect(cost.passes < cost.operations / 2)
    #expect(cost.peakBytes < cost.unplannedBytes / 2)
    #expect(cost.floatingPointOperations > 18 * 2 * 64 * 64 * 64 - 2 * 64 * 64 * 64)
    let picture = graph.drawing
    #expect(picture.boxes.contains { $0.lines.contains("product") })
    #expect(picture.boxes.contains { $0.lines.contains("pass 1") })
  }

  @Test func whatARunGaveStaysAsItWas() {
    let w = Parameter(NDArray([2], shape: [1, 1]))
    let graph = StaticGraph { g in square(matmul(g.input("x", [1, 1]), g.parameter(w))).sum() }
    let first = graph.run(["x": NDArray([3], shape: [1, 1])]).gradients
    let second = graph.run(["x": NDArray([1], shape: [1, 1])]).gradients
    #expect(first[w].floats == [36] && second[w].floats == [4])
  }
}
