import ParlanceArrays

/// The kernels of an accelerator, for float32: each function launches kernels of `Resources` and waits for none,
/// unless it returns numbers to the host.
///
/// There are no atomics, and all sums are taken in an order that the sizes alone decide: the same bits each time on
/// one card. What has no kernel (functions given as closures, sorting) the host does, which is counted.
package struct DeviceKernels: PartialKernels {
  let device: Accelerator

  init(_ device: Accelerator) { self.device = device }

  package var fallbacks: FallbackCount { device.fallbacks }

  /// The block with an array's elements, to read.
  func read(_ x: NDArray) -> Block { x.buffer(on: device) as! Block }

  func read(_ x: NDArray?) -> Block? { x.map { read($0) } }

  /// The block of an array that is changed where it lies.
  func write(_ y: inout NDArray) -> Block { y.mutableBuffer(on: device) as! Block }

  func write(_ y: inout NDArray?) -> Block? {
    guard y != nil else { return nil }
    return write(&y!)
  }

  /// An array on the device that is not set.
  func new(_ shape: [Int]) -> NDArray {
    NDArray(uninitialized: shape, .float32, on: device.device)
  }

  func zeros(_ shape: [Int]) -> NDArray {
    var y = new(shape)
    fill(0, &y)
    return y
  }

  /// Whole numbers for a kernel.
  func block(_ values: [Int]) -> Block { device.block(of: values.map { Int32(clamping: $0) }) }

  func block(_ values: [Int32]) -> Block { device.block(of: values) }

  func block(_ values: [Int64]) -> Block { device.block(of: values) }
}
