/// How much of a translation must be changed to give its reference: words inserted, left out, replaced, and
/// phrases moved, for each word of the reference.
///
/// TER = 100 · edits / reference words. Moves are looked for greedily, each the one that saves the most, as
/// Tercom does; small letters, blanks between words. Of several references the nearest counts, and the mean
/// of their lengths. As sacrebleu. Snover et al. 2006.
public struct TranslationErrorRate: TranslationMetric {
  public let name = "TER"

  /// Creates a measure.
  public init() {}

  public func signature(references: Int) -> String {
    "nrefs:\(references)|case:lc|tok:tercom|norm:no|punct:yes|asian:no"
  }

  /// Edits, and words of the reference.
  public func statistics(_ hypothesis: String, _ references: [String]) -> [Double] {
    var ids: [String: Int] = [:]
    func words(_ line: String) -> [Int] {
      line.lowercased().spacedWords.map { word in
        ids[word]
          ?? {
            ids[word] = ids.count
            return ids.count - 1
          }()
      }
    }
    let own = words(hypothesis)
    let others = references.map(words)
    let edits = others.map { ShiftedEditDistance($0).edits(from: own) }.min() ?? 0
    return [Double(edits), Double(others.reduce(0) { $0 + $1.count }) / Double(others.count)]
  }

  public func score(ofSums sums: [Double]) -> Double {
    if sums[1] > 0 { return 100 * sums[0] / sums[1] }
    return sums[0] > 0 ? 100 : 0
  }
}
