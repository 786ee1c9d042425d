import ParlanceText

/// What a word looks like, apart from its letters: capitals, digits, marks, and how it begins.
public enum WordShape {
  /// The number of shapes.
  public static let count = 6 * 3 * 3 * 4

  /// The shape of a word, below `count`.
  ///
  /// Six kinds of capitals (no letter, all small, first capital, one capital letter, all capitals,
  /// mixed), three of digits (none, some, nothing else), three of other marks (as digits), and four
  /// beginnings: @, #, a link, anything else.
  public static func index(of word: String) -> Int32 {
    var (letters, capitals, digits, marks, all) = (0, 0, 0, 0, 0)
    var isFirstCapital = false
    for scalar in word.unicodeScalars {
      all += 1
      let properties = scalar.properties
      if properties.isAlphabetic {
        letters += 1
        guard properties.isUppercase else { continue }
        capitals += 1
        if all == 1 { isFirstCapital = true }
      } else if properties.numericType != nil {
        digits += 1
      } else {
        marks += 1
      }
    }
    let letterKind =
      letters == 0
      ? 0
      : capitals == 0
        ? 1
        : capitals == letters
          ? (letters == 1 ? 3 : 4) : isFirstCapital && capitals == 1 ? 2 : 5
    func share(_ count: Int) -> Int { count == 0 ? 0 : count == all ? 2 : 1 }
    let beginning =
      word.begins(with: "@")
      ? 1
      : word.begins(with: "#") ? 2 : word.begins(with: "http") || word.begins(with: "www.") ? 3 : 0
    return Int32(((letterKind * 3 + share(digits)) * 3 + share(marks)) * 4 + beginning)
  }
}

/// A word's prefixes and suffixes of one to four scalars, each one of some thousands of numbers.
///
/// Two affixes may share a number: they are hashed, so that a model keeps no list of them. Weinberger
/// et al., *Feature Hashing for Large Scale Multitask Learning*, 2009.
public enum Affixes {
  /// The number of numbers.
  public static let count = 1 << 13
  /// The longest affix in scalars.
  public static let longest = 4

  /// The numbers of a word's affixes, each below `count`; of the word in small letters.
  public static func indices(of word: String) -> [Int32] {
    let scalars = word.lowercased().unicodeScalars
    var found: [Int32] = []
    for length in 1...longest where length <= scalars.count {
      found.append(hash(scalars.prefix(length), kind: 2 * length))
      found.append(hash(scalars.suffix(length), kind: 2 * length + 1))
    }
    return found
  }

  /// The numbers of a character with the token before it and with the one after it; two each, so that hardly
  /// any pair has the numbers of another.
  public static func indices(
    of character: String, between before: String, and after: String
  ) -> [Int32] {
    [[before, character], [character, after]].enumerated().flatMap { place, pair in
      (0..<2).map { copy in
        hash(pair.joined(separator: "\n").unicodeScalars, kind: 2 * (longest + 1 + place) + copy)
      }
    }
  }

  /// FNV-1a over the scalars, its upper half folded onto the lower.
  private static func hash(_ scalars: some Sequence<Unicode.Scalar>, kind: Int) -> Int32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ value: UInt64) { hash = (hash ^ value) &* 0x100_0000_01B3 }
    mix(UInt64(kind))
    for scalar in scalars { mix(UInt64(scalar.value)) }
    return Int32((hash ^ hash >> 32) % UInt64(count))
  }
}
