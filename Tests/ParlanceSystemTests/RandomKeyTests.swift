import Foundation
import ParlanceSystem
import Testing

@Suite struct RandomKeyTests {
  /// The known answers of the paper's authors (Random123, `kat_vectors`).
  @Test(
    arguments: [
      ([0, 0], 0, [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
      ([.max, .max], .max, [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]),
      (
        [0x85A3_08D3_243F_6A88, 0x0370_7344_1319_8A2E], 0x299F_31D0_A409_3822,
        [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
      ),
    ] as [([UInt64], UInt64, [UInt32])])
  func philox(_ counter: [UInt64], _ key: UInt64, _ words: [UInt32]) {
    let block = Philox.block(counter: (counter[0], counter[1]), key: key)
    #expect([block.0, block.1, block.2, block.3] == words)
  }

  @Test func keysSplitIntoDifferentKeys() {
    let key = RandomKey(seed: 1)
    let keys = Set(
      (0..<1000).map { key.folding(in: $0) } + [key, RandomKey(seed: 2).folding(in: 0)])
    #expect(keys.count == 1002)
    #expect(key.folding(in: 3) == RandomKey(seed: 1).folding(in: 3))
  }

  /// Names give keys of their own, also where a number has the bits of the name's hash.
  @Test func namesAreParts() {
    let key = RandomKey(seed: 1)
    let names = ["", "a", "b", "ab", "ba", "encoder", "decoder", "é", "e\u{301}"]
    let numbers = (0..<100).map(UInt64.init) + [0xcbf2_9ce4_8422_2325, 0xaf63_dc4c_8601_ec8c]
    let keys = Set(names.map { key.folding(in: $0) } + numbers.map { key.folding(in: $0) } + [key])
    #expect(keys.count == names.count + numbers.count + 1)
    #expect(key.folding(in: "rnn") == RandomKey(seed: 1).folding(in: "rnn"))
    #expect(key.folding(in: "rnn") != RandomKey(seed: 2).folding(in: "rnn"))
  }

  @Test func oneSeedGivesOneSequence() {
    var (a, b, c) = (RandomGenerator(seed: 5), RandomGenerator(seed: 5), RandomGenerator(seed: 6))
    let (x, y, z) = ((0..<9).map { _ in a.next() }, (0..<9).map { _ in b.next() }, c.next())
    #expect(x == y)
    #expect(x[0] != z)
    #expect(Set(x).count == 9)
  }

  @Test func aSavedGeneratorGoesOn() throws {
    var generator = RandomGenerator(seed: 5)
    for _ in 0..<7 { _ = generator.next() }
    var copy = try JSONDecoder().decode(
      RandomGenerator.self, from: JSONEncoder().encode(generator))
    #expect((0..<5).map { _ in generator.next() } == (0..<5).map { _ in copy.next() })
  }
}
