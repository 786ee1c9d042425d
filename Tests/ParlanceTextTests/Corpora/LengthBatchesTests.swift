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

  @Test func nothingGivesNoBatch() {
    #expect(LengthBatches(lengths: [], batchSize: 4).isEmpty)
    #expect(LengthBatches(lengths: [0, 0], batchSize: 4).paddingShare == 0)
  }
}
