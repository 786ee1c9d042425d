import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct CRF {
    private func input(
      _ batch: Int, _ steps: Int, _ size: Int, deviation: Double = 2, hard: [Float] = []
    ) -> CRFInput {
      CRFInput(
        emissions: numbers([batch, steps, size], deviation: deviation, hard: hard),
        transitions: numbers([size, size], seed: 2, deviation: deviation, hard: hard),
        start: numbers([size], seed: 3), end: numbers([size], seed: 4),
        lengths: (0..<batch).map { Int32($0 % 3 == 2 ? $0 % (steps + 1) : steps) })
    }

    private func wide(_ input: CRFInput) -> CRFInput {
      CRFInput(
        emissions: input.emissions.wide, transitions: input.transitions.wide,
        start: input.start.wide, end: input.end.wide, lengths: input.lengths)
    }

    @Test(arguments: [
      (0, 3, 2), (2, 0, 2), (1, 1, 1), (3, 4, 2), (9, 6, 5), (5, 7, 16), (6, 5, 17), (2, 40, 33),
    ])
    func isThatOfTheReference(_ batch: Int, _ steps: Int, _ size: Int) {
      let targets = (0..<batch * steps).map { Int32($0 * 5 % size) }
      let shares = numbers([batch], seed: 5)
      for hard in [[], [-.infinity, 0, 30, -50, -.infinity]] as [[Float]] {
        let input = input(batch, steps, size, hard: size > 2 ? hard : [])
        for targets in [targets, nil] {
          let forward = exact.crfForward(wide(input), targets: targets)
          let back = exact.crfBackward(
            wide(input), forward, targets: targets, shares: shares.wide)
          onEachVariant { variant in
            let found = onEachThreadCount {
              let forward = native.crfForward(input, targets: targets)
              let back = native.crfBackward(input, forward, targets: targets, shares: shares)
              return [
                forward.losses, forward.norms, back.emissions, back.transitions, back.start,
                back.end,
              ]
            }
            let expected = [
              forward.losses, forward.norms, back.emissions, back.transitions, back.start, back.end,
            ]
            // What drivers make of exp and log adds up over the steps.
            let tolerance = TestedDevice.current == nil ? 2e-5 : 5e-5
            for (place, (a, b)) in zip(found, expected).enumerated() {
              expectClose(a, b, tolerance: tolerance, scale: 1, "part \(place), \(variant)")
            }
          }
        }
      }
    }

    @Test(arguments: [(0, 3, 2), (2, 0, 2), (1, 1, 1), (9, 6, 5), (6, 5, 17), (2, 300, 33)])
    func bestTags(_ batch: Int, _ steps: Int, _ size: Int) {
      let input = input(batch, steps, size)
      let expected = exact.crfBest(wide(input))
      onEachVariant { variant in #expect(native.crfBest(input) == expected, "\(variant)") }
      // Whole numbers are exact in both, so that equally good tags are the same ones.
      var rounded = input
      for part in [
        \CRFInput.emissions, \.transitions, \.start, \.end,
      ] as [WritableKeyPath<CRFInput, NDArray>] {
        let array = rounded[keyPath: part]
        rounded[keyPath: part] = NDArray(array.floats.map { $0.rounded() }, shape: array.shape)
      }
      let tied = exact.crfBest(wide(rounded))
      onEachVariant { variant in #expect(native.crfBest(rounded) == tied, "\(variant)") }
    }
  }
}
