import ParlanceSystem

/// Whether one system's translations are better than another's of the same sentences.
public struct TranslationComparison: Codable, Sendable, Equatable {
  /// A difference of scores with two tests of it.
  public struct Difference: Codable, Sendable, Equatable {
    /// On the same bootstrap samples of the sentences. Koehn 2004.
    public let bootstrap: PairedDifference
    /// How likely so great a difference is where it does not matter which system wrote which translation:
    /// `TranslationScore.randomisation(against:samples:seed:)`.
    public let randomisation: Double
  }

  public let bleu: Difference
  public let chrf: Difference
  public let ter: Difference

  /// Compares translations with their references; traps for other numbers of them, or none.
  public init(
    _ first: [String], _ second: [String], references: [[String]], samples: Int = 1000,
    seed: UInt64 = 1
  ) {
    let bootstrap = Bootstrap(itemCount: references.count, sampleCount: samples, seed: seed)
    func difference(_ metric: any TranslationMetric) -> Difference {
      let a = TranslationScore(metric, first, references)
      let b = TranslationScore(metric, second, references)
      return Difference(
        bootstrap: PairedDifference(
          a.value, b.value, samples: (a.samples(bootstrap), b.samples(bootstrap))),
        randomisation: a.randomisation(against: b, samples: samples, seed: seed))
    }
    bleu = difference(BLEU())
    chrf = difference(CharacterFScore())
    ter = difference(TranslationErrorRate())
  }
}

extension TranslationScore {
  /// How likely a difference as great as that to another system is if each sentence's two translations are
  /// exchanged at random: (#{|d| ≥ |d₀|} + 1) / (samples + 1).
  ///
  /// Approximate randomisation. Riezler and Maxwell, *On Some Pitfalls in Automatic Evaluation and
  /// Significance Testing for MT*, 2005.
  public func randomisation(
    against other: TranslationScore, samples: Int = 1000, seed: UInt64 = 1
  ) -> Double {
    let key = RandomKey(seed: seed).folding(in: "randomisation")
    let sentences = columns.first?.count ?? 0
    let sums = columns.map { $0.reduce(0, +) }
    let others = other.columns.map { $0.reduce(0, +) }
    let observed = abs(value - other.value)
    var asGreat = 0
    for sample in 0..<samples {
      var generator = RandomGenerator(key: key.folding(in: UInt64(sample)))
      var (mine, theirs, bits) = (sums, others, UInt64(0))
      for sentence in 0..<sentences {
        if sentence % 64 == 0 { bits = generator.next() }
        if (bits >> UInt64(sentence % 64)) & 1 == 1 {
          for column in columns.indices {
            let change = other.columns[column][sentence] - columns[column][sentence]
            mine[column] += change
            theirs[column] -= change
          }
        }
      }
      let difference = abs(metric.score(ofSums: mine) - metric.score(ofSums: theirs))
      // Equal up to rounding is as great.
      if difference >= observed - 1e-9 { asGreat += 1 }
    }
    return Double(asGreat + 1) / Double(samples + 1)
  }
}
