import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct SegmentedLogSoftmaxTests {
  @Test func eachSegmentIsASoftmax() {
    let x = random([12], deviation: 3)
    let segments = Segments(starts: [0, 4, 7], counts: [3, 1, 5])
    let y = logSoftmax(Tensor(x), segments).array.doubles
    for (start, count) in [(0, 3), (4, 1), (7, 5)] {
      let part = logSoftmax(Tensor(NDArray(float64: Array(x.doubles[start..<start + count]))))
      for (a, b) in zip(y[start..<start + count], part.array.doubles) {
        #expect(abs(a - b) < 1e-12)
      }
    }
    #expect(y[3] == 0 && y[5] == 0 && y[6] == 0)
  }

  @Test func gradients() {
    let segments = Segments(starts: [0, 4, 7], counts: [3, 1, 5])
    expectGradients([random([12])]) { logSoftmax($0[0], segments) }
    expectGradients([random([0])]) { logSoftmax($0[0], Segments(starts: [], counts: [])) }
  }
}
