import Testing

@testable import ParlanceArrays

@Suite struct NDArrayTests {
  @Test func elementsLieInRowMajorOrder() {
    let x = NDArray([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(x.shape == [2, 3] && x.rank == 2 && x.count == 6 && x.elementType == .float32)
    #expect(x[0, 2] == 3 && x[1, 0] == 4 && x[flat: 5] == 6)
    #expect(x.floats == [1, 2, 3, 4, 5, 6])
    #expect(x.doubles == [1, 2, 3, 4, 5, 6])
    #expect(NDArray([1, 2]).shape == [2])
  }

  @Test func scalarsAndEmptyArrays() {
    let scalar = NDArray(scalar: 2.5, .float64)
    #expect(scalar.shape == [] && scalar.count == 1 && scalar.item == 2.5 && scalar[] == 2.5)
    let empty = NDArray(zeros: [3, 0, 2])
    #expect(empty.count == 0 && empty.floats.isEmpty && empty == NDArray([], shape: [3, 0, 2]))
    #expect(NDArray(repeating: -1, shape: [2]).floats == [-1, -1])
  }

  @Test(arguments: [ElementType.float32, .float64])
  func aWriteChangesOneCopyOnly(_ type: ElementType) {
    let x = NDArray(repeating: 1, shape: [2, 2], type)
    var y = x
    #expect(x.withBytes(\.baseAddress) == y.withBytes(\.baseAddress))
    y[1, 1] = 5
    y[flat: 0] = 4
    #expect(x.doubles == [1, 1, 1, 1])
    #expect(y.doubles == [4, 1, 1, 5])
    let place = y.withBytes(\.baseAddress)
    y[0, 1] = 3
    #expect(y.withBytes(\.baseAddress) == place)
  }

  @Test func aReshapedArrayIsACopyOnWrite() {
    let x = NDArray([1, 2, 3, 4, 5, 6])
    var y = x.reshaped([3, 2])
    #expect(y[2, 1] == 6 && y.withBytes(\.baseAddress) == x.withBytes(\.baseAddress))
    y[0, 0] = 9
    #expect(x[0] == 1)
    #expect(NDArray([7]).reshaped([]).item == 7)
  }

  @Test func castsRoundAndWiden() {
    let x = NDArray(float64: [0.1, 1e300, -.infinity], shape: [3, 1])
    let narrow = x.cast(to: .float32)
    #expect(narrow.shape == [3, 1] && narrow.floats == [0.1, .infinity, -.infinity])
    #expect(narrow.cast(to: .float64).doubles[0] == Double(Float(0.1)))
    #expect(x.cast(to: .float64) == x)
  }

  @Test func equalityIsOfTypeShapeAndElements() {
    let x = NDArray([1, 2])
    #expect(x == NDArray([1, 2]))
    #expect(x != NDArray([1, 3]))
    #expect(x != x.reshaped([2, 1]))
    #expect(x != NDArray(float64: [1, 2]))
    #expect(NDArray([0]) == NDArray([-0.0]))
    #expect(NDArray([.nan]) != NDArray([.nan]))
  }

  @Test func arraysCrossTasks() async {
    let x = NDArray(repeating: 1, shape: [100])
    let sums = await withTaskGroup(of: Double.self) { group in
      for index in 0..<8 {
        group.addTask {
          var mine = x
          mine[index] = Double(index)
          return mine.kernels.sum(mine, scale: 1).item
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sums.sorted() == (0..<8).map { 99 + Double($0) })
    #expect(x.doubles == [Double](repeating: 1, count: 100))
  }

  @Test func mistakesTrapWithTheirShapes() async {
    expectMessage(
      "shape [2, 2] holds 4 elements, but 3 were given",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = NDArray([1, 2, 3], shape: [2, 2])
      })
    expectMessage(
      "reshape: [2] has 2 elements, [3] does not fit",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = NDArray([1, 2]).reshaped([3])
      })
    expectMessage(
      "index [0, 2] is outside shape [1, 2]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = NDArray([1, 2], shape: [1, 2])[0, 2]
      })
    expectMessage(
      "index -1 is outside 2 elements",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = NDArray([1, 2])[flat: -1]
      })
    expectMessage(
      "shape [3] has 3 elements",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = NDArray([1, 2, 3]).item
      })
    expectMessage(
      "shape [2, -1] has a negative axis",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = NDArray(zeros: [2, -1])
      })
  }
}

/// Expects a message on the standard error of a process that ended.
func expectMessage(
  _ message: String, _ result: ExitTest.Result?, _ location: SourceLocation = #_sourceLocation
) {
  let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  #expect(text.contains(message), "\(text.prefix(300))", sourceLocation: location)
}
