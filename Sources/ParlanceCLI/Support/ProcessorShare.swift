import ParlanceArrays
import ParlanceDistributed
import ParlanceSystem

/// Which processors of its host a process may use, and how many others share them.
enum ProcessorShare {
  /// What a rank tells of itself.
  struct Place {
    let host: String
    let processors: [UInt64]
    let machine: Int
    let variant: String

    var count: Int { processors.reduce(0) { $0 + $1.nonzeroBitCount } }
  }

  /// Puts a number of threads in force that suits all processes of a host; gives what is to be said of it.
  ///
  /// - Throws: `InputError` where the ranks' processors compute different bits.
  static func take(_ mpi: MPI) throws -> [String] {
    let (allowed, machine) = Threads.processors()
    let all = try mpi.gather(
      [machine, variants.firstIndex(of: Threads.variant) ?? 0]
        + allowed.map { Int(bitPattern: UInt($0)) }, zero: 0)
    let places = all.enumerated().map { rank, values in
      Place(
        host: mpi.hosts[rank], processors: values[2...].map { UInt64(UInt(bitPattern: $0)) },
        machine: values[0], variant: variants[values[1]])
    }
    if let other = places.indices.first(where: { places[$0].variant != places[0].variant }) {
      throw InputError(
        .failure,
        "rank \(other) on \(places[other].host) computes with \(places[other].variant), rank 0 with "
          + "\(places[0].variant): all hosts must have processors of one kind")
    }
    let own = places[mpi.rank]
    let sharing = places.count { $0.host == own.host && $0.processors == own.processors }
    Threads.count = max(1, own.count / max(1, sharing))
    return notes(places, library: mpi.library)
  }

  private static let variants = ["baseline", "avx2", "avx512"]

  static func notes(_ places: [Place], library: String) -> [String] {
    let hosts = Set(places.map(\.host)).count
    var notes = ["\(places.count) processes on \(hosts.counted("host")), \(library)"]
    // A processor of many is what launchers give where they are not told otherwise.
    for (rank, place) in places.enumerated() {
      let neighbours = places.count { $0.host == place.host }
      guard place.count == 1, place.machine >= 2 * neighbours else { continue }
      notes.append(
        "rank \(rank) may use 1 of the \(place.machine) processors of \(place.host): give mpirun "
          + "--bind-to none")
      break
    }
    return notes
  }
}
