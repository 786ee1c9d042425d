import Foundation
import Testing

/// A program that begins several processes together.
struct Launcher: Sendable, CustomTestStringConvertible {
  let path: String
  let isOpenMPI: Bool

  var testDescription: String { (path as NSString).lastPathComponent }

  /// The words before the command's.
  func words(_ count: Int) -> [String] {
    // A test may want more processes than the machine has processors.
    [path, "-n", "\(count)"] + (isOpenMPI ? ["--oversubscribe", "--bind-to", "none"] : [])
  }

  static let environment = [
    "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    // The transports that a container always has.
    "OMPI_MCA_btl": "self,vader,tcp", "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
  ]

  /// Those of Debian's two that are here; says which are not.
  static let all: [Launcher] = ["mpirun.openmpi", "mpirun.mpich"].compactMap { name in
    let path = "/usr/bin/" + name
    if FileManager.default.isExecutableFile(atPath: path) {
      return Launcher(path: path, isOpenMPI: name.hasSuffix("openmpi"))
    }
    print("\(name) is not installed: what is tested by it is left out")
    return nil
  }
}
