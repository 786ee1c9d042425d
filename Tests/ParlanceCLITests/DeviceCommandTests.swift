import Foundation
import Testing

/// `parlance devices`, and `--device`.
@Suite struct DeviceCommandTests {
  private struct Listing: Decodable {
    struct Device: Decodable {
      let name, kind: String
      let device: String?
      let memoryBytes: Int
      let usable: Bool
      let missing: [String]
    }
    let devices: [Device]
  }

  private func devices(_ environment: [String: String] = [:]) throws -> [Listing.Device] {
    let outcome = try parlance("devices", "--format", "json", environment: environment)
    #expect(outcome.status == 0)
    return try JSONDecoder().decode(Listing.self, from: Data(outcome.output.utf8)).devices
  }

  @Test func whatIsThereAndWhatIsMissingIsListed() throws {
    let all = try devices()
    #expect(all.first?.kind == "cpu" && all.first?.usable == true)
    #expect(Set(all.map(\.kind)) == ["cpu", "opencl", "cuda"])
    for device in all {
      #expect(device.usable == (device.memoryBytes > 0) && device.usable == (device.device != nil))
    }
    let text = try parlance("devices")
    #expect(text.status == 0 && text.output.contains("cpu"))
    for device in all where !device.usable { #expect(text.output.contains(device.missing[0])) }
  }

  @Test func withoutADriverThePackageIsNamed() throws {
    let none = ["OCL_ICD_VENDORS": "/nowhere"]
    for device in try devices(none) where device.kind == "opencl" {
      #expect(!device.usable && device.missing[0].contains("package"))
    }
    let outcome = try parlance("lm", "train", "--device", "opencl", environment: none)
    #expect(outcome.status == 69 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("`parlance devices` lists what is there"))
  }

  @Test func anotherNameIsRefused() throws {
    let outcome = try parlance("lm", "train", "--device", "tpu")
    #expect(outcome.status == 64 && outcome.errors.contains("found tpu"))
  }

  /// A command and those below it, as the parser describes them.
  private struct Described: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable { let name: String }
      let names: [Name]?
    }
    let commandName: String
    let arguments: [Argument]?
    let subcommands: [Described]?

    var takesDevices: Bool {
      (arguments ?? []).contains { ($0.names ?? []).contains { $0.name == "device" } }
    }

    /// This one and those below it, with their whole names.
    func all(_ above: String = "") -> [(name: String, command: Described)] {
      let name = above + commandName
      return [(name, self)] + (subcommands ?? []).flatMap { $0.all(name + " ") }
    }
  }

  @Test func everyCommandThatTrainsEvaluatesOrWritesTakesADevice() throws {
    struct Dump: Decodable { let command: Described }
    let outcome = try parlance("--experimental-dump-help")
    let dump = try JSONDecoder().decode(Dump.self, from: Data(outcome.output.utf8))
    let verbs: Set = [
      "train", "evaluate", "generate", "predict", "score", "suggest", "surprise", "choose",
      "compare", "mix", "align", "bias", "recurrent", "table", "serve",
    ]
    // Counts, words, and the times of other things.
    let others: Set = [
      "parlance subwords train", "parlance vectors bias", "parlance bench score",
      "parlance bench generate",
    ]
    let found = dump.command.all().filter {
      verbs.contains($0.command.commandName) && !others.contains($0.name)
    }
    #expect(found.count >= 20)
    for (name, command) in found { #expect(command.takesDevices, "\(name)") }
  }

  /// Networks are trained on it, and what is counted is counted by the processor.
  @Test func aTableOnADevice() throws {
    guard let device = try devices().first(where: { $0.usable && $0.kind != "cpu" })?.device else {
      return
    }
    let folder = TemporaryFolder()
    let text = folder.writeText(lines: 40)
    let outcome = try parlance(
      "lm", "table", "--train", text, "--validation", text, "--test", text, "--budget", "1e-9",
      "--vocabulary-size", "0", "--output", folder.file("table"), "--format", "json", "--quiet",
      "--device", device)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try #require(try outcome.object()["rows"] as? [[String: Any]])
    let commands = rows.compactMap { $0["command"] as? String }
    #expect(commands.count == 9)
    let counted = commands.filter { !$0.contains("--device \(device)") }
    #expect(counted.count == 2 && counted[0].contains("kneser-ney") && counted[1].contains("snm"))
    let made = try String(contentsOfFile: folder.file("table/lstm/run/made.json"), encoding: .utf8)
    #expect(!made.contains("\"cpu\""))
  }

  @Test func wordVectorsRefuseADevice() throws {
    guard let device = try devices().first(where: { $0.usable && $0.kind != "cpu" })?.device else {
      return
    }
    for arguments in [["train"], ["evaluate", "--vectors", "none"]] {
      let outcome = try Command(["vectors"] + arguments + ["--device", device]).finish()
      #expect(outcome.status == 64 && outcome.output.isEmpty)
      #expect(outcome.errors.contains("word vectors are the processor's work alone"))
    }
  }
}
