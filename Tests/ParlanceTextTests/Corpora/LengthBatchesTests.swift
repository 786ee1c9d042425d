import ParlanceText
import Testing

@Suite struct LengthBatchesTests {
  @Test func shorterItemsComeFirst() {
    let batches = LengthBatches(lengths: [3, 1, 2, 1, 5], batchSize: 2)
    #expect(batches.map { $0 } == [[1, 3], [2, 0], [4]])
    #expect(batches.indices.map(batches.longest) == [1, 3, 5])
    #expect(batches.paddingShare == 1 - 12.0 / 13)
  }

  @Test func everyItemIsInOneBatch() {
    let lengths = (0..<101).map { $0 * 7 % 13 }
    let batches = LengthBatches(lengths: lengths, batchSize: 8, shuffleSeed: 3)
    #expect(batches.flatMap { $0 }.sorted() == Array(0..<101))
    #expect(batches.paddingShare < 0.1)
    let same = LengthBatches(lengths: lengths, batchSize: 8, shuffleSeed: 3)
    let other = LengthBatches(lengths: lengths, batchSize: 8, shuffleSeed: 4)
    #expect(batches.map { $0 } == same.map { $0 } && batches.map { $0 } != other.map { $0 })
  }

  @Test func itemsAreReadSeveralTimes() {
    let lengths = [3, 1, 2, 1, 5]
    let batches = LengthBatches(lengths: lengths, batchSize: 2, readings: 3, shuffleSeed: 3)
    #expect(batches.flatMap { $0 }.sorted() == (0..<5).flatMap { [$0, $0, $0] })
    #expect(batches.count == 8 && batches.indices.map(batches.longest).max() == 5)
    // Batches of 1, 1 three times, 2, 2, and 2, 3; of 3, 3; of 5, 5, and one 5.
    let sorted = LengthBatches(lengths: lengths, batchSize: 2, readings: 3)
    #expect(sorted.paddingShare == 1 - 36.0 / 37)
    let limited = LengthBatches(lengths: lengths, sizes: lengths, places: 6, readings: 3)
    #expect(limited.flatMap { $0 }.sorted() == (0..<5).flatMap { [$0, $0, $0] })
    let once = LengthBatches(lengths: lengths, batchSize: 2, readings: 1, shuffleSeed: 3)
    let plain = LengthBatches(lengths: lengths, batchSize: 2, shuffleSeed: 3)
    #expect(once.map { $0 } == plain.map { $0 })
  }

  @Test func readingsGiveTheLeastBatches() {
    for (least, readings) in [(0, 1), (1, 1), (3, 1), (4, 2), (7, 3), (9, 4)] {
      #expect(LengthBatches.readings(of: 8, batchSize: 3, leastBatches: least) == readings)
      let batches = LengthBatches(
        lengths: [Int](repeating: 1, count: 8), batchSize: 3, readings: readings)
      #expect(batches.count >= least)
    }
    #expect(LengthBatches.readings(of: 1, batchSize: 64, leastBatches: 1 << 20) == 1000)
    #expect(LengthBatches.readings(of: 0, batchSize: 64, leastBatches: 500) == 1000)
  }

  @Test func nothingGivesNoBatch() {
    #expect(LengthBatches(lengths: [], batchSize: 4).isEmpty)
    #expect(LengthBatches(lengths: [0, 0], batchSize: 4).paddingShare == 0)
  }

  @Test func placesAreNeverMoreThanTheLimit() {
    let lengths = (0..<101).map { $0 * 7 % 13 }
    // Not in the order of the lengths; one is greater than the limit.
    var sizes = lengths.map { $0 + $0 % 3 }
    sizes[50] = 70
    for seed in [nil, 3] as [UInt64?] {
      let batches = LengthBatches(
        lengths: lengths, sizes: sizes, places: 40, shuffleSeed: seed)
      #expect(batches.flatMap { $0 }.sorted() == Array(0..<101))
      for items in batches {
        let places = items.count * (items.map { sizes[$0] }.max() ?? 0)
        #expect(places <= 40 || items == [50])
      }
      #expect(batches.contains { $0.count > 10 })
    }
    #expect(LengthBatches(lengths: [], sizes: [], places: 4).isEmpty)
  }
}
