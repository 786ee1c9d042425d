import Testing

@testable import ParlanceArrays

@Suite struct HostKernelsTests {
  private func place(_ x: NDArray) -> UnsafeRawPointer? { x.withBytes(\.baseAddress) }

  @Test(arguments: [ElementType.float32, .float64])
  func aFactorMayBeAnArray(type: ElementType) {
    let x = NDArray(float64: [1, -2, 3]).cast(to: type)
    func scalar(_ value: Double) -> NDArray { NDArray(scalar: value, type) }
    #expect(place(x.kernels.scaled(scalar(1), x)) == place(x))
    #expect(x.kernels.scaled(scalar(0.5), x).doubles == [0.5, -1, 1.5])
    var y = NDArray(ones: [3], type)
    x.kernels.addScaled(scalar(2), x, &y)
    #expect(y.doubles == [3, -3, 7] && x.doubles == [1, -2, 3])
  }

  @Test(arguments: [ElementType.float32, .float64])
  func paddingIsClearedWhereItCouldDoHarm(type: ElementType) {
    var x = NDArray(float64: (1...8).map(Double.init), shape: [2, 2, 2]).cast(to: type)
    #expect(place(x.kernels.clearingPadding(x, lengths: [1, 2])) == place(x))
    x[0, 1, 0] = .infinity
    #expect(x.kernels.clearingPadding(x, lengths: [1, 2]).doubles == [1, 2, 0, 0, 5, 6, 7, 8])
    // What is within the lengths stays as it is.
    #expect(
      x.kernels.clearingPadding(x, lengths: [2, 0]).doubles == [1, 2, .infinity, 4, 0, 0, 0, 0])
  }
}
