import CParlance
import CUDADouble
import Foundation
import ParlanceArrays
import ParlanceDevices

/// The devices that tests run on, without a card: OpenCL on the processor, by PoCL, and a double of CUDA's libraries
/// over it. Without PoCL there are none, and a note says so.
public enum TestedDevices {
  /// The first device of OpenCL.
  public static let opencl: Device? = {
    // Its threads would compete with those of the tests: one is three times as fast.
    setenv("POCL_MAX_PTHREAD_COUNT", "1", 0)
    pl_set_opencl(opencl_double)
    return opened("opencl:0")
  }()

  /// The double of CUDA; none is looked for elsewhere from now on.
  public static let cuda: Device? = {
    pl_set_cuda(cuda_double)
    // Which sets what PoCL reads when it is opened.
    return opencl == nil ? nil : opened("cuda:0")
  }()

  /// All that there are.
  public static var all: [Device] { [opencl, cuda].compactMap(\.self) }

  /// Calls of CUDA's double that were wrong.
  public static var faults: Int { Int(cuda_double_faults()) }

  /// Takes CUDA's double away after so many more kernels.
  public static func loseCUDA(after launches: Int32) { cuda_double_lose_after(launches) }

  /// Takes the card of OpenCL away after so many more kernels.
  public static func loseOpenCL(after launches: Int32) { opencl_double_lose_after(launches) }

  private static func opened(_ name: String) -> Device? {
    do {
      return try Device(named: name)
    } catch {
      print("kernels are not tested on a device: \(error)")
      return nil
    }
  }
}
