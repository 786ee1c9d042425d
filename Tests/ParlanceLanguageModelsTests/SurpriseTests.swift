import ParlanceText
import Testing

@testable import ParlanceLanguageModels

@Suite struct SurpriseTests {
  @Test func sumsToTheScore() throws {
    let model = try ngramModel(["the cat sat on the mat", "a cat purrs"]) { $0.order = 3 }
    let lines = ["the cat purrs", "", "a zebra </s> sat", "<unk>"]
    let surprises = model.surprises(of: lines)
    #expect(surprises.count == lines.count)
    for (line, words) in zip(lines, surprises) {
      #expect(words.map(\.token) == model.tokenizer.tokens(line) + ["</s>"])
      let total = words.reduce(0) { $0 + $1.nats }
      #expect(abs(total + model.score(line).logProbability) < 1e-9, "\(line)")
      #expect(words.allSatisfy { $0.nats >= 0 })
    }
    #expect(surprises[2].map(\.isUnknown) == [false, true, true, false, false])
    #expect(model.surprises(of: []).isEmpty)
  }

  @Test func charactersHaveTheirOwn() throws {
    let model = try ngramModel(["abab"]) { $0.level = .character }
    #expect(model.surprises(of: ["ab c"])[0].map(\.token) == ["a", "b", " ", "c", "</s>"])
  }
}
