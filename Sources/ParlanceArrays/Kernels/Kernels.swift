/// All arithmetic over elements: what a kind of device has to provide, family by family.
///
/// `ReferenceKernels` (plain Swift loops) defines what is correct; `NativeKernels` is held against
/// it. Shapes are checked by the callers, the operations; kernels trust them. Functions whose last
/// argument is `inout` and whose name begins with `add` accumulate. Results lie where the first array
/// lies.
package protocol Kernels: ElementKernels, ReductionKernels, ViewKernels, ProductKernels,
  TableKernels, RowKernels, GroupKernels, CRFKernels, RecurrentKernels, AttentionKernels,
  UpdateKernels
{}

/// The kernels of a device that need not have every function: for one that is missing, those of the
/// host stand in, and that is counted.
///
/// The arrays come home for it, and what comes of it goes back when the device next reads it.
package protocol PartialKernels: Kernels {
  /// How often which function was missing.
  var fallbacks: FallbackCount { get }
}

extension PartialKernels {
  /// The host's kernels, in the place of the function that asks.
  package func standIn(_ function: String = #function) -> any Kernels {
    fallbacks.add(function)
    return Device.hostKernels(.float32)
  }
}

extension Kernels {
  /// Zeros beside another array, set by these kernels, so that a stand-in works on the host.
  func zeros(_ shape: [Int], like other: NDArray) -> NDArray {
    var y = NDArray(uninitialized: shape, like: other)
    fill(0, &y)
    return y
  }
}

extension NDArray {
  /// The kernels for where the array lies and its element type.
  package var kernels: any Kernels {
    storage.apart == nil ? Device.hostKernels(elementType) : device.kernels(elementType)
  }
}
