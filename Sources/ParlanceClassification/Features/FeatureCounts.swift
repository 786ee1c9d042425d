/// How often each key comes, in memory for the distinct ones and not for each time.
struct FeatureCounts {
  private var counted: [(key: Int64, count: Int)] = []
  private var keys: [Int64] = []

  /// Keys that are kept before they are counted.
  var most = 1 << 20

  mutating func add(_ key: Int64) {
    keys.append(key)
    if keys.count >= most { merge() }
  }

  /// The keys in ascending order, each with its count.
  mutating func ascending() -> [(key: Int64, count: Int)] {
    merge()
    return counted
  }

  private mutating func merge() {
    keys.sort()
    var merged: [(key: Int64, count: Int)] = []
    var place = 0
    func add(_ key: Int64, _ count: Int) {
      if merged.last?.key == key {
        merged[merged.count - 1].count += count
      } else {
        merged.append((key, count))
      }
    }
    for key in keys {
      while place < counted.count, counted[place].key <= key {
        add(counted[place].key, counted[place].count)
        place += 1
      }
      add(key, 1)
    }
    merged += counted[place...]
    counted = merged
    keys.removeAll(keepingCapacity: true)
  }
}
