import Foundation
import ParlanceArrays
import ParlanceDistributed
import ParlanceSystem
import Testing

@Suite struct ThreadRanksTests {
  private struct Broken: Error, Equatable { let rank: Int }

  @Test(arguments: [1, 2, 3, 4]) func aRankThatThrowsEndsAllWithItsError(_ size: Int) {
    let seen = Seen()
    #expect(throws: Broken(rank: size - 1)) {
      try ThreadRanks.run(size) { ranks in
        try ranks.barrier()
        if ranks.rank == size - 1 { throw Broken(rank: ranks.rank) }
        do { try ranks.barrier() } catch {
          seen.add(ranks.rank, "\(error)")
          throw error
        }
      }
    }
    #expect(seen.all.map(\.rank) == Array(0..<size - 1))
    #expect(seen.all.allSatisfy { $0.text.contains("Broken") })
  }

  @Test func aRankThatDoesNotComeIsNamed() {
    let release = DispatchSemaphore(value: 0)
    let error = #expect(throws: InputError.self) {
      try ThreadRanks.run(3, patience: 0.2) { ranks in
        if ranks.rank == 1 { release.wait() }
        try ranks.barrier()
      }
    }
    release.signal()
    #expect(error?.message == "rank 1 has not come to barrier after 0.2 s")
  }

  @Test func aRankThatEndsTooEarlyIsSeen() {
    let error = #expect(throws: InputError.self) {
      try ThreadRanks.run(2) { if $0.rank == 0 { try $0.barrier() } }
    }
    #expect(
      error?.message
        == "rank 0 is at barrier, rank 1 at the end: all ranks must take the same steps")
  }

  @Test func partsOfOtherSizesAreRefused() {
    let error = #expect(throws: InputError.self) {
      try ThreadRanks.run(2) { ranks in
        var received = [UInt8](repeating: 0, count: 4)
        try [UInt8](repeating: 1, count: ranks.rank + 1).withUnsafeBytes { sent in
          try received.withUnsafeMutableBytes {
            try ranks.allGather(sent, into: $0, counts: [2, 2])
          }
        }
      }
    }
    #expect(error?.message.contains("expected [2, 2] bytes of the ranks, found [1, 2]") == true)
  }

  @Test func whoeverComesAfterAnAbortThrows() {
    #expect(throws: Broken(rank: 0)) {
      try ThreadRanks.run(2) { ranks in
        if ranks.rank == 0 { ranks.abort(Broken(rank: 0)) }
        // Rank 1 may be waiting by then, or come later.
        try ranks.barrier()
      }
    }
  }

  /// What ranks saw, in their order.
  private final class Seen: @unchecked Sendable {
    private let lock = NSLock()
    private var list: [(rank: Int, text: String)] = []
    var all: [(rank: Int, text: String)] { lock.withLock { list.sorted { $0.rank < $1.rank } } }
    func add(_ rank: Int, _ text: String) { lock.withLock { list.append((rank, text)) } }
  }
}
