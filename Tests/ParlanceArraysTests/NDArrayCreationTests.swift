import ParlanceArrays
import Testing

@Suite struct NDArrayCreationTests {
  @Test func literals() async {
    let matrix: NDArray = [[1, 2.5], [3, -4]]
    #expect(matrix == NDArray([1, 2.5, 3, -4], shape: [2, 2]))
    let cube: NDArray = [[[1], [2]], [[3], [4]], [[5], [6]]]
    #expect(cube.shape == [3, 2, 1] && cube.floats == [1, 2, 3, 4, 5, 6])
    let (none, noRows): (NDArray, NDArray) = ([], [[], []])
    #expect(none.shape == [0] && noRows.shape == [2, 0])
    expectMessage(
      "NDArray: a literal whose parts have shapes [[2], [1]]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let x: NDArray = [[1, 2], [3]]
        _ = x
      })
  }

  @Test func onesAndZeros() {
    #expect(NDArray(ones: [2], .float64) == NDArray(float64: [1, 1]))
    let x = NDArray(float64: [3, 4], shape: [2, 1])
    #expect(NDArray(zerosLike: x) == NDArray(zeros: [2, 1], .float64))
    #expect(NDArray(onesLike: x) == NDArray(ones: [2, 1], .float64))
  }

  @Test func ranges() {
    #expect(NDArray(from: 0, to: 3).floats == [0, 1, 2])
    #expect(NDArray(from: 1, to: 2, by: 0.3, .float64).doubles == [1, 1.3, 1.6, 1.9])
    #expect(NDArray(from: 3, to: 0, by: -2).floats == [3, 1])
    #expect(NDArray(from: 3, to: 3).count == 0 && NDArray(from: 3, to: 0).count == 0)
    #expect(NDArray(from: -1, through: 1, count: 5).floats == [-1, -0.5, 0, 0.5, 1])
    #expect(NDArray(from: 2, through: 1, count: 2).floats == [2, 1])
    #expect(NDArray(from: 2, through: 9, count: 1).floats == [2])
    #expect(NDArray(from: 2, through: 9, count: 0).count == 0)
    let tenths = NDArray(from: 0, through: 0.7, count: 8, .float64).doubles
    #expect(tenths[7] == 0.7 && abs(tenths[3] - 0.3) < 1e-15)
  }

  @Test func identities() {
    #expect(NDArray(identity: 2).floats == [1, 0, 0, 1])
    #expect(NDArray(identity: 2, columns: 3, diagonal: 1).floats == [0, 1, 0, 0, 0, 1])
    #expect(NDArray(identity: 2, columns: 3, diagonal: -1).floats == [0, 0, 0, 1, 0, 0])
    #expect(NDArray(identity: 2, diagonal: 5) == NDArray(zeros: [2, 2]))
    #expect(NDArray(identity: 0).shape == [0, 0])
  }

  @Test func closeness() {
    let x: NDArray = [1, 1000, 0]
    #expect(x.isClose(to: [1.000001, 1000.001, 1e-9]))
    #expect(!x.isClose(to: [1.1, 1000, 0]) && x.isClose(to: [1.1, 1000, 0], relative: 0.1))
    #expect(x.isClose(to: [1, 1000, 0.5], absolute: 0.5))
    #expect(!x.isClose(to: x.reshaped([3, 1])))
    let hard = NDArray([.infinity, -.infinity, .nan])
    #expect(!hard.isClose(to: hard) && hard.isClose(to: hard, equalNaN: true))
    #expect(!NDArray([.infinity]).isClose(to: NDArray([-.infinity])))
    #expect(!NDArray([1]).isClose(to: NDArray([.infinity])))
  }

  @Test func indices() {
    let x = Indices([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(x[1, 0] == 4 && x.count == 6 && x.reshaped([6]) == [1, 2, 3, 4, 5, 6])
  }
}
