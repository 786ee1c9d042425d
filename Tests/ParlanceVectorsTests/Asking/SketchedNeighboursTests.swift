import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceText
import ParlanceVectors
import Testing

@Suite struct SketchedNeighboursTests {
  /// Vectors of which many are near each other, some equal, zero, denormal or very great.
  private func vectors(_ words: Int, dimension: Int) -> WordVectors {
    var generator = RandomGenerator(seed: 7)
    var rows: [[Float]] = []
    for word in 0..<words {
      let center = word % 5
      let scale: Float =
        switch word % 97 {
        case 3: 0
        case 5: 0x1p-136
        case 7: 1e-36
        case 11: 1e17
        default: 1
        }
      if word % 10 == 9 && word > 20 {
        rows.append(rows[word - 10])
        continue
      }
      var row: [Float] = []
      for place in 0..<dimension {
        let noise = 0.1 * Float(generator.uniform() - 0.5)
        let base: Float = (place + center) % 3 == 0 ? 1 : 0.2
        row.append(scale * (base + noise))
      }
      rows.append(row)
    }
    return WordVectors(
      words: (0..<words).map { "w\($0)" }, numbers: rows.flatMap(\.self), dimension: dimension)
  }

  @Test(arguments: [1, 7, 50]) func neighboursAreThoseOfAllRowsToTheBit(dimension: Int) throws {
    let given = vectors(5000, dimension: dimension)
    let path = NSTemporaryDirectory() + "sketch-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try given.write(to: path, as: .mapped)
    let mapped = try WordVectors.read(path: path)
    #expect(mapped.sketch != nil && given.sketch == nil)
    for most in [nil, 3000] {
      let (fast, slow) = (
        SimilarityIndex(mapped, mostFrequent: most), SimilarityIndex(given, mostFrequent: most)
      )
      for word in [0, 3, 5, 7, 11, 19, 29, 4999] {
        for count in [0, 1, 10, 150] {
          let query = NeighbourQuery([slow.word(at: word)])
          let found = fast.neighbours(of: [query], count: count)
          #expect(found == slow.neighbours(of: [query], count: count), "\(word), \(count)")
          #expect(found[0].count == count)
        }
      }
    }
  }
}
