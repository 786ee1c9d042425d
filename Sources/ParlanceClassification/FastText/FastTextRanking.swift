import Foundation

/// The greatest scores of a walk over labels, in the order in which fastText's program gives them.
///
/// It keeps them in a heap of the C++ library, so that the order of equal scores is that of this heap.
struct FastTextRanking {
  /// Scores with their labels.
  private(set) var heap: [(score: Float, label: Int)] = []
  /// The most that are kept.
  let limit: Int

  /// ln(p + 1e-5), as the program writes probabilities.
  static func logarithm(_ probability: Float) -> Float {
    Float(log(Double(probability) + 1e-5))
  }

  init(limit: Int) { self.limit = limit }

  /// Whether a score is too small to be kept.
  func isBeaten(_ score: Float) -> Bool {
    heap.count == limit && heap.first.map { score < $0.score } ?? true
  }

  mutating func add(_ score: Float, _ label: Int) {
    heap.append((score, label))
    rise(from: heap.count - 1, heap[heap.count - 1])
    guard heap.count > limit else { return }
    moveLeast(to: heap.count - 1)
    heap.removeLast()
  }

  /// The labels, the greatest score first.
  mutating func sorted() -> [(score: Float, label: Int)] {
    for last in heap.indices.dropFirst().reversed() { moveLeast(to: last) }
    return heap
  }

  /// std::push_heap from a hole on.
  private mutating func rise(from place: Int, _ value: (score: Float, label: Int)) {
    var hole = place
    while hole > 0, heap[(hole - 1) / 2].score > value.score {
      heap[hole] = heap[(hole - 1) / 2]
      hole = (hole - 1) / 2
    }
    heap[hole] = value
  }

  /// std::pop_heap of the first `last` + 1.
  private mutating func moveLeast(to last: Int) {
    guard last > 0 else { return }
    let value = heap[last]
    heap[last] = heap[0]
    var (hole, second) = (0, 0)
    while second < (last - 1) / 2 {
      second = 2 * (second + 1)
      if heap[second].score > heap[second - 1].score { second -= 1 }
      heap[hole] = heap[second]
      hole = second
    }
    if last % 2 == 0, second == (last - 2) / 2 {
      second = 2 * (second + 1)
      heap[hole] = heap[second - 1]
      hole = second - 1
    }
    rise(from: hole, value)
  }
}
