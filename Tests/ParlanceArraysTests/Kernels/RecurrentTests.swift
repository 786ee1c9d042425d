import ParlanceSystem
import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Recurrent {
    private static let steps = 4

    /// A layer's input with random numbers, and gradients for all that comes out of it.
    fileprivate struct Case {
      var input: RecurrentInput
      var upstream: RecurrentUpstream

      /// `more` adds peepholes, zoneout and a mask of the state.
      init(
        _ kind: RecurrentKind, batch: Int, steps: Int = 4, size: Int, lengths: [Int]?,
        more: Bool = false, draws: Bool = true
      ) {
        let width = kind.gateCount * size
        input = RecurrentInput(
          kind: kind, projected: numbers([batch, steps, width], deviation: 1),
          weight: numbers([size, width], seed: 2, deviation: 1 / Double(size).squareRoot()),
          innerBias: kind == .gru ? numbers([size], seed: 3) : nil,
          hidden: numbers([batch, size], seed: 4, deviation: 0.5),
          cell: kind == .lstm ? numbers([batch, size], seed: 5, deviation: 0.5) : nil,
          lengths: lengths)
        if more {
          if kind == .lstm { input.peephole = numbers([3 * size], seed: 9, deviation: 0.5) }
          input.zoneout = ZoneoutMask(
            hidden: 0.4, cell: 0.3, key: draws ? RandomKey(seed: 11) : nil)
          input.stateMask = numbers([batch, size], seed: 10, deviation: 0.5)
        }
        upstream = RecurrentUpstream(
          outputs: numbers([batch, steps, size], seed: 6, deviation: 1),
          hidden: numbers([batch, size], seed: 7, deviation: 1),
          cell: kind == .lstm ? numbers([batch, size], seed: 8, deviation: 1) : nil)
      }

      var wide: Case {
        var result = self
        result.input.projected = input.projected.wide
        result.input.weight = input.weight.wide
        result.input.innerBias = input.innerBias?.wide
        result.input.hidden = input.hidden.wide
        result.input.cell = input.cell?.wide
        result.input.peephole = input.peephole?.wide
        result.input.stateMask = input.stateMask?.wide
        result.upstream.outputs = upstream.outputs?.wide
        result.upstream.hidden = upstream.hidden?.wide
        result.upstream.cell = upstream.cell?.wide
        return result
      }

      /// Outputs and final states, then the gradients.
      func run(_ kernels: any Kernels) -> [NDArray] {
        var input = input
        let output = kernels.recurrentForward(&input)
        let back = kernels.recurrentBackward(input, output, upstream)
        return [output.outputs, output.hidden, back.projected, back.recurrent, back.hidden]
          + [output.cell, back.cell].compactMap { $0 }
      }
    }

    private static let lengths = [0, 1, 4, 3, 4, 2, 1, 0, 4, 4, 3, 3, 2, 2, 1, 1, 4, 0, 2, 3]

    @Test(arguments: RecurrentKind.allCases, [1, 7, 16, 33, 70])
    func equalsTheReference(_ kind: RecurrentKind, _ size: Int) {
      for batch in size > 40 ? [7] : [1, 5, 7, 20] {
        for lengths in [nil, [1] + Self.lengths[..<(batch - 1)]] {
          expectReference(Case(kind, batch: batch, size: size, lengths: lengths))
        }
      }
    }

    @Test(arguments: RecurrentKind.allCases, [7, 33])
    func equalsTheReferenceWithAllOptions(_ kind: RecurrentKind, _ size: Int) {
      for batch in [1, 7] {
        expectReference(
          Case(
            kind, batch: batch, size: size, lengths: [1] + Self.lengths[..<(batch - 1)],
            more: true, draws: batch > 1))
      }
    }

    private func expectReference(_ layer: Case) {
      let expected = layer.wide.run(exact)
      onEachVariant { variant in
        let found = onEachThreadCount { layer.run(native) }
        #expect(found.count == expected.count)
        for (index, (a, b)) in zip(found, expected).enumerated() {
          let input = layer.input
          expectClose(
            a, b, tolerance: 1e-5, scale: 1,
            "array \(index) of \(input.hidden.shape), \(input.lengths ?? []), \(variant)")
        }
      }
    }

    @Test(arguments: RecurrentKind.allCases)
    func oneStepAloneWithAllOptions(_ kind: RecurrentKind) {
      for size in [1, 7, 40] {
        expectReference(
          Case(kind, batch: 3, steps: 1, size: size, lengths: [1, 0, 1], more: true))
      }
    }

    @Test(arguments: RecurrentKind.allCases)
    func zoneoutKeepsAUnitOrLeavesIt(_ kind: RecurrentKind) {
      var layer = Case(kind, batch: 40, steps: 2, size: 50, lengths: nil)
      let plain = layer.run(native)
      layer.input.zoneout = ZoneoutMask(hidden: 0.3, cell: 0.6, key: RandomKey(seed: 3))
      let found = layer.run(native)
      func keptShare(_ state: NDArray, _ candidate: NDArray, _ before: NDArray) -> Double {
        let kept = zip(state.floats, before.floats).map { $0 == $1 }
        let left = zip(state.floats, candidate.floats).map { $0 == $1 }
        #expect(zip(kept, left).allSatisfy { $0 != $1 })
        return Double(kept.count { $0 }) / Double(state.count)
      }
      func first(_ x: NDArray) -> NDArray {
        native.slice(x, axis: 1, start: 0, length: 1).reshaped([40, 50])
      }
      let share = keptShare(first(found[0]), first(plain[0]), layer.input.hidden)
      #expect(abs(share - 0.3) < 0.04)
    }

    @Test(arguments: RecurrentKind.allCases)
    func gradientsThatNothingGivesAreZero(_ kind: RecurrentKind) {
      let whole = Case(kind, batch: 5, size: 7, lengths: [4, 0, 1, 3, 2])
      for missing in 0..<3 {
        var layer = whole
        let zeros = { (array: NDArray?) in array.map { NDArray(zeros: $0.shape) } }
        var filled = whole
        switch missing {
        case 0:
          (layer.upstream.outputs, filled.upstream.outputs) = (nil, zeros(whole.upstream.outputs))
        case 1:
          (layer.upstream.hidden, filled.upstream.hidden) = (nil, zeros(whole.upstream.hidden))
        default: (layer.upstream.cell, filled.upstream.cell) = (nil, zeros(whole.upstream.cell))
        }
        let expected = filled.run(single)
        onEachVariant { variant in
          let found = layer.run(native)
          #expect(found.map(\.bits) == filled.run(native).map(\.bits))
          for (a, b) in zip(found, expected) {
            expectClose(a, b, tolerance: 1e-5, scale: 1, "\(missing) \(variant)")
          }
        }
      }
    }

    @Test(arguments: RecurrentKind.allCases)
    func aSequenceGivesTheSameBitsAlone(_ kind: RecurrentKind) {
      let lengths = [4, 0, 1, 3, 2, 4, 4]
      for size in [7, 40] {
        onEachVariant { variant in
          let batch = Case(kind, batch: lengths.count, size: size, lengths: lengths)
          let together = batch.run(native)
          for (row, length) in lengths.enumerated() {
            let alone = batch.row(row, length).run(native)
            for (index, (whole, part)) in zip(together, alone).enumerated() {
              #expect(
                whole.row(row, part.shape).bits == part.bits,
                "array \(index) of row \(row), \(size), \(variant)")
            }
          }
        }
      }
    }

    @Test(arguments: RecurrentKind.allCases)
    func paddingHoldsZerosAndPassesNothingBack(_ kind: RecurrentKind) {
      let layer = Case(kind, batch: 2, size: 17, lengths: [1, 3])
      var other = layer
      other.input.projected[0, 1, 2] = 1e6
      other.upstream.outputs![0, 3, 5] = -1e6
      onEachVariant { _ in
        let found = layer.run(native)
        #expect(found.map(\.bits) == other.run(native).map(\.bits))
        for t in 1..<4 { #expect((0..<17).allSatisfy { found[0][0, t, $0] == 0 }) }
        for t in 1..<4 { #expect((0..<17).allSatisfy { found[2][0, t, $0] == 0 }) }
      }
    }

    @Test(arguments: RecurrentKind.allCases)
    func emptyExtents(_ kind: RecurrentKind) {
      for (batch, steps, size) in [(0, 4, 3), (2, 0, 3), (2, 4, 0)] {
        let layer = Case(kind, batch: batch, steps: steps, size: size, lengths: nil)
        let found = layer.run(native)
        #expect(found[0].shape == [batch, steps, size])
        #expect(found[1] == layer.input.hidden)
        #expect(found[4] == layer.upstream.hidden)
      }
    }

    @Test func manyThreadsAndManySteps() {
      let layer = Case(.lstm, batch: 3, steps: 300, size: 33, lengths: [300, 17, 1])
      let found = onEachThreadCount { layer.run(native) }
      for (a, b) in zip(found, layer.run(single)) {
        expectClose(a, b, tolerance: 1e-4, scale: 1, "300 steps")
      }
    }
  }
}

extension KernelSuites.Recurrent.Case {
  /// One sequence of the batch without its padding.
  fileprivate func row(_ row: Int, _ length: Int) -> Self {
    func part(_ x: NDArray?) -> NDArray? {
      x.map {
        let one = native.slice($0, axis: 0, start: row, length: 1)
        return one.rank == 3 ? native.slice(one, axis: 1, start: 0, length: length) : one
      }
    }
    var result = self
    result.input.projected = part(input.projected)!
    result.input.hidden = part(input.hidden)!
    result.input.cell = part(input.cell)
    result.input.lengths = nil
    result.upstream = RecurrentUpstream(
      outputs: part(upstream.outputs), hidden: part(upstream.hidden), cell: part(upstream.cell))
    return result
  }
}

extension NDArray {
  /// One sequence of a batch, cut to the steps of the shape.
  fileprivate func row(_ row: Int, _ shape: [Int]) -> NDArray {
    let one = native.slice(self, axis: 0, start: row, length: 1)
    return one.rank == 3 ? native.slice(one, axis: 1, start: 0, length: shape[1]) : one
  }
}
