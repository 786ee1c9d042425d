import Foundation
import Testing

/// Runs an example's program as it was built beside the tests.
private func run(_ name: String, _ arguments: [String] = []) throws -> (
  status: Int32, output: String
) {
  let process = Process()
  // On Linux the tests' main bundle is the folder of all programs; on macOS a bundle beside them.
  let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
  let folder = tests?.bundleURL.deletingLastPathComponent() ?? Bundle.main.bundleURL
  process.executableURL = folder.appendingPathComponent(name)
  process.arguments = arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: data, as: UTF8.self))
}

@Suite struct ComputationGraphTests {
  @Test func printsTheNumbersAndDrawsTheGraph() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("graph-\(UUID().uuidString).svg")
    defer { try? FileManager.default.removeItem(at: file) }
    let (status, output) = try run("computation-graph", [file.path])
    #expect(status == 0)
    for line in ["L     = -10.0", "dL/da = -2.0", "dL/db = -4.0", "dL/dc = 5.0"] {
      #expect(output.contains(line))
    }
    let drawing = try String(contentsOf: file, encoding: .utf8)
    #expect(drawing.hasPrefix("<svg") || drawing.hasPrefix("<?xml"))
  }
}
