import Foundation
import ParlanceSystem
import Testing

@testable import ParlanceLanguageModels

/// The loss on held-out blocks and its gradient.
@Suite struct SparseNonnegativeEstimatorTests {
  private let types = [
    SkipGramType(adjacent: 0), SkipGramType(adjacent: 1), SkipGramType(adjacent: 2),
    SkipGramType(adjacent: 0, gaps: 1...1, remote: 1),
    SkipGramType(adjacent: 0, gaps: 2...5, remote: 1),
  ]

  private func estimator(
    _ lines: [[UInt32]], minimumCount: Int = 1
  ) throws -> SparseNonnegativeEstimator {
    let text = try blockedText(lines, vocabularySize: 13, blocks: 3)
    return try SparseNonnegativeEstimator(text, types: types, minimumCount: minimumCount)
  }

  /// The lines of a text that do not begin in a block.
  private func lines(_ lines: [[UInt32]], outside block: Range<Int>) -> [[UInt32]] {
    var rest: [[UInt32]] = []
    var start = 0
    for line in lines {
      if !block.contains(start) { rest.append(line) }
      start += line.count + 2
    }
    return rest
  }

  private func randomize(_ estimator: SparseNonnegativeEstimator, seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    for type in estimator.types {
      for weights in [type.pairs, type.diversities, type.words, type.features, type.links] {
        for index in 0..<weights.weights.count {
          weights.weights[index] = Float(generator.uniform() - 0.5)
        }
      }
    }
  }

  @Test func logarithmsOfCounts() {
    for (count, power, part) in [(1, 0, 0.0), (2, 1, 0), (3, 1, 0.5), (4, 2, 0), (5, 2, 0.25)] {
      let log = LogCount(UInt32(count))
      #expect(log.power == power)
      #expect(log.part == Float(part))
    }
    #expect(LogCount(.max).power == 31)
    #expect(LogCount(.max).power + 1 < LogCount.limit)
  }

  /// A block is predicted from the other blocks alone: what stands in it changes no M.
  @Test func aBlockIsLeftOut() throws {
    let lines = randomLines(24, words: 5, seed: 1)
    let whole = try estimator(lines)
    let others = try estimator(self.lines(lines, outside: whole.text.positions(ofBlock: 1)))
    for (type, other) in zip(whole.types, others.types) {
      var rows: [UInt64: (sum: Float, words: [UInt32: Float])] = [:]
      for feature in 0..<other.counts.featureCount {
        let sum = other.fill(feature, without: 0..<0)
        let links = other.counts.links(of: feature)
        rows[other.counts.keys[feature]] = (
          sum,
          Dictionary(uniqueKeysWithValues: links.map { (other.counts.words[$0], other.values[$0]) })
        )
      }
      let counts = type.counts
      var seen = 0
      for feature in 0..<counts.featureCount {
        let links = counts.links(of: feature)
        let places = (counts.blockStarts[1]..<counts.blockStarts[2]).filter {
          links.contains(Int(counts.occurrenceLinks[$0]))
        }
        guard let begin = places.first, let end = places.last else { continue }
        let sum = type.fill(feature, without: begin..<end + 1)
        let row = rows[counts.keys[feature]]
        #expect(abs(sum - (row?.sum ?? 0)) < 1e-5)
        for link in links {
          #expect(abs(type.values[link] - (row?.words[counts.words[link]] ?? 0)) < 1e-6)
        }
        seen += 1
      }
      #expect(seen > 0)
    }
  }

  /// The loss of a block is that of the matrix of the other lines, and that is one of probabilities.
  @Test func theLossIsOfTheOthersMatrix() throws {
    let lines = randomLines(30, words: 8, seed: 5)
    let estimator = try estimator(lines, minimumCount: 2)
    let block = estimator.text.positions(ofBlock: 2)
    let rest = self.lines(lines, outside: block)
    let matrix = try self.estimator(rest, minimumCount: 2).matrix()
    var expected = 0.0
    var (lineStart, tokens) = (0, 0)
    for position in block {
      if estimator.text.tokens[position] == 2 {
        lineStart = position
      } else {
        expected -= matrix.logProbability(
          estimator.text.tokens, lineStart: lineStart, position)
        tokens += 1
      }
    }
    #expect(abs(estimator.loss(ofBlock: 2) - expected) < 1e-4 * expected)
    #expect(estimator.tokenCount(ofBlock: 2) == tokens)
  }

  /// Steps of AdaGrad from nothing are -rate · g / √(1 + g²): the gradient follows from the step.
  @Test func gradientsAgainstDifferences() throws {
    let lines = randomLines(40, words: 8, seed: 7)
    let (probe, trained) = (try estimator(lines), try estimator(lines))
    for estimator in [probe, trained] { randomize(estimator, seed: 8) }
    _ = trained.loss(ofBlock: 1)
    var stepped = trained
    let rate = 0.5
    stepped.descend(ofBlock: 1, rate: rate)
    func check(
      _ before: NumberBuffer<Float>, _ after: NumberBuffer<Float>, _ name: String
    ) -> Int {
      var checked = 0
      for index in stride(from: 0, to: before.count, by: max(before.count / 60, 1)) {
        let value = before[index]
        let step = Double(value - after[index]) / rate
        let gradient = step / (1 - step * step).squareRoot()
        let h: Float = 0.02
        before[index] = value + h
        let above = probe.loss(ofBlock: 1)
        before[index] = value - h
        let below = probe.loss(ofBlock: 1)
        before[index] = value
        let difference = (above - below) / (2 * Double(h))
        let bound = 2e-3 + 0.01 * abs(difference) * (1 + difference * difference)
        #expect(abs(gradient - difference) < bound, "\(name) \(index)")
        if abs(difference) > 0.01 { checked += 1 }
      }
      return checked
    }
    var checked = 0
    for (a, b) in zip(probe.types, stepped.types) {
      checked += check(a.pairs.weights, b.pairs.weights, "pairs")
      checked += check(a.diversities.weights, b.diversities.weights, "diversities")
      checked += check(a.words.weights, b.words.weights, "words")
      checked += check(a.features.weights, b.features.weights, "features")
      checked += check(a.links.weights, b.links.weights, "links")
    }
    #expect(checked > 100)
  }

  @Test func trainingLowersTheLoss() throws {
    var estimator = try estimator(randomLines(60, words: 8, seed: 9))
    var losses: [Double] = []
    for _ in 0..<8 {
      var sum = 0.0
      for block in 0..<3 {
        sum += estimator.loss(ofBlock: block)
        estimator.descend(ofBlock: block, rate: 0.1)
      }
      losses.append(sum)
    }
    #expect(losses.last! < 0.97 * losses[0])
    #expect(estimator.logFloor != 0)
  }
}
