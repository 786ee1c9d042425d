import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct CandidateLogitsTests {
  private let arrays = [random([3, 2]), random([5, 2], seed: 2), random([5], seed: 3)]

  private func logits(
    _ x: [Tensor], _ targets: [Int32] = [4, 1, 4], _ samples: [Int32] = [0, 4, 0, 2],
    excludingHits: Bool = false
  ) -> Tensor {
    candidateLogits(
      x[0], weight: x[1], bias: x[2], targets: targets, samples: samples,
      correction: { Double($0) / 4 }, excludingHits: excludingHits)
  }

  @Test func itIsTheWholeProductAtTheCandidates() {
    let (targets, samples) = ([4, 1, 4] as [Int32], [0, 4, 0, 2] as [Int32])
    let whole = linear(
      Tensor(arrays[0]), Tensor(arrays[1]), Tensor(arrays[2]), transposingWeight: true
    ).array
    for excluding in [false, true] {
      let found = logits(arrays.map { Tensor($0) }, excludingHits: excluding).array
      #expect(found.shape == [3, 5])
      for row in 0..<3 {
        for (column, id) in ([targets[row]] + samples).enumerated() {
          let isHit = excluding && column > 0 && id == targets[row]
          let expected = isHit ? -.infinity : whole[row, Int(id)] - Double(id) / 4
          #expect(found[row, column] == expected || abs(found[row, column] - expected) < 1e-12)
        }
      }
    }
  }

  @Test func gradient() {
    expectGradients(arrays) { logits($0) }
    expectGradients(arrays) { softmax(logits($0, excludingHits: true)) }
    expectGradients(arrays) { logits($0, [0, 0, 0], []) }
    expectGradients([random([0, 2]), arrays[1], arrays[2]]) { logits($0, [], [1, 1]) }
    expectGradients([random([2, 0]), random([3, 0]), random([3])]) { logits($0, [0, 2], [1]) }
    // The table in two places of one graph.
    expectGradients(arrays) { x in
      logits([embedding(x[1], [0, 2, 4], shape: [3]) + x[0], x[1], x[2]])
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "candidateLogits: hidden [2, 3] and 2 targets do not fit weight [4, 2], bias [4]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = candidateLogits(
          Tensor(NDArray(zeros: [2, 3])), weight: Tensor(NDArray(zeros: [4, 2])),
          bias: Tensor(NDArray(zeros: [4])), targets: [0, 1], samples: [])
      })
    expectMessage(
      "candidateLogits: id 4 is outside a table of 4 rows",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = candidateLogits(
          Tensor(NDArray(zeros: [1, 2])), weight: Tensor(NDArray(zeros: [4, 2])),
          bias: Tensor(NDArray(zeros: [4])), targets: [0], samples: [4])
      })
  }
}
