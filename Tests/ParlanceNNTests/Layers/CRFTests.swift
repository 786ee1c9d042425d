import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct CRFTests {
  // pytorch-crf 0.7.2.
  @Test(arguments: GoldenCase.all("crf", "crf")) func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    let lengths = golden.integers("lengths").values
    expectCase(golden, module: Self.crf(settings.int("size"))) { crf, inputs in
      [
        crf.loss(
          inputs["x"]!, targets: golden.integers("targets").values.map(Int32.init),
          lengths: lengths)
      ]
    }
    let crf = Self.crf(settings.int("size"))
    crf.cast(to: .float64)
    for (name, parameter) in crf.namedParameters() { parameter.value = golden.array("in.\(name)")! }
    let best = crf.bestTags(golden.array("in.x")!, lengths: lengths)
    #expect(best.flatMap { $0.map(Int.init) } == golden.integers("best").values)
  }

  private static func crf(_ size: Int) -> CRF {
    var generator = RandomGenerator(seed: 1)
    return CRF(tagCount: size, initializer: .normal(1), using: &generator)
  }

  private static let (batch, steps, size, lengths) = (4, 4, 3, [4, 2, 1, 0])

  /// Every path of each sequence with its probability.
  private func paths(_ crf: CRF, _ x: NDArray) -> [[(path: [Int32], probability: Double)]] {
    Self.lengths.enumerated().map { row, length in
      var paths: [[Int32]] = [[]]
      for _ in 0..<length {
        paths = paths.flatMap { path in (0..<Int32(Self.size)).map { path + [$0] } }
      }
      let part = x.kernels.slice(x, axis: 0, start: row, length: 1)
      return paths.map { path in
        let padded = path + [Int32](repeating: 0, count: Self.steps - length)
        let loss = crf.loss(Tensor(part), targets: padded, lengths: [length]).item
        return (path, Double.exp(-loss))
      }
    }
  }

  private func setting() -> (CRF, NDArray) {
    let crf = Self.crf(Self.size)
    crf.cast(to: .float64)
    var generator = RandomGenerator(seed: 5)
    let x = NDArray(
      normal: 1.5, shape: [Self.batch, Self.steps, Self.size], .float64, using: &generator)
    return (crf, x)
  }

  @Test func bestTagsAndMarginalsAreThoseOfAllPaths() {
    let (crf, x) = setting()
    let best = crf.bestTags(x, lengths: Self.lengths)
    let marginals = crf.marginals(x, lengths: Self.lengths)
    for (row, paths) in paths(crf, x).enumerated() {
      #expect(abs(paths.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
      #expect(best[row] == paths.max { $0.probability < $1.probability }?.path)
      for step in 0..<Self.steps {
        for tag in 0..<Self.size {
          let expected = paths.reduce(0) {
            $0 + (step < Self.lengths[row] && $1.path[step] == Int32(tag) ? $1.probability : 0)
          }
          #expect(abs(marginals.probabilities[row, step, tag] - expected) < 1e-12)
        }
      }
      for start in 0..<Self.lengths[row] {
        for end in start..<Self.lengths[row] {
          for (tags, excluded) in [([1, 2, 0, 1], []), ([0, 0, 2, 2], [2, 1])]
            as [([Int32], [Int32])]
          {
            let tags = Array(tags.prefix(end - start + 1))
            let expected = paths.reduce(0) { sum, one in
              let next = end + 1 < one.path.count ? one.path[end + 1] : -1
              return sum
                + (Array(one.path[start...end]) == tags && !excluded.contains(next)
                  ? one.probability : 0)
            }
            let found = marginals.probability(
              of: tags, from: start, inSequence: row, notFollowedBy: excluded)
            #expect(abs(found - expected) < 1e-12)
          }
        }
      }
    }
  }

  @Test func logPartitionIsOfAllPaths() {
    let (crf, x) = setting()
    let found = crf.marginals(x, lengths: Self.lengths).logPartition.doubles
    let losses = crf.loss(
      Tensor(x), targets: [Int32](repeating: 0, count: Self.batch * Self.steps),
      lengths: Self.lengths)
    for (row, length) in Self.lengths.enumerated() where length > 0 {
      let score =
        crf.start.value[0] + crf.end.value[0] + Double(length - 1) * crf.transitions.value[0, 0]
        + (0..<length).reduce(0) { $0 + x[row, $1, 0] }
      #expect(abs(found[row] - losses.array.doubles[row] - score) < 1e-12)
    }
    #expect(found[3] == 0)
  }

  @Test func aBatchGivesWhatItsSequencesGive() {
    let crf = Self.crf(5)
    var generator = RandomGenerator(seed: 2)
    let x = NDArray(normal: 2, shape: [6, 7, 5], using: &generator)
    let lengths = [7, 3, 0, 1, 6, 7]
    let all = crf.marginals(x, lengths: lengths).probabilities
    let best = crf.bestTags(x, lengths: lengths)
    for (row, length) in lengths.enumerated() {
      var one = x.kernels.slice(x, axis: 0, start: row, length: 1)
      one = one.kernels.slice(one, axis: 1, start: 0, length: length)
      #expect(crf.bestTags(one) == [best[row]])
      let alone = crf.marginals(one).probabilities.floats
      let together = x.kernels.slice(all, axis: 0, start: row, length: 1).floats
      #expect(alone == Array(together.prefix(length * 5)))
    }
  }
}
