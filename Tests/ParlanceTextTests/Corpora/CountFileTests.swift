import Foundation
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceText

@Suite struct CountFileTests {
  private let form = CountFile<[String: Int]>(title: "some counts", writer: "a test")

  private func write(_ path: String) throws -> [UInt8] {
    var tokens = CountedTokens()
    tokens.add("a", count: 3)
    tokens.add("b", count: 70_000)
    try form.write(
      tokens, ["length": 2], records: NumberBuffer([1, 2, 3, 4, 5, 6]), length: 2, to: path)
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func problem(_ bytes: [UInt8], _ path: String) throws -> String {
    try AtomicFile.write(bytes, to: path)
    let error = #expect(throws: InputError.self) { try form.read(path) { $0["length"] } }
    #expect(error?.kind == .badData && error?.file == path)
    return error?.message ?? ""
  }

  @Test func whatIsWrittenIsRead() throws {
    try withFolder { folder in
      let path = folder + "/counts"
      let bytes = try write(path)
      #expect(bytes.starts(with: "some counts 1\n{".utf8))
      let content = try form.read(path) { $0["length"] }
      #expect(content.settings == ["length": 2])
      #expect(content.tokens.counts == [3, 70_000] && content.tokens.token(1) == "b")
      #expect(content.records[0..<6] == [1, 2, 3, 4, 5, 6])
      #expect(try write(folder + "/again") == bytes)
    }
  }

  @Test func cutAnywhere() throws {
    try withFolder { folder in
      let path = folder + "/counts"
      let bytes = try write(path)
      for length in bytes.indices { #expect(!(try problem(Array(bytes[..<length]), path)).isEmpty) }
      #expect(try problem(bytes + [0], path).contains("cut or damaged"))
    }
  }

  @Test func otherFiles() throws {
    try withFolder { folder in
      let path = folder + "/counts"
      let text = try write(path)
      func changed(_ old: String, _ new: String) -> [UInt8] {
        Array(Data(text).replacing(Data(old.utf8), with: Data(new.utf8)))
      }
      #expect(
        try problem(changed("counts 1", "counts 2"), path)
          == "its version 2 is not known; this program reads version 1: count anew")
      #expect(try problem(changed("some", "more"), path) == "expected a file that a test wrote")
      #expect(try problem(changed("length", "lengti"), path) == "expected a file that a test wrote")
      #expect(try problem(changed("a 3", "a b"), path).contains("expected 2 lines"))
      #expect(try problem(changed("\"words\":2", "\"words\":9"), path).contains("expected 9 lines"))
      #expect(
        try problem(changed("\"records\":3", "\"records\":4"), path).contains("cut or damaged"))
    }
  }
}
