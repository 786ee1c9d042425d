import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct GroupedLinearTests {
  let groups = RowGroups([
    (places: [2, 0], rows: 1..<4), (places: [3], rows: 4..<5), (places: [1, 4, 5], rows: 5..<22),
  ])

  @Test func gradients() {
    expectGradients([random([6, 3]), random([24, 3], seed: 2), random([24], seed: 3)]) {
      logSoftmax(groupedLinear($0[0], $0[1], $0[2], groups), groups.lines)
    }
    let all = RowGroups([(places: [0, 1], rows: 0..<2), (places: [0, 1], rows: 2..<5)])
    expectGradients([random([2, 3]), random([5, 3], seed: 2), random([5], seed: 3)]) {
      groupedLinear($0[0], $0[1], $0[2], all)
    }
  }

  @Test func linesAreThoseOfTheProduct() {
    let (x, table) = (random([6, 3]), random([24, 3], seed: 2))
    let y = groupedLinear(
      Tensor(x), Tensor(table), Tensor(NDArray(zeros: [24], .float64)), groups)
    let whole = matmul(Tensor(x), Tensor(table).transposed).array
    var line = 0
    for (place, (start, count)) in zip(
      groups.places, zip(groups.lines.starts, groups.lines.counts))
    {
      let first = line < 2 ? 1 : line < 3 ? 4 : 5
      for row in 0..<Int(count) {
        #expect(abs(y.array[flat: Int(start) + row] - whole[Int(place), first + row]) < 1e-12)
      }
      #expect(start % 16 == 0)
      line += 1
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "groupedLinear: input [6, 2], table [24, 3], bias [24]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = groupedLinear(
          Tensor(NDArray(zeros: [6, 2])), Tensor(NDArray(zeros: [24, 3])),
          Tensor(NDArray(zeros: [24])), RowGroups([]))
      })
  }
}
