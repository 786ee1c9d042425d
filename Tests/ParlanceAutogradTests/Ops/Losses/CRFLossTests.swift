import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct CRFLossTests {
  /// The loss of each sequence as the definition has it, by a walk over all paths.
  static func overAllPaths(
    _ x: NDArray, _ w: NDArray, _ start: NDArray, _ end: NDArray, _ targets: [Int32],
    _ lengths: [Int]
  ) -> [Double] {
    let (steps, size) = (x.shape[1], x.shape[2])
    return lengths.enumerated().map { row, length in
      func score(_ path: [Int]) -> Double {
        guard let first = path.first, let last = path.last else { return 0 }
        return start[first] + end[last]
          + zip(path, path.dropFirst()).reduce(0) { $0 + w[$1.0, $1.1] }
          + path.enumerated().reduce(0) { $0 + x[row, $1.offset, $1.element] }
      }
      var paths: [[Int]] = [[]]
      for _ in 0..<length { paths = paths.flatMap { path in (0..<size).map { path + [$0] } } }
      let total = Tensor(NDArray(float64: paths.map(score))).logSumExp(axis: 0).item
      return total - score((0..<length).map { Int(targets[row * steps + $0]) })
    }
  }

  @Test(arguments: [
    (3, 4, [4, 2, 1]), (1, 3, [3]), (5, 3, [0, 3, 3, 2, 0]), (2, 1, [1, 0]), (0, 2, []),
  ])
  func isThatOfAllPaths(_ batch: Int, _ steps: Int, _ lengths: [Int]) {
    for size in [1, 2, 3] {
      let x = random([batch, steps, size], deviation: 2)
      let w = random([size, size], seed: 2)
      let (start, end) = (random([size], seed: 3), random([size], seed: 4))
      let targets = (0..<batch * steps).map { Int32($0 * 7 % size) }
      let found = crfLoss(
        Tensor(x), transitions: Tensor(w), start: Tensor(start), end: Tensor(end),
        targets: targets, lengths: lengths)
      let expected = Self.overAllPaths(x, w, start, end, targets, lengths)
      #expect(found.shape == [batch])
      for (a, b) in zip(found.array.doubles, expected) { #expect(abs(a - b) < 1e-12) }
    }
  }

  @Test func gradients() {
    for lengths in [[3, 0, 1, 2], [3, 3, 3, 3]] {
      let targets: [Int32] = [0, 1, 1, 9, 9, 9, 1, 9, 9, 2, 2, 9].map { $0 == 9 ? 0 : $0 }
      expectGradients([
        random([4, 3, 3]), random([3, 3], seed: 2), random([3], seed: 3), random([3], seed: 4),
      ]) {
        crfLoss(
          $0[0], transitions: $0[1], start: $0[2], end: $0[3], targets: targets, lengths: lengths)
      }
    }
  }

  @Test func paddingChangesNothing() {
    var x = random([2, 3, 2])
    func losses(_ x: NDArray) -> ([Double], [Double]) {
      let parameter = Parameter(x)
      let y = crfLoss(
        parameter.tensor, transitions: Tensor(random([2, 2])), start: Tensor(random([2])),
        end: Tensor(random([2])), targets: [0, 1, -7, 1, 99, 5], lengths: [2, 1])
      return (y.array.doubles, y.sum().backward()[parameter].doubles)
    }
    let before = losses(x)
    for (row, step) in [(0, 2), (1, 1), (1, 2)] { x[row, step, 0] = .nan }
    let after = losses(x)
    #expect(before.0 == after.0 && before.1 == after.1)
  }

  @Test func impossibleTransitions() {
    let w = NDArray(float64: [0, -.infinity, 1, 0], shape: [2, 2])
    func loss(_ targets: [Int32]) -> Double {
      crfLoss(
        Tensor(NDArray(zeros: [1, 2, 2], .float64)), transitions: Tensor(w),
        start: Tensor(NDArray(zeros: [2], .float64)), end: Tensor(NDArray(zeros: [2], .float64)),
        targets: targets
      ).item
    }
    #expect(loss([0, 1]) == .infinity)
    #expect(
      abs(loss([0, 0]) - Tensor(NDArray(float64: [0, 1, 0])).logSumExp(axis: 0).item) < 1e-12)
  }

  @Test func mismatches() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = crfLoss(
        Tensor(NDArray(zeros: [1, 2, 3])), transitions: Tensor(NDArray(zeros: [2, 3])),
        start: Tensor(NDArray(zeros: [3])), end: Tensor(NDArray(zeros: [3])), targets: [0, 0])
    }
    expectMessage("transitions [K, K], start and end [K], found [1, 2, 3], [2, 3]", result)
    let target = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = crfLoss(
        Tensor(NDArray(zeros: [1, 2, 3])), transitions: Tensor(NDArray(zeros: [3, 3])),
        start: Tensor(NDArray(zeros: [3])), end: Tensor(NDArray(zeros: [3])), targets: [0, 3])
    }
    expectMessage("crfLoss: target 3 is outside 3 tags", target)
  }
}
