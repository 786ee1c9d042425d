import Foundation
import Testing

@testable import ParlanceArrays

@Suite struct MappingTests {
  @Test(arguments: [0, 1, 4095, 4096, 4097, 20_000]) func eachElement(_ size: Int) {
    let x = numbers([size])
    for x in [x, x.wide] {
      let y = NDArray.mapping(x) { 2 * $0 + 1 }
      #expect(y.elementType == x.elementType && y.shape == x.shape)
      #expect(zip(y.doubles, x.doubles).allSatisfy { abs($0 - (2 * $1 + 1)) < 1e-5 })
    }
  }

  @Test func oneElementStandsForAll() {
    let (a, b) = (NDArray([1, 2, 3]), NDArray([10], shape: [1]))
    #expect(NDArray.mapping(a, b) { $0 - $1 } == NDArray([-9, -8, -7]))
    #expect(NDArray.mapping(b, a) { $0 - $1 } == NDArray([9, 8, 7]))
    #expect(NDArray.mapping(b, b, a) { $0 + $1 + $2 } == NDArray([21, 22, 23]))
    #expect(NDArray.mapping(b, NDArray(scalar: 1)) { $0 + $1 }.shape == [1])
  }
}
