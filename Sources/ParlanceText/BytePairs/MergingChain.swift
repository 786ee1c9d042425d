/// The symbols of a word while neighbours are joined.
///
/// Each round joins all neighbours of the pair that comes first among the merges, from left to right. A heap
/// holds the pairs there are, so that a word of n symbols takes n log n steps.
struct MergingChain {
  private var texts: [String]
  private var next: [Int]
  private var previous: [Int]
  private var isAlive: [Bool]
  private var first = 0

  private struct Candidate {
    let rank: Int
    let place: Int
    /// What stood there; another merge may have taken it since.
    let merge: BytePairEncoding.Merge

    func comes(before other: Candidate) -> Bool {
      rank != other.rank ? rank < other.rank : place < other.place
    }
  }

  init(_ symbols: [String]) {
    texts = symbols
    next = symbols.indices.map { $0 + 1 < symbols.count ? $0 + 1 : -1 }
    previous = symbols.indices.map { $0 - 1 }
    isAlive = symbols.map { _ in true }
  }

  /// The symbols as they are now.
  var symbols: [String] {
    var symbols: [String] = []
    var place = texts.isEmpty ? -1 : first
    while place >= 0 {
      symbols.append(texts[place])
      place = next[place]
    }
    return symbols
  }

  /// The pair that begins at a place, if it is a merge.
  private func candidate(_ place: Int, _ ranks: [BytePairEncoding.Merge: Int]) -> Candidate? {
    guard place >= 0, next[place] >= 0 else { return nil }
    let merge = BytePairEncoding.Merge(texts[place], texts[next[place]])
    return ranks[merge].map { Candidate(rank: $0, place: place, merge: merge) }
  }

  private func isThere(_ candidate: Candidate) -> Bool {
    let place = candidate.place
    return isAlive[place] && next[place] >= 0
      && candidate.merge == BytePairEncoding.Merge(texts[place], texts[next[place]])
  }

  /// Joins the pair that begins at a place.
  private mutating func join(_ place: Int) {
    let second = next[place]
    texts[place] += texts[second]
    isAlive[second] = false
    next[place] = next[second]
    if next[second] >= 0 { previous[next[second]] = place }
  }

  /// Joins until no pair is a merge.
  mutating func merge(_ ranks: [BytePairEncoding.Merge: Int]) {
    var heap = Heap<Candidate> { $0.comes(before: $1) }
    for place in texts.indices { candidate(place, ranks).map { heap.push($0) } }
    while let candidate = heap.pop() {
      guard isThere(candidate) else { continue }
      // All of the pair that are there now, before any that they give rise to.
      var round = [candidate]
      while let other = heap.first, other.rank == candidate.rank { round.append(heap.pop()!) }
      var joined: [Int] = []
      for other in round where isThere(other) {
        join(other.place)
        joined.append(other.place)
      }
      for place in joined {
        self.candidate(previous[place], ranks).map { heap.push($0) }
        self.candidate(place, ranks).map { heap.push($0) }
      }
    }
  }

  /// The same where each pair is there in a round only if `isKept` says so; ends with a round without any.
  mutating func merge(_ ranks: [BytePairEncoding.Merge: Int], isKept: () -> Bool) {
    while true {
      var candidates: [Candidate] = []
      var place = first
      while place >= 0 {
        if next[place] >= 0, isKept(), let pair = candidate(place, ranks) {
          candidates.append(pair)
        }
        place = next[place]
      }
      guard let best = candidates.min(by: { $0.comes(before: $1) }) else { return }
      for other in candidates where other.rank == best.rank && isThere(other) { join(other.place) }
    }
  }
}
