import Foundation

/// That several processes were begun together: what `mpirun` or `srun` tells each of them.
public struct MPILaunch: Sendable, Equatable {
  /// The kinds of MPI whose launchers tell themselves apart.
  enum Kind: Sendable { case openMPI, mpich, any }

  /// The number of processes, 2 or more.
  public let size: Int
  /// This process' number.
  public let rank: Int
  let kind: Kind

  /// What the environment says; nil where one process was begun, with `mpirun` or without.
  public init?(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    // A launcher's own words come before those of the queue that it runs in.
    let launchers: [(kind: Kind, size: String, rank: String)] = [
      (.openMPI, "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"),
      (.mpich, "PMI_SIZE", "PMI_RANK"),
      (.any, "SLURM_STEP_NUM_TASKS", "SLURM_PROCID"),
    ]
    for (kind, sizeName, rankName) in launchers {
      guard let size = number(sizeName), let rank = number(rankName) else { continue }
      guard size > 1, (0..<size).contains(rank) else { return nil }
      (self.size, self.rank, self.kind) = (size, rank, kind)
      return
    }
    return nil
  }

  /// Names under which the libraries may be found, the likeliest first.
  var libraries: [String] {
    #if canImport(Darwin)
      let openMPI = ["libmpi.40.dylib", "/opt/homebrew/lib/libmpi.40.dylib"]
      let mpich = ["libmpi.12.dylib", "/opt/homebrew/lib/libmpi.12.dylib"]
      let standard = ["libmpi_abi.dylib", "/opt/homebrew/lib/libmpi_abi.dylib"]
    #else
      let openMPI = ["libmpi.so.40"]
      // Debian's name, and that of all others.
      let mpich = ["libmpich.so.12", "libmpi.so.12"]
      let standard = ["libmpi_abi.so.1", "libmpi_abi.so.0", "libmpi_abi.so"]
    #endif
    return switch kind {
    case .openMPI, .any: openMPI + standard + mpich
    case .mpich: mpich + standard + openMPI
    }
  }
}
