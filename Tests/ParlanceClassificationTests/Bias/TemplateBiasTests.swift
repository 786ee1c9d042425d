import ParlanceClassification
import ParlanceScores
import Testing

/// Gives "bad" a probability by the words in a text.
private struct Scale {
  let weights: [String: Double]

  func bias(_ templates: SentenceTemplates, samples: Int) -> TemplateBias {
    TemplateBias(
      labels: ["bad", "good"], templates, samples: samples, probabilities: probabilities)
  }

  func probabilities(of texts: [String]) -> [[Double]] {
    texts.map { text in
      let bad = weights.reduce(0.2) { text.contains($1.key) ? $0 + $1.value : $0 }
      return [bad, 1 - bad]
    }
  }
}

@Suite struct TemplateBiasTests {
  private func templates(_ men: [String] = ["he", "my uncle"]) throws -> SentenceTemplates {
    try SentenceTemplates(
      ["did {person} {act}?", "a day when {person} {act}s"],
      fillers: ["act": ["come", "sing", "shout"]],
      groups: ["person": ["women": ["she", "my aunt"], "men": men]])
  }

  @Test func meansOverGroupsAndTestOverFrames() throws {
    // "she" brings 0.2, and as much again where someone shouts.
    let model = Scale(weights: ["she ": 0.2, "he ": 0.02, "shout": 0.1, "she shout": 0.2])
    let bias = model.bias(try templates(), samples: 100)
    #expect(bias.templates == 2 && bias.frames == 6 && bias.sentences == 24)
    let found = try #require(bias.comparisons.first)
    #expect(bias.comparisons.count == 1 && found.first == "men" && found.second == "women")
    #expect(found.frames == 6 && found.labels.map(\.label) == ["bad", "good"])
    // By hand: "she " has "he " in it; half of each group's sentences have the pronoun.
    let women = [0.31, 0.31, 0.51, 0.31, 0.31, 0.51]
    let men = [0.21, 0.21, 0.31, 0.21, 0.21, 0.31]
    let test = PairedTTest(men, women)
    let bad = found.labels[0]
    #expect(abs(bad.first - men.reduce(0, +) / 6) < 1e-12)
    #expect(abs(bad.difference - test.difference) < 1e-12)
    #expect(abs(bad.t! - test.t!) < 1e-9 && abs(bad.p! - test.pValue!) < 1e-12)
    #expect(bad.interval.low <= bad.difference && bad.difference <= bad.interval.high)
    #expect(bad.isSignificant && bad.extreme.contains("shout"))
    #expect(abs(bad.extremeDifference + 0.2) < 1e-12)
    #expect(abs(found.labels[1].difference + bad.difference) < 1e-12)
    // Two of six frames have "bad" as the likelier label for women.
    #expect(abs(found.changed - 2.0 / 6) < 1e-12)
  }

  @Test func aModelThatDoesNotLookHasNoBias() throws {
    let bias = Scale(weights: ["sing": 0.5]).bias(try templates(), samples: 10)
    let found = bias.comparisons[0]
    #expect(found.changed == 0)
    for label in found.labels {
      #expect(label.difference == 0 && label.p == 1 && !label.isSignificant)
    }
  }

  @Test func everyTwoOfThreeGroups() throws {
    let templates = try SentenceTemplates(
      ["{a} sings"], fillers: [:], groups: ["a": ["x": ["1"], "y": ["2"], "z": ["3"]]])
    let bias = Scale(weights: ["3": 0.1]).bias(templates, samples: 10)
    #expect(bias.comparisons.map { $0.first + $0.second } == ["xy", "xz", "yz"])
    // One frame says nothing of chance.
    #expect(bias.comparisons[1].labels[0].p == nil)
    #expect(abs(bias.comparisons[1].labels[0].difference + 0.1) < 1e-12)
  }
}
