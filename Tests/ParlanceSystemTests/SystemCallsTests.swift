import Foundation
import ParlanceTestSupport
import Testing

@testable import ParlanceSystem

@Suite struct SystemCallsTests {
  @Test func interruptedCallsAreMadeAgain() {
    var calls = 0
    let result = SystemCalls.retrying {
      calls += 1
      errno = EINTR
      return calls < 4 ? -1 : 7
    }
    #expect(result == 7 && calls == 4)
  }

  @Test func otherFailuresAreNot() {
    var calls = 0
    let result = SystemCalls.retrying {
      calls += 1
      errno = EIO
      return -1
    }
    #expect(result == -1 && calls == 1)
  }

  @Test func interruptionsWithoutEndAreAnError() {
    var calls = 0
    let result = SystemCalls.retrying {
      calls += 1
      errno = EINTR
      return -1
    }
    #expect(result == -1 && calls == 1000)
  }

  @Test func memoryThatIsNotThereIsAnErrorWithItsSize() throws {
    try SystemCalls.checkMemory(2 << 20, "little")
    let error = #expect(throws: InputError.self) {
      try SystemCalls.checkMemory(1 << 60, "tensor \"w\"", file: "x.safetensors")
    }
    #expect(error?.kind == .failure && error?.file == "x.safetensors")
    #expect(error?.message.contains("no memory for tensor \"w\": \(1 << 60) bytes") == true)
  }

  @Test func aMappedFileThatIsWrittenOverIsNamed() throws {
    try withFolder { folder in
      let path = folder + "/numbers"
      try Data(count: 8192).write(to: URL(fileURLWithPath: path))
      var block: MemoryBlock? = try MemoryBlock(reading: path)
      try SystemCalls.checkMappedFiles()
      // A new file in its place leaves the mapped one as it is.
      try AtomicFile.write("other", to: path)
      try SystemCalls.checkMappedFiles()
      block = try MemoryBlock(reading: path)
      #expect(block?.byteCount == 5)
      let file = try #require(FileHandle(forWritingAtPath: path))
      try file.write(contentsOf: Data("others".utf8))
      try file.close()
      for _ in 0..<2 {
        let error = #expect(throws: InputError.self) { try SystemCalls.checkMappedFiles() }
        #expect(error?.kind == .inputOutput && error?.file == path)
        // What was seen when it was let go of stays known.
        block = nil
      }
    }
  }

  @Test func aFolderThatCannotBeSyncedIsAnError() throws {
    try withFolder { folder in
      try AtomicFile.syncFolder(of: folder + "/file")
      let error = #expect(throws: InputError.self) {
        try AtomicFile.syncFolder(of: folder + "/none/file")
      }
      #expect(error?.kind == .inputOutput)
      #expect(error?.message == "cannot open its folder to sync it: No such file or directory")
    }
  }
}
