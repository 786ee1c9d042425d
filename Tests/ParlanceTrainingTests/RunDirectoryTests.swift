import Foundation
import ParlanceSystem
import Testing

@testable import ParlanceTraining

@Suite struct RunDirectoryTests {
  private let path = FileManager.default.temporaryDirectory
    .appendingPathComponent(UUID().uuidString).path

  private func kind(_ body: () throws -> Void) -> InputError.Kind? {
    do {
      try body()
      return nil
    } catch { return (error as? InputError)?.kind }
  }

  @Test func checkingCreatesNothing() throws {
    try RunDirectory(path).check(.refuse)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(kind { try RunDirectory(path).check(.resume) } == .missingInput)
  }

  @Test func whatIsThereIsNotOverwrittenUnasked() throws {
    let directory = RunDirectory(path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try directory.create(.refuse)
    try AtomicFile.write("mine", to: directory.file("notes.txt"))
    try AtomicFile.write("old", to: directory.file("model.json"))
    #expect(kind { try directory.check(.refuse) } == .cannotCreate)
    try directory.check(.overwrite)
    try directory.create(.overwrite)
    #expect(FileManager.default.fileExists(atPath: directory.file("notes.txt")))
    #expect(!FileManager.default.fileExists(atPath: directory.file("model.json")))
  }

  @Test func aFileIsNoFolder() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try AtomicFile.write("x", to: path)
    #expect(kind { try RunDirectory(path).check(.overwrite) } == .cannotCreate)
  }

  @Test func brokenMetricsNameTheirLine() throws {
    let directory = RunDirectory(path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try directory.create(.refuse)
    try AtomicFile.write("{}\n", to: directory.file("run/metrics.jsonl"))
    #expect {
      try directory.metrics()
    } throws: {
      ($0 as? InputError)?.line == 1
    }
  }
}
