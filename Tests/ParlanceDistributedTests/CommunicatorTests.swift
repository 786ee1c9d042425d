import ParlanceArrays
import ParlanceDistributed
import ParlanceSystem
import Testing

@Suite struct CommunicatorTests {
  /// Rank r's bytes for rank s: r + s of them, each 16 · r + s.
  private static func part(_ from: Int, _ to: Int) -> [UInt8] {
    [UInt8](repeating: UInt8(16 * from + to), count: from + to)
  }

  @Test(arguments: [1, 2, 3, 4]) func eachRankGetsItsParts(_ size: Int) throws {
    let found = try ThreadRanks.run(size) { ranks in
      let sent = (0..<size).map { Self.part(ranks.rank, $0) }
      var received = [UInt8](repeating: 255, count: (0..<size).reduce(0) { $0 + $1 + ranks.rank })
      try sent.flatMap { $0 }.withUnsafeBytes { sent in
        try received.withUnsafeMutableBytes {
          try ranks.allToAll(
            sent, counts: (0..<size).map { $0 + ranks.rank }, into: $0,
            counts: (0..<size).map { $0 + ranks.rank })
        }
      }
      return received
    }
    #expect(found == (0..<size).map { to in (0..<size).flatMap { Self.part($0, to) } })
  }

  @Test(arguments: [1, 2, 3, 4]) func allRanksGetAllBytes(_ size: Int) throws {
    // Rank 1 has none.
    let parts = (0..<size).map { rank in
      (0..<(rank == 1 ? 0 : 5 - rank)).map { UInt8(10 * rank + $0) }
    }
    let found = try ThreadRanks.run(size) { ranks in
      var received = [UInt8](repeating: 255, count: parts.joined().count)
      for _ in 0..<50 {
        try parts[ranks.rank].withUnsafeBytes { sent in
          try received.withUnsafeMutableBytes {
            try ranks.allGather(sent, into: $0, counts: parts.map(\.count))
          }
        }
        try ranks.barrier()
      }
      return received
    }
    #expect(found.allSatisfy { $0 == parts.flatMap { $0 } } && found.count == size)
  }

  @Test func anyRankIsHeard() throws {
    let found = try ThreadRanks.run(3) { ranks in
      try (0..<3).map { root in
        var byte = [UInt8(ranks.rank + 7)]
        try byte.withUnsafeMutableBytes { try ranks.broadcast($0, from: root) }
        return byte[0]
      }
    }
    #expect(found == [[7, 8, 9], [7, 8, 9], [7, 8, 9]])
  }

  @Test func oneRankAloneKeepsWhatItHas() throws {
    let alone = Alone()
    var received: [UInt8] = [0, 0]
    let sent: [UInt8] = [3, 4]
    sent.withUnsafeBytes { sent in
      received.withUnsafeMutableBytes { alone.allToAll(sent, counts: [2], into: $0, counts: [2]) }
    }
    #expect(received == [3, 4] && (alone.rank, alone.size) == (0, 1))
    received = [0, 0]
    sent.withUnsafeBytes { sent in
      received.withUnsafeMutableBytes { alone.allGather(sent, into: $0, counts: [2]) }
    }
    #expect(received == [3, 4] && alone.share(of: 9) == 0..<9)
  }

  @Test func rowsAreSharedOut() throws {
    for (size, count) in [(1, 7), (2, 7), (3, 7), (4, 3), (4, 0), (3, 300)] {
      let shares = try ThreadRanks.run(size) { $0.share(of: count) }
      #expect(shares.flatMap(Array.init) == Array(0..<count))
      let counts = shares.map(\.count)
      #expect(counts.max()! - counts.min()! <= 1)
    }
  }

  @Test func differentChecksumsAreNamed() throws {
    func checked(_ values: [Int32]) throws {
      _ = try ThreadRanks.run(values.count) { ranks in
        var checksum = Checksum()
        checksum.add([values[ranks.rank]])
        try ranks.checkSame(checksum, of: "training data")
      }
    }
    try checked([4, 4, 4])
    let error = #expect(throws: InputError.self) { try checked([4, 4, 5, 6]) }
    #expect(error?.kind == .badData)
    #expect(error?.message.hasPrefix("training data of ranks 2, 3 are not those of rank 0") == true)
  }
}
