import Testing

@testable import ParlanceText

private func corpus(lineLengths: [Int]) -> TokenCorpus {
  var next = 0
  let lines = lineLengths.map { length in
    let words = (next..<next + length).map { "w\($0)" }
    next += length
    return words.joined(separator: " ")
  }
  let text = TokenizedText(lines: lines, tokenizer: Tokenizer(level: .word))
  return text.encoded(with: text.vocabulary())
}

@Suite struct BatchTests {
  @Test func smallStream() {
    let corpus = corpus(lineLengths: [4, 1])
    let batches = StreamBatches(corpus: corpus, batchSize: 2, sequenceLength: 3)
    let ids = corpus.ids
    #expect(batches.count == 2)
    #expect(batches[0].inputs == [3, ids[0], ids[1], ids[3], ids[4], ids[5]])
    #expect(batches[0].targets == [ids[0], ids[1], ids[2], ids[4], ids[5], ids[6]])
    #expect(batches[0].startsAfresh && !batches[1].startsAfresh)
    #expect(batches[1].inputs == [ids[2], 0])
    #expect(batches[1].targets == [ids[3], 0])
    #expect((batches[1].sequenceLength, batches[1].tokenCount) == (1, 1))
  }

  @Test func streamCoversEachTokenOnce() {
    for lengths in [[], [0], [3], [5, 0, 7], Array(repeating: 6, count: 20)] {
      let corpus = corpus(lineLengths: lengths)
      for batchSize in [1, 2, 3, 7, 20] {
        for sequenceLength in [1, 2, 5, 35] {
          let batches = StreamBatches(
            corpus: corpus, batchSize: batchSize, sequenceLength: sequenceLength)
          #expect(batches.reduce(0) { $0 + $1.tokenCount } == corpus.tokenCount)
          let rows = (0..<batchSize).map { row in
            batches.flatMap { batch in
              let places = row * batch.sequenceLength..<(row + 1) * batch.sequenceLength
              return zip(batch.inputs[places], batch.targets[places]).filter { $0.1 != 0 }
            }
          }
          let stream = rows.flatMap { $0 }
          #expect(stream.map(\.1) == corpus.ids)
          #expect(stream.map(\.0) == Array(([3] + corpus.ids).dropLast()))
        }
      }
    }
  }

  @Test func linesWithPadding() {
    let corpus = corpus(lineLengths: [2, 0, 3])
    let batches = LineBatches(corpus: corpus, batchSize: 2)
    let ids = corpus.ids
    #expect(batches.count == 2)
    #expect(batches[0].inputs == [3, 0, 0, 3, ids[0], ids[1]])
    #expect(batches[0].targets == [3, 0, 0, ids[0], ids[1], 3])
    #expect(batches[0].lengths == [1, 3])
    #expect(batches.lines(ofBatch: 0) == [1, 0])
    #expect(batches[1].lengths == [4] && batches[1].batchSize == 1)
    #expect(abs(batches.paddingShare - 0.2) < 1e-12)
  }

  @Test func linesCoverEachTokenOnce() {
    let lengths = (0..<57).map { ($0 * 29) % 23 }
    let corpus = corpus(lineLengths: lengths)
    for (seed, maximum) in [(nil, nil), (1, nil), (2, 5), (nil, 1)] as [(UInt64?, Int?)] {
      let batches = LineBatches(
        corpus: corpus, batchSize: 8, maximumLength: maximum, shuffleSeed: seed)
      #expect(batches.reduce(0) { $0 + $1.tokenCount } == corpus.tokenCount)
      #expect(batches.allSatisfy { $0.sequenceLength <= maximum ?? 23 && $0.startsAfresh })
      let targets = batches.flatMap { $0.targets.filter { $0 != 0 } }
      #expect(targets.sorted() == corpus.ids.sorted())
      #expect(Set(batches.indices.flatMap { batches.lines(ofBatch: $0) }).count == 57)
      #expect(batches.paddingShare < 0.2)
    }
  }

  @Test func shufflingDependsOnTheSeedOnly() {
    let corpus = corpus(lineLengths: (0..<40).map { $0 % 7 })
    func batches(_ seed: UInt64?) -> [TokenBatch] {
      Array(LineBatches(corpus: corpus, batchSize: 4, shuffleSeed: seed))
    }
    #expect(batches(5) == batches(5))
    #expect(batches(5) != batches(6))
    #expect(batches(nil) == batches(nil))
  }

  @Test func emptyCorpus() {
    let corpus = corpus(lineLengths: [])
    #expect(StreamBatches(corpus: corpus, batchSize: 3, sequenceLength: 2).isEmpty)
    #expect(LineBatches(corpus: corpus, batchSize: 3).isEmpty)
    #expect(LineBatches(corpus: corpus, batchSize: 3).paddingShare == 0)
  }
}
