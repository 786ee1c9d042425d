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
}
