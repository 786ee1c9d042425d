import Foundation
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct AtomicFileTests {
  private struct Interruption: Error {}

  @Test func aFileIsReplacedAndNothingElseIsLeft() throws {
    try withFolder { folder in
      let path = folder + "/file"
      try AtomicFile.write("old", to: path)
      try AtomicFile.write(to: path) {
        try $0.write("new ")
        try $0.write([0x21])
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "new !")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    }
  }

  @Test func aFailedWriteLeavesTheOldFile() throws {
    try withFolder { folder in
      let path = folder + "/file"
      try AtomicFile.write("old", to: path)
      #expect(throws: Interruption.self) {
        try AtomicFile.write(to: path) {
          try $0.write("half of the new")
          throw Interruption()
        }
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    }
  }

  @Test(arguments: [
    ("", ""), ("/", "/"), ("//", "/"), ("m", ""), ("m/", ""), ("/m", "/"), ("/m/", "/"),
    ("a/m", "a"),
    ("a//m", "a"), ("/a/b/m", "/a/b"), ("./m", "."), ("../m", ".."),
  ])
  func theFolderOfAPath(path: String, folder: String) {
    #expect(AtomicFile.folder(of: path) == folder)
  }

  @Test func foldersWithinFolders() throws {
    try withFolder { folder in
      try AtomicFile.createFolder(folder + "/a/b//c/")
      try AtomicFile.createFolder(folder + "/a/b")
      try AtomicFile.write("x", to: folder + "/a/b/c/file")
      for path in ["/a/b/c/file", "/a/b/c/file/d"] {
        let error = #expect(throws: InputError.self) { try AtomicFile.createFolder(folder + path) }
        #expect(error?.kind == .cannotCreate && error?.file == folder + path)
        #expect(error?.message == "cannot create: Not a directory")
      }
    }
  }

  @Test func whatAKilledWriterLeftIsWrittenOver() throws {
    try withFolder { folder in
      let path = folder + "/file"
      try Data(repeating: 1, count: 1000).write(to: URL(fileURLWithPath: path + ".partial"))
      try AtomicFile.write("new", to: path)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    }
  }

  @Test func placesThatCannotBeWrittenAreNamed() throws {
    try withFolder { folder in
      for path in [folder + "/none/file", folder] {
        let error = #expect(throws: InputError.self) { try AtomicFile.write("x", to: path) }
        #expect(error?.kind == .cannotCreate)
        #expect(error?.file == path)
      }
      #expect(!FileManager.default.fileExists(atPath: folder + ".partial"))
    }
  }

  #if os(Linux)
    @Test func aFullDiskIsAnError() {
      let descriptor = open("/dev/full", O_WRONLY)
      defer { close(descriptor) }
      let error = #expect(throws: InputError.self) {
        try FileOutput(descriptor, path: "file").write("x")
      }
      #expect(error?.kind == .inputOutput)
      #expect(error?.message.contains("No space left") == true)
    }
  #endif
}
