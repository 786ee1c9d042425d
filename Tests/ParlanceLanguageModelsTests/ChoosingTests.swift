import Foundation
import ParlanceText
import Testing

@testable import ParlanceLanguageModels

@Suite struct ChoosingTests {
  private func score(_ logProbability: Double, tokens: Int = 1) -> LineScore {
    LineScore(logProbability: logProbability, tokens: tokens, unknown: 0)
  }

  @Test func posteriors() {
    let ranking = Choice.ranking([score(log(0.1)), score(log(0.3)), score(log(0.1))])
    #expect(ranking.map(\.index) == [1, 0, 2])
    for (choice, share) in zip(ranking, [0.6, 0.2, 0.2]) {
      #expect(abs(choice.posterior - share) < 1e-12)
    }
    let weighted = Choice.ranking([score(-2000), score(-2000)], priors: [1, 9])
    #expect(weighted.map(\.index) == [1, 0])
    #expect(abs(weighted[0].posterior - 0.9) < 1e-12)
    #expect(Choice.ranking([]).isEmpty)
    #expect(Choice.ranking([score(-1e6)])[0].posterior == 1)
  }

  @Test func longerTextsHaveNoDisadvantageByToken() {
    let scores = [score(-12, tokens: 6), score(-9, tokens: 3)]
    #expect(Choice.ranking(scores).first?.index == 1)
    let ranking = Choice.ranking(scores, perToken: true)
    #expect(ranking.first?.index == 0)
    #expect(abs(ranking[0].posterior - 1 / (1 + exp(-1))) < 1e-12)
  }

  @Test func whatIsImpossible() {
    let ranking = Choice.ranking([score(-.infinity), score(-5)])
    #expect(ranking.map(\.posterior) == [1, 0])
    #expect(Choice.ranking([score(-.infinity), score(-.infinity)]).map(\.posterior) == [0.5, 0.5])
  }

  @Test func linesAndModels() throws {
    let cats = try ngramModel(["the cat sat on the mat", "a cat purrs", "my cat likes the mat"])
    let dogs = try ngramModel(["the dog ran in the park", "a dog barks", "my dog likes the park"])
    let ranking = cats.choose(among: ["the cat likes the mat", "mat the likes cat the"])
    #expect(ranking.first?.index == 0)
    #expect(ranking[0].score == cats.score("the cat likes the mat"))
    for (text, best) in [("a cat likes the mat", 0), ("a dog likes the park", 1)] {
      #expect(Choice.ranking([cats, dogs].map { $0.score(text) }).first?.index == best)
    }
  }

  @Test func aWholeTextIsItsLines() throws {
    let lines = ["the cat sat", "", "a zebra purrs"]
    let model = try ngramModel(["the cat sat on the mat", "a cat purrs"])
    let whole = model.score(text: lines)
    let parts = lines.map { model.score($0) }
    #expect(
      abs(whole.logProbability - parts.reduce(0) { $0 + $1.logProbability }) < 1e-9)
    #expect(whole.tokens == parts.reduce(0) { $0 + $1.tokens })
    #expect(whole.unknown == 1)
  }

  @Test func priorsThatDoNotFitTrap() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Choice.ranking([LineScore(logProbability: 0, tokens: 1, unknown: 0)], priors: [1, 2])
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("Choice.ranking: expected 1 priors, found 2"))
  }
}
