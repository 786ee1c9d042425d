import Foundation
import ParlanceTestSupport
import Testing

/// One run of an example: what it printed, and the pictures that it wrote.
struct ExampleRun {
  let lines: [String]
  let pictures: [String: String]

  /// Runs the program as it was built beside the tests, and expects it to succeed.
  init(_ name: String) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("example-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let (status, output) = try Self.run([name, folder.path])
    #expect(status == 0)
    lines = output.split(separator: "\n").map(String.init)
    var pictures: [String: String] = [:]
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    // An example without a picture makes no folder.
    for file in files ?? [] {
      pictures[file] = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }
    self.pictures = pictures
  }

  static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    // On Linux the tests' main bundle is the folder of all programs; on macOS a bundle beside them.
    let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    let folder = tests?.bundleURL.deletingLastPathComponent() ?? Bundle.main.bundleURL
    process.executableURL = folder.appendingPathComponent("parlance-examples")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// Expects lines among those printed.
  func expect(_ expected: String..., at location: SourceLocation = #_sourceLocation) {
    for line in expected {
      #expect(lines.contains(line), "\(lines)", sourceLocation: location)
    }
  }

  /// A picture's text; expects it to be there and well-formed.
  func picture(_ name: String, at location: SourceLocation = #_sourceLocation) throws -> String {
    let svg = try #require(pictures[name], "\(pictures.keys)", sourceLocation: location)
    try expectWellFormed(svg)
    return svg
  }
}

@Suite struct ExampleListTests {
  @Test func withoutANameAllAreListed() throws {
    let (status, output) = try ExampleRun.run([])
    #expect(status == 0)
    #expect(output.contains("\nxor"))
    #expect(output.split(separator: "\n").count > 15)
  }

  @Test func anUnknownNameIsAnError() throws {
    #expect(try ExampleRun.run(["nothing"]).status == 64)
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    #expect(try ExampleRun.run(["clipping", "/dev/null/pictures"]).status == 73)
  }
}
