import Foundation
import ParlanceArrays
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

  @Test func momentsOfTheUniformDistribution() {
    var generator = RandomGenerator(seed: 1)
    let x = NDArray(uniform: -1..<3, shape: [100, 1000], .float64, using: &generator)
    let (mean, moments) = moments(x)
    #expect(x.shape == [100, 1000])
    #expect(x.doubles.allSatisfy { $0 >= -1 && $0 < 3 })
    #expect(abs(mean - 1) < 0.015)
    #expect(abs(moments[0] - 16 / 12) < 0.02)
    #expect(abs(moments[1]) < 0.03)
  }

  @Test func momentsOfTheNormalDistribution() {
    var generator = RandomGenerator(seed: 1)
    let x = NDArray(normal: 2, mean: 1, shape: [100_000], using: &generator)
    let (mean, moments) = moments(x)
    #expect(x.elementType == .float32)
    #expect(abs(mean - 1) < 0.03)
    #expect(abs(moments[0] - 4) < 0.1)
    #expect(abs(moments[1]) < 0.3)
    #expect(abs(moments[2] - 48) < 2)
    let beyond = Double(x.doubles.count { abs($0 - 1) > 2 * 1.959964 }) / 100_000
    #expect(abs(beyond - 0.05) < 0.005)
  }

  @Test func emptyArraysTakeNoNumbers() {
    var (a, b) = (RandomGenerator(seed: 1), RandomGenerator(seed: 1))
    #expect(NDArray(normal: 1, shape: [0, 3], using: &a).count == 0)
    #expect(a.next() == b.next())
  }

  /// The mean, and the second to fourth central moments.
  private func moments(_ x: NDArray) -> (mean: Double, [Double]) {
    let values = x.doubles
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    return (mean, (2...4).map { n in values.reduce(0) { $0 + pow($1 - mean, Double(n)) } / count })
  }
}
