import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceArrays

@Suite struct GradientTests {
  @Test func theFirstArrayIsTakenOverAndTheNextAddedInPlace() {
    var gradient = Gradient.zero
    gradient.add(NDArray([1, 2]))
    func place() -> UnsafeRawPointer? {
      guard case .dense(let array) = gradient else { return nil }
      return array.withBytes(\.baseAddress)
    }
    let before = place()
    gradient.add(NDArray([10, 20]))
    gradient.accumulate([2], like: NDArray(zeros: [0])) { $0[0] += 100 }
    gradient.write([2], like: NDArray(zeros: [0])) { $0[1] += $1 ? 100 : 1000 }
    gradient.write([2], as: [2, 1], like: NDArray(zeros: [0])) { $0[1, 0] += $1 ? 1000 : 0 }
    #expect(gradient.array([2], like: NDArray(zeros: [0])).floats == [111, 1122])
    #expect(place() == before)
  }

  @Test func anArrayThatOthersHoldIsNotChanged() {
    let mine = NDArray([1, 2])
    var (first, second) = (Gradient.zero, Gradient.zero)
    first.add(mine)
    second.add(mine)
    first.add(NDArray([5, 5]))
    #expect(mine.floats == [1, 2])
    #expect(second.array([2], like: NDArray(zeros: [0])).floats == [1, 2])
    #expect(first.array([2], like: NDArray(zeros: [0])).floats == [6, 7])
  }

  @Test func rowsAreSummedAndSorted() {
    let rows = RowGradient(
      summing: NDArray([1, 2, 3, 4, 5, 6], shape: [3, 2]), at: [5, 0, 5], tableShape: [7, 2])
    #expect(rows.ids == [0, 5])
    #expect(rows.values == NDArray([3, 4, 6, 8], shape: [2, 2]))
    #expect(rows.dense.shape == [7, 2] && rows.dense[5, 1] == 8 && rows.dense[1, 0] == 0)
    let none = RowGradient(summing: NDArray(zeros: [0, 2]), at: [], tableShape: [7, 2])
    #expect(none.ids.isEmpty && none.dense == NDArray(zeros: [7, 2]))
  }

  @Test func manyRowsEqualTheTable() {
    var generator = RandomGenerator(seed: 1)
    let ids = (0..<500).map { _ in Int32.random(in: 0..<60, using: &generator) }
    let rows = random([500, 3]).cast(to: .float64)
    var table = NDArray(zeros: [60, 3], .float64)
    table.kernels.addRows(rows, at: ids, &table)
    let gradient = RowGradient(summing: rows, at: ids, tableShape: [60, 3])
    #expect(gradient.ids == Set(ids).sorted())
    #expect(gradient.dense == table)
  }

  @Test(arguments: [3, 5000]) func aVectorsRowsAreNumbers(count: Int) {
    var generator = RandomGenerator(seed: 1)
    let size = 70_000
    let ids = (0..<count).map { _ in Int32.random(in: 0..<Int32(size), using: &generator) }
    let values = random([count])
    var vector = NDArray(zeros: [size], .float64)
    vector.kernels.addRows(values, at: ids, &vector)
    let rows = RowGradient(summing: values, at: ids, tableShape: [size])
    #expect(rows.values.shape == [Set(ids).count])
    #expect(rows.dense == vector)
    var twice = Gradient.rows(rows)
    twice.add(rows)
    twice.add(NDArray(zeros: [size], .float64))
    vector.kernels.scale(2, &vector)
    #expect(distance(twice.array([size], like: NDArray(zeros: [0], .float64)), vector) < 1e-12)
  }

  @Test func rowsAddToRowsAndToArrays() {
    let a = RowGradient(summing: NDArray([1, 2], shape: [1, 2]), at: [1], tableShape: [3, 2])
    let b = RowGradient(
      summing: NDArray([10, 20, 30, 40], shape: [2, 2]), at: [2, 1], tableShape: [3, 2])
    var gradient = Gradient.zero
    gradient.add(a)
    gradient.add(b)
    guard case .rows(let rows) = gradient else {
      Issue.record("expected rows")
      return
    }
    #expect(rows.ids == [1, 2] && rows.values == NDArray([31, 42, 10, 20], shape: [2, 2]))
    gradient.add(NDArray(repeating: 1, shape: [3, 2]))
    gradient.add(a)
    #expect(
      gradient.array([3, 2], like: NDArray(zeros: [0]))
        == NDArray([1, 1, 33, 45, 11, 21], shape: [3, 2]))
  }
}
