import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Attention {
    private struct Case {
      var source: AttendedSource
      var queries: NDArray
      var dWeights: NDArray?
      var dContexts: NDArray

      init(_ sizes: [Int], additive: Bool) {
        let (batch, places, size, width) = (sizes[0], sizes[1], sizes[2], sizes[3])
        source = AttendedSource(
          keys: numbers([batch, places, size], seed: 2, deviation: 1),
          values: numbers([batch, places, width], seed: 3, deviation: 1),
          energy: additive ? numbers([size], seed: 4, deviation: 1) : nil,
          lengths: additive ? (0..<batch).map { $0 % 3 == 2 ? $0 % (places + 1) : places } : nil)
        queries = numbers([batch, size], seed: 5, deviation: 1)
        dWeights = additive ? nil : numbers([batch, places], seed: 6, deviation: 1)
        dContexts = numbers([batch, width], seed: 7, deviation: 1)
      }

      var wide: Case {
        var result = self
        result.source.keys = source.keys.wide
        result.source.values = source.values.wide
        result.source.energy = source.energy?.wide
        (result.queries, result.dContexts) = (queries.wide, dContexts.wide)
        result.dWeights = dWeights?.wide
        return result
      }

      func run(_ kernels: any Kernels) -> [NDArray] {
        let (weights, contexts) = kernels.attendForward(source, queries: queries)
        var gradients = AttendedGradients(of: source)
        // Twice, since what is there is added to.
        var back = weights
        for _ in 0..<2 {
          back = kernels.attendBackward(
            source, queries: queries, weights: weights, dWeights: dWeights, dContexts: dContexts,
            &gradients)
        }
        return [weights, contexts, back, gradients.keys] + [gradients.energies].compactMap { $0 }
      }
    }

    @Test(
      arguments: [
        [0, 3, 2, 2], [2, 0, 2, 3], [2, 3, 0, 2], [1, 1, 1, 1], [3, 4, 2, 0], [9, 6, 5, 7],
        [5, 17, 16, 33], [4, 40, 70, 20],
      ], [true, false])
    func isThatOfTheReference(_ sizes: [Int], _ additive: Bool) {
      let input = Case(sizes, additive: additive)
      let expected = input.wide.run(exact)
      onEachVariant { variant in
        let found = onEachThreadCount { input.run(native) }
        for (place, (a, b)) in zip(found, expected).enumerated() {
          expectClose(a, b, tolerance: 2e-5, scale: 1, "part \(place), \(variant)")
        }
      }
    }
  }
}
