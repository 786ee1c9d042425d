import ParlanceReports
import ParlanceTestSupport
import ParlanceText
import Testing

@testable import ParlanceTraining

@Suite struct TensorBoardEventsTests {
  /// CRC-32C bit by bit, masked as TFRecord has it.
  private func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
    }
    crc = ~crc
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }

  /// The messages of a file, each with right lengths and checksums.
  private func events(_ bytes: [UInt8]) throws -> [ProtobufFields] {
    var (events, place): ([ProtobufFields], Int) = ([], 0)
    func number(_ start: Int, _ size: Int) -> UInt64 {
      (0..<size).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
    }
    while place < bytes.count {
      let length = Int(number(place, 8))
      #expect(UInt32(number(place + 8, 4)) == masked(bytes[place..<place + 8]))
      let body = Array(bytes[place + 12..<place + 12 + length])
      #expect(UInt32(number(place + 12 + length, 4)) == masked(body))
      events.append(try #require(ProtobufFields(body)))
      place += 16 + length
    }
    return events
  }

  private func value(_ event: ProtobufFields) -> ProtobufFields {
    event.messages(5)[0].messages(1)[0]
  }

  @Test func aRunBecomesScalarsByStep() throws {
    let epoch = MetricsRecord(
      epoch: 1, step: 7, trainLoss: 2, trainPerplexity: nil, learningRate: 0.5, gradientNorm: 3,
      wordsPerSecond: 100, seconds: 4,
      validation: Evaluation(totalLoss: 3, tokens: 2, scores: ["accuracy": 0.75]), isBest: true)
    let file = TensorBoardEvents(run: [epoch], card: "# A card", end: 1000)
    let events = try events(file.bytes)
    #expect(events[0].texts(3) == ["brain.Event:2"])
    let tags = events.dropFirst().map { value($0).texts(1)[0] }
    #expect(
      tags == [
        "train/loss/epoch", "train/learning-rate", "train/gradient-norm", "train/words-per-second",
        "validation/loss", "validation/perplexity", "validation/accuracy", "model card",
      ])
    for event in events.dropFirst() {
      #expect(event.numbers(2) == [7] && event.numbers(1) == [(1000.0).bitPattern])
    }
    let accuracy = value(events[7])
    #expect(accuracy.numbers(2) == [UInt64(Float(0.75).bitPattern)])
    #expect(value(events[8]).messages(8)[0].texts(8) == ["# A card"])
  }

  @Test func aHistogramCountsEachNumberOnce() throws {
    var file = TensorBoardEvents(time: 0)
    file.histogram("w", [0, 1, 1, .nan, 3], step: 2, time: 5)
    file.histogram("none", [.nan], step: 2, time: 5)
    let events = try events(file.bytes)
    #expect(events.count == 2)
    let histogram = value(events[1]).messages(5)[0]
    let counts = histogram.bytes(7)[0]
    let doubles = stride(from: 0, to: counts.count, by: 8).map { start in
      Double(
        bitPattern: (0..<8).reduce(UInt64(0)) {
          $0 | UInt64(counts[start + $1]) << (8 * UInt64($1))
        })
    }
    #expect(doubles.count == 30 && doubles.reduce(0, +) == 4)
    #expect(doubles[0] == 1 && doubles[10] == 2 && doubles[29] == 1)
    #expect(
      histogram.numbers(1) == [(0.0).bitPattern] && histogram.numbers(2) == [(3.0).bitPattern])
    #expect(histogram.numbers(4) == [(5.0).bitPattern])
  }

  @Test func vectorsBecomeFilesOfTheProjector() {
    let vectors = WordVectors(words: ["a", "b\tc"], numbers: [1, 2, 3, 4.5], dimension: 2)
    let files = TensorBoardProjector.files(vectors)
    #expect(files.map(\.name) == ["projector_config.pbtxt", "vectors.tsv", "words.tsv"])
    #expect(files[1].text == "1.0\t2.0\n3.0\t4.5\n" && files[2].text == "a\nb c\n")
    #expect(TensorBoardProjector.files(vectors, most: 1)[2].text == "a\n")
  }
}
