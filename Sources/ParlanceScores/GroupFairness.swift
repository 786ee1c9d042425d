/// The scores of a classifier in each group of texts, and how far they lie apart.
///
/// A gap is the greatest less the least of the groups' values, as in fairlearn. With two labels the first
/// one's selection gap is the demographic parity difference of either; with more, each label is held
/// against the rest. Hardt, Price and Srebro 2016, "Equality of opportunity in supervised learning".
public struct GroupFairness: Codable, Sendable, Equatable {
  /// One group.
  public struct Group: Codable, Sendable, Equatable {
    /// What its texts have in the column.
    public let name: String
    /// Its scores as if there were no others, with intervals.
    public let scores: ClassificationScores
    /// By label.
    public let rates: [String: Rates]
  }

  /// How often a label is given in a group.
  public struct Rates: Codable, Sendable, Equatable {
    /// The share of the group's texts that get the label.
    public let selectionRate: Double
    /// The share of those that have the label; nil where none has.
    public let truePositiveRate: Double?
    /// The share of those that have it not; nil where all have.
    public let falsePositiveRate: Double?
  }

  /// How far the groups lie apart.
  public struct Gap: Codable, Sendable, Equatable {
    /// The greatest less the least.
    public let value: Double
    /// Where it lies in 95 of 100 such sets of texts; never below 0, so that chance alone makes a gap:
    /// look whether it stays small with as many texts. Where chance only adds to a gap, its low end is the gap itself.
    public let interval: ConfidenceInterval?
    /// The groups that have the least and the greatest value.
    public let least: String
    public let greatest: String
  }

  /// The gaps of one label.
  public struct LabelGaps: Codable, Sendable, Equatable {
    /// Of the selection rates: demographic parity.
    public let demographicParity: Gap
    /// Of the true positive rates: equal opportunity; nil where fewer than two groups have the label.
    public let truePositiveRate: Gap?
    /// Of the false positive rates.
    public let falsePositiveRate: Gap?
    /// The greater of the two: equalised odds.
    public let equalizedOdds: Gap?
  }

  /// In the order of their names.
  public let groups: [Group]
  /// Of the groups' accuracies.
  public let accuracy: Gap
  /// Of the groups' macro F1.
  public let macroF1: Gap
  /// By label.
  public let labels: [String: LabelGaps]
  /// The greatest gap of any label's selection rates.
  public let demographicParityDifference: Double
  /// The greatest gap of any label's true or false positive rates; nil where nothing can be compared.
  public let equalizedOddsDifference: Double?
  /// Texts without a group, which no group's scores have.
  public let withoutGroup: Int

  /// Scores the groups.
  ///
  /// - `groups`: of each text, or nil where it has none; traps for another count, or for fewer than
  ///   two groups.
  /// - `samples`: of the bootstrap; 0 for no intervals.
  public init(
    _ results: ClassificationResults, groups: [String?], samples: Int = 1000, seed: UInt64 = 1
  ) {
    let members = Members(groups)
    guard groups.count == results.predictions.count, members.names.count > 1 else {
      fatalError(
        "GroupFairness: expected \(results.predictions.count) texts in two groups or more, found "
          + "\(groups.count) in \(members.names.count)")
    }
    let names = results.truth.names
    let whole = members.places.map { results.counts(of: $0) }
    let shown = Array(Set(whole.flatMap(\.seenLabels))).sorted()
    self.groups = zip(members.names, zip(members.places, whole)).map { name, found in
      Group(
        name: name,
        scores: ClassificationScores(
          results.selecting(found.0), samples: samples, seed: seed),
        rates: Dictionary(
          shown.map { (names[$0], Rates(found.1, $0)) }, uniquingKeysWith: { first, _ in first }))
    }
    let drawn = members.samples(of: results, samples: samples, seed: seed)
    func gap(_ value: (LabelCounts) -> Double?) -> Gap? {
      Gap(
        whole.map(value), members.names, drawn.map { $0.map { $0.itemCount > 0 ? value($0) : nil } }
      )
    }
    func unlike(_ value: @escaping (LabelCounts) -> Double) -> Gap {
      gap(value) ?? Gap(members.names[0])
    }
    accuracy = unlike(\.accuracy)
    macroF1 = unlike { $0.macro(over: results.meanLabels($0)).f1 }
    let gaps = shown.map { label in
      let rates = (
        selection: unlike { Rates($0, label).selectionRate },
        hit: gap { Rates($0, label).truePositiveRate },
        alarm: gap { Rates($0, label).falsePositiveRate }
      )
      let odds = [rates.hit, rates.alarm].compactMap { $0 }.max { $0.value < $1.value }
      return (
        names[label],
        LabelGaps(
          demographicParity: rates.selection, truePositiveRate: rates.hit,
          falsePositiveRate: rates.alarm, equalizedOdds: odds)
      )
    }
    labels = Dictionary(gaps, uniquingKeysWith: { first, _ in first })
    demographicParityDifference = gaps.map(\.1.demographicParity.value).max() ?? 0
    equalizedOddsDifference = gaps.compactMap { $0.1.equalizedOdds?.value }.max()
    withoutGroup = groups.count { $0 == nil }
  }
}

