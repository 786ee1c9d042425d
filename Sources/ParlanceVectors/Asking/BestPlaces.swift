/// The places with the greatest scores, of any number that are offered in ascending order of place.
///
/// Of equal scores the earlier place is better; NaN is no score.
final class BestPlaces {
  private let limit: Int
  private let excluded: Set<Int>
  private var kept: [(score: Float, place: Int)] = []
  /// What a score must exceed.
  private(set) var threshold: Float

  /// Keeps at most `limit` places, none of those excluded.
  init(limit: Int, excluding excluded: Set<Int> = []) {
    // Twice as many are kept for a while.
    self.limit = min(limit, .max / 4)
    self.excluded = excluded
    threshold = limit > 0 ? -.infinity : .infinity
  }

  /// Takes one that exceeds the threshold.
  func add(_ score: Float, _ place: Int) {
    if excluded.contains(place) { return }
    kept.append((score, place))
    // Sorting now and then costs less than keeping an order.
    if kept.count >= 2 * limit + 16 { cut() }
  }

  private func cut() {
    kept.sort { ($1.score, $0.place) < ($0.score, $1.place) }
    if kept.count >= limit {
      kept.removeLast(kept.count - limit)
      threshold = kept.last?.score ?? threshold
    }
  }

  /// The best, the greatest score first.
  func sorted() -> [(score: Float, place: Int)] {
    cut()
    return kept
  }
}
