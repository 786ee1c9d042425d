import ArgumentParser
import ParlanceDevices

/// `parlance devices`.
struct DevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract: "List what models can be trained on, and what is missing for what is not there.",
    discussion: """
      The names are those that --device takes. Nothing is needed to build for a card: the driver's libraries are \
      looked for when they are asked for.
      """)

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let devices: [DeviceDescription]
  }

  func run() throws {
    common.apply()
    let devices = DeviceDescription.all()
    switch common.format {
    case .json: try Output.json(Report(devices: devices))
    case .text:
      try Output.line(
        table(
          devices.map { device in
            [
              device.device ?? device.kind, device.name,
              device.memoryBytes > 0 ? "\((Double(device.memoryBytes) / 1e9).fixed(1)) GB" : "",
              device.missing.isEmpty ? "" : "missing: \(device.missing.joined(separator: "; "))",
            ]
          }, flushLeft: [0, 1, 3]))
    }
  }
}
