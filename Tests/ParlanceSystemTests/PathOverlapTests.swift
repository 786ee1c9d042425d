import Foundation
import ParlanceTestSupport
import Testing

@testable import ParlanceSystem

@Suite struct PathOverlapTests {
  @Test func linksAreFollowedAndNamesAreWhole() throws {
    try withFolder { folder in
      try AtomicFile.createFolder(folder + "/a")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: folder + "/a")
      #expect(PathOverlap.isInside(folder + "/link/x", folder + "/a"))
      #expect(!PathOverlap.isInside(folder + "/a", folder + "/a/x"))
      #expect(PathOverlap.overlap(folder + "/a", folder + "/a/x"))
      #expect(!PathOverlap.overlap(folder + "/a", folder + "/ab"))
      #expect(PathOverlap.isSame(folder + "/link/y", folder + "/a/y"))
      #expect(!PathOverlap.isSame(folder + "/a/y", folder + "/a"))
      #expect(!PathOverlap.overlap("-", "-"))
    }
  }
}
