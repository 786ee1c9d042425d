import ParlanceArrays
import ParlanceAutograd
import ParlanceDistributed
import Testing

@Suite struct ChecksumTests {
  private func checksum(_ change: (inout Checksum) -> Void) -> Checksum {
    var checksum = Checksum()
    change(&checksum)
    return checksum
  }

  @Test func everyChangeIsSeen() {
    let whole = (0..<37).map { Int32($0 * $0) }
    var all: Set<Checksum> = [checksum { _ in }, checksum { $0.add(whole) }]
    for place in whole.indices {
      var other = whole
      other[place] ^= 1
      all.insert(checksum { $0.add(other) })
      all.insert(checksum { $0.add(Array(whole.prefix(place))) })
    }
    #expect(all.count == 2 + 2 * whole.count)
    #expect(checksum { $0.add(whole) } == checksum { $0.add(whole) })
  }

  @Test func textsKeepTheirBounds() {
    #expect(checksum { $0.add("ab") } == checksum { $0.add("ab") })
    let others = [["a", "b"], ["ab"], ["ab", ""], ["b", "a"], ["", "ab"]].map { texts in
      checksum { sum in for text in texts { sum.add(text) } }
    }
    #expect(Set(others).count == 5)
  }

  @Test func arraysCountWithShapeAndBits() {
    let values: [Float] = [0, 1, 2, 3, 4, 5]
    let arrays = [
      NDArray(values, shape: [2, 3]), NDArray(values, shape: [3, 2]), NDArray(values),
      NDArray([-0.0, 1, 2, 3, 4, 5], shape: [2, 3]), NDArray(float64: values.map(Double.init)),
    ]
    #expect(Set(arrays.map { array in checksum { $0.add(array) } }).count == 5)
    #expect(
      Checksum(of: [Parameter(arrays[0])]) == checksum { $0.add(NDArray(values, shape: [2, 3])) })
  }
}
