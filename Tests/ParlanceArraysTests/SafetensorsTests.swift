import Foundation
import ParlanceArrays
import Testing

@Suite struct SafetensorsTests {
  @Test func whatWasWrittenIsRead() throws {
    try withFolder { folder in
      let path = folder + "/a.safetensors"
      let odd = NDArray([1, -2.5, .infinity], shape: [3, 1])
      let tensors = [
        ("wide", NDArray(float64: [.pi, -0.0], shape: [1, 2])), ("odd \"\\\n\u{1F35E}", odd),
        ("scalar", NDArray(scalar: 7)), ("none", NDArray([], shape: [0, 5])),
      ]
      let metadata = ["b": "2", "a": "\"quoted\"\t\u{E9}"]
      try Safetensors.write(tensors, metadata: metadata, to: path)
      let file = try SafetensorsFile(reading: path)
      #expect(file.arrays.count == 4)
      for (name, array) in tensors { #expect(file.arrays[name] == array) }
      #expect(file.metadata == metadata)
      #expect(file.integers.isEmpty)
      #expect(try Safetensors.read(path).keys.sorted() == tensors.map(\.0).sorted())
    }
  }

  @Test func theOrderIsThatGivenAndTheDataBeginsAtAMultipleOfEight() throws {
    try withFolder { folder in
      let path = folder + "/a.safetensors"
      try Safetensors.write([("z", NDArray([1])), ("a", NDArray([2]))], to: path)
      let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
      let length = Int(bytes[0]) + 256 * Int(bytes[1])
      #expect(length % 8 == 0)
      #expect(bytes.count == 8 + length + 8)
      let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
      #expect(
        header.hasPrefix(#"{"z":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype""#))
      #expect(Array(bytes[(8 + length)...]) == [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
    }
  }

  @Test func integersAndEscapesAreRead() throws {
    let file = try reading(
      #" {"a\u00e9\ud83c\udf5e\/" : {"dtype":"I64","data_offsets":[0,16],"shape":[2]}, "#
        + #""b":{"dtype":"I32","shape":[1,1],"data_offsets":[16,20]}}  "#,
      [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 3, 1, 0, 0, 0, 0, 0, 0]
        + [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(file.integers["a\u{E9}\u{1F35E}/"]?.shape == [2])
    #expect(file.integers["a\u{E9}\u{1F35E}/"]?.values == [-2, 259])
    #expect(file.integers["b"]?.shape == [1, 1])
    #expect(file.integers["b"]?.values == [-1])
    #expect(file.arrays.isEmpty)
  }

  @Test func dataNeedNotBeAligned() throws {
    let file = try reading(
      #"{"b":{"dtype":"F64","shape":[1],"data_offsets":[4,12]},"#
        + #""a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}} "#,
      [0, 0, 0x80, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0x40])
    #expect(file.arrays["a"]?.item == 1)
    #expect(file.arrays["b"]?.item == 2)
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "needs 8 bytes, found 4"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3, "truncated"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "found 5"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "expected its data at byte 0"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "\"b\""
    ),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "ascending"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4, "two ascending"),
    (#"{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}"#, 4, "F8_E4M3"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "whole number"),
    (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, 4, "shape of tensor \"a\""),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, 4,
      "too many"
    ),
    (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4, "whole"),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, 0, "expected dtype, shape and data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4, "\"x\""),
    (
      #"{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"#
        + #""a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#, 0, "\"a\" appears twice"
    ),
    (#"{"a":{"dtype":"F32","shape":[000,3],"data_offsets":[0,0]}}"#, 0, "without leading zeros"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,04]}}"#, 4, "without leading zeros"),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4,0],"data_offsets":[0,0]}}"#, 0,
      "too many"
    ),
    (#"{"__metadata__":null,"a":null}"#, 0, "expected '{'"),
    (#"{"__metadata__":{"k":1}}"#, 0, "the value of metadata \"k\""),
    (#"{"__metadata__":{"k":"","k":""}}"#, 0, "\"k\" appears twice"),
    ("not JSON", 0, "expected '{'"), ("", 0, "expected '{'"), ("{\"a", 0, "expected '\"'"),
    ("{\"\\", 0, "does not end"), ("{\"\\u12", 0, "hexadecimal"), ("{\"\\ud800\"", 0, "half"),
    ("{\"\\x\"", 0, "escape"), ("{\"\u{1}\"", 0, "control"), ("{} x", 0, "end of the header"),
    (#"{"a":{"dtype":"F32","shape":[1,],"data_offsets":[0,4]}}"#, 4, "whole number"),
    (#"{"a":[]}"#, 0, "tensor \"a\": expected '{'"), ("{,}", 0, "expected '\"'"),
  ])
  func brokenFilesAreRefused(_ header: String, _ dataCount: Int, _ message: String) {
    let error = #expect(throws: InputError.self) {
      _ = try reading(header, [UInt8](repeating: 0, count: dataCount))
    }
    #expect(error?.kind == .badData)
    #expect(error?.file?.hasSuffix(".safetensors") == true)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test(
    arguments: [
      [], [1, 2, 3], [UInt8](repeating: 0xFF, count: 64),
      [9, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8),
      [0, 0xE1, 0xF5, 5, 0, 0, 0, 1], [3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0xC3, 0x7D],
    ] as [[UInt8]])
  func brokenBytesAreRefused(_ bytes: [UInt8]) throws {
    try withFolder { folder in
      let path = folder + "/a.safetensors"
      try AtomicFile.write(bytes, to: path)
      let error = #expect(throws: InputError.self) { try SafetensorsFile(reading: path) }
      #expect(error?.kind == .badData)
    }
  }

  @Test func everyTruncationAndEveryChangedByteIsReadOrRefused() throws {
    try withFolder { folder in
      let path = folder + "/a.safetensors"
      let array = NDArray([1, 2, 3, 4], shape: [2, 2])
      try Safetensors.write([("a", array), ("b", array)], metadata: ["k": "v"], to: path)
      let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
      for count in 0..<whole.count {
        try Data(whole[..<count]).write(to: URL(fileURLWithPath: path))
        #expect(throws: InputError.self) { try SafetensorsFile(reading: path) }
      }
      var generator = RandomGenerator(seed: 1)
      var refused = 0
      for place in 0..<whole.count - 32 {
        var changed = whole
        changed[place] = UInt8.random(in: 0...255, using: &generator)
        try Data(changed).write(to: URL(fileURLWithPath: path))
        do { _ = try SafetensorsFile(reading: path) } catch {
          #expect((error as? InputError)?.kind == .badData)
          refused += 1
        }
      }
      #expect(refused > whole.count / 2)
    }
  }

  @Test func missingFilesAndFoldersAreNamed() throws {
    try withFolder { folder in
      let missing = #expect(throws: InputError.self) {
        try SafetensorsFile(reading: folder + "/none")
      }
      #expect(missing?.kind == .missingInput)
      #expect(missing?.description.contains("/none") == true)
      let isFolder = #expect(throws: InputError.self) { try SafetensorsFile(reading: folder) }
      #expect(isFolder?.kind == .badData)
    }
  }

  /// What the format's own reader (safetensors 0.5 of Python) takes.
  @Test func headersThatTheOfficialReaderTakes() throws {
    let empty = #"{"dtype":"F32","shape":[4611686018427387904,0],"data_offsets":[0,0]}"#
    let found = try reading("{\"__metadata__\": null, \"a\":\(empty)}", [])
    #expect(found.arrays["a"]?.shape == [1 << 62, 0] && found.metadata.isEmpty)
    func tensor(_ begin: Int) -> String {
      #"{"dtype":"F32","shape":[1],"data_offsets":[\#(begin),\#(begin + 4)]}"#
    }
    let names = try reading(
      "{\"\u{E9}\":\(tensor(0)),\"e\u{301}\":\(tensor(4)),\"b\":\(tensor(8))}",
      [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64])
    #expect(names.arrays["é"]?.floats == [1] && names.arrays["b"]?.floats == [3])
    let keys = try reading("{\"__metadata__\":{\"\u{E9}\":\"1\",\"e\u{301}\":\"2\"}}", [])
    #expect(keys.metadata["é"] == "1")
  }

  private func reading(_ header: String, _ data: [UInt8]) throws -> SafetensorsFile {
    try withFolder { folder in
      let path = folder + "/a.safetensors"
      let length = header.utf8.count
      let head = (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
      try AtomicFile.write(head + Array(header.utf8) + data, to: path)
      return try SafetensorsFile(reading: path)
    }
  }
}