extension GroupFairness.Rates {
  fileprivate init(_ counts: LabelCounts, _ label: Int) {
    let (hits, predicted) = (counts.truePositives[label], counts.predicted[label])
    let (here, all) = (counts.actual[label], counts.itemCount)
    selectionRate = ratio(predicted, all)
    truePositiveRate = here > 0 ? ratio(hits, here) : nil
    falsePositiveRate = all > here ? ratio(predicted - hits, all - here) : nil
  }
}

extension GroupFairness.Gap {
  /// None, where there is nothing to compare.
  fileprivate init(_ name: String) {
    self.init(value: 0, interval: nil, least: name, greatest: name)
  }

  /// Of the groups that have a value; nil where fewer than two have one.
  fileprivate init?(_ values: [Double?], _ names: [String], _ samples: [[Double?]]) {
    let here = values.indices.filter { values[$0] != nil }
    guard here.count > 1,
      let least = here.min(by: { values[$0]! < values[$1]! }),
      // Of equal ones the first.
      let greatest = here.reversed().max(by: { values[$0]! < values[$1]! })
    else { return nil }
    let value = values[greatest]! - values[least]!
    let spans = samples.compactMap { sample -> Double? in
      let found = sample.compactMap { $0 }
      return found.count > 1 ? found.max()! - found.min()! : nil
    }
    self.init(
      value: value,
      interval: spans.isEmpty ? nil : ConfidenceInterval(percentilesOf: spans, holding: value),
      least: names[least], greatest: names[greatest])
  }
}

/// Which texts are in which group.
private struct Members {
  let names: [String]
  /// By group.
  let places: [[Int]]
  /// By text: the group's index.
  private let indices: [Int?]

  init(_ groups: [String?]) {
    names = Set(groups.compactMap { $0 }).sorted()
    let known = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    indices = groups.map { $0.flatMap { known[$0] } }
    var places = names.map { _ in [Int]() }
    for (place, group) in indices.enumerated() {
      if let group { places[group].append(place) }
    }
    self.places = places
  }

  /// The counts of each group in samples of all texts: [samples][groups].
  func samples(
    of results: ClassificationResults, samples: Int, seed: UInt64
  ) -> [[LabelCounts]] {
    guard samples > 0 else { return [] }
    let bootstrap = Bootstrap(itemCount: indices.count, sampleCount: samples, seed: seed)
    let empty = LabelCounts(labelCount: results.truth.names.count)
    // One label a text needs no lists of them.
    let single =
      results.isMultiLabel
      ? nil : (truth: results.truth.single, predicted: results.predictions.map { $0[0] })
    return (0..<samples).map { sample in
      var counts = names.map { _ in empty }
      for item in bootstrap.items(ofSample: sample) {
        guard let group = indices[item] else { continue }
        if let single {
          counts[group].add(truth: single.truth[item], predicted: single.predicted[item])
        } else {
          counts[group].add(
            truth: results.truth.indices[item], predicted: results.predictions[item])
        }
      }
      return counts
    }
  }
}
