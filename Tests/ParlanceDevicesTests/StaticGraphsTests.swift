import Parlance
import ParlanceTestSupport
import Testing

@testable import ParlanceDevices

/// Static graphs on a device, one by one and written down.
@Suite(.serialized, .enabled(if: TestedDevices.opencl != nil)) struct StaticGraphsTests {
  /// Layers of gates between an embedding and a softmax.
  private struct Network {
    let table, gate, cell, output, scale: Parameter

    init() {
      var generator = RandomGenerator(seed: 5)
      func random(_ shape: [Int]) -> Parameter {
        Parameter(NDArray(normal: 0.3, shape: shape, using: &generator))
      }
      (table, gate, cell) = (random([11, 6]), random([6, 6]), random([6, 6]))
      (output, scale) = (random([6, 11]), random([6]))
    }

    var parameters: [Parameter] { [table, gate, cell, output, scale] }

    func graph(_ count: Int) -> StaticGraph {
      StaticGraph { g in
        let x =
          embedding(g.parameter(table), g.ids("tokens", count)) + g.input("noise", [count, 6])
        let h = sigmoid(matmul(x, g.parameter(gate))) * tanh(matmul(x, g.parameter(cell)))
        g.keep("h", h)
        let y = layerNorm(h, g.parameter(scale), g.parameter(scale))
        return crossEntropy(matmul(y, g.parameter(output)), g.ids("targets", count))
      }
    }
  }

  private static let count = 9

  private func inputs(_ step: Int) -> ([String: NDArray], [String: [Int32]]) {
    let noise = (0..<Self.count * 6).map { Float(($0 * 7 + step * 5) % 13) / 13 }
    func ids(_ factor: Int) -> [Int32] {
      (0..<Self.count).map { Int32(($0 * factor + step) % 11) }
    }
    return (
      ["noise": NDArray(noise, shape: [Self.count, 6])], ["tokens": ids(3), "targets": ids(4)]
    )
  }

  /// Losses, a kept value of each step, and the parameters after them.
  private struct Outcome {
    var losses: [Double] = []
    var kept: [[Float]] = []
    var values: [[Float]] = []
    var isRecorded: [Bool] = []
  }

  /// Takes steps of SGD; what was found before must not change after it.
  private func train(
    on device: Device, steps: Int = 6, moving: Int? = nil
  ) -> Outcome {
    Device.with(device) {
      let network = Network()
      let (graph, optimizer) = (
        network.graph(Self.count), Optimizer(SGD(learningRate: 0.5), network.parameters)
      )
      var outcome = Outcome()
      var held: [(Gradients, [Float])] = []
      for step in 0..<steps {
        if step == moving {
          network.gate.value = network.gate.value.moved(to: .cpu).moved(to: device)
        }
        let (values, ids) = inputs(step)
        let (loss, gradients) = graph.run(values, ids: ids)
        outcome.losses.append(loss)
        outcome.kept.append(graph.keptValue("h")!.floats)
        outcome.isRecorded.append(graph.isRecorded)
        held.append((gradients, gradients[network.cell].floats))
        optimizer.step(gradients)
      }
      #expect(held.allSatisfy { $0.0[network.cell].floats == $0.1 })
      outcome.values = network.parameters.map(\.value.floats)
      return outcome
    }
  }

  private func expectClose(_ a: [Double], _ b: [Double], _ name: String) {
    #expect(zip(a, b).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) }, "\(name): \(a), \(b)")
  }

  @Test func devicesTakeTheProcessorsSteps() throws {
    let expected = train(on: .cpu)
    for device in TestedDevices.all {
      device.accelerator?.fallbacks.reset()
      let found = train(on: device)
      expectClose(found.losses, expected.losses, "\(device)")
      for (a, b) in zip(found.values, expected.values) {
        expectClose(a.map(Double.init), b.map(Double.init), "\(device)")
      }
    }
    let own = try Accelerator(.opencl, 0)
    _ = train(on: own.device)
    #expect(own.fallbacks.byFunction.isEmpty, "\(own.fallbacks.byFunction)")
  }

  /// What is written down has the bits of what is done one by one.
  @Test func cudaWritesRunsDown() throws {
    _ = TestedDevices.cuda
    let faults = TestedDevices.faults
    let own = try Accelerator(.cuda, 0)
    let found = train(on: own.device)
    #expect(found.isRecorded == [false, true, true, true, true, true])
    let plain = train(on: try Accelerator(.cuda, 0, records: false).device)
    #expect(plain.isRecorded == [Bool](repeating: false, count: 6))
    #expect(found.losses == plain.losses && found.values == plain.values)
    #expect(found.kept == plain.kept)
    #expect(TestedDevices.faults == faults)
    // All of it was given back.
    #expect(own.counts.bytes == 0)
  }

  @Test func parametersThatMoveAreFoundAgain() throws {
    _ = TestedDevices.cuda
    let own = try Accelerator(.cuda, 0)
    let found = train(on: own.device, steps: 7, moving: 3)
    #expect(found.isRecorded == [false, true, true, false, true, true, true])
    let plain = train(on: own.device, steps: 7)
    #expect(found.losses == plain.losses && found.values == plain.values)
  }

  /// A recording looks at no id, and who calls it does.
  @Test func idsAreCheckedEachTime() async {
    await #expect(processExitsWith: .failure) {
      _ = TestedDevices.cuda
      let own = try Accelerator(.cuda, 0)
      Device.with(own.device) {
        let table = Parameter(NDArray([1, 2, 3], shape: [3, 1]))
        let graph = StaticGraph { g in embedding(g.parameter(table), g.ids("tokens", 2)).sum() }
        for ids in [[0, 1], [1, 2], [2, 0], [0, 3]] as [[Int32]] {
          _ = graph.run([:], ids: ["tokens": ids])
        }
      }
    }
  }

  /// Memory that the recording works in is its own, and all of it is counted.
  @Test func memoryHasALimit() throws {
    _ = TestedDevices.cuda
    let own = try Accelerator(.cuda, 0)
    let expected = train(on: own.device)
    own.limitMemory(to: 1 << 20)
    let found = train(on: own.device)
    #expect(found.losses == expected.losses && found.isRecorded.last == true)
    #expect(own.counts.bytes == 0)
  }

  /// Work of other threads goes on while a recording is made, and is no part of it.
  @Test func otherThreadsGoOn() async throws {
    _ = TestedDevices.cuda
    let own = try Accelerator(.cuda, 0)
    let expected = train(on: own.device)
    let x = NDArray((0..<1000).map(Float.init)).moved(to: own.device)
    let other = Task.detached {
      for _ in 0..<200 where x.kernels.binary(.add, x, x).floats[999] != 1998 { return false }
      return true
    }
    for _ in 0..<5 { #expect(train(on: own.device).losses == expected.losses) }
    #expect(await other.value)
  }

  @Test func aRecordedRunIsOneLaunch() throws {
    _ = TestedDevices.cuda
    let own = try Accelerator(.cuda, 0)
    Device.with(own.device) {
      let network = Network()
      let graph = network.graph(Self.count)
      var launches: [UInt64] = []
      for step in 0..<4 {
        let (values, ids) = inputs(step)
        let before = own.counts
        _ = graph.run(values, ids: ids)
        launches.append(own.counts.launches - before.launches)
      }
      // The copy of its one input, the graph, and the sums of the gradients of the table's rows.
      #expect(launches[0] > 10 && launches[2...] == [3, 3], "\(launches)")
    }
  }
}
