import ArgumentParser
import ParlanceArrays
import ParlanceDevices
import ParlanceSystem

/// Where numbers are worked on.
struct DeviceOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What works on the numbers: cpu, gpu (the first card), opencl:N or cuda:N; parlance devices lists what \
      is there. (default: cpu)
      """, valueName: "device"))
  var device: String?

  /// The device that was asked for; an error where it is not there.
  func opened(_ note: (String) -> Void) throws -> Device {
    guard let device else { return .cpu }
    let opened = try Device(named: device)
    if opened != .cpu { note("device \(opened)") }
    return opened
  }
}

/// A command whose numbers a device may work on.
protocol DeviceCommand: ParsableCommand {
  var computing: DeviceOption { get }
  var common: CommonOptions { get }
}

extension DeviceCommand {
  /// Refuses a device, for what no array has a part in.
  func requireProcessor() throws {
    guard Device.current == .cpu else {
      throw InputError(.usage, "\(Device.current): word vectors are the processor's work alone")
    }
  }
}

extension ParsableCommand {
  /// Runs the command where it was asked for.
  mutating func runWhereAsked() throws {
    guard let command = self as? any DeviceCommand else { return try run() }
    let device = try command.computing.opened(command.common.note)
    try Device.with(device) { try run() }
    if let note = device.fallbackNote { command.common.note(note) }
  }
}
