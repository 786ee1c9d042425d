import ArgumentParser
import Dispatch
import Foundation
import ParlanceArrays
import ParlanceDistributed
import ParlanceSystem
import ParlanceTraining

/// A command that several processes share; all others run in one.
protocol SharedCommand: ParsableCommand {}

/// The processes that `mpirun` began this one with.
enum Processes {
  /// That they were begun; nil where this process is alone.
  static let launch = MPILaunch()

  /// The group that works together.
  ///
  /// Set once, before the command runs.
  nonisolated(unsafe) private(set) static var group: any Communicator = Alone()
  nonisolated(unsafe) private static var mpi: MPI?
  nonisolated(unsafe) private static var isMeeting = false
  /// What is said of it when the work begins.
  nonisolated(unsafe) private(set) static var notes: [String] = []

  /// Whether this is the process that prints and writes.
  static var isFirst: Bool { group.rank == 0 }

  /// Joins the others for a command's run; does nothing where one process was begun.
  ///
  /// - Throws: `InputError` where the command is not shared, or MPI is not to be had: never does each process
  ///   do the same work for itself.
  static func join(for command: any ParsableCommand) throws {
    guard let launch else { return }
    if launch.rank != 0 { fallSilent() }
    // Help is the parser's own command.
    if String(reflecting: type(of: command)).hasPrefix("ArgumentParser.") { return }
    guard command is any SharedCommand else {
      throw InputError(
        .usage,
        "\(launch.size) processes were begun together, but this command runs in one; begin it without mpirun"
      )
    }
    let environment = ProcessInfo.processInfo.environment
    let patience = try patience(environment["PARLANCE_MPI_PATIENCE"])
    isMeeting = true
    // Where a host is not reached, MPI's own beginning may never end.
    let beginning = max(patience, 60)
    let late = DispatchWorkItem {
      Terminal.standardError.lastLine(
        "parlance: rank \(launch.rank): MPI has not begun after \(Int(beginning)) s: not all processes can "
          + "reach each other; look at the hosts' names and their network")
      _exit(InputError.Kind.unavailable.rawValue)
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + beginning, execute: late)
    defer { late.cancel() }
    let mpi = try MPI(launch, path: environment["PARLANCE_MPI"], patience: patience) {
      Terminal.standardError.line("parlance: \($0)")
    }
    (self.mpi, group) = (mpi, mpi)
    notes = try ProcessorShare.take(mpi)
  }

  /// Seconds after which a rank that has not come is named.
  private static func patience(_ text: String?) throws -> Double {
    guard let text else { return 60 }
    guard let seconds = Double(text), (1...1e6).contains(seconds) else {
      throw InputError(
        .usage, "PARLANCE_MPI_PATIENCE: expected 1 to 1000000 seconds, found \(text)")
    }
    return seconds
  }

  /// Results and messages are those of rank 0.
  private static func fallSilent() {
    Terminal.standardError.fallSilent()
    let nothing = SystemCalls.openFile("/dev/null", O_WRONLY)
    if nothing >= 0 { dup2(nothing, STDOUT_FILENO) }
  }

  /// Throws where a file holds other bytes on some rank, or can be read by one process only.
  static func checkSame(_ file: String) throws {
    if group.size == 1 { return }
    guard file != "-", let content = try FileChecksum(of: file) else {
      throw InputError(
        .usage, "\(file): is there for one process only; give all of them a file")
    }
    var sum = Checksum()
    sum.add(content.crc32c)
    try group.checkSame(sum, of: file)
  }

  /// Throws where a model is another one on some rank; models of a mixture are looked at too.
  static func checkSame(model path: String) throws {
    let folder = RunDirectory(path)
    guard group.size > 1, folder.isFolder else { return try checkSame(path) }
    // It has checksums of what else makes the model.
    try checkSame(folder.file("model.json"))
    let parts = try? FileManager.default.contentsOfDirectory(atPath: folder.file("models"))
    for part in (parts ?? []).sorted() { try checkSame(model: folder.file("models/\(part)")) }
  }

  /// Throws where a rank was told other options than rank 0; paths, and how much memory there is, may differ.
  ///
  /// - `more`: what else must be the same.
  static func checkSame<Table>(_ said: Said<Table>, _ more: String = "") throws {
    if group.size == 1 { return }
    var sum = Checksum()
    for row in Table.rows where !row.form.isPath && row.name != "memory" {
      sum.add("\(row.name)=\(said[row.name] ?? "")")
    }
    sum.add(more)
    try group.checkSame(sum, of: "the options")
  }

  /// Waits for the others and leaves with them.
  static func finish(_ code: Int32) {
    guard let mpi else { return }
    do {
      try mpi.finish()
    } catch {
      if let launch { fail(launch, code == 0 ? 1 : code, "parlance: \(error)") }
    }
  }

  /// Ends all processes with an exit code, after the message.
  ///
  /// What went wrong everywhere is said by rank 0 alone; what went wrong on another rank, by rank 0 with that
  /// rank's name, or by the other rank where rank 0 is not heard from.
  static func fail(_ launch: MPILaunch, _ code: Int32, _ message: String) -> Never {
    let head = "parlance: "
    let text = message.hasPrefix(head) ? String(message.dropFirst(head.count)) : message
    mpi?.abort(InputError(InputError.Kind(rawValue: code) ?? .failure, text))
    // Before they meet, all do the same.
    if !isMeeting && launch.rank != 0 { Foundation.exit(code) }
    if launch.rank != 0 {
      Thread.sleep(forTimeInterval: mpi == nil ? 2 : 5 + 0.2 * Double(launch.rank))
      if mpi?.failedRank == nil || mpi?.failedRank == launch.rank {
        Terminal.standardError.lastLine(head + "rank \(launch.rank): \(text)")
      }
    } else if !message.isEmpty {
      Terminal.standardError.lastLine(message)
    }
    // Some launchers let what is on its way to them be lost.
    if mpi != nil { Thread.sleep(forTimeInterval: 0.3) }
    mpi?.end(code: code)
    Foundation.exit(code)
  }
}
