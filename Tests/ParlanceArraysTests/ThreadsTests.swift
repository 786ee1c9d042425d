import Foundation
import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct ThreadCounts {
    @Test func theCountStaysWithinItsBounds() {
      let before = Threads.count
      defer { Threads.count = before }
      #expect(before >= 1)
      Threads.count = 3
      #expect(Threads.count == 3)
      Threads.count = -5
      #expect(Threads.count == 1)
      Threads.count = .max
      #expect(Threads.count == 256)
    }

    @Test func variantsAreLimited() {
      defer { Threads.limitVariant(to: 2) }
      let best = Threads.variant
      Threads.limitVariant(to: 0)
      #expect(Threads.variant == "baseline")
      Threads.limitVariant(to: 2)
      #expect(Threads.variant == best)
    }

    @Test func manyCallersShareThePool() async {
      let before = Threads.count
      defer { Threads.count = before }
      Threads.count = 2
      let x = numbers([100_000])
      let expected = native.unary(.tanh, x).bits
      let found = await withTaskGroup(of: [UInt64].self) { group in
        for _ in 0..<16 { group.addTask { native.unary(.tanh, x).bits } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(found.count == 16 && found.allSatisfy { $0 == expected })
    }

    /// As ranks in one process do: some find the pool busy and work alone, others have help, and all
    /// kinds of kernels meet.
    @Test func kernelsOfSeveralThreadsDoNotMix() {
      let before = Threads.count
      defer { Threads.count = before }
      @Sendable func step(_ seed: UInt64) -> [[UInt64]] {
        let (a, b) = (numbers([40, 300], seed: seed), numbers([300, 96], seed: seed + 1))
        var x = NDArray(zeros: [40, 96])
        native.matrixProduct(a, transposed: false, b, transposed: false, accumulate: false, &x)
        var layer = RecurrentInput(
          kind: .lstm, projected: x.reshaped([4, 10, 96]), weight: numbers([24, 96], seed: seed),
          innerBias: nil, hidden: numbers([4, 24]), cell: numbers([4, 24]), lengths: [10, 3, 7, 0])
        let read = layer
        let states = native.recurrentForward(&layer)
        let back = native.recurrentBackward(
          read, states, RecurrentUpstream(outputs: states.outputs, hidden: nil, cell: nil))
        let losses = native.crossEntropy(
          b, targets: [Int32](repeating: 5, count: 300), ignoring: -1)
        let field = CRFInput(
          emissions: b.reshaped([30, 10, 96]), transitions: numbers([96, 96]), start: numbers([96]),
          end: numbers([96]), lengths: [Int32](repeating: 10, count: 30))
        let sums = NDArray(float64: [native.sumOfSquares(b)])
        return [
          states.outputs, back.projected, back.hidden, losses.gradient, sums,
          native.crfForward(field, targets: nil).losses, native.unary(.tanh, a),
        ].map(\.bits)
      }
      Threads.count = 1
      let expected = (0..<5).map { step(UInt64($0)) }
      Threads.count = 3
      let found = Found(5)
      let group = DispatchGroup()
      for rank in 0..<5 {
        group.enter()
        let thread = Thread {
          for _ in 0..<8 { found.add(rank, step(UInt64(rank))) }
          group.leave()
        }
        thread.stackSize = 1 << 22
        thread.start()
      }
      group.wait()
      for (rank, expected) in expected.enumerated() {
        #expect(found.all[rank].count == 8 && found.all[rank].allSatisfy { $0 == expected })
      }
    }

    private final class Found: @unchecked Sendable {
      private let lock = NSLock()
      private(set) var all: [[[[UInt64]]]]
      init(_ count: Int) { all = Array(repeating: [], count: count) }
      func add(_ rank: Int, _ bits: [[UInt64]]) { lock.withLock { all[rank].append(bits) } }
    }

    @Test func identifiersAscend() {
      let first = nextIdentifier()
      #expect(nextIdentifier() > first)
    }
  }
}
