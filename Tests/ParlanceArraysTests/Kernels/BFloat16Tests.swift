import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct BFloat16 {
    /// The same arrays on every variant, with the processor's products and without: to the last bit.
    private func onEachWay(_ body: () -> [NDArray]) -> [NDArray] {
      defer { NativeKernels.useBFloat16Products(true) }
      var first: [NDArray]?
      for usesProcessor in [true, false] {
        NativeKernels.useBFloat16Products(usesProcessor)
        onEachInstructionSet { variant in
          let found = Precision.bfloat16.whileMultiplying { onEachThreadCount { body() } }
          if let first {
            #expect(found.map(\.bits) == first.map(\.bits), "\(variant) \(usesProcessor)")
          }
          first = first ?? found
        }
      }
      return first!
    }

    /// Rounded as `WeightFormat.bfloat16` is.
    private func rounded(_ x: NDArray) -> NDArray {
      x.reshaped([1, x.count]).packed(as: .bfloat16).plain.reshaped(x.shape)
    }

    @Test(arguments: [
      [1, 1, 1], [0, 3, 2], [3, 4, 0], [1, 17, 5], [3, 33, 16], [20, 100, 33], [130, 40, 21],
      [7, 70, 1050],
    ])
    func productsRoundWhatTheyMultiply(_ extents: [Int]) {
      let (m, n, k) = (extents[0], extents[1], extents[2])
      for (ta, tb) in [(false, false), (false, true), (true, false), (true, true)] {
        let a = numbers(ta ? [k, m] : [m, k])
        let b = numbers(tb ? [n, k] : [k, n], seed: 2)
        let (before, bias) = (numbers([m, n], seed: 3), numbers([n], seed: 4))
        let found = onEachWay {
          var (c, d) = (before, before)
          native.matrixProduct(a, transposed: ta, b, transposed: tb, accumulate: false, &c)
          native.matrixProduct(
            a, transposed: ta, b, transposed: tb, bias: bias, accumulate: true, &d)
          return [c, d]
        }
        var (c, d) = (before.wide, before.wide)
        let (x, y) = (rounded(a).wide, rounded(b).wide)
        exact.matrixProduct(x, transposed: ta, y, transposed: tb, accumulate: false, &c)
        exact.matrixProduct(
          x, transposed: ta, y, transposed: tb, bias: bias.wide, accumulate: true, &d)
        for (found, exact) in zip(found, [c, d]) {
          expectClose(found, exact, tolerance: 1e-6, scale: Double(4 * k + 8), "\(extents)")
        }
      }
    }

    @Test func aRowDoesNotDependOnThoseBesideIt() {
      let (a, b) = (numbers([13, 50]), numbers([50, 70], seed: 2))
      func product(_ rows: Range<Int>) -> [UInt64] {
        let some = native.slice(a, axis: 0, start: rows.lowerBound, length: rows.count)
        var c = NDArray(zeros: [rows.count, 70])
        Precision.bfloat16.whileMultiplying {
          native.matrixProduct(some, transposed: false, b, transposed: false, accumulate: false, &c)
        }
        return c.bits
      }
      #expect(product(0..<13) == (0..<13).flatMap { product($0..<$0 + 1) })
    }

    @Test func itHoldsForACallOnly() {
      let (a, b) = (numbers([3, 5]), numbers([5, 4], seed: 2))
      func product() -> [UInt64] {
        var c = NDArray(zeros: [3, 4])
        native.matrixProduct(a, transposed: false, b, transposed: false, accumulate: false, &c)
        return c.bits
      }
      let before = product()
      Precision.bfloat16.whileMultiplying {
        #expect(product() != before)
        #expect(Precision.float32.whileMultiplying(product) == before)
        #expect(product() != before)
      }
      #expect(product() == before)
    }

    /// Numbers of few digits, which rounding leaves as they are in the first step, and near those of float32 after.
    @Test(arguments: RecurrentKind.allCases)
    func recurrentLayersMultiplySo(_ kind: RecurrentKind) {
      let (batch, steps, size) = (7, 4, 19)
      let width = kind.gateCount * size
      let lengths = [4, 4, 3, 2, 2, 1, 0]
      func run() -> [NDArray] {
        var input = RecurrentInput(
          kind: kind, projected: numbers([batch, steps, width], seed: 5, deviation: 0.5),
          weight: numbers([size, width], seed: 2, deviation: 0.2), innerBias: nil,
          hidden: numbers([batch, size], seed: 6, deviation: 0.5),
          cell: kind == .lstm ? numbers([batch, size], seed: 7) : nil, lengths: lengths)
        let output = native.recurrentForward(&input)
        let back = native.recurrentBackward(
          input, output,
          RecurrentUpstream(
            outputs: numbers([batch, steps, size], seed: 8), hidden: nil, cell: nil))
        return [output.outputs, output.hidden, back.projected, back.hidden]
      }
      let found = onEachWayClose(run)
      for (half, single) in zip(found, run()) {
        #expect(half.bits != single.bits)
        for (a, b) in zip(half.floats, single.floats) {
          #expect(abs(a - b) < 0.03 * (1 + abs(b)), "\(kind)")
        }
      }
    }

    /// Gates have exponentials, whose last bits differ from one variant to another: then only the two ways of one.
    private func onEachWayClose(_ body: () -> [NDArray]) -> [NDArray] {
      defer { NativeKernels.useBFloat16Products(true) }
      var last: [NDArray] = []
      onEachVariant { variant in
        let ways = [true, false].map { usesProcessor in
          NativeKernels.useBFloat16Products(usesProcessor)
          return Precision.bfloat16.whileMultiplying { onEachThreadCount { body() } }
        }
        #expect(ways[0].map(\.bits) == ways[1].map(\.bits), "\(variant)")
        last = ways[0]
      }
      return last
    }
  }
}
